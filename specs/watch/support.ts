/** Opening watches, and reading their events. */
import { succeeds } from '../../contract/operations.ts';
import { parseJson, isObject, type Json } from '../../contract/json.ts';
import type { Answer, CallOptions, WatchEvent, WatchStream, Accepted } from '../../harness/model/target.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, nameOf, uidOf, versionOf } from '../support/objects.ts';
import { patchCurrent } from '../support/updates/write.ts';

type Query = NonNullable<CallOptions['query']>;

/** Longer than a judgement may take: a watch that nobody closes ends nevertheless. */
const LASTING = 600;

/** Opens a watch, runs with its stream, and closes it whatever happens. */
export async function watching<T>(
  trial: Trial,
  query: Query,
  body: (stream: WatchStream) => Promise<T>,
  namespace?: string,
): Promise<T> {
  const stream = await trial.target.watch({
    query: { watch: true, timeoutSeconds: LASTING, ...query },
    ...(namespace !== undefined && { namespace }),
  });
  try {
    trial.expect.documented(stream.answer);
    return await body(stream);
  } finally {
    stream.close();
  }
}

/** The same with one watch for each item, all open at once. */
export async function watchingEach<Item>(
  trial: Trial,
  items: readonly Item[],
  query: (item: Item) => Query,
  body: (watches: [item: Item, stream: WatchStream][]) => Promise<void>,
): Promise<void> {
  const open = ([first, ...rest]: readonly Item[], opened: [Item, WatchStream][]): Promise<void> =>
    first === undefined
      ? body(opened)
      : watching(trial, query(first), (stream) => open(rest, [...opened, [first, stream]]));
  await open(items, []);
}

/** The resourceVersion of the collection as it is now: a watch from it shows what happens later. */
export async function currentVersion(trial: Trial, namespace?: string): Promise<string> {
  const version = at(
    trial.expect.documented(await trial.target.list(namespace === undefined ? {} : { namespace })),
    'metadata',
    'resourceVersion',
  );
  if (typeof version !== 'string' || version === '')
    return trial.inconclusive('the list shows no resourceVersion to watch from', 'list.shape');
  return version;
}

export const isDeleted = (event: WatchEvent): boolean => event.type === 'DELETED';

export const eventsFor = (events: readonly WatchEvent[], ...jobs: { name: string }[]): WatchEvent[] =>
  events.filter((event) => jobs.some((job) => job.name === nameOf(event.object)));

export const labelOf = (event: WatchEvent | undefined, key: string): Json | undefined =>
  at(event?.object, 'metadata', 'labels', key);

/** Among the events is one in which the job has this value of the label `turn`. */
export const lastTurn =
  (job: { name: string }, turn: string) =>
  (all: readonly WatchEvent[]): boolean =>
    eventsFor(all, job).some((event) => labelOf(event, 'turn') === turn);

const describeEvent = (event: WatchEvent): string =>
  `${event.type} ${nameOf(event.object)} at ${versionOf(event.object) ?? 'no version'}`;
export const describeEvents = (events: readonly WatchEvent[]): string =>
  events.map(describeEvent).join(', ') || 'no event';

/**
 * The types of the events of a job, in order. There may be more MODIFIED than wanted: a controller writes at any time.
 */
export function expectTypes(
  trial: Trial,
  job: { name: string },
  events: readonly WatchEvent[],
  wanted: readonly string[],
  stream: WatchStream,
): void {
  const got = events.map((event) => event.type);
  const steps = got.filter((type) => type !== 'MODIFIED');
  const expected = wanted.filter((type) => type !== 'MODIFIED');
  const enough = got.filter((type) => type === 'MODIFIED').length >= wanted.length - expected.length;
  trial.expect.that(steps.join() === expected.join() && enough, {
    message: `The watch shows other events of ${job.name} than what happened to it`,
    expected: wanted.join(', '),
    received: describeEvents(events),
    path: '/type',
    answer: stream.answer,
  });
}

/** No event is of one of these jobs, which the watch must not show for a reason: `The watch shows ${why}`. */
export function expectNone(
  trial: Trial,
  events: readonly WatchEvent[],
  jobs: readonly { name: string }[],
  why: string,
  stream: WatchStream,
): void {
  const stray = eventsFor(events, ...jobs);
  trial.expect.that(stray.length === 0, {
    message: `The watch shows ${why}`,
    expected: 'no such event',
    received: describeEvents(stray),
    path: '/object',
    answer: stream.answer,
  });
}

/** Merge patches one label. */
export const patchLabel = (trial: Trial, job: Accepted, key: string, value: string): Promise<Answer> =>
  patchCurrent(trial, job, { metadata: { labels: { [key]: value } } });

/** Without a version, a watch that had shown nothing misses, when it is opened again, what happened in between. */
export function expectNotReopened(trial: Trial, stream: WatchStream): void {
  if (stream.answer.ended) trial.inconclusive('the watch, which began without a version, had ended by itself');
}

/** Events without a version cannot be told from each other. */
export const sameEvent = (one: WatchEvent, other: WatchEvent): boolean =>
  versionOf(one.object) !== undefined &&
  one.type === other.type &&
  nameOf(one.object) === nameOf(other.object) &&
  uidOf(one.object) === uidOf(other.object) &&
  versionOf(one.object) === versionOf(other.object);

/**
 * The events in the body of a recorded watch; undefined where it is no watch or was refused. Lines that are no events
 * are left out: they are the matter of another requirement.
 */
export function eventsIn(exchange: Exchange): WatchEvent[] | undefined {
  if (exchange.verb !== 'watch' || !succeeds('watch', exchange.status) || exchange.truncated === true) return undefined;
  return exchange.responseBody.split('\n').flatMap((line) => {
    const event = parseJson(line);
    return isObject(event) && typeof event['type'] === 'string' && isObject(event['object'])
      ? [{ type: event['type'].toUpperCase(), object: event['object'], line }]
      : [];
  });
}
