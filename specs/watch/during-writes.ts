/** While others write: what a client knows by a list and by the events after it is every write once. */
import type { JsonObject } from '../../contract/json.ts';
import type { Answer, CallOptions, WatchEvent, WatchStream } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { followPages, selectorOf } from '../pagination/follow.ts';
import { itemsOf, versionOf, shownOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { Picture, trafficOf, type Traffic } from '../support/traffic.ts';
import { watching } from './support.ts';

type Query = NonNullable<CallOptions['query']>;

const NEEDS = ['watch/shows-every-change-of-several-writers', 'delete/frees-the-name'];
/** So many looks at the objects are taken while others write, with pauses of so many milliseconds between them. */
const LOOKS = 4;
const pauseAfter = (look: number): number => look % 3;

/** A list, or the pages of one. */
interface Listed {
  items: JsonObject[];
  version: string;
  answer: Answer;
}

function listed(trial: Trial, items: JsonObject[], first: Answer): Listed {
  const version = versionOf(first.json);
  return version === undefined
    ? trial.inconclusive('the list shows no resourceVersion to watch from', 'list.shape')
    : { items, version, answer: first };
}

async function wholeList(trial: Trial, query: Query = {}): Promise<Listed> {
  const answer = await trial.target.list({ query });
  return listed(trial, itemsOf(trial.expect.documented(answer)), answer);
}

/** As informers do, a resourceVersion is sent for the first page alone: a token brings its own. */
async function pagedList(trial: Trial, query: Query): Promise<Listed> {
  const { items, answers, last } = await followPages(trial, query, { laterQuery: { resourceVersion: undefined } });
  return listed(trial, items, answers[0] ?? last);
}

/** Applies the events of a stream to the picture until it shows the last write of each object. */
async function complete(trial: Trial, picture: Picture, stream: WatchStream, what: string): Promise<void> {
  let applied = 0;
  await stream.collect((events) => {
    for (const event of events.slice(applied)) picture.apply(event);
    applied = events.length;
    return picture.isWrong || picture.isComplete;
  });
  picture.expectRight(trial, what, stream.answer);
}

/** Lists are taken while others write; after each, a watch from its version shows the rest and nothing else. */
const goesOnAfterLists = (
  id: string,
  tests: readonly string[],
  what: string,
  needs: readonly string[],
  take: (trial: Trial, selection: Query) => Promise<Listed>,
  isSelection: boolean,
): Requirement =>
  requirement(id, {
    tests: ['list.one-moment', 'watch.resume', 'list-meta.resource-version', ...tests],
    needs: [...NEEDS, ...needs],
    async check(trial) {
      const traffic = await trafficOf(trial);
      const selection = isSelection ? selectorOf(traffic.set) : {};
      const lists: Listed[] = [];
      const look = async (): Promise<void> => {
        while (lists.length < LOOKS) {
          lists.push(await take(trial, selection));
          await trial.clock.sleep(pauseAfter(lists.length));
        }
      };
      await Promise.all([traffic.write(), look()]);
      for (const { items, version } of lists)
        await watching(trial, { ...selection, resourceVersion: version }, (stream) =>
          complete(trial, new Picture(traffic, items), stream, what),
        );
    },
  });

/** Opens watches one after the other, and runs with all of them open. */
async function openEach(
  trial: Trial,
  queries: readonly Query[],
  body: (streams: readonly WatchStream[]) => Promise<void>,
  opened: readonly WatchStream[] = [],
): Promise<void> {
  const [query, ...rest] = queries;
  if (query === undefined) return body(opened);
  await trial.clock.sleep(pauseAfter(opened.length));
  await watching(trial, query, (stream) => openEach(trial, rest, body, [...opened, stream]));
}

/** Watches are opened while others write: what they begin with and what they show live meet. */
const meetsWhatFollows = (
  id: string,
  tests: readonly string[],
  what: string,
  needs: readonly string[],
  start: (trial: Trial, traffic: Traffic) => Promise<{ query: Query; picture: () => Picture }>,
): Requirement =>
  requirement(id, {
    tests: ['watch.every-event', 'watch.order', ...tests],
    needs: [...NEEDS, ...needs],
    async check(trial) {
      const traffic = await trafficOf(trial);
      const { query, picture } = await start(trial, traffic);
      const queries = Array.from({ length: LOOKS }, (_, i) =>
        i % 2 === 0 ? query : { ...query, ...selectorOf(traffic.set) },
      );
      const writing = traffic.write();
      await Promise.all([
        writing,
        openEach(trial, queries, async (streams) => {
          await writing;
          for (const stream of streams) await complete(trial, picture(), stream, what);
        }),
      ]);
    },
  });

const fromNothing =
  (query: Query) =>
  async (_: Trial, traffic: Traffic): Promise<{ query: Query; picture: () => Picture }> => ({
    query,
    picture: () => new Picture(traffic),
  });

/** A watch that was opened from the version of an event, with what was known at that event. */
interface Reopened {
  stream: WatchStream;
  picture: Picture;
}

/** Reads the events of a stream, and opens a watch from the version of every third of them. */
async function reopen(
  trial: Trial,
  stream: WatchStream,
  picture: Picture,
  body: (reopened: readonly Reopened[]) => Promise<void>,
  reopened: readonly Reopened[] = [],
): Promise<void> {
  let event: WatchEvent | 'end' | 'timeout' = 'end';
  for (let i = 0; i < 3; i += 1) {
    event = await stream.next();
    if (typeof event === 'string') return body(reopened);
    picture.apply(event);
  }
  if (reopened.length === LOOKS || typeof event === 'string') return body(reopened);
  await watching(trial, { resourceVersion: shownOf(trial, event.object, 'resourceVersion') }, (another) =>
    reopen(trial, stream, picture, body, [...reopened, { stream: another, picture: picture.copy() }]),
  );
}

const lists: readonly Requirement[] = [
  goesOnAfterLists(
    'watch/goes-on-after-a-list-taken-during-writes',
    ['watch.every-event'],
    'A list that was taken during writes, and a watch from its version',
    [],
    wholeList,
    false,
  ),
  goesOnAfterLists(
    'watch/goes-on-after-pages-taken-during-writes',
    ['pagination.snapshot', 'pagination.every-item-once'],
    'Pages that were taken during writes, and a watch from their version',
    ['pagination/follows-tokens-to-the-end'],
    (trial, selection) => pagedList(trial, { ...selection, limit: 2 }),
    true,
  ),
  goesOnAfterLists(
    'watch/goes-on-after-what-an-informer-lists-during-writes',
    ['list.query.resourceVersion', 'list.query.limit', 'pagination.every-item-once'],
    'A list at resourceVersion 0 that was taken in pages during writes, and a watch from its version',
    ['pagination/follows-tokens-to-the-end', 'list/takes-any-version-for-zero'],
    (trial, selection) => pagedList(trial, { ...selection, limit: 2, resourceVersion: '0' }),
    true,
  ),
];

const watches: readonly Requirement[] = [
  meetsWhatFollows(
    'watch/from-a-version-meets-what-follows-during-writes',
    ['watch.from-version', 'watch.resume'],
    'A list, and a watch from its version that was opened during writes',
    [],
    async (trial, traffic) => {
      const { items, version } = await wholeList(trial);
      return { query: { resourceVersion: version }, picture: () => new Picture(traffic, items) };
    },
  ),
  meetsWhatFollows(
    'watch/without-a-version-meets-what-follows-during-writes',
    ['watch.initial'],
    'A watch without a version that was opened during writes',
    ['watch/begins-with-what-there-is-now'],
    fromNothing({}),
  ),
  meetsWhatFollows(
    'watch/at-version-0-meets-what-follows-during-writes',
    ['watch.initial', 'watch.query.resourceVersion'],
    'A watch at resourceVersion 0 that was opened during writes',
    ['watch/begins-with-what-there-is-now'],
    fromNothing({ resourceVersion: '0' }),
  ),
  requirement('watch/goes-on-after-any-event-during-writes', {
    tests: ['watch.resume', 'watch.every-event', 'watch.several', 'watch.from-version'],
    needs: [...NEEDS, 'watch/goes-on-after-any-event-of-a-burst'],
    async check(trial) {
      const traffic = await trafficOf(trial);
      const { items, version } = await wholeList(trial);
      const writing = traffic.write();
      const picture = new Picture(traffic, items);
      await Promise.all([
        writing,
        watching(trial, { resourceVersion: version }, (stream) =>
          reopen(trial, stream, picture, async (reopened) => {
            await writing;
            await complete(trial, picture, stream, 'A list, and a watch from its version during writes');
            for (const one of reopened)
              await complete(
                trial,
                one.picture,
                one.stream,
                'A watch that was opened during writes from the version of an event of another',
              );
          }),
        ),
      ]);
    },
  }),
];

const SECOND = 1000;
/** Seconds that the watch lasts. Kubernetes sends a bookmark two seconds before the end. */
const BOOKMARKED = 3;

/** A bookmark, with what was known when it came. */
interface Bookmarked {
  version: string;
  picture: Picture;
}

/** Reads a stream until its end; returns its bookmarks. */
async function readBookmarks(trial: Trial, stream: WatchStream, picture: Picture): Promise<Bookmarked[]> {
  const found: Bookmarked[] = [];
  const until = trial.clock.now() + BOOKMARKED * SECOND + trial.settle;
  for (;;) {
    const event = await stream.next(Math.max(0, until - trial.clock.now()));
    if (typeof event === 'string' || found.length === LOOKS) return found;
    if (event.type === 'BOOKMARK')
      found.push({ version: shownOf(trial, event.object, 'resourceVersion'), picture: picture.copy() });
    else picture.apply(event);
  }
}

const bookmarks = requirement('watch/resumes-from-a-bookmark-during-writes', {
  tests: ['watch.bookmarks', 'watch.resume'],
  needs: [...NEEDS, 'watch/resumes-from-a-bookmark'],
  async check(trial) {
    const traffic = await trafficOf(trial, { writes: 8, pause: 420 });
    const { items, version } = await wholeList(trial);
    const query = { resourceVersion: version, allowWatchBookmarks: true, timeoutSeconds: BOOKMARKED };
    const [found] = await Promise.all([
      watching(trial, query, (stream) => readBookmarks(trial, stream, new Picture(traffic, items))),
      traffic.write(),
    ]);
    if (found.length === 0) trial.notApplicable(`no bookmark came within ${BOOKMARKED} s`);
    for (const one of found)
      await watching(trial, { resourceVersion: one.version }, (stream) =>
        complete(trial, one.picture, stream, 'A watch until its bookmark, and one that was resumed from it'),
      );
  },
});

export const duringWrites: readonly Requirement[] = [...lists, ...watches, bookmarks];
