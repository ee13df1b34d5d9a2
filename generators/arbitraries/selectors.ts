/** Label and field selectors over few words, so that they often match, each with its meaning. */
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';

export type Labels = Readonly<Record<string, string>>;

export interface LabelSelector {
  text: string;
  matches(labels: Labels): boolean;
}

export interface FieldSelector {
  text: string;
  matches(metadata: { name: string; namespace: string }): boolean;
}

/** Labels for objects to select from: near misses, empty values, a prefixed key beside its plain one, none at all. */
const LABEL_SETS: readonly Labels[] = [
  { app: 'a', tier: 'front' },
  { app: 'b', tier: 'back' },
  { app: 'ab' },
  { app: '', tier: 'front' },
  { 'example.com/app': 'a', tier: 'A' },
  { 'example.com/app': 'b', app: 'a', Tier: 'front' },
  {},
];
/** Keys that are common in LABEL_SETS are common here, so that selectors match. */
const KEYS = [
  'app',
  'app',
  'app',
  'tier',
  'tier',
  'example.com/app',
  'example.com/app',
  'Tier',
  'example.com/tier',
  'ap',
];
const VALUES = ['a', 'a', 'b', 'ab', 'A', '', 'front', 'front', 'back'];

const valueOf = (labels: Labels, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined;
const key = fc.constantFrom(...KEYS);
const value = fc.constantFrom(...VALUES);
/** Kubernetes allows spaces around every part (as observed of `" t = x "`). */
const space = fc.oneof(
  { withCrossShrink: true },
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom(' ', '  ') },
);

const equality: Arbitrary<LabelSelector> = fc
  .tuple(key, space, fc.constantFrom('=', '==', '!='), space, value)
  .map(([k, left, operator, right, v]) => ({
    text: k + left + operator + right + v,
    matches: (labels) => (valueOf(labels, k) === v) === (operator !== '!='),
  }));

/** The empty value only before others: `in ()` is no selector. */
const values = fc
  .tuple(
    fc.boolean(),
    fc.uniqueArray(
      value.filter((v) => v !== ''),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([empty, named]) => (empty ? ['', ...named] : named));
const membership: Arbitrary<LabelSelector> = fc
  .tuple(key, fc.constantFrom('in', 'notin'), space, values, space)
  .map(([k, operator, inside, vs, after]) => ({
    text: `${k} ${operator} (${inside}${vs.join(`,${after}`)}${inside})`,
    matches: (labels) => {
      const v = valueOf(labels, k);
      return (v !== undefined && vs.includes(v)) === (operator === 'in');
    },
  }));

const existence: Arbitrary<LabelSelector> = fc.tuple(key, fc.boolean()).map(([k, present]) => ({
  text: present ? k : `!${k}`,
  matches: (labels) => (valueOf(labels, k) !== undefined) === present,
}));

const joined = (terms: readonly LabelSelector[], around: string): LabelSelector => ({
  text: terms.map((term) => around + term.text + around).join(','),
  matches: (labels) => terms.every((term) => term.matches(labels)),
});

/** A term that is there `often` times of 10, and shrinks away. */
const term = (often: number): Arbitrary<LabelSelector | undefined> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 10 - often, arbitrary: fc.constant(undefined) },
    { weight: often, arbitrary: fc.oneof(equality, membership, existence) },
  );

/** Selectors that every Kubernetes version accepts; the empty one selects everything. */
const valid: Arbitrary<LabelSelector> = fc.tuple(fc.tuple(term(9), term(4), term(2)), space).map(([terms, around]) =>
  joined(
    terms.filter((t) => t !== undefined),
    around,
  ),
);

export const labelSelectors = { labelSets: LABEL_SETS, valid } as const;

/**
 * Field selectors on an object's name and namespace, the fields that every server knows; `names` and `namespaces` are
 * what there is to hit.
 */
export const fieldSelectors = (names: readonly string[], namespaces: readonly string[]): Arbitrary<FieldSelector> => {
  const term = (field: 'name' | 'namespace', known: readonly string[]): Arbitrary<FieldSelector> =>
    fc.tuple(fc.constantFrom('=', '==', '!='), fc.constantFrom(...known, 'none-such')).map(([operator, v]) => ({
      text: `metadata.${field}${operator}${v}`,
      matches: (metadata) => (metadata[field] === v) === (operator !== '!='),
    }));
  return fc.array(fc.oneof(term('name', names), term('namespace', namespaces)), { maxLength: 3 }).map((terms) => ({
    text: terms.map((t) => t.text).join(','),
    matches: (metadata) => terms.every((t) => t.matches(metadata)),
  }));
};
