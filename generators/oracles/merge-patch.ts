import { isObject, type Json, type JsonObject } from '../../contract/json.ts';

/**
 * The result of a JSON merge patch: RFC 7396 (formerly 7386), section 2. `undefined` is a document that does not
 * exist. Neither argument is changed; members that the patch does not name are shared with the target.
 */
export function mergePatch(target: Json | undefined, patch: JsonObject): JsonObject;
export function mergePatch(target: Json | undefined, patch: Json): Json;
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  // A Map, and entries made own members of the result: `__proto__` is a key like any other.
  const members = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, mergePatch(members.get(name), value));
  }
  return Object.fromEntries(members);
}

const same = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * The merge patch from `from` to `to`: it removes members by null, and replaces arrays as a whole. Null members of `to`
 * cannot be expressed (RFC 7396, section 1): they become absent.
 */
export function mergePatchBetween(from: Json | undefined, to: Json): Json {
  if (!isObject(to)) return to;
  const before: JsonObject = isObject(from) ? from : {};
  const own = (object: JsonObject, name: string): Json | undefined =>
    Object.hasOwn(object, name) ? object[name] : undefined;
  const changed = Object.keys(to)
    .filter((name) => !same(own(before, name), to[name]))
    .map((name): [string, Json] => [name, mergePatchBetween(own(before, name), to[name]!)]);
  const removed = Object.keys(before)
    .filter((name) => !Object.hasOwn(to, name))
    .map((name): [string, Json] => [name, null]);
  return Object.fromEntries([...changed, ...removed]);
}
