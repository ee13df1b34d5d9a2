/** What the answers of a run carry: for requirements that look at all of them. */
import type { Json, JsonObject } from '../contract/seam.ts';
import type { Kind } from '../contract/types.ts';
import type { Exchange } from '../harness/types.ts';
import { at, isObject, itemsOf } from './common.ts';

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

const bodies = new WeakMap<Exchange, readonly Json[]>();

/** The JSON of an answer, or of each whole line of a watch; none where it was cut, or is none. */
export function bodiesOf(exchange: Exchange): readonly Json[] {
  const known = bodies.get(exchange);
  if (known !== undefined) return known;
  const streams = exchange.verb === 'watch' && exchange.status !== undefined && exchange.status < 300;
  const texts = exchange.truncated === true || exchange.status === undefined ? [] : streams ? exchange.responseBody.split('\n') : [exchange.responseBody];
  const found = texts.map(parsed).filter((body): body is Json => body !== undefined);
  bodies.set(exchange, found);
  return found;
}

/** An object of the kind in an answer, with its JSON pointer there. */
export interface SeenJob { object: JsonObject; path: string }

const jobs = new WeakMap<Exchange, readonly SeenJob[]>();

/** Its object is no job: a kind and a resourceVersion. */
const isBookmark = (body: Json): boolean => String(at(body, 'type')).toUpperCase() === 'BOOKMARK';

/** All jobs of the kind that a success carries: the object itself, a list's items, a watch's objects. */
export function jobsIn(exchange: Exchange, kind: Kind): readonly SeenJob[] {
  const known = jobs.get(exchange);
  if (known !== undefined) return known;
  const good = exchange.verb !== undefined && exchange.status !== undefined && exchange.status < 300;
  const candidates = (good ? bodiesOf(exchange) : []).flatMap((body): [Json | undefined, string][] =>
    [[body, ''], [isBookmark(body) ? undefined : at(body, 'object'), '/object'], ...itemsOf(body).map((item, i): [Json, string] => [item, `/items/${i}`])]);
  const found = candidates.flatMap(([object, path]) =>
    (isObject(object) && isObject(object['metadata']) && (object['kind'] === kind.kind || object['kind'] === undefined) && object['items'] === undefined ? [{ object, path }] : []));
  jobs.set(exchange, found);
  return found;
}

/** The Status bodies of an answer: a refusal's, a deletion's, or an ERROR's of a watch. */
export const statusesIn = (exchange: Exchange): JsonObject[] =>
  bodiesOf(exchange).flatMap((body) => [body, at(body, 'object')]).filter((body): body is JsonObject => isObject(body) && body['kind'] === 'Status');
