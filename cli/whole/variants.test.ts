/** What is legal is never accused: every option of every freedom, alone and in combinations. */
import { expect, test } from 'vitest';
import { FREEDOMS } from '../../contract/freedoms/index.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { FreedomOption, Kind } from '../../contract/types.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Result } from '../../harness/model/result.ts';
import { VARIANTS } from '../../reference/rules/variants.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { WHOLE, part } from '../testing/extent.ts';
import { accusations, judgeInProcess } from '../run/in-process.ts';

/** Judged whole by others each time; `npm run mutants -- --variants` judges all by all. */
const PARTS = WHOLE ? 4 : 40;
const COMBINATIONS = 2;
/** Of the properties, in percent. */
const RUNS = WHOLE ? 30 : 5;

async function accused(
  variants: readonly string[],
  kind: Kind,
  seed: number,
  requirements: readonly Requirement[],
): Promise<string[]> {
  const { results } = await judgeInProcess({ requirements, kinds: [kind], variants, seed, runs: RUNS });
  note(results);
  expect(results.length).toBeGreaterThan(requirements.length / 2);
  return accusations(results);
}

/** The options that were noted. */
const noted = new Set<string>();
const note = (results: readonly Result[]): void => {
  for (const { option } of results.flatMap(({ choices }) => choices)) noted.add(option);
};

/** Of each freedom, the requirements that a server's choice shows in: those that said which option they saw. */
const concerned = new Map<string, Set<string>>();
/** The most of them that are asked about a variant in a sample. */
const MOST = 3;

const sample = (freedom: string, nth: number): Requirement[] => {
  const ids = [...(concerned.get(freedom) ?? [])];
  const every = Math.max(1, Math.ceil(ids.length / MOST));
  const asked = new Set(ids.filter((_, i) => (i + nth) % every === 0));
  for (const { id } of part(nth, 3 * PARTS)) asked.add(id);
  return REQUIREMENTS.filter(({ id }) => asked.has(id));
};

test.each(KINDS.map((kind, i) => ({ kind, i })))('the reference server as it is ($kind.kind)', async ({ kind, i }) => {
  const requirements = part(i, KINDS.length);
  const { results } = await judgeInProcess({ requirements, kinds: [kind], seed: 7, runs: RUNS });
  expect(accusations(results)).toEqual([]);
  note(results);
  for (const { id, choices } of results)
    for (const { freedom } of choices) concerned.set(freedom, (concerned.get(freedom) ?? new Set()).add(id));
});

test.each(VARIANTS.map(({ id, freedom }, i) => ({ id, freedom, kind: KINDS[i % KINDS.length]!, seed: i })))(
  'variant $id ($kind.kind)',
  async ({ id, freedom, kind, seed }) => {
    expect(await accused([id], kind, seed, WHOLE ? part(seed, PARTS) : sample(freedom, seed))).toEqual([]);
  },
);

test('runs note the options that the contract says they note', async () => {
  const options = FREEDOMS.flatMap((freedom): readonly FreedomOption[] => freedom.options);
  // Of this freedom the kind that was asked may know nothing.
  const requirements = REQUIREMENTS.filter(({ id }) => id === 'create/takes-every-spelling-of-a-replica-type');
  for (const variants of [[], ['ps-canonical']])
    note((await judgeInProcess({ requirements, kinds: KINDS, variants, seed: 1 })).results);
  expect(options.filter(({ id, notedAs }) => notedAs !== undefined && noted.has(id))).toEqual([]);
  expect(options.filter(({ id, notedAs }) => notedAs === undefined && !noted.has(id))).toEqual([]);
});

/** One option of each freedom, drawn by a small generator of our own so that a failure names its combination. */
function combination(seed: number): string[] {
  let state = seed * 2_654_435_761 + 1;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return FREEDOMS.flatMap((freedom) => {
    const choice = freedom.options[draw(freedom.options.length)]!;
    // A busy controller writes all through the virtual time that slow answers take: it is judged alone, above.
    return choice === freedom.options[0] || choice.id === 'controller-busy' ? [] : [choice.id];
  });
}

test.each(Array.from({ length: COMBINATIONS }, (_, i) => i + 1))('combination %i', async (seed) => {
  const variants = combination(seed);
  expect(await accused(variants, KINDS[seed % KINDS.length]!, seed, part(seed, PARTS)), variants.join(',')).toEqual([]);
});
