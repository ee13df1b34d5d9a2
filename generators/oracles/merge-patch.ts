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
