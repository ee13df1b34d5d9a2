import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { WatchEvent } from '../../harness/model/target.ts';
import { metadataOf, nameOf, versionOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { eventsFor, eventsIn, expectNone, expectTypes, label, currentVersion, toldAll, watching } from './support.ts';

const FIRST = ['watch/shows-what-exists-first'];
const LATER = ['watch/shows-later-events-from-a-version'];
const SECOND = 1000;

/** A BOOKMARK only where it was asked for, and never without a resourceVersion. */
function bookmarksRight(exchange: Exchange): Finding | 'holds' | undefined {
  const events = eventsIn(exchange);
  if (events === undefined) return undefined;
  const bookmarks = events.filter((event) => event.type === 'BOOKMARK');
  const asked = !['', '0', 'false'].includes(
    new URLSearchParams(exchange.path.split('?')[1] ?? '').get('allowWatchBookmarks') ?? '',
  );
  if (bookmarks.length > 0 && !asked)
    return {
      message: 'A watch that did not ask for bookmarks is sent one',
      expected: 'no BOOKMARK',
      received: bookmarks[0]!.line,
      path: '/type',
    };
  const bare = bookmarks.find((event) => versionOf(event.object) === '');
  return bare === undefined
    ? 'holds'
    : {
        message: 'A BOOKMARK has no resourceVersion to resume from',
        expected: 'metadata.resourceVersion',
        received: bare.line,
        path: '/object/metadata/resourceVersion',
      };
}

/** A Status in every ERROR. */
function errorsTell(exchange: Exchange): Finding | 'holds' | undefined {
  const events = eventsIn(exchange);
  if (events === undefined) return undefined;
  const error = events.find((event) => event.type === 'ERROR');
  if (error === undefined) return 'holds';
  if (error.object['kind'] === 'Status' && error.object['status'] === 'Failure') return 'holds';
  return {
    message: 'The object of an ERROR is no Status of a failure',
    expected: '{"kind":"Status","status":"Failure",...}',
    received: error.line,
    path: '/object',
  };
}

const asks = (id: string, tests: readonly string[], query: Record<string, string | number>): Requirement =>
  requirement(`watch/${id}`, {
    tests,
    needs: FIRST,
    async check(trial) {
      const jobs = await trial.given.jobs(3);
      await watching(trial, query, async (stream) => {
        const mark = await trial.given.job();
        const events = eventsFor(
          await stream.collect((all) => [...jobs, mark].every((job) => eventsFor(all, job).length > 0)),
          ...jobs,
          mark,
        );
        const shown = new Set(events.map((event) => nameOf(event.object)));
        trial.expect.match(
          [...shown].sort(),
          [...jobs, mark].map((job) => job.name).sort(),
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
      await trial.given.job();
      const asked = trial.clock.now();
      await watching(trial, { timeoutSeconds: 1 }, async (stream) => {
        const ended = await stream.ended(SECOND + trial.settle);
        trial.expect.that(ended, {
          message: 'The watch goes on after timeoutSeconds',
          expected: 'the stream ends after 1 s',
          received: `still open ${SECOND + trial.settle} ms later`,
          answer: stream.answer,
        });
        const lasted = trial.clock.now() - asked;
        trial.expect.that(lasted >= SECOND / 2, {
          message: 'The watch ends long before timeoutSeconds',
          expected: 'the stream ends after 1 s',
          received: `ended after ${lasted} ms`,
          answer: stream.answer,
        });
      });
    },
  }),
  requirement('watch/ends-after-a-whole-event', {
    tests: ['watch.ends-cleanly', 'watch.lines', 'watch.query.timeoutSeconds'],
    needs: ['watch/ends-after-timeout-seconds', ...LATER],
    async check(trial) {
      const job = await trial.given.job();
      await watching(trial, { timeoutSeconds: 1 }, async (stream) => {
        await label(trial, job, 'turn', '1');
        // A line that is cut is told by the stream itself.
        const events = await stream.collect(() => false, SECOND + trial.settle);
        trial.expect.that(
          events.every((event) => event.type !== 'ERROR'),
          {
            message: 'The watch ends with an ERROR',
            expected: 'the end of the stream',
            received: events.at(-1)?.line ?? '',
            path: '/type',
            answer: stream.answer,
          },
        );
        expectTypes(trial, eventsFor(events, job).slice(0, 1), ['ADDED'], stream);
      });
    },
  }),
  requirement('watch/refuses-or-ends-an-expired-version', {
    tests: ['watch.expired', 'watch.event.error'],
    needs: LATER,
    async check(trial) {
      // "1" may be legal to watch from; a target that keeps its whole history serves it, which is no failure.
      const counts = /^\d{3,}$/.test(await currentVersion(trial));
      const asked = trial.clock.now();
      const stream = await trial.target.watch({ query: { resourceVersion: '1', timeoutSeconds: 1 } });
      try {
        if (stream.answer.status >= 400) {
          trial.expect.refused(stream.answer);
          await watching(trial, { resourceVersion: await currentVersion(trial) }, async (twin) => {
            const job = await trial.given.job();
            const events = await twin.collect((all) => eventsFor(all, job).length > 0);
            expectTypes(trial, eventsFor(events, job).slice(0, 1), ['ADDED'], twin);
          });
          if (stream.answer.status === 410) trial.choice('watch-expiry', 'expiry-http-410', stream.answer, 'watch');
          return;
        }
        const events = await stream.collect((all) => all.some((event) => event.type === 'ERROR'));
        const error = events.find((event) => event.type === 'ERROR');
        if (error === undefined) {
          const silent = events.length === 0 && trial.clock.now() - asked < SECOND / 2;
          // Versions are opaque, and only where they are counted is 1 one of long ago.
          trial.expect.that(!(silent && counts), {
            message: 'A watch from a version of long ago ends at once and without a word',
            expected: '410, or an ERROR that holds it',
            received: 'the end of the stream',
            path: '/type',
            answer: stream.answer,
          });
          return trial.notApplicable('the target still serves the version 1');
        }
        trial.choice('watch-expiry', 'expiry-error-event', stream.answer, 'watch');
        trial.expect.match(error.object, { kind: 'Status', status: 'Failure', code: 410 }, stream.answer, '/object');
        trial.expect.that(events.length === 1, {
          message: 'A watch that has expired shows events',
          expected: 'the ERROR alone',
          received: toldAll(events),
          path: '/type',
          answer: stream.answer,
        });
      } finally {
        stream.close();
      }
    },
    everywhere: errorsTell,
  }),
  requirement('watch/resumes-from-a-bookmark', {
    tests: ['watch.bookmarks', 'watch.resume'],
    needs: LATER,
    async check(trial) {
      const old = await trial.given.job();
      const from = await currentVersion(trial);
      const isBookmark = (event: WatchEvent): boolean => event.type === 'BOOKMARK';
      const bookmark = await watching(
        trial,
        { resourceVersion: from, allowWatchBookmarks: true, timeoutSeconds: 1 },
        async (stream) => (await stream.collect((all) => all.some(isBookmark), SECOND + trial.settle)).find(isBookmark),
      );
      if (bookmark === undefined) return trial.notApplicable('no bookmark came within a second');
      trial.choice('bookmarks', 'bookmarks-when-asked');
      const later = await trial.given.job();
      await watching(
        trial,
        { resourceVersion: String(metadataOf(bookmark.object)['resourceVersion']) },
        async (stream) => {
          const events = await stream.collect((all) => eventsFor(all, later).length > 0);
          expectTypes(trial, eventsFor(events, later).slice(0, 1), ['ADDED'], stream);
          expectNone(
            trial,
            events.filter((event) => event.type === 'ADDED'),
            [old],
            'what was before its bookmark',
            stream,
          );
        },
      );
    },
  }),
  requirement('watch/sends-bookmarks-only-when-asked', {
    tests: ['watch.bookmarks'],
    needs: FIRST,
    async check(trial) {
      const job = await trial.given.job();
      for (const query of [{}, { allowWatchBookmarks: false }])
        await watching(trial, { ...query, timeoutSeconds: 1 }, async (stream) => {
          const events = await stream.collect(() => false, SECOND + trial.settle);
          expectTypes(trial, eventsFor(events, job).slice(0, 1), ['ADDED'], stream);
          trial.expect.that(
            events.every((event) => event.type !== 'BOOKMARK'),
            {
              message: 'A watch that did not ask for bookmarks is sent one',
              expected: 'no BOOKMARK',
              received: toldAll(events),
              path: '/type',
              answer: stream.answer,
            },
          );
        });
    },
    everywhere: bookmarksRight,
  }),
  asks('takes-watch-1', ['watch.truth'], { watch: '1' }),
  asks('is-not-shortened-by-limit', ['watch.query.limit'], { limit: 1 }),
];
