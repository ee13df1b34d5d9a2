import { parseJson, type Json } from '../../contract/json.ts';
import type { Exchange } from '../../harness/model/exchange.ts';

const bodies = new WeakMap<Exchange, { json: Json | undefined }>();
const lines = new WeakMap<Exchange, Json[]>();

/** Undefined where it is no JSON, or was cut. */
export function bodyOf(exchange: Exchange): Json | undefined {
  const known = bodies.get(exchange) ?? {
    json: exchange.truncated === true || exchange.responseBody === '' ? undefined : parseJson(exchange.responseBody),
  };
  bodies.set(exchange, known);
  return known.json;
}

/** The lines of a stream that are JSON. */
export function linesOf(exchange: Exchange): Json[] {
  const known = lines.get(exchange) ?? exchange.responseBody.split('\n').flatMap((line) => parseJson(line) ?? []);
  lines.set(exchange, known);
  return known;
}
