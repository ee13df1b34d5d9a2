import { expect, test } from 'vitest';
import type { Answer } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectNames } from './expectations.ts';

/** What is said of a list with these names, of which others were wanted; undefined where it holds. */
function said(got: readonly string[], wanted: readonly string[]): string | undefined {
  let message: string | undefined;
  const that: Trial['expect']['that'] = (holds, finding) => {
    if (!holds) ({ message } = finding);
  };
  const trial = { expect: { that } } as unknown as Trial;
  const items = got.map((name) => ({ metadata: { name } }));
  expectNames(trial, { exchange: 1 } as Answer, items, wanted, 'The list');
  return message;
}

test.each<[got: string[], wanted: string[], difference: string]>([
  [[], ['a'], 'it lacks a'],
  [[], ['c', 'a', 'b'], 'it lacks a and 2 more'],
  [['a', 'x'], ['a'], 'it holds x by mistake'],
  [['a', 'a', 'b'], ['b', 'a'], 'it holds a more than once'],
  [['x', 'x'], ['a'], 'it lacks a, and it holds x by mistake, and it holds x more than once'],
])('of %j instead of %j it is said that %s', (got, wanted, difference) => {
  expect(said(got, wanted)).toBe(`The list holds other objects than it should: ${difference}`);
});

test('nothing is said of the same names in another order', () => {
  expect(said(['b', 'a'], ['a', 'b'])).toBeUndefined();
});
