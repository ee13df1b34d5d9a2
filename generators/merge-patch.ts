import type { Json, JsonObject } from '../contract/seam.ts';

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What a JSON merge patch makes of a document: RFC 7396 (formerly 7386), section 2. `undefined` is a document that is not
 * there. Neither argument is changed; what the patch does not name is shared with the target.
 */
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
