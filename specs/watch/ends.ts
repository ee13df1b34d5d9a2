/** How a watch ends: by its timeout, or because its version has expired; and how it is resumed from a bookmark. */
import { apiVersionOf } from '../../contract/operations.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import type { WatchEvent, Accepted } from '../../harness/model/target.ts';
import { nameOf, versionOf, shownOf } from '../support/objects.ts';
import { setLabel } from '../support/change.ts';
import { requirement } from '../support/requirement.ts';
import { sharedSet } from '../pagination/follow.ts';
import {
  eventsFor,
  eventsIn,
  expectNone,
  expectTypes,
  currentVersion,
  describeEvents,
  patchLabel,
  watching,
} from './support.ts';

const FIRST = ['watch/shows-what-exists-first'];
const LATER = ['watch/shows-later-events-from-a-version'];
const SECOND = 1000;

/**
 * A watch shows a BOOKMARK only if it asked for them; each has a resourceVersion, up to which everything was told: no
 * event of this version comes later, which a watch that resumes from it would miss.
 */
function checkBookmarks(exchange: Exchange): Finding | 'holds' | undefined {
  const events = eventsIn(exchange);
  if (events === undefined) return undefined;
  const askedForBookmarks = !['', '0', 'false'].includes(
    new URLSearchParams(exchange.path.split('?')[1] ?? '').get('allowWatchBookmarks') ?? '',
  );
  const promised = new Set<string>();
  for (const event of events) {
    const version = versionOf(event.object);
    if (event.type !== 'BOOKMARK') {
      if (version === undefined || !promised.has(version) || event.type === 'ERROR') continue;
      return {
        message: 'An event comes after a BOOKMARK of its resourceVersion: a watch resumed from there misses it',
        expected: `no event of version ${version} after the BOOKMARK`,
        received: event.line,
        path: '/object/metadata/resourceVersion',
      };
    }
    if (!askedForBookmarks)
      return {
        message: 'A watch that did not ask for bookmarks is sent one',
        expected: 'no BOOKMARK',
        received: event.line,
        path: '/type',
      };
    if (version === undefined)
      return {
        message: 'A BOOKMARK has no resourceVersion to resume the watch from',
        expected: 'metadata.resourceVersion',
        received: event.line,
        path: '/object/metadata/resourceVersion',
      };
    promised.add(version);
  }
  return 'holds';
}

/** The object of an ERROR is the Status of a failure. */
function checkErrors(exchange: Exchange): Finding | 'holds' | undefined {
  const events = eventsIn(exchange);
  if (events === undefined) return undefined;
  const error = events.find((event) => event.type === 'ERROR');
  if (error === undefined) return 'holds';
  if (error.object['kind'] === 'Status' && error.object['status'] === 'Failure') return 'holds';
  return {
    message: 'The object of an ERROR is not the Status of a failure',
    expected: '{"kind":"Status","status":"Failure",...}',
    received: error.line,
    path: '/object',
  };
}

/** Whether a watch from the current version stays open for a while: it may as well end at once. */
const lasts = async (trial: Trial): Promise<boolean> =>
  watching(
    trial,
    { resourceVersion: await currentVersion(trial), timeoutSeconds: 1 },
    async (stream) => !(await stream.ended(SECOND / 2)),
  );

const BUSY_SECONDS = 2;
/** As timeoutSeconds, one after the other. */
const ENOUGH_SECONDS = [1, 3, 10];
/** Milliseconds between two changes: often enough that the stream is never quiet for long. */
const BETWEEN_CHANGES = 300;

const OVER = 'the watch is over';

/** Changes a job again and again until a watch of it ends, or its time is up. */
async function endsAmidChanges(trial: Trial, job: Accepted): Promise<{ ended: boolean; events: WatchEvent[] }> {
  const query = { fieldSelector: `metadata.name=${job.name}`, timeoutSeconds: BUSY_SECONDS };
  const over = new AbortController();
  const change = async (): Promise<void> => {
    for (let turn = 1; !over.signal.aborted; turn += 1) {
      trial.expect.accepted(await patchLabel(trial, job, 'turn', String(turn)));
      await trial.clock.sleep(BETWEEN_CHANGES);
    }
  };
  const watch = async (): Promise<{ ended: boolean; events: WatchEvent[] }> => {
    const resourceVersion = await currentVersion(trial);
    try {
      return await watching(trial, { ...query, resourceVersion }, async (stream) => ({
        ended: await stream.ended(BUSY_SECONDS * SECOND + trial.settle),
        events: eventsFor(await stream.untilEnd(0), job),
      }));
    } finally {
      over.abort(OVER);
    }
  };
  const [outcome] = await Promise.all([watch(), change()]);
  return outcome;
}

