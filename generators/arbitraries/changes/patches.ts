/** Merge patches: of the parts of a job that may change, and of JSON at large. */
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { Json, JsonObject } from '../../../contract/json.ts';
import type { Kind } from '../../../contract/types.ts';
import { labelKey, labelValue, text } from '../values/text.ts';
import { mutableFields } from './mutable.ts';

/**
 * Few keys, so that a patch often meets an existing member. They are difficult for JSON pointers and for JavaScript.
 */
const JSON_KEYS = ['a', 'b', 'c', 'a/b', 'm~n', '~1', '', ' ', 'größe', '😀', '__proto__', 'constructor', '0'];
const key = fc.constantFrom(...JSON_KEYS);
const scalar: Arbitrary<Json> = fc.oneof(fc.boolean(), fc.integer(), text, fc.constantFrom(0, 0.5, 1e21, ''));

/** A dictionary as JSON.parse makes it: an object with a prototype, in which `__proto__` is a member. */
const objectOf = (values: Arbitrary<Json>): Arbitrary<JsonObject> =>
  fc.array(fc.tuple(key, values), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));

const json = (nulls: number): Arbitrary<Json> =>
  fc.letrec<{ value: Json; object: JsonObject; array: Json[] }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
      { weight: 3, arbitrary: scalar },
      { weight: nulls, arbitrary: fc.constant(null) },
      { weight: 4, arbitrary: tie('object') },
      { weight: 1, arbitrary: tie('array') },
    ),
    object: objectOf(tie('value')),
    array: fc.array(tie('value'), { maxLength: 3 }),
  })).value;

/** Any JSON, over few keys. */
export const jsonValues: Arbitrary<Json> = json(1);
/** Any JSON as a merge patch, with many nulls. */
export const mergePatches: Arbitrary<Json> = json(4);

/** Keys for labels and annotations that patches set, change and remove again. */
const KEYS = ['app', 'team', 'example.com/app', 'example.com/team', 'constructor', 'a'];

/** Unbiased: of the short, which fast-check likes, there are enough. */
const mapPatch = (values: Arbitrary<string>, foreign: Arbitrary<string>): Arbitrary<JsonObject> =>
  fc
    .noBias(
      fc.array(
        fc.oneof(
          {
            weight: 6,
            arbitrary: fc.tuple(
              fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...KEYS) }, { weight: 1, arbitrary: foreign }),
              fc.oneof<Arbitrary<Json>[]>(values, fc.constant(null)),
            ),
          },
          // No server has these keys; to remove what is absent is no error whatever its name.
          {
            weight: 1,
            arbitrary: fc.tuple(
              fc.constantFrom('not~there', 'not/there/either', 'größe', ' '),
              fc.constant<Json>(null),
            ),
          },
        ),
        { maxLength: 6, size: 'max' },
      ),
    )
    .map((entries) => Object.fromEntries(entries));

const member = <T extends Json>(name: string, value: Arbitrary<T>): Arbitrary<JsonObject> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 2, arbitrary: value.map((v) => ({ [name]: v })) },
  );
const together = (...parts: Arbitrary<JsonObject>[]): Arbitrary<JsonObject> =>
  fc.tuple(...parts).map((members) => Object.assign({}, ...members) as JsonObject);

/**
 * Merge patches of the kind's mutable parts, alone and mixed: set, changed, removed by null, empty, aimed at what is
 * absent. A valid job stays valid under them, and nothing in them makes a controller end the job. The map of labels is
 * never removed as a whole, because the suite recognises its objects by a label.
 */
export const mergePatchesFor = (kind: Kind): Arbitrary<JsonObject> => {
  const maps = (['labels', 'annotations'] as const)
    .filter((name) => kind.mutable.includes(`metadata.${name}`))
    .map((name) => member(name, mapPatch(name === 'labels' ? labelValue : text, labelKey)));
  const fields = mutableFields(kind).map(({ field, values }) =>
    member<Json>(
      field.name,
      fc.oneof({ weight: 3, arbitrary: values }, { weight: 1, arbitrary: fc.constant<Json>(null) }),
    ),
  );
  return together(member('metadata', together(...maps)), member('spec', together(...fields)));
};
