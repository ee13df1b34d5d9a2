import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { mutableFieldsOf, twoValues } from './updates/write.ts';

/**
 * Members of a spec that replace and patch may change, another value for each `n`; none where the kind has no such
 * field.
 */
export function specChange(kind: Kind, n: number): JsonObject {
  const [field] = mutableFieldsOf(kind);
  if (field === undefined) return {};
  const [even, odd] = twoValues(field);
  return { [field.name]: field.is.type === 'integer' ? n : n % 2 === 0 ? even : odd };
}
