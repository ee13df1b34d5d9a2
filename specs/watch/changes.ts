/** Every change of an object is an event, in the order of the changes. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Answer, WatchEvent, Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectSame } from '../support/expectations.ts';
import { metadataOf, uidOf, versionOf, shownOf } from '../support/objects.ts';
import { setLabel } from '../support/change.ts';
import { ownerReference } from '../support/owner-reference.ts';
import { requirement } from '../support/requirement.ts';
import { deletionOf, finalizersOf, heldJob, HOLD } from '../delete/support.ts';
import {
  eventsFor,
  expectTypes,
  labelOf,
  patchLabel,
  currentVersion,
  lastTurn,
  describeEvents,
  expectNotReopened,
  watching,
} from './support.ts';
import { everyMutableField, reusedJobs, write, type UpdateVerb } from '../support/updates/write.ts';

const LATER = ['watch/shows-later-events-from-a-version'];
const IN_ORDER = ['watch/shows-each-change-in-order'];
/** A second finalizer, whose removal frees nothing. */
const ALSO = 'conformance.cci-job/also';

/**
 * An accepted write is one event, with the resourceVersion of the write's answer, and shows the object of that answer.
 * `answer`: of the watch.
 */
function expectEventOf(trial: Trial, events: readonly WatchEvent[], written: JsonObject, answer: Answer): void {
  const version = shownOf(trial, written, 'resourceVersion');
  const [event, ...more] = events.filter(({ type, object }) => type !== 'DELETED' && versionOf(object) === version);
  trial.expect.that(event !== undefined && more.length === 0, {
    message: 'A watch does not show an accepted write as one event',
    expected: `one event at ${version}`,
    received: describeEvents(events),
    path: '/object/metadata/resourceVersion',
    answer,
  });
  expectSame(trial, event?.object, written, answer, '/object');
}

/** Labels that count up, each raised by one of several writers: in no event is one lower than in the event before. */
function expectNoStepBack(
  trial: Trial,
  events: readonly WatchEvent[],
  counters: readonly string[],
  answer: Answer,
): void {
  for (const counter of counters) {
    const seen = events
      .filter((event) => isObject(metadataOf(event.object)['labels']))
      .map((event) => Number(labelOf(event, counter) ?? 0));
    trial.expect.that(
      seen.every((value, i) => value >= (seen[i - 1] ?? 0)),
      {
        message: 'An event of an object shows an older state than the event before it',
        expected: `${counter} never lower than before`,
        received: seen.join(', '),
        path: `/object/metadata/labels/${counter}`,
        answer,
      },
    );
  }
}

/** From its creation to its deletion, an object is changed several times; a watch shows each change in order. */
const showsEachChange = (id: string, needs: readonly string[], ofOneName: boolean): Requirement =>
  requirement(id, {
    tests: ['watch.order', 'watch.every-event'],
    needs,
    async check(trial) {
      const from = await currentVersion(trial);
      const job = await trial.given.accepted({ labels: { turn: '0' } });
      const steps = ['0', '1', '2', '3', '4', '5'];
      for (const step of steps.slice(1)) await setLabel(trial, job, 'turn', step);
      await trial.given.deleted(job);
      const selection = ofOneName ? { fieldSelector: `metadata.name=${job.name}` } : {};
      await watching(trial, { resourceVersion: from, ...selection }, async (stream) => {
        const events = eventsFor(
          await stream.collect((all) => eventsFor(all, job).some((event) => event.type === 'DELETED')),
          job,
        );
        expectTypes(trial, job, events, ['ADDED', ...steps.slice(1).map(() => 'MODIFIED'), 'DELETED'], stream);
        const seen = events.map((event) => labelOf(event, 'turn') ?? null);
        const distinct = seen.filter((step, i) => step !== null && step !== seen[i - 1]);
        trial.expect.match(distinct, steps, stream.answer, '/object/metadata/labels/turn');
      });
    },
  });

type Step = [verb: UpdateVerb, path: string[], value: Json | undefined];

/** Changes of one part each. */
const STEPS: readonly Step[] = [
  ['patch', ['metadata', 'labels', 'turn'], '1'],
  ['replace', ['metadata', 'annotations', 'note'], 'second'],
  ['patch', ['spec', 'activeDeadlineSeconds'], 86_400],
  ['replace', ['spec', 'activeDeadlineSeconds'], 86_399],
  ['patch', ['metadata', 'annotations', 'note'], undefined],
];
const LAST_STEP: Step = ['replace', ['metadata', 'labels', 'turn'], 'end'];

