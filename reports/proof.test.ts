import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../contract/package.ts';
import { MUTANTS } from '../reference/mutants/index.ts';
import type { KillMatrix, MutantRow } from './kill-matrix.ts';
import { proofSentences, withFigures } from './proof.ts';
import type { Proof } from './proof.ts';

const row = (mutant: string, missed: number[]): MutantRow =>
  ({ mutant, breaks: 'read.missing', text: '', kind: 'TFJob', expected: ['read/a'], killedBy: missed.length > 0 ? [] : ['read/a'], alsoBy: [], errors: [], missed, ms: 1 });
const matrix = (over: Partial<KillMatrix>): KillMatrix =>
  ({ format: 1, extent: 'expected', seed: 1, seeds: 1, ms: 1, mutants: [row('one', []), row('two', [1])], variants: [{ variant: 'gzip', kinds: ['TFJob'], accusedBy: [], ms: 1 }], idle: [], unbroken: [], ...over });

test('one seed and several stand beside each other, the newest of each', () => {
  const once = withFigures({}, matrix({}));
  const proof = withFigures(withFigures(once, matrix({ extent: 'quick', seeds: 10, mutants: [row('one', [])] })), matrix({ mutants: [row('one', [])] }));
  expect(proof).toMatchObject({ matrix: { mutants: 1, killed: 1, idle: 0 }, seeds: { seeds: 10, mutants: 1, killed: 1 } });
  expect(once.matrix).toMatchObject({ mutants: 2, killed: 1, judgements: 1, accused: 0 });
});

test('it is told in sentences, and what is not on record is not', () => {
  expect(proofSentences({})).toEqual([]);
  expect(proofSentences(withFigures({}, matrix({ idle: ['read/b'] })))[0]).toContain('1 of 2 mutants are reported** under a requirement that tests what they break; 1 requirements report none; 1 of 1');
});

test('the figures on record are of the mutants that there are', () => {
  const file = join(packageRoot(), 'docs', 'proof.json');
  const { matrix: one, seeds } = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Proof) : {};
  for (const figures of [one, seeds]) expect([figures?.mutants, figures?.killed, figures?.accused, figures?.errors]).toEqual([MUTANTS.length, MUTANTS.length, 0, 0]);
});
