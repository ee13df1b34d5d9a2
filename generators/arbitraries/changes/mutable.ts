import type { Arbitrary } from 'fast-check';
import type { Json } from '../../../contract/json.ts';
import { specOf, structuresOf } from '../../../contract/structures/index.ts';
import type { Field, Kind } from '../../../contract/types.ts';
import { fieldValues } from '../values/values.ts';

export interface MutableField {
  field: Field;
  values: Arbitrary<Json>;
}

/** The fields of the kind's spec that replace and patch may change, with values that do not end a job. */
export function mutableFields(kind: Kind): MutableField[] {
  const spec = specOf(kind);
  const structures = structuresOf(kind);
  return spec.fields
    .filter((field) => kind.mutable.includes(`spec.${field.name}`))
    .map((field) => ({ field, values: fieldValues(kind, structures, spec, field) }));
}
