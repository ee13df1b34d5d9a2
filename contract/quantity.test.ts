import { expect, test } from 'vitest';
import { compareQuantities, equalQuantities, isWhole } from './quantity.ts';

test.each([
  ['1000m', 1],
  ['2', 2],
  ['1Gi', '1024Mi'],
  ['0.5', '500m'],
  ['1e3', '1k'],
  ['.5', 0.5],
  ['1.', '1'],
  ['-1', '-1000m'],
  [1e21, '1e21'],
  ['+1', 1],
  ['1E', '1e18'],
  ['1e64', '10e63'],
])('%s is %s', (a, b) => expect(equalQuantities(a, b)).toBe(true));

test.each([
  ['1', '2'],
  ['1Gi', '1G'],
  ['', ''],
  ['one', 'one'],
  ['1 Gi', '1Gi'],
  [null, null],
  ['1e99999999999', '1e99999999999'],
  ['1e65', '1e65'],
  [['1'], '1'],
])('%s is not %s', (a, b) => expect(equalQuantities(a, b)).toBe(false));

test('quantities are ordered, and known to be whole or not', () => {
  expect(compareQuantities('1G', '1Gi')).toBe(-1);
  expect(compareQuantities('2', '1999m')).toBe(1);
  expect(['1', '1000m', '1.0', '1e2', '2Gi'].every(isWhole)).toBe(true);
  expect(['0.5', '1m', 'x'].some(isWhole)).toBe(false);
});
