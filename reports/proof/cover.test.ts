import { expect, test } from 'vitest';
import { profilesOf, SMOKE, type Candidate } from './cover.ts';

const one = (name: string, requests: number, jobs: number, ...reports: string[]): Candidate => ({
  name,
  cost: { requests, jobs },
  reports,
});

test('the order begins with what reports most for its price, and each profile is a beginning of the next', () => {
  const { order, profiles } = profilesOf(
    [one('dear', 1_000, 0, 'a', 'b'), one('cheap', 10, 1, 'a', 'b', 'c'), one('idle', 1, 0), one('other', 20, 1, 'd')],
    4,
  );
  expect(order).toEqual(['cheap', 'other', 'dear', 'idle']);
  expect(profiles.smoke).toEqual({ pairs: 2, requests: 30, jobs: 2, mutants: 4 });
  expect(profiles.standard).toEqual(profiles.smoke);
  expect(profiles.full).toEqual({ pairs: 4, requests: 1_031, jobs: 2, mutants: 4 });
});

test('smoke keeps within both of its bounds, and standard reports all that anybody reports', () => {
  const candidates = [
    ...Array.from({ length: 40 }, (_, i) => one(`requests ${i}`, 100, 0, `m${i}`, 'common')),
    ...Array.from({ length: 40 }, (_, i) => one(`jobs ${i}`, 1, 20, `j${i}`, 'common')),
  ];
  const { profiles, order } = profilesOf(candidates, 81);
  expect(profiles.smoke.requests).toBeLessThanOrEqual(SMOKE.requests);
  expect(profiles.smoke.jobs).toBeLessThanOrEqual(SMOKE.jobs);
  expect(profiles.smoke.mutants).toBeGreaterThan(20);
  expect(profiles.standard).toMatchObject({ pairs: 80, mutants: 81 });
  expect(new Set(order).size).toBe(80);
});

test('what reports nothing that others do not is not in standard, though it came first', () => {
  const wide = one('wide', 10, 0, 'a', 'b', 'c');
  const halves = [one('left', 9, 0, 'a', 'b', 'd', 'e'), one('right', 9, 0, 'c', 'f', 'g', 'h')];
  const { order, profiles } = profilesOf([wide, ...halves], 8);
  expect(order.slice(0, profiles.standard.pairs).toSorted()).toEqual(['left', 'right']);
  expect(order).toHaveLength(3);
});

test('a mutant that is reported once is worth being reported twice, before what was reported often', () => {
  const [a, b] = [one('first', 10, 0, 'a', 'b'), one('second', 1, 0, 'a')];
  const again = [one('a again', 10, 0, 'a'), one('b again', 10, 0, 'b')];
  const { order } = profilesOf([a, b, ...again], 2);
  expect(order.indexOf('b again')).toBeLessThan(order.indexOf('a again'));
});
