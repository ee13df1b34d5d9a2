import { expect, test } from 'vitest';
import type { Json } from '../contract/seam.ts';
import { difference, mismatch } from './match.ts';
import { ABSENT, type Pattern } from './types.ts';

const CPU = (cpu: Json): Json => ({ resources: { limits: { cpu } } });
const good: [string, Json | undefined, Pattern][] = [
  ['a subset', { a: 1, b: 2 }, { a: 1 }],
  ['an absent member', { a: 1 }, { b: ABSENT }],
  ['null is a value', { a: null }, { a: null }],
  ['items as subsets', [{ a: 1, b: 2 }, 'x'], [{ a: 1 }, 'x']],
  ['quantities', CPU('1000m'), CPU(1) as Pattern],
  ['quantities of other suffixes', { emptyDir: { sizeLimit: '1Gi' } }, { emptyDir: { sizeLimit: '1024Mi' } }],
  ['instants', { creationTimestamp: '2026-01-01T00:00:00.000Z' }, { creationTimestamp: '2026-01-01T01:00:00+01:00' }],
  ['an inherited name', {}, { constructor: ABSENT } as unknown as Pattern],
];
const bad: [string, Json | undefined, Pattern, string][] = [
  ['another scalar', { a: { b: '1' } }, { a: { b: 1 } }, '/a/b'],
  ['a missing member', {}, { a: 1 }, '/a'],
  ['a member too many', { a: { b: null } }, { a: { b: ABSENT } }, '/a/b'],
  ['another length', { a: [1, 2] }, { a: [1] }, '/a'],
  ['another item', [{ a: 1 }], [{ a: 2 }], '/0/a'],
  ['an array for an object', { a: [] }, { a: {} }, '/a'],
  ['quantities elsewhere are strings', { labels: { cpu: '1000m' } }, { labels: { cpu: '1' } }, '/labels/cpu'],
  ['instants elsewhere are strings', { note: '2026-01-01T00:00:00.000Z' }, { note: '2026-01-01T00:00:00Z' }, '/note'],
  ['other quantities', CPU('100m'), CPU('1') as Pattern, '/resources/limits/cpu'],
  ['no quantity', CPU('lots'), CPU('1') as Pattern, '/resources/limits/cpu'],
  ['escaped keys', { 'a/b': { '~': 1 } }, { 'a/b': { '~': 2 } }, '/a~1b/~0'],
];

test.each(good)('matches: %s', (_, actual, pattern) => expect(mismatch(actual, pattern)).toBeUndefined());
test.each(bad)('differs: %s', (_, actual, pattern, path) => expect(mismatch(actual, pattern)?.path).toBe(path));

test('a difference is seen from either side, and told from the first', () => {
  expect(difference({ a: 1 }, { a: 1, b: 2 })).toEqual({ path: '/b', expected: '2', received: 'nothing' });
  expect(difference({ a: 1, b: 2 }, { a: 1 })).toEqual({ path: '/b', expected: 'nothing', received: '2' });
  expect(difference({ a: [1] }, { a: [1] })).toBeUndefined();
});
