import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Answer, Job, WatchEvent } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectSame } from '../support/expectations.ts';
import { metadataOf, uidOf, versionOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { deletionOf } from '../delete/support.ts';
import {
  eventsFor,
  expectTypes,
  label,
  labelOf,
  patchLabel,
  currentVersion,
  sameEvent,
  toldAll,
  watching,
} from './support.ts';
import { write } from '../support/updates/write.ts';

const LATER = ['watch/shows-later-events-from-a-version'];
const IN_ORDER = ['watch/shows-each-change-in-order'];
const HOLD = 'conformance.cci-job/hold';

/** Any order that is the same for the same events. */
const byVersion = (a: WatchEvent, b: WatchEvent): number => (versionOf(a.object) < versionOf(b.object) ? -1 : 1);

const lastTurn =
  (job: { name: string }, turn: string) =>
  (all: readonly WatchEvent[]): boolean =>
    eventsFor(all, job).some((event) => labelOf(event, 'turn') === turn);

/** The event of an accepted write: the one with the resourceVersion that the write answered. */
function expectEventOf(trial: Trial, events: readonly WatchEvent[], written: JsonObject, answer: Answer): void {
  const own = events.filter((event) => event.type !== 'DELETED' && versionOf(event.object) === versionOf(written));
  trial.expect.that(own.length === 1, {
    message: 'A write does not show as one event',
    expected: `one event at ${versionOf(written)}`,
    received: toldAll(events),
    path: '/object/metadata/resourceVersion',
    answer,
  });
  expectSame(trial, own[0]!.object, written, answer, '/object');
}

const histories: readonly Requirement[] = [
  ...(
    [
      ['shows-each-change-in-order', LATER, false],
      ['shows-each-change-of-one-name-in-order', [...IN_ORDER, 'watch/selects-by-field'], true],
    ] as const
  ).map(([id, needs, alone]) =>
    requirement(`watch/${id}`, {
      tests: ['watch.order', 'watch.every-event'],
      needs,
      async check(trial) {
        const from = await currentVersion(trial);
        const job = await trial.given.job({ labels: { turn: '0' } });
        const steps = ['0', '1', '2', '3', '4', '5'];
        for (const step of steps.slice(1)) await label(trial, job, 'turn', step);
        await trial.given.deleted(job);
        const selection = alone ? { fieldSelector: `metadata.name=${job.name}` } : {};
        await watching(trial, { resourceVersion: from, ...selection }, async (stream) => {
          const events = eventsFor(
            await stream.collect((all) => eventsFor(all, job).some((event) => event.type === 'DELETED')),
            job,
          );
          expectTypes(trial, events, ['ADDED', ...steps.slice(1).map(() => 'MODIFIED'), 'DELETED'], stream);
          const seen = events.map((event) => labelOf(event, 'turn') ?? null);
          const distinct = seen.filter((step, i) => step !== null && step !== seen[i - 1]);
          trial.expect.match(distinct, steps, stream.answer, '/object/metadata/labels/turn');
        });
      },
    }),
  ),
  ...(
    [
      ['live', true],
      ['later', false],
    ] as const
  ).map(([id, live]) =>
    requirement(`watch/carries-each-state-when-watched-${id}`, {
      tests: ['watch.event.object', 'watch.event.types', 'watch.event.version', 'watch.every-event'],
      needs: [...IN_ORDER, 'replace/stores-the-body', 'patch/merges'],
      async check(trial) {
        const job = await trial.given.job({ annotations: { note: 'first' } });
        const from = await currentVersion(trial);
        const steps: [way: 'replace' | 'patch', path: string[], value: Json | undefined][] = [
          ['patch', ['metadata', 'labels', 'turn'], '1'],
          ['replace', ['metadata', 'annotations', 'note'], 'second'],
          ['patch', ['spec', 'activeDeadlineSeconds'], 86_400],
          ['replace', ['spec', 'activeDeadlineSeconds'], 86_399],
          ['patch', ['metadata', 'annotations', 'note'], undefined],
          ['replace', ['metadata', 'labels', 'turn'], 'end'],
        ];
        const act = async (): Promise<{ answer: Answer; body: JsonObject }[]> => {
          const written = [];
          for (const [verb, path, value] of steps) {
            const answer = await write(trial, verb, job, path, value);
            written.push({ answer, body: trial.expect.accepted(answer) });
          }
          return written;
        };
        const early = live ? undefined : await act();
        await watching(trial, { resourceVersion: from }, async (stream) => {
          const written = early ?? (await act());
          const events = eventsFor(await stream.collect(lastTurn(job, 'end')), job);
          for (const { answer, body } of written) expectEventOf(trial, events, body, answer);
          expectTypes(
            trial,
            events,
            steps.map(() => 'MODIFIED'),
            stream,
          );
        });
      },
    }),
  ),
  requirement('watch/moves-the-resource-version-with-each-event', {
    tests: ['watch.event.version', 'watch.every-event'],
    needs: LATER,
    async check(trial) {
      const from = await currentVersion(trial);
      const job = await trial.given.job();
      for (const step of ['1', '2', '3']) await label(trial, job, 'turn', step);
      await trial.given.deleted(job);
      await watching(trial, { resourceVersion: from }, async (stream) => {
        const versions = eventsFor(
          await stream.collect((all) => eventsFor(all, job).some((event) => event.type === 'DELETED')),
          job,
        ).map((event) => versionOf(event.object));
        trial.expect.that(versions.length >= 5 && new Set(versions).size === versions.length, {
          message: 'Two events carry the same resourceVersion',
          expected: 'a version of its own for each event',
          received: versions.join(', '),
          path: '/object/metadata/resourceVersion',
          answer: stream.answer,
        });
      });
    },
  }),
  requirement('watch/tells-a-successor-from-its-predecessor', {
    tests: ['watch.recreate', 'watch.event.object', 'watch.every-event'],
    needs: LATER,
    async check(trial) {
      const from = await currentVersion(trial);
      const first = await trial.given.job({ labels: { turn: 'first' } });
      await trial.given.deleted(first);
      const second = await trial.given.job({ name: first.name, labels: { turn: 'second' } });
      await watching(trial, { resourceVersion: from }, async (stream) => {
        const own = eventsFor(
          await stream.collect((all) => eventsFor(all, first).some((event) => uidOf(event.object) === second.uid)),
          first,
        );
        expectTypes(trial, own, ['ADDED', 'DELETED', 'ADDED'], stream);
        const told = own
          .filter((event) => event.type !== 'MODIFIED')
          .map((event) => [uidOf(event.object), labelOf(event, 'turn') ?? null]);
        trial.expect.match(
          told,
          [
            [first.uid, 'first'],
            [first.uid, 'first'],
            [second.uid, 'second'],
          ],
          stream.answer,
          '/object/metadata/uid',
        );
      });
    },
  }),
  requirement('watch/goes-on-after-the-version-of-any-event', {
    tests: [
      'watch.resume',
      'watch.from-version',
      'watch.every-event',
      'watch.query.resourceVersion',
      'list-meta.resource-version',
    ],
    needs: [...IN_ORDER, 'watch/tells-a-successor-from-its-predecessor'],
    async check(trial) {
      const from = await currentVersion(trial);
      const first = await trial.given.job();
      for (let step = 1; step <= 3; step += 1)
        trial.expect.accepted(await patchLabel(trial, first, 'turn', String(step)));
      await trial.given.deleted(first);
      const second = await trial.given.job({ name: first.name });
      await label(trial, second, 'turn', 'end');
      const read = (version: string): Promise<WatchEvent[]> =>
        watching(trial, { resourceVersion: version }, async (stream) =>
          eventsFor(await stream.collect(lastTurn(second, 'end')), second),
        );
      const all = await read(from);
      for (const [i, event] of all.slice(0, -1).entries()) {
        const rest = await read(versionOf(event.object));
        const wanted = toldAll(all.slice(i + 1));
        trial.expect.that(toldAll(rest) === wanted, {
          message: `A watch from the version of an event (${toldAll([event])}) does not go on after it`,
          expected: wanted,
          received: toldAll(rest),
          path: '/object',
        });
      }
    },
  }),
  requirement('watch/goes-on-after-a-list-of-a-selection', {
    tests: ['watch.resume', 'list-meta.resource-version', 'watch.from-version'],
    needs: [...LATER, 'list/selects-by-equality'],
    async check(trial) {
      const set = trial.given.name('set');
      const [kept, gone] = await trial.given.jobs(2, { labels: { set } });
      await trial.given.deleted(gone);
      for (const query of [
        { labelSelector: `set=${set}` },
        { labelSelector: `set=${set}`, limit: 1 },
        { labelSelector: `set=none-of-${set}` },
      ]) {
        const from = versionOf(trial.expect.accepted(await trial.target.list({ query }), [200]));
        if (from === '') return trial.inconclusive('the list shows no resourceVersion to watch from');
        const turn = trial.given.name();
        await label(trial, kept, 'turn', turn);
        await watching(trial, { resourceVersion: from }, async (stream) => {
          const events = await stream.collect(lastTurn(kept, turn));
          expectTypes(trial, eventsFor(events, kept), ['MODIFIED'], stream);
          const old = eventsFor(events, gone);
          trial.expect.that(old.length === 0, {
            message: 'A watch from the version of a list shows what was before that list',
            expected: `nothing of ${gone.name}`,
            received: toldAll(old),
            path: '/object',
            answer: stream.answer,
          });
        });
      }
    },
  }),
  requirement('watch/goes-on-after-the-version-of-an-object', {
    tests: ['watch.from-version'],
    needs: LATER,
    async check(trial) {
      const job = await trial.given.job();
      const read = await trial.given.read(job);
      await label(trial, job, 'turn', 'end');
      await watching(trial, { resourceVersion: versionOf(read) }, async (stream) => {
        const events = eventsFor(await stream.collect(lastTurn(job, 'end')), job);
        expectTypes(trial, events, ['MODIFIED'], stream);
        trial.expect.that(
          events.every((event) => versionOf(event.object) !== versionOf(read)),
          {
            message: 'The watch shows the very version that it began after',
            expected: `events after ${versionOf(read)}`,
            received: toldAll(events),
            path: '/object/metadata/resourceVersion',
            answer: stream.answer,
          },
        );
      });
    },
  }),
];

const crowds: readonly Requirement[] = [
  requirement('watch/shows-every-change-of-several-writers', {
    tests: ['watch.every-event', 'watch.order', 'watch.event.version'],
    needs: [...IN_ORDER, 'patch/merges'],
    async check(trial) {
      const jobs = await trial.given.jobs(3);
      await watching(trial, { resourceVersion: await currentVersion(trial), timeoutSeconds: 60 }, async (stream) => {
        const writer = async (job: Job, name: string): Promise<JsonObject[]> => {
          const written = [];
          for (let i = 1; i <= 5; i += 1)
            written.push(trial.expect.accepted(await patchLabel(trial, job, name, String(i))));
          return written;
        };
        const written = await Promise.all(
          jobs.map(async (job) => (await Promise.all([writer(job, 'one'), writer(job, 'two')])).flat()),
        );
        for (const job of jobs) await label(trial, job, 'turn', 'end');
        const all = await stream.collect((events) => jobs.every((job) => lastTurn(job, 'end')(events)));
        for (const [i, job] of jobs.entries()) {
          const own = eventsFor(all, job);
          for (const body of written[i]!) expectEventOf(trial, own, body, stream.answer);
          expectNoStepBack(trial, own, ['one', 'two'], stream.answer);
        }
      });
    },
  }),
  requirement('watch/goes-on-after-any-event-of-a-burst', {
    tests: [
      'watch.resume',
      'watch.from-version',
      'watch.every-event',
      'watch.query.resourceVersion',
      'list-meta.resource-version',
    ],
    needs: [...LATER, 'patch/merges'],
    async check(trial) {
      const jobs = await trial.given.jobs(5);
      const from = await currentVersion(trial);
      // At once, so that changes follow each other with nothing of others in between.
      await Promise.all(jobs.map(async (job) => trial.expect.accepted(await patchLabel(trial, job, 'turn', 'end'))));
      const done = (all: readonly WatchEvent[]): boolean => jobs.every((job) => lastTurn(job, 'end')(all));
      const all = await watching(trial, { resourceVersion: from }, async (stream) =>
        eventsFor(await stream.collect(done), ...jobs),
      );
      for (const [i, event] of all.entries()) {
        // Whoever has seen the events so far and begins again after the last of them misses nothing and sees nothing twice.
        const rest = all.slice(i + 1);
        if (rest.length === 0) continue;
        const got = await watching(trial, { resourceVersion: versionOf(event.object) }, async (stream) =>
          eventsFor(
            await stream.collect((now) => rest.every((one) => now.some((other) => sameEvent(one, other)))),
            ...jobs,
          ),
        );
        const wanted = toldAll(rest.toSorted(byVersion));
        trial.expect.that(toldAll(got.toSorted(byVersion)) === wanted, {
          message: `A watch from the version of an event (${toldAll([event])}) does not go on after it`,
          expected: wanted,
          received: toldAll(got),
          path: '/object',
        });
      }
    },
  }),
  requirement('watch/shows-what-finalizers-hold', {
    tests: ['watch.finalizers'],
    needs: ['watch/shows-events-as-they-happen', 'delete/waits-for-finalizers'],
    async check(trial) {
      const job = await trial.given.job({ metadata: { finalizers: [HOLD] } });
      const kept = metadataOf(job.stored)['finalizers'];
      if (!Array.isArray(kept) || !kept.includes(HOLD))
        return trial.inconclusive('the target does not keep a finalizer of the client');
      await watching(trial, { resourceVersion: await currentVersion(trial), timeoutSeconds: 60 }, async (stream) => {
        trial.expect.accepted(await trial.target.delete(job));
        const marked = eventsFor(
          await stream.collect((all) => eventsFor(all, job).some((event) => deletionOf(event.object) !== undefined)),
          job,
        );
        expectTypes(trial, marked, ['MODIFIED'], stream);
        trial.expect.that(typeof deletionOf(marked.at(-1)?.object) === 'string', {
          message: 'The watch does not show that the object is marked for deletion',
          expected: 'MODIFIED with a deletionTimestamp',
          received: toldAll(marked),
          path: '/object/metadata/deletionTimestamp',
          answer: stream.answer,
        });
        trial.expect.accepted(await trial.target.patch(job, { metadata: { finalizers: null } }));
        const rest = eventsFor(
          await stream.collect((all) => eventsFor(all, job).some((event) => event.type === 'DELETED')),
          job,
        );
        expectTypes(trial, rest, ['DELETED'], stream);
        trial.expect.match(rest.at(-1)?.object, { metadata: { uid: job.uid } }, stream.answer, '/object');
      });
    },
  }),
];

/** Counters that several writers moved: no event shows one lower than the event before. */
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
        message: 'The events of one object are out of order',
        expected: `${counter} never lower than before`,
        received: seen.join(', '),
        path: `/object/metadata/labels/${counter}`,
        answer,
      },
    );
  }
}

export const watchEvents: readonly Requirement[] = [...histories, ...crowds];
