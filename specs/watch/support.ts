import { parseJson, isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Answer, CallOptions, Job, WatchEvent, WatchStream } from '../../harness/model/target.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, nameOf, uidOf, versionOf, withMember } from '../support/objects.ts';

type Query = NonNullable<CallOptions['query']>;

/** Runs with a stream that is closed whatever happens. `query` with nothing of watch asks for one. */
export async function watching<T>(
  trial: Trial,
  query: Query,
  body: (stream: WatchStream) => Promise<T>,
  namespace?: string,
): Promise<T> {
  const stream = await trial.target.watch({
    query: { watch: true, timeoutSeconds: 30, ...query },
    ...(namespace !== undefined && { namespace }),
  });
  try {
    trial.expect.accepted(stream.answer, [200]);
    return await body(stream);
  } finally {
    stream.close();
  }
}

/** The same with several streams at once. */
export async function watchingAll(
  trial: Trial,
  queries: readonly Query[],
  body: (streams: WatchStream[]) => Promise<void>,
): Promise<void> {
  const [first, ...rest] = queries;
  if (first === undefined) return body([]);
  await watching(trial, first, (stream) => watchingAll(trial, rest, (streams) => body([stream, ...streams])));
}

/** Where the collection stands now: a watch from there shows what comes later. */
export async function currentVersion(trial: Trial, namespace?: string): Promise<string> {
  const version = at(
    trial.expect.accepted(await trial.target.list(namespace === undefined ? {} : { namespace }), [200]),
    'metadata',
    'resourceVersion',
  );
  if (typeof version !== 'string' || version === '')
    return trial.inconclusive('the list shows no resourceVersion to watch from');
  return version;
}

export const eventsFor = (events: readonly WatchEvent[], ...jobs: { name: string }[]): WatchEvent[] =>
  events.filter((event) => jobs.some((job) => job.name === nameOf(event.object)));

export const labelOf = (event: WatchEvent | undefined, key: string): Json | undefined =>
  at(event?.object, 'metadata', 'labels', key);

const describeEvent = (event: WatchEvent): string =>
  `${event.type} ${nameOf(event.object)} at ${versionOf(event.object)}`;
export const toldAll = (events: readonly WatchEvent[]): string => events.map(describeEvent).join(', ') || 'no event';

/** A controller may add MODIFIED events of its own at any time; what else happened has to be these, in order. */
export function expectTypes(
  trial: Trial,
  events: readonly WatchEvent[],
  wanted: readonly string[],
  stream: WatchStream,
): void {
  const got = events.map((event) => event.type);
  const steps = got.filter((type) => type !== 'MODIFIED');
  const expected = wanted.filter((type) => type !== 'MODIFIED');
  const enough = got.filter((type) => type === 'MODIFIED').length >= wanted.length - expected.length;
  trial.expect.that(steps.join() === expected.join() && enough, {
    message: 'The watch shows other events than what happened',
    expected: wanted.join(', '),
    received: toldAll(events),
    path: '/type',
    answer: stream.answer,
  });
}

/** Nothing of these jobs has shown. */
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
    received: toldAll(stray),
    path: '/object',
    answer: stream.answer,
  });
}

export const label = (trial: Trial, job: Job, key: string, value: string | undefined): Promise<JsonObject> =>
  trial.given.updated(job, (object) => {
    const changed = withMember(object, ['metadata', 'labels', key], value);
    object['metadata'] = changed['metadata']!;
  });

/** Merge patches one label; a conflict with other writers is tried again. */
export function patchLabel(trial: Trial, job: Job, key: string, value: string): Promise<Answer> {
  return trial.retry(
    () => trial.target.patch(job, { metadata: { labels: { [key]: value } } }),
    ({ status }) => status === 409,
  );
}

export const sameEvent = (one: WatchEvent, other: WatchEvent): boolean =>
  one.type === other.type &&
  uidOf(one.object) === uidOf(other.object) &&
  versionOf(one.object) === versionOf(other.object);

/** The events in the body of a recorded watch; a line that is none is another requirement's matter. Undefined: no watch that succeeded. */
export function eventsIn(exchange: Exchange): WatchEvent[] | undefined {
  if (exchange.verb !== 'watch' || exchange.status !== 200 || exchange.truncated === true) return undefined;
  return exchange.responseBody.split('\n').flatMap((line) => {
    const event = parseJson(line);
    return isObject(event) && typeof event['type'] === 'string' && isObject(event['object'])
      ? [{ type: event['type'].toUpperCase(), object: event['object'], line }]
      : [];
  });
}
