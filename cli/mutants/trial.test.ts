import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Mutant } from '../../reference/mutants/types.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { expectedOf, kindOf, tryMutant, tryVariant } from './trial.ts';

const READING = REQUIREMENTS.filter((r) => r.id.startsWith('read/'));
const mutant = (name: string): Mutant => MUTANTS.find((one) => one.name === name) as Mutant;
const harmless: Mutant = {
  name: 'harmless',
  breaks: 'read.missing',
  text: 'Nothing is broken.',
  override: (b) => ({ readAnswer: (job) => ({ ...b.readAnswer(job) }) }),
};

test('a mutant is killed by what tests the statement that it breaks', async () => {
  const row = await tryMutant(mutant('read-without-spec'), { requirements: READING, extent: 'expected', seed: 1 });
  expect(row.killedBy).toContain('read/answers-with-what-is-stored');
  expect(row.killedBy.every((id) => row.expected.includes(id))).toBe(true);
  expect(row.errors).toEqual([]);
});

test('quick stops at the first, and says no more than it saw', async () => {
  const all = await tryMutant(mutant('read-without-spec'), { requirements: READING, extent: 'expected', seed: 1 });
  const quick = await tryMutant(mutant('read-without-spec'), { requirements: READING, extent: 'quick', seed: 1 });
  expect(quick.killedBy.length).toBeGreaterThan(0);
  expect(quick.killedBy.every((id) => all.killedBy.includes(id))).toBe(true);
});

test('what is not broken survives', async () => {
  expect(await tryMutant(harmless, { requirements: READING, extent: 'whole', seed: 1 })).toMatchObject({
    killedBy: [],
    alsoBy: [],
    errors: [],
  });
});

test('what only something else reports is a survivor that names it', async () => {
  const row = await tryMutant(
    { ...mutant('read-without-spec'), breaks: 'read.missing' },
    { requirements: READING, extent: 'expected', seed: 1 },
  );
  expect(row.killedBy).toEqual([]);
  expect(row.alsoBy).toContain('read/answers-with-what-is-stored');
});

test('a check that throws is an error, not a kill', async () => {
  const broken: Requirement = {
    id: 'read/broken',
    revision: 1,
    tests: ['read.missing'],
    check: () => Promise.reject(new Error('oh')),
  };
  expect(await tryMutant(harmless, { requirements: [broken], extent: 'expected', seed: 1 })).toMatchObject({
    killedBy: [],
    errors: ['read/broken: oh'],
  });
});

test('a mutant is judged with a kind that it breaks and that a killer speaks about', () => {
  const one = mutant('job-mode-is-lost');
  expect(kindOf(one, expectedOf(one, REQUIREMENTS)).kind).toBe('MXJob');
});

test('a legal server is accused of nothing', async () => {
  expect(
    await tryVariant('rv-opaque', KINDS.slice(0, 2), { requirements: READING, extent: 'expected', seed: 1 }),
  ).toMatchObject({ kinds: ['TFJob', 'MXJob'], accusedBy: [] });
});