/** A change of the owners, where the target gives this job a uid to be named by. */
const owning = (trial: Trial, owner: Accepted): Step[] =>
  owner.uid === undefined ? [] : [['patch', ['metadata', 'ownerReferences'], [ownerReference(trial, owner)]]];

/**
 * The events of several writes show the states that their answers show. The writes come while the watch is open, or
 * before.
 */
const carriesEachState = (id: string, whileOpen: boolean): Requirement =>
  requirement(id, {
    tests: ['watch.event.object', 'watch.event.types', 'watch.event.version', 'watch.every-event'],
    needs: [...IN_ORDER, 'replace/stores-the-body', 'patch/merges'],
    async check(trial) {
      const job = await trial.given.accepted({
        annotations: { note: 'first' },
        spec: everyMutableField(trial.kind),
      });
      const steps = [...STEPS, ...owning(trial, await trial.given.shared()), LAST_STEP];
      const from = await currentVersion(trial);
      const writeAll = async (): Promise<JsonObject[]> => {
        const written = [];
        for (const [verb, path, value] of steps)
          written.push(trial.expect.accepted(await write(trial, verb, job, path, value)));
        return written;
      };
      const early = whileOpen ? undefined : await writeAll();
      await watching(trial, { resourceVersion: from }, async (stream) => {
        const written = early ?? (await writeAll());
        const events = eventsFor(await stream.collect(lastTurn(job, 'end')), job);
        for (const body of written) expectEventOf(trial, events, body, stream.answer);
        // What a target does not keep changes nothing.
        const versions = new Set(written.map(versionOf));
        expectTypes(
          trial,
          job,
          events,
          [...versions].map(() => 'MODIFIED'),
          stream,
        );
      });
    },
  });

const ofOneObject: readonly Requirement[] = [
  showsEachChange('watch/shows-each-change-in-order', LATER, false),
  showsEachChange('watch/shows-each-change-of-one-name-in-order', [...IN_ORDER, 'watch/selects-by-field'], true),
  carriesEachState('watch/carries-each-state-when-watched-live', true),
  carriesEachState('watch/carries-each-state-when-watched-later', false),
  requirement('watch/moves-the-resource-version-with-each-event', {
    tests: ['watch.event.version', 'watch.every-event'],
    needs: LATER,
    async check(trial) {
      const from = await currentVersion(trial);
      const job = await trial.given.accepted();
      for (const step of ['1', '2', '3']) await setLabel(trial, job, 'turn', step);
      await trial.given.deleted(job);
      await watching(trial, { resourceVersion: from }, async (stream) => {
        const versions = eventsFor(
          await stream.collect((all) => eventsFor(all, job).some((event) => event.type === 'DELETED')),
          job,
        ).map((event) => shownOf(trial, event.object, 'resourceVersion'));
        trial.expect.that(versions.length >= 5 && new Set(versions).size === versions.length, {
          message: 'The events do not each have a resourceVersion of their own',
          expected: 'five events or more, each with another resourceVersion',
          received: versions.join(', '),
          path: '/object/metadata/resourceVersion',
          answer: stream.answer,
        });
      });
    },
  }),
  requirement('watch/tells-a-successor-from-its-predecessor', {
    tests: ['watch.recreate', 'watch.event.object', 'watch.every-event'],
    needs: [...LATER, 'watch/selects-by-field'],
    async check(trial) {
      const from = await currentVersion(trial);
      const first = await trial.given.accepted({ labels: { turn: 'first' } });
      await trial.given.deleted(first);
      const second = await trial.given.accepted({ name: first.name, labels: { turn: 'second' } });
      // By its name, as a client that waits for one object watches.
      const query = { resourceVersion: from, fieldSelector: `metadata.name=${first.name}` };
      await watching(trial, query, async (stream) => {
        const own = eventsFor(await stream.collect(lastTurn(second, 'second')), first);
        expectTypes(trial, first, own, ['ADDED', 'DELETED', 'ADDED'], stream);
        const seen = own
          .filter((event) => event.type !== 'MODIFIED')
          .map((event) => ({ uid: uidOf(event.object) ?? null, turn: labelOf(event, 'turn') ?? null }));
        trial.expect.match(
          seen,
          [
            { uid: first.uid, turn: 'first' },
            { uid: first.uid, turn: 'first' },
            { uid: second.uid, turn: 'second' },
          ],
          stream.answer,
          '/object/metadata/uid',
        );
      });
    },
  }),
];

