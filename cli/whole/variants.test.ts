/** What is legal is never accused: every option of every freedom, alone and in combinations. */
import { expect, test } from 'vitest';
import { FREEDOMS } from '../../contract/freedoms.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { VARIANTS } from '../../reference/rules/variants.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { accusations, judgeInProcess } from '../run/in-process.ts';

const COMBINATIONS = Number(process.env['VARIANT_COMBINATIONS'] ?? 2);
/** Each variant is judged by one requirement in four here, by others each time; `npm run mutants` judges all by all. */
const PARTS = Number(process.env['VARIANT_PARTS'] ?? 4);
const part = (n: number): Requirement[] => REQUIREMENTS.filter((_, i) => (i + n) % PARTS === 0);

async function accused(
  variants: readonly string[],
  kind: Kind,
  seed: number,
  requirements: readonly Requirement[],
): Promise<string[]> {
  const { results } = await judgeInProcess({ requirements, kinds: [kind], variants, seed, runs: 30 });
  expect(results.length).toBeGreaterThan(100);
  return accusations(results);
}

test.each(KINDS.map((kind, i) => ({ kind, i })))(
  'the reference server as it is ($kind.kind)',
  { timeout: 300_000 },
  async ({ kind, i }) => {
    expect(await accused([], kind, 7, part(i))).toEqual([]);
  },
);

test.each(VARIANTS.map((variant, i) => ({ id: variant.id, kind: KINDS[i % KINDS.length]!, seed: i })))(
  'variant $id ($kind.kind)',
  { timeout: 300_000 },
  async ({ id, kind, seed }) => {
    expect(await accused([id], kind, seed, part(seed))).toEqual([]);
  },
);

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

test.each(Array.from({ length: COMBINATIONS }, (_, i) => i + 1))(
  'combination %i',
  { timeout: 300_000 },
  async (seed) => {
    const variants = combination(seed);
    expect(await accused(variants, KINDS[seed % KINDS.length]!, seed, part(seed)), variants.join(',')).toEqual([]);
  },
);
