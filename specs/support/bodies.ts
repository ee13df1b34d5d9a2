/** What the bodies of recorded exchanges hold: JSON, jobs, Statuses. */
import { isObject, parseJson, type Json, type JsonObject } from '../../contract/json.ts';
import { successBody } from '../../contract/operations.ts';
import type { Kind } from '../../contract/types.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import { owesStatus, streams } from './exchanges.ts';
import { at, itemsOf } from './objects.ts';

/** Many requirements look at every exchange: what costs time is worked out once for each. */
function oncePerExchange<T>(make: (exchange: Exchange) => T): (exchange: Exchange) => T {
  const known = new WeakMap<Exchange, { value: T }>();
  return (exchange) => {
    const entry = known.get(exchange) ?? { value: make(exchange) };
    known.set(exchange, entry);
    return entry.value;
  };
}

/** The JSON of a body; undefined where it is no JSON, or was cut. */
export const bodyOf = oncePerExchange((exchange): Json | undefined =>
  exchange.truncated === true || exchange.responseBody === '' ? undefined : parseJson(exchange.responseBody),
);

/** The lines of a stream that are JSON. */
export const linesOf = oncePerExchange((exchange): Json[] =>
  exchange.responseBody.split('\n').flatMap((line) => parseJson(line) ?? []),
);

/** The JSON of an answer, or of each whole line of a watch; none where it was cut, or is none. */
export function bodiesOf(exchange: Exchange): readonly Json[] {
  if (exchange.truncated === true || exchange.status === undefined) return [];
  if (streams(exchange)) return linesOf(exchange);
  const body = bodyOf(exchange);
  return body === undefined ? [] : [body];
}

/** An object of the kind in an answer, with its JSON pointer there. */
export interface SeenJob {
  object: JsonObject;
  path: string;
}

/** By its place where that says so, whatever the object itself says; where several things may stand, by its kind. */
function isJob({ verb, status }: Exchange, object: JsonObject, path: string, kind: Kind): boolean {
  if (object['kind'] === 'Status' || (path === '' && (Array.isArray(object['items']) || verb === 'watch')))
    return false;
  return (
    path !== '' ||
    (verb !== undefined && status !== undefined && successBody(verb, status) === 'object') ||
    object['kind'] === kind.kind
  );
}

/** Its object is no job: a kind and a resourceVersion. */
const isBookmark = (body: Json): boolean => String(at(body, 'type')).toUpperCase() === 'BOOKMARK';

/** Where a success may carry jobs: the body itself, a watch's objects, a list's items. */
const candidatesIn = oncePerExchange((exchange): { object: Json | undefined; path: string }[] => {
  const good = exchange.verb !== undefined && exchange.status !== undefined && exchange.status < 300;
  return (good ? bodiesOf(exchange) : []).flatMap((body) => [
    { object: body, path: '' },
    { object: isBookmark(body) ? undefined : at(body, 'object'), path: '/object' },
    ...itemsOf(body).map((item, i) => ({ object: item, path: `/items/${i}` })),
  ]);
});

/** All jobs of the kind that a success carries. */
export const jobsIn = (exchange: Exchange, kind: Kind): readonly SeenJob[] =>
  candidatesIn(exchange).flatMap(({ object, path }) =>
    isObject(object) && isJob(exchange, object, path, kind) ? [{ object, path }] : [],
  );

/** The Status bodies of an answer: a refusal's, a deletion's, or an ERROR's of a watch. */
export const statusesIn = (exchange: Exchange): JsonObject[] =>
  bodiesOf(exchange)
    .flatMap((body) => [body, at(body, 'object')])
    .filter(
      (body, i): body is JsonObject =>
        isObject(body) && (body['kind'] === 'Status' || (i === 0 && owesStatus(exchange))),
    );