const ofSeveralWriters: readonly Requirement[] = [
  requirement('watch/shows-every-change-of-several-writers', {
    tests: ['watch.every-event', 'watch.order', 'watch.event.version'],
    needs: [...IN_ORDER, 'patch/merges'],
    async check(trial) {
      const jobs = await reusedJobs(trial, 3);
      await watching(trial, { resourceVersion: await currentVersion(trial) }, async (stream) => {
        const writer = async (job: Accepted, name: string): Promise<JsonObject[]> => {
          const written = [];
          for (let i = 1; i <= 5; i += 1)
            written.push(trial.expect.accepted(await patchLabel(trial, job, name, String(i))));
          return written;
        };
        const written = await trial.together(
          jobs.flatMap((job) => [() => writer(job, 'one'), () => writer(job, 'two')]),
        );
        for (const job of jobs) await setLabel(trial, job, 'turn', 'end');
        const all = await stream.collect((events) => jobs.every((job) => lastTurn(job, 'end')(events)));
        for (const [i, job] of jobs.entries()) {
          const own = eventsFor(all, job);
          for (const body of written.slice(2 * i, 2 * i + 2).flat()) expectEventOf(trial, own, body, stream.answer);
          expectNoStepBack(trial, own, ['one', 'two'], stream.answer);
        }
      });
    },
  }),
  requirement('watch/shows-what-finalizers-hold', {
    tests: ['watch.finalizers'],
    needs: ['watch/shows-events-as-they-happen', 'watch/selects-by-field', 'delete/waits-for-finalizers'],
    async check(trial) {
      const job = await heldJob(trial, [HOLD, ALSO]);
      await watching(trial, { resourceVersion: await currentVersion(trial) }, async (stream) => {
        trial.expect.accepted(await trial.target.delete(job));
        const marked = eventsFor(
          await stream.collect((all) => eventsFor(all, job).some((event) => deletionOf(event.object) !== undefined)),
          job,
        );
        expectTypes(trial, job, marked, ['MODIFIED'], stream);
        trial.expect.that(typeof deletionOf(marked.at(-1)?.object) === 'string', {
          message: 'The watch does not show that the object was marked for deletion',
          expected: 'MODIFIED with a deletionTimestamp',
          received: describeEvents(marked),
          path: '/object/metadata/deletionTimestamp',
          answer: stream.answer,
        });
        // It is there as long as it is held: a watch begins with it.
        await watching(trial, { fieldSelector: `metadata.name=${job.name}` }, async (another) => {
          const first = eventsFor(await another.collect((all) => eventsFor(all, job).length > 0), job);
          expectNotReopened(trial, another);
          expectTypes(trial, job, first.slice(0, 1), ['ADDED'], another);
        });
        const left = finalizersOf(job.stored).filter((one) => one !== ALSO);
        trial.expect.accepted(await trial.target.patch(job, { metadata: { finalizers: left } }));
        const freed = eventsFor(
          await stream.collect((all) => eventsFor(all, job).some(({ object }) => !finalizersOf(object).includes(ALSO))),
          job,
        );
        expectTypes(trial, job, freed, ['MODIFIED'], stream);
        trial.expect.match(
          finalizersOf(freed.at(-1)?.object).filter((one) => one === HOLD),
          [HOLD],
          stream.answer,
          '/object/metadata/finalizers',
        );
        trial.expect.accepted(await trial.target.patch(job, { metadata: { finalizers: null } }));
        const rest = eventsFor(
          await stream.collect((all) => eventsFor(all, job).some((event) => event.type === 'DELETED')),
          job,
        );
        expectTypes(trial, job, rest, ['DELETED'], stream);
        trial.expect.match(rest.at(-1)?.object, { metadata: { uid: job.uid } }, stream.answer, '/object');
      });
    },
  }),
];

export const changes: readonly Requirement[] = [...ofOneObject, ...ofSeveralWriters];
