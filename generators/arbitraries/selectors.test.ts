import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { selectorRules } from '../../reference/rules/selectors.ts';
import { fieldSelectors, labelSelectors } from './index.ts';
import type { Labels } from './index.ts';

const seed = 23;
const SETS = labelSelectors.labelSets;

/** What the text of a selector says, term by term, read once more without the generator's knowledge. */
function naive(text: string, labels: Labels): boolean {
  const terms = text.trim() === '' ? [] : text.split(/,(?![^(]*\))/).map((term) => term.trim());
  return terms.every((term) => {
    const set = /^(\S+) (in|notin) \((.*)\)$/.exec(term);
    if (set) return set[3]!.split(',').some((v) => v.trim() === labels[set[1]!]) === (set[2] === 'in');
    const [, key, operator, value] = /^(.*?)\s*(!=|==|=)\s*(.*)$/.exec(term) ?? [];
    if (operator !== undefined && key !== undefined && key !== '')
      return (labels[key] === value) === (operator !== '!=');
    return term.startsWith('!') ? labels[term.slice(1).trim()] === undefined : labels[term] !== undefined;
  });
}

describe('label selectors', () => {
  test('mean what their text says', () => {
    fc.assert(
      fc.property(labelSelectors.valid, ({ text, matches }) => {
        for (const labels of SETS)
          expect(matches(labels), `${text} of ${JSON.stringify(labels)}`).toBe(naive(text, labels));
      }),
      { seed, numRuns: 500 },
    );
  });

  test('mean what the reference server reads in them', () => {
    const { parseLabelSelector, labelMatches } = selectorRules();
    fc.assert(
      fc.property(labelSelectors.valid, ({ text, matches }) => {
        const terms = parseLabelSelector(text);
        for (const labels of SETS)
          expect(
            terms.every((term) => labelMatches(term, labels)),
            text,
          ).toBe(matches(labels));
      }),
      { seed, numRuns: 500 },
    );
  });

  test('show each operator, several terms, prefixes, empty values and spaces; they hit and they miss', () => {
    const drawn = fc.sample(labelSelectors.valid, { seed, numRuns: 300 });
    for (const shape of [
      /^$/,
      /^[^!=]*=[^=]/,
      /==/,
      /!=/,
      / in \(/,
      / notin \(/,
      /(^|,) *![a-zA-Z]/,
      /^[a-zA-Z]+$/,
      /\),|=[a-z]*,/,
      /example\.com\/app/,
      /=$/,
      /\( *,/,
      / = |^ /,
    ]) {
      expect(
        drawn.some(({ text }) => shape.test(text)),
        String(shape),
      ).toBe(true);
    }
    const hits = drawn.filter(
      ({ matches }) => SETS.some((labels) => matches(labels)) && !SETS.every((labels) => matches(labels)),
    );
    expect(hits.length).toBeGreaterThan(drawn.length * 0.4);
  });

  test('shrink to the term that matters', () => {
    const outcome = fc.check(
      fc.property(labelSelectors.valid, ({ text }) => !/!=/.test(text)),
      { seed },
    );
    expect(outcome.counterexample?.[0].text).toMatch(/^[^ ,]+!=[^ ,]*$/);
  });

  test('no two label sets are the same to all selectors', () => {
    const drawn = fc.sample(labelSelectors.valid, { seed, numRuns: 300 });
    expect(new Set(SETS.map((labels) => drawn.map(({ matches }) => (matches(labels) ? 1 : 0)).join(''))).size).toBe(
      SETS.length,
    );
  });
});

describe('field selectors', () => {
  const objects = [
    { name: 'a', namespace: 'x' },
    { name: 'a-b', namespace: 'x' },
    { name: 'a', namespace: 'y' },
  ];
  const valid = fieldSelectors(['a', 'a-b'], ['x', 'y']);

  test('mean what the reference server reads in them', () => {
    const { parseFieldSelector, fieldMatches } = selectorRules();
    fc.assert(
      fc.property(valid, ({ text, matches }) => {
        for (const metadata of objects)
          expect(
            parseFieldSelector(text).every((term) => fieldMatches(term, { metadata })),
            text,
          ).toBe(matches(metadata));
      }),
      { seed, numRuns: 300 },
    );
  });

  test('tell the objects apart', () => {
    const drawn = fc.sample(valid, { seed, numRuns: 200 });
    expect(
      new Set(objects.map((metadata) => drawn.map(({ matches }) => (matches(metadata) ? 1 : 0)).join(''))).size,
    ).toBe(objects.length);
  });
});
