/** The difference of two documents, as a merge patch. What applies one is the business of those who judge, and of those who serve. */
import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, type JsonObject } from './json.ts';

/**
 * The merge patch from `from` to `to`: it removes members by null, and replaces arrays as a whole. Null members of `to`
 * cannot be expressed (RFC 7396, section 1): they become absent.
 */
export function mergePatchBetween(from: Json | undefined, to: JsonObject): JsonObject;
export function mergePatchBetween(from: Json | undefined, to: Json): Json;
export function mergePatchBetween(from: Json | undefined, to: Json): Json {
  if (!isObject(to)) return to;
  const before: JsonObject = isObject(from) ? from : {};
  const own = (object: JsonObject, name: string): Json | undefined =>
    Object.hasOwn(object, name) ? object[name] : undefined;
  const changed = Object.keys(to)
    .filter((name) => !isDeepStrictEqual(own(before, name), to[name]))
    .map((name): [string, Json] => [name, mergePatchBetween(own(before, name), to[name]!)]);
  const removed = Object.keys(before)
    .filter((name) => !Object.hasOwn(to, name))
    .map((name): [string, Json] => [name, null]);
  return Object.fromEntries([...changed, ...removed]);
}
