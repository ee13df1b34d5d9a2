/** A watch from a resourceVersion goes on after it: it misses nothing that follows, and repeats nothing. */
import type { JsonObject } from '../../contract/json.ts';
import type { WatchEvent } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { setLabel } from '../support/change.ts';
import { versionOf, shownOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { reusedJobs } from '../support/updates/write.ts';
import {
  currentVersion,
  describeEvents,
  eventsFor,
  expectTypes,
  lastTurn,
  patchLabel,
  sameEvent,
  watching,
} from './support.ts';

const LATER = ['watch/shows-later-events-from-a-version'];
const IN_ORDER = ['watch/shows-each-change-in-order'];

/** An arbitrary order for comparing two lists of the same events: versions have no order of their own. */
const byVersion = (a: WatchEvent, b: WatchEvent): number =>
  (versionOf(a.object) ?? '') < (versionOf(b.object) ?? '') ? -1 : 1;

export const resume: readonly Requirement[] = [
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
      const first = await trial.given.accepted();
      for (let step = 1; step <= 3; step += 1)
        trial.expect.accepted(await patchLabel(trial, first, 'turn', String(step)));
      await trial.given.deleted(first);
      const second = await trial.given.accepted({ name: first.name });
      await setLabel(trial, second, 'turn', 'end');
      const eventsFrom = (resourceVersion: string): Promise<WatchEvent[]> =>
        watching(trial, { resourceVersion }, async (stream) =>
          eventsFor(await stream.collect(lastTurn(second, 'end')), second),
        );
      const all = await eventsFrom(from);
      for (const [i, event] of all.slice(0, -1).entries()) {
        const rest = await eventsFrom(shownOf(trial, event.object, 'resourceVersion'));
        const wanted = describeEvents(all.slice(i + 1));
        trial.expect.that(describeEvents(rest) === wanted, {
          message: `A watch from the version of an event (${describeEvents([event])}) does not go on after it`,
          expected: wanted,
          received: describeEvents(rest),
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
      const [kept, deleted] = await trial.given.allAccepted(2, { labels: { set } });
      await trial.given.deleted(deleted);
      let last: JsonObject = kept.sent;
      for (const query of [
        { labelSelector: `set=${set}`, fieldSelector: `metadata.name=${kept.name}` },
        { labelSelector: `set=${set}`, limit: 1 },
        { labelSelector: `set=none-of-${set}` },
      ]) {
        const from = versionOf(trial.expect.documented(await trial.target.list({ query })));
        if (from === undefined)
          return trial.inconclusive('the list shows no resourceVersion to watch from', 'list.shape');
        const turn = trial.given.name();
        const before = versionOf(last);
        await setLabel(trial, kept, 'turn', turn);
        last = await trial.given.read(kept);
        await watching(trial, { resourceVersion: from }, async (stream) => {
          const events = await stream.collect(lastTurn(kept, turn));
          expectTypes(trial, kept, eventsFor(events, kept), ['MODIFIED'], stream);
          const old = [
            ...eventsFor(events, deleted),
            ...eventsFor(events, kept).filter(({ object }) => before !== undefined && versionOf(object) === before),
          ];
          trial.expect.that(old.length === 0, {
            message: 'A watch from the version of a list shows what happened before that list',
            expected: `nothing of ${deleted.name}, and nothing of ${kept.name} at ${before ?? 'an earlier version'}`,
            received: describeEvents(old),
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
      const job = await trial.given.accepted();
      const read = await trial.given.read(job);
      await setLabel(trial, job, 'turn', 'end');
      await watching(trial, { resourceVersion: shownOf(trial, read, 'resourceVersion') }, async (stream) => {
        const events = eventsFor(await stream.collect(lastTurn(job, 'end')), job);
        expectTypes(trial, job, events, ['MODIFIED'], stream);
        trial.expect.that(
          events.every((event) => versionOf(event.object) !== versionOf(read)),
          {
            message: 'A watch from the version of an object shows that version again',
            expected: `events after ${versionOf(read)}`,
            received: describeEvents(events),
            path: '/object/metadata/resourceVersion',
            answer: stream.answer,
          },
        );
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
      const jobs = await reusedJobs(trial, 5);
      const from = await currentVersion(trial);
      // All at once, so that these changes follow each other without any other in between.
      await Promise.all(jobs.map(async (job) => trial.expect.accepted(await patchLabel(trial, job, 'turn', 'end'))));
      const done = (all: readonly WatchEvent[]): boolean => jobs.every((job) => lastTurn(job, 'end')(all));
      const all = await watching(trial, { resourceVersion: from }, async (stream) =>
        eventsFor(await stream.collect(done), ...jobs),
      );
      for (const [i, event] of all.entries()) {
        // A client that has seen the events so far, and watches again from the last of them, misses none and sees none
        // again.
        const rest = all.slice(i + 1);
        if (rest.length === 0) continue;
        const got = await watching(
          trial,
          { resourceVersion: shownOf(trial, event.object, 'resourceVersion') },
          async (stream) =>
            eventsFor(
              await stream.collect((now) => rest.every((one) => now.some((other) => sameEvent(one, other)))),
              ...jobs,
            ),
        );
        const wanted = describeEvents(rest.toSorted(byVersion));
        trial.expect.that(describeEvents(got.toSorted(byVersion)) === wanted, {
          message: `A watch from the version of an event (${describeEvents([event])}) does not go on after it`,
          expected: wanted,
          received: describeEvents(got),
          path: '/object',
        });
      }
    },
  }),
];
