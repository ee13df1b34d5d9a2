import { describe, expect, test } from 'vitest';
import { linearize } from './linearizability.ts';
import { describeRegistersEvent, registers, type RegistersEvent } from './registers-model.ts';

type History = [call: number, end: number, event: RegistersEvent][];

const write = (name: string, value: string): RegistersEvent => ({
  op: 'one',
  name,
  event: { op: 'write', value, ok: true },
});
const list = (one: string | undefined, two: string | undefined): RegistersEvent => ({
  op: 'list',
  values: { one, two },
});
const holds = (history: History): boolean =>
  linearize(
    history.map(([call, end, event]) => ({ call, return: end, event })),
    registers({ one: 'a', two: 'a' }),
  ).holds;

describe('a list of several objects', () => {
  test.each<[string, History]>([
    [
      'before, between and after two writes',
      [
        [0, 9, list('a', 'a')],
        [1, 2, write('one', 'b')],
        [3, 4, write('two', 'b')],
        [2, 4, list('b', 'a')],
        [5, 6, list('b', 'b')],
      ],
    ],
    [
      'during two writes at once, of which the second is seen first',
      [
        [0, 9, write('one', 'b')],
        [0, 9, write('two', 'b')],
        [1, 2, list('a', 'b')],
      ],
    ],
    [
      'after a deletion',
      [
        [0, 1, { op: 'one', name: 'two', event: { op: 'delete', ok: true } }],
        [2, 3, list('a', undefined)],
      ],
    ],
  ])('is of one moment %s', (_, history) => expect(holds(history)).toBe(true));

  test.each<[string, History]>([
    [
      'shows the second of two writes and not the first',
      [
        [1, 2, write('one', 'b')],
        [3, 4, write('two', 'b')],
        [0, 9, list('a', 'b')],
      ],
    ],
    [
      'shows another order of two writes than another list',
      [
        [0, 9, write('one', 'b')],
        [0, 9, write('two', 'b')],
        [1, 8, list('a', 'b')],
        [1, 8, list('b', 'a')],
      ],
    ],
    [
      'does not show what was written before it',
      [
        [0, 1, write('one', 'b')],
        [2, 3, list('a', 'a')],
      ],
    ],
  ])('is not explained where it %s', (_, history) => expect(holds(history)).toBe(false));

  test('is told by the values of its objects', () => {
    expect(describeRegistersEvent(list('a', undefined))).toBe('list one a, two nothing');
    expect(describeRegistersEvent(write('one', 'b'))).toBe('one: PATCH b: accepted');
  });
});