/** A watch with this parameter shows everything that a watch without it shows. */
const showsEverything = (id: string, tests: readonly string[], query: Record<string, string | number>): Requirement =>
  requirement(id, {
    tests,
    needs: FIRST,
    async check(trial) {
      const { jobs } = await sharedSet(trial, 4);
      await watching(trial, query, async (stream) => {
        const mark = await trial.given.accepted();
        const all = [...jobs, mark];
        // A change of what the beginning left out shows its name, too.
        const added = (events: readonly WatchEvent[]): Set<string> =>
          new Set(eventsFor(events, ...all).flatMap(({ type, object }) => (type === 'ADDED' ? [nameOf(object)] : [])));
        const shown = added(await stream.collect((events) => added(events).size === all.length));
        trial.expect.match(
          [...shown].sort(),
          all.map((job) => job.name).sort(),
          stream.answer,
          '/object/metadata/name',
        );
      });
    },
  });

export const watchEnds: readonly Requirement[] = [
  requirement('watch/ends-after-timeout-seconds', {
    tests: ['watch.query.timeoutSeconds'],
    needs: FIRST,
    async check(trial) {
      await trial.given.shared();
      await watching(trial, { timeoutSeconds: 1 }, async (stream) => {
        const ended = await stream.ended(SECOND + trial.settle);
        trial.expect.that(ended, {
          message: 'The watch has not ended after timeoutSeconds',
          expected: 'the stream ends after 1 s',
          received: `still open ${SECOND + trial.settle} ms later`,
          answer: stream.answer,
        });
      });
    },
  }),
  requirement('watch/ends-after-a-whole-event', {
    tests: ['watch.ends-cleanly', 'watch.lines', 'watch.query.timeoutSeconds'],
    needs: ['watch/ends-after-timeout-seconds', ...LATER],
    async check(trial) {
      const job = await trial.given.reused();
      // A server that is too busy to begin within its own time says so by an error: it gets more time then.
      for (const timeoutSeconds of ENOUGH_SECONDS) {
        const query = { fieldSelector: `metadata.name=${job.name}`, timeoutSeconds };
        const isLast = timeoutSeconds === ENOUGH_SECONDS.at(-1);
        const ended = await watching(trial, query, async (stream) => {
          await setLabel(trial, job, 'turn', String(timeoutSeconds));
          // Where the last line is cut, the stream itself makes a finding of it.
          const events = await stream.untilEnd(timeoutSeconds * SECOND + trial.settle);
          const error = events.find(({ type }) => type === 'ERROR');
          if (error !== undefined && !isLast) return false;
          trial.expect.that(error === undefined, {
            message: 'The watch ended with an ERROR',
            expected: 'the end of the stream',
            received: error?.line ?? '',
            path: '/type',
            answer: stream.answer,
          });
          expectTypes(trial, job, eventsFor(events, job).slice(0, 1), ['ADDED'], stream);
          return true;
        });
        if (ended) return;
      }
    },
  }),
  requirement('watch/ends-after-timeout-seconds-amid-changes', {
    tests: ['watch.ends-amid-changes', 'watch.query.timeoutSeconds'],
    needs: ['watch/ends-after-timeout-seconds', ...LATER, 'patch/merges'],
    async check(trial) {
      const job = await trial.given.reused();
      const { ended, events } = await trial.retry(
        () => endsAmidChanges(trial, job),
        ({ ended: hasEnded, events: shown }) => hasEnded && shown.length === 0,
        () => 'the streams ended before any change could be shown',
      );
      trial.expect.that(ended, {
        message: 'The watch has not ended after timeoutSeconds while changes went on',
        expected: `the stream ends after ${BUSY_SECONDS} s`,
        received: `still open ${BUSY_SECONDS * SECOND + trial.settle} ms later, after ${events.length} events`,
      });
    },
  }),
  requirement('watch/refuses-or-ends-an-expired-version', {
    tests: ['watch.expired', 'watch.event.error'],
    needs: LATER,
    async check(trial) {
      // A target that keeps its whole history may serve the version 1. Versions are opaque: only where they look
      // counted is 1
      // one of long ago.
      const countsVersions = /^\d{3,}$/.test(await currentVersion(trial));
      const asked = trial.clock.now();
      const stream = await trial.target.watch({ query: { resourceVersion: '1', timeoutSeconds: 1 } });
      try {
        if (stream.answer.status >= 400) {
          trial.expect.refused(stream.answer);
          await watching(trial, { resourceVersion: await currentVersion(trial) }, async (control) => {
            const job = await trial.given.accepted();
            const events = await control.collect((all) => eventsFor(all, job).length > 0);
            expectTypes(trial, job, eventsFor(events, job).slice(0, 1), ['ADDED'], control);
          });
          if (stream.answer.status === 410) trial.choice('watch-expiry', 'expiry-http-410', stream.answer, 'watch');
          return;
        }
        const events = await stream.untilEnd(SECOND + trial.settle);
        const error = events.find((event) => event.type === 'ERROR');
        if (error === undefined) {
          const silent = events.length === 0 && trial.clock.now() - asked < SECOND / 2;
          trial.expect.that(!(silent && countsVersions && (await lasts(trial))), {
            message: 'A watch from a version of long ago ended at once, without an event and without an ERROR',
            expected: '410, or an ERROR that holds it',
            received: 'the end of the stream',
            path: '/type',
            answer: stream.answer,
          });
          if (countsVersions) {
            const job = await trial.given.accepted();
            const query = { resourceVersion: '1', fieldSelector: `metadata.name=${job.name}` };
            await watching(trial, query, async (history) => {
              const shown = await history.collect((all) => eventsFor(all, job).length > 0);
              expectTypes(trial, job, eventsFor(shown, job).slice(0, 1), ['ADDED'], history);
            });
          }
          return trial.notApplicable('the target still serves the version 1');
        }
        trial.choice('watch-expiry', 'expiry-error-event', stream.answer, 'watch');
        trial.expect.match(error.object, { kind: 'Status', status: 'Failure', code: 410 }, stream.answer, '/object');
        trial.expect.that(events.length === 1, {
          message: 'A watch from an expired version shows other events beside the ERROR',
          expected: 'the ERROR alone',
          received: describeEvents(events),
          path: '/type',
          answer: stream.answer,
        });
      } finally {
        stream.close();
      }
    },
    everywhere: checkErrors,
  }),
  requirement('watch/resumes-from-a-bookmark', {
    tests: ['watch.bookmarks', 'watch.resume'],
    needs: LATER,
    async check(trial) {
      const old = await trial.given.accepted();
      const from = await currentVersion(trial);
      const isBookmark = (event: WatchEvent): boolean => event.type === 'BOOKMARK';
      const bookmark = await watching(
        trial,
        { resourceVersion: from, allowWatchBookmarks: true, timeoutSeconds: 1 },
        async (stream) => (await stream.untilEnd(SECOND + trial.settle)).find(isBookmark),
      );
      if (bookmark === undefined) return trial.notApplicable('no bookmark came within a second');
      trial.choice('bookmarks', 'bookmarks-when-asked');
      // A typed client decodes it as it decodes the objects.
      trial.expect.match(
        bookmark.object,
        { apiVersion: apiVersionOf(trial.kind), kind: trial.kind.kind },
        undefined,
        '/object',
      );
      const later = await trial.given.accepted();
      await watching(trial, { resourceVersion: shownOf(trial, bookmark.object, 'resourceVersion') }, async (stream) => {
        const events = await stream.collect((all) => eventsFor(all, later).length > 0);
        expectTypes(trial, later, eventsFor(events, later).slice(0, 1), ['ADDED'], stream);
        expectNone(
          trial,
          events.filter((event) => event.type === 'ADDED'),
          [old],
          'objects that were created before its bookmark',
          stream,
        );
      });
    },
  }),
  requirement('watch/sends-bookmarks-only-when-asked', {
    tests: ['watch.bookmarks'],
    needs: FIRST,
    async check(trial) {
      const job = await trial.given.shared();
      const ofJob = { fieldSelector: `metadata.name=${job.name}`, timeoutSeconds: 1 };
      for (const query of [ofJob, { ...ofJob, allowWatchBookmarks: false }])
        await watching(trial, query, async (stream) => {
          const events = await stream.untilEnd(SECOND + trial.settle);
          expectTypes(trial, job, eventsFor(events, job).slice(0, 1), ['ADDED'], stream);
          trial.expect.that(
            events.every((event) => event.type !== 'BOOKMARK'),
            {
              message: 'A watch that did not ask for bookmarks is sent one',
              expected: 'no BOOKMARK',
              received: describeEvents(events),
              path: '/type',
              answer: stream.answer,
            },
          );
        });
    },
    everywhere: checkBookmarks,
  }),
  showsEverything('watch/takes-watch-1', ['watch.truth'], { watch: '1' }),
  showsEverything('watch/is-not-shortened-by-limit', ['watch.query.limit'], { limit: 1 }),
];
