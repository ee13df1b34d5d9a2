import { expect, test } from 'vitest';
import type { KillMatrix, MutantRow } from './kill-matrix.ts';
import { proofSentences, withFigures } from './proof.ts';

const row = (mutant: string, missed: number[]): MutantRow =>
  ({ mutant, breaks: 'read.missing', text: '', kind: 'TFJob', expected: ['read/a'], killedBy: missed.length > 0 ? [] : ['read/a'], alsoBy: [], errors: [], missed, ms: 1 });
const matrix = (over: Partial<KillMatrix>): KillMatrix =>
  ({ format: 1, extent: 'expected', seed: 1, seeds: 1, ms: 1, mutants: [row('one', []), row('two', [1])], variants: [{ variant: 'gzip', kinds: ['TFJob'], accusedBy: [], ms: 1 }], idle: [], unbroken: [], ...over });

test('each sort of run keeps its own figures, the newest', () => {
  const once = withFigures({}, matrix({}));
  const proof = withFigures(withFigures(once, matrix({ extent: 'quick', seeds: 10, mutants: [row('one', [])], variants: [] })), matrix({ mutants: [row('one', [])] }));
  expect(proof).toEqual({
    matrix: { seeds: 1, mutants: 1, killed: 1, errors: 0, judgements: 1, accused: 0, idle: 0 }, mutants: { seeds: 10, mutants: 1, killed: 1, errors: 0 },
  });
  expect(withFigures(proof, matrix({ seeds: 3, mutants: [] })).variants).toEqual({ seeds: 3, judgements: 1, accused: 0 });
  const { idle: _, ...some } = matrix({ mutants: [row('one', [])] });
  expect(withFigures(proof, some)).toEqual(proof);
  expect(once.matrix).toMatchObject({ mutants: 2, killed: 1 });
});

test('it is told in sentences, and what is not on record is not', () => {
  expect(proofSentences({})).toEqual([]);
  expect(proofSentences(withFigures({}, matrix({ idle: ['read/b'] })))[0]).toBe('**1 of 2 mutants are reported** under a requirement that tests what they break, and 1 requirements report none.');
  expect(proofSentences(withFigures({}, matrix({ seeds: 3, variants: [] })))).toEqual(['With each of 3 seeds 1 of 2 are reported, the others with most.']);
});
