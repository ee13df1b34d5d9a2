/** Faults of lists and watches that show only while others write. */
import type { Json, JsonObject } from '../../contract/json.ts';
import { equal, metadataOf } from '../state/model.ts';
import { json, read, whileOthersGoOn } from './helpers/exchange.ts';
import { onBody, onRequest, succeeded } from './helpers/wraps.ts';
import type { Which } from './helpers/request.ts';
import { mutant, mutantOn, type Mutant, type Override, type Wrap } from './types.ts';

const onList = mutantOn('list');
const onWatch = mutantOn('watch');

/** An answer that is put together from two lists, of which the second was made a moment later. */
const ofTwoLists = (which: Which, join: (first: JsonObject, second: JsonObject) => JsonObject): Wrap =>
  onRequest({ ...which, verb: 'list' }, async ({ forward }) => {
    const answer = await forward();
    if (answer.status !== 200) return answer;
    const first = await read(answer);
    await whileOthersGoOn();
    return json(200, join(first, await read(await forward())));
  });

const itemsOf = (list: JsonObject): JsonObject[] => (list['items'] as JsonObject[] | undefined) ?? [];
const nameOf = (item: JsonObject): Json | undefined => metadataOf(item)['name'];

/** The items of the second list, of which some are as the first shows them. */
const mixed = (first: JsonObject, second: JsonObject, isOld: (i: number) => boolean): JsonObject[] =>
  itemsOf(second).map((item, i) =>
    isOld(i) ? (itemsOf(first).find((old) => nameOf(old) === nameOf(item)) ?? item) : item,
  );

const WHOLE: Which = { query: { continue: false, limit: false } };

const LISTS: readonly Mutant[] = [
  mutant('list-is-of-two-moments', 'list.one-moment', {
    text: 'Every other item of a list is read a moment before the rest.',
    wrap: ofTwoLists(WHOLE, (first, second) => ({ ...second, items: mixed(first, second, (i) => i % 2 === 0) })),
  }),
  mutant('list-version-is-older-than-its-items', 'list.one-moment', {
    text: 'The resourceVersion of a list is read a moment before its items.',
    wrap: ofTwoLists(WHOLE, (first, second) => ({ ...second, metadata: metadataOf(first) })),
  }),
  mutant('list-version-is-newer-than-its-items', 'list.one-moment', {
    text: 'The resourceVersion of a list is read a moment after its items.',
    wrap: ofTwoLists(WHOLE, (first, second) => ({ ...first, metadata: metadataOf(second) })),
  }),
  mutant('list-shows-one-item-late', 'list.one-moment', {
    text: 'One item of a list, which is just being changed, comes from a cache that is a moment behind.',
    wrap: ofTwoLists(WHOLE, (first, second) => {
      const late = itemsOf(second).findIndex((item) => {
        const old = itemsOf(first).find((one) => nameOf(one) === nameOf(item));
        return old !== undefined && !equal(old, item);
      });
      return { ...second, items: mixed(first, second, (i) => i === late) };
    }),
  }),
  mutant('page-one-is-older-than-its-token', 'pagination.snapshot', {
    text: 'The token of a first page is made a moment after its items, and leads to the state of then.',
    wrap: ofTwoLists({ query: { continue: false, limit: true } }, (first, second) => ({
      ...first,
      metadata: metadataOf(second),
    })),
  }),
  mutant('pages-at-0-are-older-than-their-version', 'list.query.resourceVersion', {
    text: 'A list at resourceVersion 0 comes from a cache, with the resourceVersion of the store.',
    wrap: ofTwoLists({ query: { resourceVersion: '0' } }, (first, second) => ({
      ...first,
      metadata: { ...metadataOf(first), resourceVersion: metadataOf(second)['resourceVersion'] ?? '' },
    })),
  }),
];

/** Where the beginning of a watch and what it goes on with do not meet, for some resourceVersions of the query. */
const opening =
  (
    isOne: (version: string) => boolean,
    seam: (asked: number, now: number) => { beginsWith: number; goesOnAfter: number },
  ): Override =>
  (base) => ({
    openingTime: () => 3,
    seam: (asked, now, version) => (isOne(version) ? seam(asked, now) : base.seam(asked, now, version)),
  });

const WATCHES: readonly Mutant[] = (
  [
    ['from-a-version', (version: string) => !['', '0'].includes(version)],
    ['without-a-version', (version: string) => version === ''],
    ['at-version-0', (version: string) => version === '0'],
  ] as const
).flatMap(([name, isOne]) => [
  onWatch(`watch-${name}-loses-what-happens-while-it-opens`, 'watch.every-event', {
    text: `A watch ${name.replaceAll('-', ' ')} does not show what is written between its beginning and its being open.`,
    override: opening(isOne, (asked, now) => ({ beginsWith: asked, goesOnAfter: now })),
  }),
  onWatch(`watch-${name}-repeats-what-happens-while-it-opens`, 'watch.every-event', {
    text: `A watch ${name.replaceAll('-', ' ')} shows twice what is written while it is being opened.`,
    override: opening(isOne, (asked, now) => ({ beginsWith: now, goesOnAfter: asked })),
  }),
]);

/** Always the state of the first time that somebody asked. */
const frozen: Override = () => {
  let first: number | undefined;
  return { revisionAtZero: (_, now) => (first ??= now) };
};

const STREAMS: readonly Mutant[] = [
  onWatch('watch-bookmarks-are-ahead-of-events', 'watch.bookmarks', {
    text: 'The resourceVersion of a bookmark is that of a change which the stream has not shown yet.',
    variants: ['events-late'],
    override: () => ({ bookmarkRevision: (_, now) => now }),
  }),
  onWatch('watch-falls-silent-after-a-minute', 'watch.idle', {
    text: 'A stream that has been open for a minute stays open and shows nothing more.',
    override: () => ({ stillTells: (open) => open < 60_000 }),
  }),
];

const VERSION_0: readonly Mutant[] = [
  onList('list-at-0-never-catches-up', 'list.query.resourceVersion', {
    text: 'A list at resourceVersion 0 always shows what the first one showed.',
    override: frozen,
  }),
  onWatch('watch-at-0-begins-with-nothing', 'watch.query.resourceVersion', {
    text: 'A watch at resourceVersion 0 shows only what happens from now on.',
    override: (base) => {
      let version = '';
      return {
        seam: (asked, now, of) => base.seam(asked, now, (version = of)),
        initialState: (jobs) => (version === '0' ? [] : base.initialState(jobs)),
      };
    },
  }),
  mutant('limit-at-0-cuts', 'list.query.limit', {
    text: 'A list at resourceVersion 0 with a limit is one page, and has no token for the rest.',
    wrap: onBody(
      { verb: 'list', query: { resourceVersion: '0', limit: true }, status: succeeded },
      (list, { query }) => ({
        ...list,
        items: itemsOf(list).slice(0, Number(query.get('limit'))),
        metadata: { ...metadataOf(list), continue: '' },
      }),
    ),
  }),
];

export const DURING_WRITES_MUTANTS: readonly Mutant[] = [...LISTS, ...WATCHES, ...STREAMS, ...VERSION_0];
