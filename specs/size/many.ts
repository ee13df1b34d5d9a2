/** Hundreds of objects at once, made a single time: lists, pages, a watch's beginning, its events, one deletion. */
import { isPromise } from '../../contract/operations.ts';
import type { Answer, WatchEvent, WatchStream } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { deletionBody } from '../delete/support.ts';
import { followPages, selectorOf } from '../pagination/follow.ts';
import { itemsOf, nameOf, versionOf } from '../support/objects.ts';
import { readBack } from '../support/read-back.ts';
import { requirement } from '../support/requirement.ts';
import { ok } from '../support/updates/write.ts';

/** Creates at once. */
const WAVE = 16;
/** With fewer, a bound of a hundred would not show. */
const LEAST = 101;
/** How often a watch that the target ends is opened again. */
const OPENINGS = 5;

/** What a job is sent before hundreds of others, and still has behind them. */
const OLDEST = { metadata: { labels: { first: 'yes' }, annotations: { first: 'yes' } } };

/** Jobs that were made under one label. */
interface Jobs {
  query: Record<string, string>;
  /** Scarcely anything else happens in the second namespace: nobody else has to list so many. */
  namespace: string;
  names: ReadonlySet<string>;
}

/** How many jobs there are of the other kinds: hundreds are dear, and what bounds one kind bounds each. */
const MORE_THAN_A_HUNDRED = LEAST;

/** As many of the smallest jobs as the run allows, or as the target takes; of the first kind of the run hundreds. */
async function manyJobs(trial: Trial): Promise<Jobs> {
  const { mostObjects } = trial.settings;
  const most = trial.isClosest ? mostObjects : Math.min(mostObjects, MORE_THAN_A_HUNDRED);
  const namespace = trial.otherNamespace || trial.namespace;
  const set = trial.given.name('set');
  const names = new Set<string>();
  let refusal: Answer | undefined;
  while (refusal === undefined && names.size < most) {
    const count = Math.min(WAVE, most - names.size);
    const wave = Array.from({ length: count }, () => trial.given.manifest({ namespace, labels: { set } }));
    const answers = await Promise.all(wave.map((manifest) => trial.target.create(manifest, { namespace })));
    for (const [i, answer] of answers.entries()) {
      const name = nameOf(wave[i]);
      if (!ok(answer)) refusal = answer;
      else if (!isPromise(answer.verb, answer.status) || (await isMade(trial, { name, namespace }))) names.add(name);
    }
  }
  if (names.size < LEAST)
    trial.inconclusive(
      `only ${names.size} jobs could be made: then a create was answered ${refusal?.status ?? 'late'}`,
    );
  return { query: selectorOf(set), namespace, names };
}

const isMade = async (trial: Trial, ref: { name: string; namespace: string }): Promise<boolean> =>
  (await trial.eventually(async () => (ok(await trial.target.read(ref)) ? true : undefined))) ?? false;

/** The objects are those of the set, each once; what else there is does not count. */
function expectEach(
  trial: Trial,
  { names }: Jobs,
  objects: readonly Parameters<typeof nameOf>[0][],
  what: string,
  answer: Answer,
): void {
  const shown = objects.map(nameOf).filter((name) => names.has(name));
  const missing = [...names].filter((name) => !shown.includes(name));
  const repeated = shown.length - new Set(shown).size;
  trial.expect.that(missing.length === 0 && repeated === 0, {
    message: `${what} does not show each of ${names.size} objects once`,
    expected: `${names.size} objects, each once`,
    received: `${missing.length} missing${missing[0] === undefined ? '' : ` (${missing[0]} is one)`}, ${repeated} repeated`,
    answer,
  });
}

/** Lists without a limit, with a selector and without, and pages of small and of great limits. */
async function listed(trial: Trial, set: Jobs): Promise<string> {
  const { query, namespace } = set;
  const selected = await trial.target.list({ query, namespace });
  expectEach(trial, set, itemsOf(trial.expect.documented(selected)), 'A list without limit', selected);
  const whole = await trial.target.list({ namespace });
  expectEach(trial, set, itemsOf(trial.expect.documented(whole)), 'A list without limit and selector', whole);
  for (const limit of [97, 10 * set.names.size]) {
    const pages = await followPages(trial, { ...query, limit }, { namespace });
    expectEach(trial, set, pages.items, `The list in pages of limit ${limit}`, pages.last);
  }
  return (
    versionOf(selected.json) ?? trial.inconclusive('the list shows no resourceVersion to watch from', 'list.shape')
  );
}

