import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { UsageError } from '../errors/usage.ts';
import { committedEconomy, createEconomy, economyOfRun, pairName, type Profiles } from './economy.ts';
import { affordable, billOf, inOrderOfWorth } from './spending.ts';
import type { Pair, Plan } from './plan.ts';

const [TFJOB, MXJOB] = KINDS.filter(({ singular }) => ['tfjob', 'mxjob'].includes(singular));
if (TFJOB === undefined || MXJOB === undefined) throw new Error('the kinds that the tests are about are gone');
const pair = (id: string, kind = TFJOB): Pair => ({
  requirement: { id, revision: 1, tests: [], check: async () => {} },
  kind,
});
const worth = (pairs: number) => ({ pairs, requests: 0, jobs: 0, mutants: 0 });
const profiles: Profiles = {
  format: 1,
  mutants: 3,
  profiles: { smoke: worth(1), standard: worth(2), full: worth(3) },
  curve: [],
  order: ['c/dear tfjob', 'b/cheap tfjob', 'a/free tfjob'],
};
const economy = createEconomy(profiles, {
  format: 1,
  costs: {
    'a/free': { tfjob: [0, 0, 0, 0] },
    'b/cheap': { tfjob: [5, 1, 1, 1_000] },
    'c/dear': { tfjob: [100, 20, 7, 0] },
  },
});
const plan: Plan = {
  pairs: [pair('a/free'), pair('b/cheap'), pair('c/dear'), pair('d/new'), pair('a/free', MXJOB)],
  notPlanned: [{ reason: 'left out by --kind', count: 2 }],
};
const idsOf = ({ pairs }: Plan): string[] =>
  pairs.map(({ requirement, kind }) => pairName(requirement.id, kind.singular));

test('a full profile without budgets leaves the plan as it is', () => {
  expect(affordable(plan, { profile: 'full' }, economy)).toEqual(plan);
});

test('a requirement that was never measured is judged last, a kind like the others', () => {
  const ordered = inOrderOfWorth(plan.pairs, economy);
  expect(ordered.map(({ requirement }) => requirement.id)).toEqual(['c/dear', 'b/cheap', 'a/free', 'a/free', 'd/new']);
  expect(economy.costOf('c/dear', 'mxjob')).toEqual(economy.costOf('c/dear', 'tfjob'));
});

test('whichever kind is the first of a run is looked at most closely, and costs as much', () => {
  const many = createEconomy(profiles, {
    format: 1,
    costs: {
      'd/many': { tfjob: [530, 510, 510, 0], mxjob: [124, 110, 110, 0] },
      'e/few': { tfjob: [90, 9, 9, 0], mxjob: [95, 8, 8, 0] },
    },
  });
  const [all, one] = [economyOfRun(many, 'tfjob'), economyOfRun(many, 'mxjob')];
  expect([all.costOf('d/many', 'tfjob').alive, all.costOf('d/many', 'mxjob').alive]).toEqual([510, 110]);
  expect(one.costOf('d/many', 'mxjob')).toEqual(many.costOf('d/many', 'tfjob'));
  expect(one.costOf('e/few', 'mxjob').alive).toBe(8);
  expect(one.costOf('f/new', 'mxjob')).toEqual(many.costOf('f/new', 'mxjob'));
});

test('a profile is a beginning of the order, and what it leaves out is counted', () => {
  const smaller = affordable(plan, { profile: 'standard' }, economy);
  expect(idsOf(smaller)).toEqual(['b/cheap tfjob', 'c/dear tfjob']);
  expect(smaller.notPlanned).toEqual([
    { reason: 'left out by --kind', count: 2 },
    { reason: 'left out by --profile standard', count: 3 },
  ]);
});

test('requests buy first what comes first, and then what is still to be had', () => {
  const bought = affordable(plan, { profile: 'full', maxRequests: 105 }, economy);
  expect(idsOf(bought)).toEqual(['a/free tfjob', 'b/cheap tfjob', 'c/dear tfjob', 'a/free mxjob']);
  expect(idsOf(affordable(plan, { profile: 'full', maxRequests: 99 }, economy))).not.toContain('c/dear tfjob');
  expect(bought.notPlanned.at(-1)).toEqual({ reason: 'left out by --max-requests 105', count: 1 });
});

test('what needs more jobs at once than there may be is left out, and the bill keeps to the bound', () => {
  const few = affordable(plan, { profile: 'full', maxJobsAlive: 6 }, economy);
  expect(idsOf(few)).not.toContain('c/dear tfjob');
  expect(few.notPlanned.at(-1)).toEqual({ reason: 'needs more jobs at once than --max-jobs-alive 6', count: 1 });
  expect(billOf(plan.pairs, economy, 16)).toEqual({
    judgements: 5,
    requests: 115,
    jobs: 23,
    alive: 23,
    waiting: 1_000,
  });
  expect(billOf(plan.pairs, economy, 16, 8)).toMatchObject({ alive: 8 });
  const thrice = [...plan.pairs, ...plan.pairs, ...plan.pairs];
  expect(billOf(thrice, economy, 1)).toMatchObject({ alive: 7 + 60 });
});

test('nothing that can be judged for the price is an error of usage', () => {
  const dear = { ...plan, pairs: [pair('c/dear')] };
  expect(() => affordable(dear, { profile: 'full', maxRequests: 10 }, economy)).toThrow(UsageError);
  expect(() => affordable(dear, { profile: 'full', maxRequests: 10 }, economy)).toThrow(
    'nothing is left to judge: 1 left out by --max-requests 10',
  );
});

test('what is committed names each pair once, and each profile contains the one before it', () => {
  const { order, profiles: committed, mutants, curve } = committedEconomy().profiles;
  expect(new Set(order).size).toBe(order.length);
  const { smoke, standard, full } = committed;
  expect(full.pairs).toBe(order.length);
  expect(smoke.pairs).toBeLessThanOrEqual(standard.pairs);
  expect(standard.pairs).toBeLessThanOrEqual(full.pairs);
  expect(standard.mutants).toBe(full.mutants);
  expect(full.mutants).toBeLessThanOrEqual(mutants);
  expect(curve.at(-1)?.pairs ?? 0).toBe(standard.pairs);
});
