import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { createEconomy, pairName } from './economy.ts';
import { startedInTime } from './latest-start.ts';
import type { Pair } from './plan.ts';

const nothing = { pairs: 0, requests: 0, jobs: 0, mutants: 0 };
const [KIND, OTHER] = KINDS as [Pair['kind'], Pair['kind']];

/** Each judgement as `[id, requests, waiting]`; an id that begins with `scratch` needs the scratch namespace. */
function ordered(costs: readonly (readonly [string, number, number?])[], atOnce = 4, kinds = [KIND]): string[] {
  const pairs = costs.flatMap(([id]) =>
    kinds.map((kind): Pair => {
      const requires = id.startsWith('scratch') ? { requires: ['scratch-namespace'] as const } : {};
      return { requirement: { id, revision: 1, tests: [], check: async () => {}, ...requires }, kind };
    }),
  );
  const economy = createEconomy(
    { format: 1, mutants: 0, profiles: { smoke: nothing, standard: nothing, full: nothing }, curve: [], order: [] },
    {
      format: 1,
      costs: Object.fromEntries(
        costs.map(([id, requests, waiting = 0]) => [
          id,
          Object.fromEntries(KINDS.map(({ singular }) => [singular, [requests, 1, 1, waiting] as const])),
        ]),
      ),
    },
  );
  return startedInTime(pairs, economy, atOnce).map(({ requirement, kind }) => pairName(requirement.id, kind.singular));
}
const small = (count: number): [string, number][] => Array.from({ length: count }, (_, i) => [`small-${i}`, 10]);
const named = (id: string): string => pairName(id, KIND.singular);

test('what is short stays in its order', () => {
  const all = [...small(5), ['twenty', 20] as const, ...small(3).map(([id]) => [`${id}-b`, 5] as const)];
  expect(ordered(all)).toEqual(all.map(([id]) => named(id)));
});

test('what is long at the end begins while there is still enough to do beside it', () => {
  const names = ordered([...small(50), ['long', 70]]);
  // (70 - 20) * 4 requests come after it.
  expect(names.indexOf(named('long'))).toBe(30);
  expect(names.filter((name) => name !== named('long'))).toEqual(small(50).map(([id]) => named(id)));
});

test('what is long and has enough behind it stays where it is', () => {
  const all = [...small(3), ['long', 70] as const, ...small(30).map(([id]) => [`${id}-b`, 10] as const)];
  expect(ordered(all)).toEqual(all.map(([id]) => named(id)));
});

test('what waits for long begins early, too', () => {
  expect(ordered([...small(50), ['waits', 1, 600]]).indexOf(named('waits'))).toBe(30);
});

test('what takes turns with others counts together with them, kind by kind', () => {
  const turns = [1, 2, 3].map((i) => [`scratch-${i}`, 30] as const);
  const names = ordered([...small(50), ...turns]);
  // Behind them come (30 - 20) * 4 requests, and 30 * 4 more for each of those that wait for their turn.
  expect(turns.map(([id]) => names.length - 1 - names.indexOf(named(id)))).toEqual([24, 14, 4]);
  const both = ordered([...small(50), ...turns], 4, [KIND, OTHER]);
  expect(both.findLast((name) => name.startsWith('small'))).toBe(pairName('small-49', OTHER.singular));
});

test('where nothing is short enough to be last, the longest begins first', () => {
  expect(ordered([...[30, 90, 60].map((n) => [`of-${n}`, n] as const)])).toEqual(
    ['of-90', 'of-60', 'of-30'].map(named),
  );
});

test('nothing is lost, and nothing judged twice', () => {
  const all = [...small(9), ['long', 500] as const, ['scratch', 80] as const, ['waits', 3, 9_000] as const];
  expect(ordered(all, 16, [KIND, OTHER]).toSorted()).toEqual(
    all.flatMap(([id]) => [KIND, OTHER].map(({ singular }) => pairName(id, singular))).toSorted(),
  );
});
