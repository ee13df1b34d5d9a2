import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { createEconomy, pairName } from './economy.ts';
import type { Pair, Plan } from './plan.ts';
import { shardOf } from './shards.ts';

const nothing = { pairs: 0, requests: 0, jobs: 0, mutants: 0 };
const requirement = (id: string, everywhere = false): Pair['requirement'] => ({
  id,
  revision: 1,
  tests: [],
  check: async () => {},
  ...(everywhere && { everywhere: () => undefined }),
});
const REQUIREMENTS = Array.from({ length: 20 }, (_, i) => requirement(`area/r${i}`));
const INVARIANT = requirement('area/invariant', true);
const pairs = [...REQUIREMENTS, INVARIANT].flatMap((one) => KINDS.map((kind) => ({ requirement: one, kind })));
const plan: Plan = { pairs, notPlanned: [{ reason: 'needs more', count: 7 }] };
const economy = createEconomy(
  { format: 1, mutants: 0, profiles: { smoke: nothing, standard: nothing, full: nothing }, curve: [], order: [] },
  {
    format: 1,
    costs: Object.fromEntries(
      REQUIREMENTS.map(({ id }, i) => [
        id,
        Object.fromEntries(KINDS.map(({ singular }) => [singular, [i * i, 0, 0, 0]])),
      ]),
    ),
  },
);
const names = ({ pairs: some }: Plan): string[] => some.map((one) => pairName(one.requirement.id, one.kind.singular));
const costOf = ({ pairs: some }: Plan): number =>
  some.reduce((sum, one) => sum + economy.costOf(one.requirement.id, one.kind.singular).requests, 0);

test.each([1, 2, 3, 4, 7])(
  '%i shards are all of the plan, each judgement once, but for what every shard judges',
  (of) => {
    const shards = Array.from({ length: of }, (_, i) => shardOf(plan, { index: i + 1, of }, economy));
    const own = shards.flatMap(names).filter((name) => !name.startsWith(INVARIANT.id));
    expect(own.toSorted()).toEqual(
      names(plan)
        .filter((name) => !name.startsWith(INVARIANT.id))
        .toSorted(),
    );
    for (const shard of shards) {
      expect(names(shard)).toEqual(
        expect.arrayContaining(KINDS.map(({ singular }) => pairName(INVARIANT.id, singular))),
      );
      expect(shard.pairs.length + shard.notPlanned.reduce((sum, { count }) => sum + count, 0)).toBe(pairs.length + 7);
    }
    const costs = shards.map(costOf);
    expect(Math.max(...costs)).toBeLessThan(Math.min(...costs) * 1.2);
  },
);

test('a shard without anything to judge is an error of usage', () => {
  const one = { pairs: pairs.slice(0, 1), notPlanned: [] };
  expect(shardOf(one, { index: 1, of: 2 }, economy).pairs).toHaveLength(1);
  expect(() => shardOf(one, { index: 2, of: 2 }, economy)).toThrow(
    'nothing is left to judge in shard 2/2: use fewer shards',
  );
});
