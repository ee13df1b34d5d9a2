import { expect, test } from 'vitest';
import type { KillMatrix, MutantRow } from './kill-matrix.ts';
import { proofSentences, withFigures, type Proof } from './proof.ts';

const row = (mutant: string, missed: number[]): MutantRow => ({
  mutant,
  breaks: 'read.missing',
  text: '',
  kind: 'TFJob',
  expected: ['read/a'],
  killedBy: missed.length > 0 ? [] : ['read/a'],
  alsoBy: [],
  errors: [],
  missed,
  ms: 1,
});
const matrix = (over: Partial<KillMatrix>): KillMatrix => ({
  format: 1,
  extent: 'expected',
  seed: 1,
  seeds: 1,
  ms: 1,
  mutants: [row('one', []), row('two', [1])],
  variants: [{ variant: 'gzip', kinds: ['TFJob'], accusedBy: [], ms: 1 }],
  idle: [],
  unbroken: [],
  ...over,
});

test('each sort of run keeps its own figures, the newest', () => {
  const once = withFigures({}, matrix({}));
  const proof = withFigures(
    withFigures(once, matrix({ extent: 'quick', seeds: 10, mutants: [row('one', [])], variants: [] })),
    matrix({ mutants: [row('one', [])] }),
  );
  expect(proof).toEqual({
    matrix: { seeds: 1, mutants: 1, killed: 1, errors: 0, judgements: 1, accused: 0, idle: 0 },
    mutants: { seeds: 10, mutants: 1, killed: 1, errors: 0 },
  });
  expect(withFigures(proof, matrix({ seeds: 3, mutants: [] })).variants).toEqual({
    seeds: 3,
    judgements: 1,
    accused: 0,
  });
  const { idle: _, ...some } = matrix({ mutants: [row('one', [])] });
  expect(withFigures(proof, some)).toEqual(proof);
  expect(once.matrix).toMatchObject({ mutants: 2, killed: 1 });
});

test('what several seeds have shown is kept only of what was run', () => {
  expect(withFigures({}, matrix({ seeds: 2, mutants: [] }))).toEqual({
    variants: { seeds: 2, judgements: 1, accused: 0 },
  });
  expect(withFigures({}, matrix({ seeds: 2, variants: [] }))).toEqual({
    mutants: { seeds: 2, mutants: 2, killed: 1, errors: 0 },
  });
});

test('checks that broke, and variants that were accused, count', () => {
  const accused = { variant: 'gzip', kinds: ['TFJob'], accusedBy: ['read/a'], ms: 1 };
  expect(
    withFigures(
      {},
      matrix({ mutants: [{ ...row('one', []), errors: ['read/a'] }], variants: [accused], idle: ['read/b'] }),
    ).matrix,
  ).toEqual({ seeds: 1, mutants: 1, killed: 1, errors: 1, judgements: 1, accused: 1, idle: 1 });
});

test('it is told in sentences, and what is not on record is not', () => {
  expect(proofSentences({})).toEqual([]);
  expect(proofSentences(withFigures({}, matrix({ idle: ['read/b'] })))[0]).toBe(
    '**1 of 2 mutants are reported** under a requirement that tests what they break, and 1 requirements report none.',
  );
  expect(proofSentences(withFigures({}, matrix({ seeds: 3, variants: [] })))).toEqual([
    'With each of 3 seeds 1 of 2 are reported, the others with most.',
  ]);
});

const MUTANTS = { seeds: 3, mutants: 40, killed: 40, errors: 0 },
  VARIANTS = { seeds: 3, judgements: 9, accused: 2 };
test.each<[string, Proof, string[]]>([
  ['nothing', {}, []],
  [
    'one seed',
    { matrix: { ...MUTANTS, ...VARIANTS, killed: 39, idle: 1 } },
    [
      '**39 of 40 mutants are reported** under a requirement that tests what they break, and 1 requirements report none.',
      '7 of 9 judgements of legal variants, each by every requirement, accuse nobody.',
    ],
  ],
  [
    'one seed, with every requirement',
    { matrix: { ...MUTANTS, ...VARIANTS, accused: 0, idle: 0 } },
    [
      '**40 of 40 mutants are reported** under a requirement that tests what they break, and every requirement reports one at least.',
      '9 of 9 judgements of legal variants, each by every requirement, accuse nobody.',
    ],
  ],
  [
    'several seeds',
    { mutants: MUTANTS, variants: VARIANTS },
    ['With each of 3 seeds 40 of 40 are reported.', 'Of variants, 7 of 9 judgements with 3 seeds accuse nobody.'],
  ],
  [
    'mutants with most seeds alone',
    { mutants: { ...MUTANTS, killed: 38 } },
    ['With each of 3 seeds 38 of 40 are reported, the others with most.'],
  ],
])('what is on record is told whole, and nothing else: %s', (_, proof, sentences) => {
  expect(proofSentences(proof)).toEqual(sentences);
});
