import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind, Verb } from '../../contract/types.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import { bodyOf, linesOf } from './bodies.ts';
import { at, itemsOf } from './objects.ts';

/** The JSON of an answer, or of each whole line of a watch; none where it was cut, or is none. */
export function bodiesOf(exchange: Exchange): readonly Json[] {
  if (exchange.truncated === true || exchange.status === undefined) return [];
  if (exchange.verb === 'watch' && exchange.status < 300) return linesOf(exchange);
  const body = bodyOf(exchange);
  return body === undefined ? [] : [body];
}

/** An object of the kind in an answer, with its JSON pointer there. */
export interface SeenJob {
  object: JsonObject;
  path: string;
}

const ANSWERED_BY_OBJECTS: readonly Verb[] = ['create', 'read', 'replace', 'patch'];

/** By its place where that says so, whatever the object itself says; where several things may stand, by its kind. */
function isJob({ verb }: Exchange, object: JsonObject, path: string, kind: Kind): boolean {
  if (object['kind'] === 'Status' || (path === '' && (Array.isArray(object['items']) || verb === 'watch')))
    return false;
  return path !== '' || (verb !== undefined && ANSWERED_BY_OBJECTS.includes(verb)) || object['kind'] === kind.kind;
}

const jobs = new WeakMap<Exchange, readonly SeenJob[]>();

/** Its object is no job: a kind and a resourceVersion. */
const isBookmark = (body: Json): boolean => String(at(body, 'type')).toUpperCase() === 'BOOKMARK';

/** All jobs of the kind that a success carries: the object itself, a list's items, a watch's objects. */
export function jobsIn(exchange: Exchange, kind: Kind): readonly SeenJob[] {
  const known = jobs.get(exchange);
  if (known !== undefined) return known;
  const good = exchange.verb !== undefined && exchange.status !== undefined && exchange.status < 300;
  const candidates = (good ? bodiesOf(exchange) : []).flatMap((body): [Json | undefined, string][] => [
    [body, ''],
    [isBookmark(body) ? undefined : at(body, 'object'), '/object'],
    ...itemsOf(body).map((item, i): [Json, string] => [item, `/items/${i}`]),
  ]);
  const found = candidates.flatMap(([object, path]) =>
    isObject(object) && isJob(exchange, object, path, kind) ? [{ object, path }] : [],
  );
  jobs.set(exchange, found);
  return found;
}

/** Refusals that the documents owe a Status: throttling and what gateways say may be anything. */
const isRefusal = ({ verb, status = 0 }: Exchange): boolean =>
  verb !== undefined && status >= 400 && ![429, 502, 503, 504].includes(status);

/** The Status bodies of an answer: a refusal's, a deletion's, or an ERROR's of a watch. */
export const statusesIn = (exchange: Exchange): JsonObject[] =>
  bodiesOf(exchange)
    .flatMap((body) => [body, at(body, 'object')])
    .filter(
      (body, i): body is JsonObject =>
        isObject(body) && (body['kind'] === 'Status' || (i === 0 && isRefusal(exchange))),
    );
