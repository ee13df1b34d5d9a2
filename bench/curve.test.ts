import { expect, test } from 'vitest';
import type { Profiles } from '../harness/run/economy.ts';
import { curveSvg, curveTable, pointsOf, stepOf } from './curve.ts';

const at = (pairs: number, requests: number, mutants: number) => ({ pairs, requests, jobs: pairs, mutants });
const PROFILES: Profiles = {
  format: 1,
  mutants: 200,
  profiles: { smoke: at(10, 1000, 100), standard: at(30, 4000, 200), full: at(90, 10_000, 200) },
  curve: [at(5, 500, 60), at(20, 2000, 150), at(30, 4000, 200)],
  order: [],
};
const EMPTY: Profiles = {
  ...PROFILES,
  mutants: 0,
  profiles: { smoke: at(0, 0, 0), standard: at(0, 0, 0), full: at(0, 0, 0) },
  curve: [],
};

test('the points begin at nothing and rise with the requests', () => {
  expect(pointsOf(PROFILES).map(({ requests, mutants }) => [requests, mutants])).toEqual([
    [0, 0],
    [500, 60],
    [1000, 100],
    [2000, 150],
    [4000, 200],
    [4000, 200],
    [10_000, 200],
  ]);
});

test.each([
  [0, 1],
  [5, 1],
  [6, 2],
  [1000, 200],
  [30_000, 10_000],
  [10_001, 5000],
])('the marks of %d requests are %d apart', (most, step) => expect(stepOf(most)).toBe(step));

test('the drawing begins at the origin, ends at the upper right corner, and names each profile', () => {
  const svg = curveSvg(PROFILES);
  const [, points = ''] = /<polyline points="([^"]*)"/.exec(svg) ?? [];
  expect(points.split(' ')).toEqual([
    '64,348',
    '97.6,250.8',
    '131.2,186',
    '198.4,105',
    '332.8,24',
    '332.8,24',
    '736,24',
  ]);
  for (const name of ['smoke', 'standard', 'full']) expect(svg).toContain(`>${name}</text>`);
  expect([svg.startsWith('<svg '), svg.endsWith('</svg>\n')]).toEqual([true, true]);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

test('without data it is an empty drawing, not a broken one', () => {
  expect(curveSvg(EMPTY)).not.toMatch(/NaN|Infinity|undefined|<circle/);
});

test('the table has a line for each profile and each point', () => {
  const lines = curveTable(PROFILES).split('\n');
  expect(lines).toHaveLength(2 + 3 + 3);
  expect(lines[2]?.split('|').map((cell) => cell.trim())).toEqual([
    '',
    'smoke',
    '10',
    '1000',
    '10',
    '100',
    '50.0 %',
    '',
  ]);
  expect(curveTable(EMPTY)).not.toMatch(/NaN/);
});
