/** The parts of a job that a replace may set, each present or absent. */
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { Json, JsonObject } from '../../../contract/json.ts';
import type { Kind } from '../../../contract/types.ts';
import { mutableFields } from './mutable.ts';
import { labelKey, labelValue, text } from '../values/text.ts';

export interface Replacement {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** The mutable fields of the spec. */
  spec: JsonObject;
}

/** Few keys, so that one replace meets keys of the previous one. */
const KEYS = ['app', 'team', 'example.com/app', 'a'];

const mapOf = (values: Arbitrary<string>): Arbitrary<Record<string, string>> =>
  fc
    .array(
      fc.tuple(
        fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...KEYS) }, { weight: 1, arbitrary: labelKey }),
        values,
      ),
      { maxLength: 4 },
    )
    .map((entries) => Object.fromEntries(entries));

const optional = (name: string, values: Arbitrary<Json>): Arbitrary<JsonObject> =>
  fc.oneof(
    { withCrossShrink: true },
    fc.constant({}),
    values.map((value) => ({ [name]: value })),
  );

/** A valid job stays valid with them, and does not end. */
export const replacementsFor = (kind: Kind): Arbitrary<Replacement> =>
  fc.record({
    labels: mapOf(labelValue),
    annotations: mapOf(text),
    spec: fc
      .tuple(...mutableFields(kind).map(({ field, values }) => optional(field.name, values)))
      .map((members) => Object.assign({}, ...members) as JsonObject),
  });
