import { expect, test } from 'vitest';
import type { Json } from '../../contract/json.ts';
import { difference, mismatch, shown } from './match.ts';
import { ABSENT, type Pattern } from '../model/trial.ts';

const CPU = (cpu: Json): Json => ({ resources: { limits: { cpu } } });
const MATCHING: [string, Json | undefined, Pattern][] = [
  ['a subset', { a: 1, b: 2 }, { a: 1 }],
  ['an absent member', { a: 1 }, { b: ABSENT }],
  ['null is a value', { a: null }, { a: null }],
  ['items as subsets', [{ a: 1, b: 2 }, 'x'], [{ a: 1 }, 'x']],
  ['quantities', CPU('1000m'), CPU(1)],
  ['quantities of other suffixes', { emptyDir: { sizeLimit: '1Gi' } }, { emptyDir: { sizeLimit: '1024Mi' } }],
  ['instants', { creationTimestamp: '2026-01-01T00:00:00.000Z' }, { creationTimestamp: '2026-01-01T01:00:00+01:00' }],
  ['instants of a time', { startTime: '2026-01-01T00:00:00.000Z' }, { startTime: '2026-01-01T00:00:00Z' }],
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
  ['other instants', { startTime: '2026-01-01T00:00:01Z' }, { startTime: '2026-01-01T00:00:00Z' }, '/startTime'],
  ['an instant and a date', { startTime: '2026-01-01T00:00:00Z' }, { startTime: '2026-01-01' }, '/startTime'],
  ['a date and an instant', { startTime: '2026-01-01' }, { startTime: '2026-01-01T00:00:00Z' }, '/startTime'],
  ['two texts where an instant is', { startTime: 'now' }, { startTime: 'then' }, '/startTime'],
  [
    'an instant in an array',
    { startTime: ['2026-01-01T00:00:00.000Z'] },
    { startTime: '2026-01-01T00:00:00Z' },
    '/startTime',
  ],
  [
    'instants under a name that only begins so',
    { lastTimeSeen: '2026-01-01T00:00:00.000Z' },
    { lastTimeSeen: '2026-01-01T00:00:00Z' },
    '/lastTimeSeen',
  ],
  ['other quantities', CPU('100m'), CPU('1'), '/resources/limits/cpu'],
  ['no quantity', CPU('lots'), CPU('1'), '/resources/limits/cpu'],
  ['escaped keys', { 'a/b': { '~': 1 } }, { 'a/b': { '~': 2 } }, '/a~1b/~0'],
];

test.each(MATCHING)('matches: %s', (_, actual, pattern) => expect(mismatch(actual, pattern)).toBeUndefined());
test.each(bad)('differs: %s', (_, actual, pattern, path) => expect(mismatch(actual, pattern)?.path).toBe(path));

test('a difference is seen from either side, and told from the first', () => {
  expect(difference({ a: 1 }, { a: 1, b: 2 })).toEqual({ path: '/b', expected: '2', received: 'nothing' });
  expect(difference({ a: 1, b: 2 }, { a: 1 })).toEqual({ path: '/b', expected: 'nothing', received: '2' });
  expect(difference({ a: [1] }, { a: [1] })).toBeUndefined();
});

test.each<[string, Json | undefined, Pattern, object]>([
  ['another length', { a: [1] }, { a: [1, 2] }, { path: '/a', expected: '2 items: [1,2]', received: '1 item: [1]' }],
  ['an object for an array', { a: {} }, { a: [ABSENT] }, { path: '/a', expected: '["(nothing)"]', received: '{}' }],
  ['nothing for an array', undefined, [], { path: '', expected: '[]', received: 'nothing' }],
  ['something for nothing', 1, ABSENT, { path: '', expected: 'nothing', received: '1' }],
])('a difference is described in words: %s', (_, actual, pattern, difference) =>
  expect(mismatch(actual, pattern)).toEqual(difference),
);

test('what is long is told up to four hundred characters', () => {
  expect(shown('x'.repeat(398))).toBe(`"${'x'.repeat(398)}"`);
  expect(shown('x'.repeat(399))).toBe(`"${'x'.repeat(399)}...`);
});
