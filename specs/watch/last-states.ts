/** What a watch shows last of an object that leaves its selection or is deleted, and how it goes on from there. */
import type { JsonObject } from '../../contract/json.ts';
import type { Job, WatchEvent, WatchStream } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { deletionOf, HOLD, heldJob } from '../delete/support.ts';
import { selectorOf } from '../pagination/follow.ts';
import { at, shownOf, specOf, uidOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { everyMutableField, patchCurrent } from '../support/updates/write.ts';
import { currentVersion, describeEvents, eventsFor, expectTypes, isDeleted, sameEvent, watching } from './support.ts';

/** What the checks write: the same number in a label and in an annotation, and whether the object is in the set. */
async function turn(
  trial: Trial,
  job: Job,
  number: string,
  set: string | null,
  spec: JsonObject = {},
): Promise<JsonObject> {
  const body = { metadata: { labels: { turn: number, set }, annotations: { turn: number } }, spec };
  return trial.expect.accepted(await patchCurrent(trial, job, body));
}

/** A watch of the set from the version of this event shows what came after it, and nothing that came before. */
async function expectGoesOn(
  trial: Trial,
  set: string,
  all: readonly WatchEvent[],
  from: WatchEvent,
  jobs: readonly Job[],
): Promise<void> {
  const next = all.indexOf(from) + 1;
  const [before, after] = [all.slice(0, next), all.slice(next)];
  const query = { ...selectorOf(set), resourceVersion: shownOf(trial, from.object, 'resourceVersion') };
  await watching(trial, query, async (stream) => {
    const lacks = (now: readonly WatchEvent[]): boolean =>
      after.some((one) => !now.some((other) => sameEvent(one, other)));
    const events = eventsFor(await stream.collect((now) => !lacks(now)), ...jobs);
    const repeats = events.some((event) => before.some((one) => sameEvent(one, event)));
    trial.expect.that(!lacks(events) && !repeats, {
      message: `A watch from the version of a DELETED (${describeEvents([from])}) does not go on after it`,
      expected: describeEvents(after),
      received: describeEvents(events),
      path: '/object',
      answer: stream.answer,
    });
  });
}

/** Leaves the set with turn 2, having been in it with turn 1. */
function expectLeft(
  trial: Trial,
  event: WatchEvent | undefined,
  left: JsonObject,
  set: string,
  stream: WatchStream,
): void {
  const { answer } = stream;
  trial.expect.match(
    event?.object,
    { metadata: { uid: uidOf(left), resourceVersion: shownOf(trial, left, 'resourceVersion') }, spec: specOf(left) },
    answer,
    '/object',
  );
  const shown = ['labels', 'annotations'].map((map) => at(event?.object, 'metadata', map, 'turn') ?? 'none').join();
  const member = at(event?.object, 'metadata', 'labels', 'set');
  const asItWas = shown === '1,1' && member === set;
  trial.expect.that(asItWas || (shown === '2,2' && member === undefined), {
    message: 'The DELETED of an object that left the selection shows it neither as it matched last nor as it is now',
    expected: 'the labels and annotations before the change, or those after it',
    received: event?.line ?? 'no event',
    path: '/object/metadata',
    answer,
  });
  trial.choice('leaving-content', asItWas ? 'leaving-as-it-was' : 'leaving-as-it-is', answer, 'watch');
}

const leaving = requirement('watch/shows-what-leaves-a-selection-as-it-was-last', {
  tests: ['watch.selector.leaving', 'watch.selector.enter-leave', 'watch.event.version', 'watch.resume'],
  needs: ['watch/selects-by-label', 'patch/merges'],
  async check(trial) {
    const set = trial.given.name('set');
    const job = await trial.given.job({ labels: { set, turn: '0' }, annotations: { turn: '0' } });
    const from = await currentVersion(trial);
    await turn(trial, job, '1', set);
    const left = await turn(trial, job, '2', null);
    // What counts changes of the spec does not count as having been in the selection.
    await turn(trial, job, '3', null, everyMutableField(trial.kind));
    await turn(trial, job, '4', set);
    await trial.given.deleted(job);
    const all = await watching(trial, { ...selectorOf(set), resourceVersion: from }, async (stream) => {
      const events = eventsFor(await stream.collect((now) => now.filter(isDeleted).length >= 2), job);
      expectTypes(trial, job, events, ['MODIFIED', 'DELETED', 'ADDED', 'DELETED'], stream);
      expectLeft(trial, events.find(isDeleted), left, set, stream);
      return events;
    });
    const first = all.find(isDeleted);
    if (first) await expectGoesOn(trial, set, all, first, [job]);
  },
});

const deletion = requirement('watch/shows-what-is-deleted-as-it-was-last', {
  tests: [
    'watch.event.object',
    'watch.event.version',
    'watch.resume',
    'watch.finalizers',
    'watch.selector.enter-leave',
  ],
  needs: ['watch/selects-by-label', 'watch/shows-what-finalizers-hold', 'patch/merges'],
  async check(trial) {
    const set = trial.given.name('set');
    const plain = await trial.given.job({ labels: { set, turn: '0' }, annotations: { turn: '0' } });
    const [held, left] = [
      await heldJob(trial, [HOLD], { set, turn: '0' }),
      await heldJob(trial, [HOLD], { set, turn: '0' }),
    ];
    const from = await currentVersion(trial);
    for (const job of [plain, held]) await turn(trial, job, '1', set);
    for (const job of [held, left]) trial.expect.accepted(await trial.target.delete(job));
    await turn(trial, held, '2', set);
    // Marked for deletion, it leaves the selection like any other; when it goes, it is in none.
    await turn(trial, left, '1', null);
    await trial.given.deleted(plain);
    for (const job of [held, left])
      trial.expect.accepted(await patchCurrent(trial, job, { metadata: { finalizers: null } }));
    const mark = await trial.given.job({ labels: { set } });
    const jobs = [plain, held, left, mark];
    const all = await watching(trial, { ...selectorOf(set), resourceVersion: from }, async (stream) => {
      const events = eventsFor(await stream.collect((now) => eventsFor(now, mark).length > 0), ...jobs);
      expectTypes(trial, left, eventsFor(events, left), ['MODIFIED', 'DELETED'], stream);
      for (const [job, number] of [
        [plain, '1'],
        [held, '2'],
      ] as const) {
        const last = eventsFor(events, job).at(-1);
        trial.expect.match(
          { type: last?.type ?? null, object: last?.object ?? null },
          {
            type: 'DELETED',
            object: {
              metadata: { name: job.name, uid: job.uid, labels: { set, turn: number }, annotations: { turn: number } },
              spec: specOf(job.stored),
            },
          },
          stream.answer,
        );
        trial.expect.that(job === plain || deletionOf(last?.object) !== undefined, {
          message: 'The DELETED of an object that was marked for deletion shows it without the mark',
          expected: 'a deletionTimestamp',
          received: last?.line ?? '',
          path: '/object/metadata/deletionTimestamp',
          answer: stream.answer,
        });
      }
      return events;
    });
    for (const event of all.filter(isDeleted)) await expectGoesOn(trial, set, all, event, jobs);
  },
});

export const lastStates: readonly Requirement[] = [leaving, deletion];
