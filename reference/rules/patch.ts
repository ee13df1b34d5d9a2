import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { put } from '../state/model.ts';

export const patchRules = () => ({
  /** The target with the patch applied; neither is changed. */
  mergePatch: (target: Json | undefined, patch: Json): Json => merged(target, patch),
  /**
   * A patch of a job must be an object: anything else would replace the job by a value that is not a job (RFC 7396,
   * section 1).
   */
  isPatch: (patch: Json): patch is JsonObject => isObject(patch),
});

function merged(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else put(result, key, merged(Object.hasOwn(result, key) ? result[key] : undefined, value));
  }
  return result;
}
