import { expect, test } from 'vitest';
import { isProof, killMatrixHtml, summaryLine, survivors, type KillMatrix, type MutantRow } from './kill-matrix.ts';

const row = (mutant: string, over: Partial<MutantRow> = {}): MutantRow =>
  ({ mutant, breaks: 'read.missing', text: `It <${mutant}>.`, kind: 'TFJob', expected: ['read/a'], killedBy: ['read/a'], alsoBy: [], errors: [], missed: over.killedBy?.length === 0 ? [1] : [], ms: 1, ...over });
const matrix = (over: Partial<KillMatrix> = {}): KillMatrix =>
  ({ format: 1, extent: 'expected', seed: 1, seeds: 1, ms: 61_400, mutants: [row('one'), row('two')], variants: [{ variant: 'gzip', kinds: ['TFJob'], accusedBy: [], ms: 1 }], idle: [], unbroken: [], ...over });

test('a proof has every mutant killed under an expected requirement, every variant passed and no error', () => {
  expect(isProof(matrix())).toBe(true);
  expect(isProof(matrix({ mutants: [], variants: [] }))).toBe(false);
  expect(isProof(matrix({ mutants: [row('one', { killedBy: [], alsoBy: ['list/b'] })] }))).toBe(false);
  expect(isProof(matrix({ mutants: [row('one', { errors: ['read/a: oh'] })] }))).toBe(false);
  expect(isProof(matrix({ idle: ['read/c'] }))).toBe(false);
  expect(isProof(matrix({ unbroken: ['read.kind'] }))).toBe(false);
  expect(isProof(matrix({ variants: [{ variant: 'gzip', kinds: ['TFJob'], accusedBy: ['read/a'], ms: 1 }] }))).toBe(false);
});

test('the line says what was killed, by what, and what was not', () => {
  const line = summaryLine(matrix({ mutants: [row('one'), row('two', { killedBy: [], alsoBy: ['list/b'] })], idle: ['read/c'], unbroken: ['read.kind'] }));
  expect(line).toBe('1 of 2 mutants killed under an expected requirement, 1 by unrelated ones alone, 1 requirements kill nothing, 1 testable statements without a mutant, 1 of 1 judgements of legal variants pass, 61 s');
  const { idle: _, ...quick } = matrix();
  expect(summaryLine({ ...quick, extent: 'quick', variants: [] })).toBe('2 of 2 mutants killed under an expected requirement, 0 testable statements without a mutant, 61 s');
});

test('the page tells survivors first, and takes no text for markup', () => {
  const page = killMatrixHtml(matrix({ mutants: [row('one'), row('two', { killedBy: [] })] }));
  expect(survivors(matrix())).toEqual([]);
  expect(page.indexOf('<code>two</code>')).toBeLessThan(page.indexOf('<code>one</code>'));
  expect(page).toContain('It &lt;two>.');
  expect(page).not.toContain('<two>');
});