/** Events of the type, until there is one for each object of the set. */
async function eventsOf(
  trial: Trial,
  stream: WatchStream,
  type: string,
  { names }: Jobs,
): Promise<{ events: WatchEvent[]; last: string; ended: boolean }> {
  const events: WatchEvent[] = [];
  const waiting = new Set(names);
  let last = '';
  while (waiting.size > 0) {
    const event = await stream.next();
    if (event === 'timeout' || event === 'end') return { events, last, ended: event === 'end' };
    if (event.type === 'ERROR') trial.inconclusive('the target broke the watch off with an ERROR');
    last = versionOf(event.object) || last;
    if (event.type !== type) continue;
    events.push(event);
    waiting.delete(nameOf(event.object));
  }
  return { events, last, ended: false };
}

async function open(trial: Trial, { query, namespace }: Jobs, version?: string): Promise<WatchStream> {
  const stream = await trial.target.watch({ query: { ...query, resourceVersion: version }, namespace });
  trial.expect.documented(stream.answer);
  return stream;
}

/** A watch that the target ends before it has shown everything begins again: nothing says how long one lasts. */
async function beginning(trial: Trial, set: Jobs): Promise<void> {
  for (let opened = 0; opened < OPENINGS; opened += 1) {
    const stream = await open(trial, set);
    try {
      const { events, ended } = await eventsOf(trial, stream, 'ADDED', set);
      if (ended) continue;
      const objects = events.map(({ object }) => object);
      return expectEach(trial, set, objects, 'The beginning of a watch', stream.answer);
    } finally {
      stream.close();
    }
  }
  trial.inconclusive(`the target ended ${OPENINGS} watches before they had shown what there is`);
}

/** Deletes the set while a watch is open, which has to show each deletion; one that ends is taken up where it ended. */
async function deleted(trial: Trial, set: Jobs, version: string): Promise<void> {
  let stream = await open(trial, set, version);
  try {
    await emptied(trial, set);
    const events: WatchEvent[] = [];
    for (let opened = 1, last = version; ; opened += 1) {
      const left = {
        ...set,
        names: new Set([...set.names].filter((name) => !events.some((e) => nameOf(e.object) === name))),
      };
      const more = await eventsOf(trial, stream, 'DELETED', left);
      events.push(...more.events);
      last = more.last || last;
      if (!more.ended || opened >= OPENINGS) break;
      stream.close();
      stream = await open(trial, set, last);
    }
    const objects = events.map(({ object }) => object);
    expectEach(trial, set, objects, 'The watch of a deletion of the collection', stream.answer);
  } finally {
    stream.close();
  }
}

/** Deletes the collection, and waits as long as there are fewer each time that it looks. */
async function emptied(trial: Trial, set: Jobs): Promise<void> {
  const { query, namespace, names } = set;
  const answer = await trial.target.deleteCollection({ query, namespace });
  const body = deletionBody(trial, answer);
  if (Array.isArray(body?.['items']))
    expectEach(trial, set, itemsOf(body), 'The list in the answer to a deletion of the collection', answer);
  for (let left = names.size; left > 0;) {
    const now = await trial.eventually(async () => {
      const count = itemsOf(trial.expect.documented(await trial.target.list({ query, namespace }))).length;
      return count < left ? count : undefined;
    });
    trial.expect.that(now !== undefined, {
      message: `A deletion of the collection leaves ${left} of ${names.size} objects`,
      expected: 'no object of the selection',
      received: `${left}, and no fewer ${trial.settle / 1000} s later`,
      path: '/items',
      answer,
    });
    left = now ?? 0;
  }
}

export const many: readonly Requirement[] = [
  requirement('size/serves-hundreds-of-objects', {
    tests: [
      'size.list.many',
      'size.pages.many',
      'size.watch.initial',
      'size.watch.events',
      'size.deletecollection.many',
      'size.kept',
    ],
    needs: [
      'list/holds-what-was-created',
      'pagination/follows-tokens-to-the-end',
      'watch/shows-what-exists-first',
      'watch/shows-a-deletion-of-the-collection',
    ],
    requires: ['many-objects'],
    async check(trial) {
      const namespace = trial.otherNamespace || trial.namespace;
      // It is read before there are others: what a cache has seen may go, or lose something, when many have come.
      const oldest = await readBack(trial, { namespace, ...OLDEST.metadata });
      const set = await manyJobs(trial);
      const version = await listed(trial, set);
      await trial.expect.stored({ name: oldest.name, namespace: set.namespace }, OLDEST);
      await beginning(trial, set);
      await deleted(trial, set, version);
    },
  }),
];
