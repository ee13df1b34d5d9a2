import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearize } from './linearizability.ts';
import type { Operation } from './linearizability.ts';
import { register, describeEvent } from './register-model.ts';
import type { Register, RegisterEvent } from './register-model.ts';

type History = [call: number, end: number, event: RegisterEvent][];
const judged = (history: History, initial: string | undefined = 'a') =>
  linearize(
    history.map(([call, end, event]): Operation<RegisterEvent> => ({ call, return: end, event })),
    register(initial),
  );

const read = (value?: string): RegisterEvent => ({ op: 'read', value });
const write = (value: string, ok = true): RegisterEvent => ({ op: 'write', value, ok });
const swap = (from: string, value: string, ok = true): RegisterEvent => ({ op: 'swap', from, value, ok });
const create = (value: string, ok = true): RegisterEvent => ({ op: 'create', value, ok });
const remove = (ok = true): RegisterEvent => ({ op: 'delete', ok });

describe('histories that can be explained', () => {
  test.each<[string, History, string | undefined]>([
    ['nothing', [], 'a'],
    [
      'one after the other',
      [
        [0, 1, write('b')],
        [2, 3, read('b')],
        [4, 5, swap('b', 'c')],
        [6, 7, read('c')],
      ],
      'a',
    ],
    [
      'a read that overlaps a write and sees the old value',
      [
        [0, 5, write('b')],
        [1, 2, read('a')],
        [6, 7, read('b')],
      ],
      'a',
    ],
    [
      'a read that overlaps a write and sees the new value',
      [
        [0, 5, write('b')],
        [1, 2, read('b')],
        [3, 4, read('b')],
      ],
      'a',
    ],
    [
      'two swaps of one value of which one is refused',
      [
        [0, 5, swap('a', 'b')],
        [1, 6, swap('a', 'c', false)],
        [7, 8, read('b')],
      ],
      'a',
    ],
    [
      'a patch between a read and a refused swap',
      [
        [0, 3, write('b')],
        [1, 4, swap('a', 'c', false)],
        [5, 6, read('b')],
      ],
      'a',
    ],
    [
      'a swap before a patch that overlaps it',
      [
        [0, 3, write('b')],
        [1, 4, swap('a', 'c')],
        [5, 6, read('b')],
      ],
      'a',
    ],
    [
      'create, delete and create again',
      [
        [0, 1, create('a')],
        [2, 3, create('b', false)],
        [4, 5, remove()],
        [6, 7, read()],
        [8, 9, remove(false)],
        [10, 11, create('c')],
        [12, 13, read('c')],
      ],
      undefined,
    ],
    [
      'two creates at once',
      [
        [0, 5, create('a')],
        [1, 6, create('b', false)],
        [7, 8, read('a')],
      ],
      undefined,
    ],
    [
      'a write that never returned and was seen',
      [
        [0, Infinity, write('b')],
        [1, 2, read('a')],
        [3, 4, read('b')],
      ],
      'a',
    ],
    [
      'a write that never returned and never happened',
      [
        [0, Infinity, write('b')],
        [1, 2, read('a')],
        [3, 4, read('a')],
      ],
      'a',
    ],
    [
      'a swap that never returned and cannot have happened',
      [
        [0, Infinity, swap('x', 'b')],
        [1, 2, read('a')],
      ],
      'a',
    ],
    [
      'two writes at once, of which either may come last',
      [
        [0, 5, write('b')],
        [1, 6, write('c')],
        [7, 8, read('b')],
      ],
      'a',
    ],
    ['what took no time by its clock', [[5, 5, read('a')]], 'a'],
    [
      'a call at the reading of a return, which may have come before it',
      [
        [0, 5, write('b')],
        [5, 6, read('a')],
      ],
      'a',
    ],
  ])('%s', (_, history, initial) => {
    const { holds, order } = linearize(
      history.map(([call, end, event]) => ({ call, return: end, event })),
      register(initial),
    );
    expect(holds).toBe(true);
    expect(order.length).toBeGreaterThanOrEqual(history.filter(([, end]) => end !== Infinity).length);
  });
});

describe('histories that cannot', () => {
  test.each<[string, History, string | undefined]>([
    ['a read of what was never written', [[0, 1, read('x')]], 'a'],
    [
      'a lost write',
      [
        [0, 1, write('b')],
        [2, 3, read('a')],
      ],
      'a',
    ],
    [
      'a read that goes back behind another',
      [
        [0, 9, write('b')],
        [1, 2, read('b')],
        [3, 4, read('a')],
      ],
      'a',
    ],
    [
      'two swaps of one value',
      [
        [0, 5, swap('a', 'b')],
        [1, 6, swap('a', 'c')],
      ],
      'a',
    ],
    [
      'a swap that undoes a patch',
      [
        [0, 1, write('b')],
        [2, 3, swap('a', 'c')],
      ],
      'a',
    ],
    [
      'two creates of one name',
      [
        [0, 5, create('a')],
        [1, 6, create('b')],
      ],
      undefined,
    ],
    [
      'no create of two',
      [
        [0, 5, create('a', false)],
        [1, 6, create('b', false)],
      ],
      undefined,
    ],
    [
      'a deleted object that is back',
      [
        [0, 1, remove()],
        [2, 3, read('a')],
      ],
      'a',
    ],
    [
      'an update of a deleted object',
      [
        [0, 1, remove()],
        [2, 3, write('b')],
      ],
      'a',
    ],
    [
      'a create refused although nothing is there',
      [
        [0, 1, remove()],
        [2, 3, create('b', false)],
      ],
      'a',
    ],
    [
      'a write that never returned and came and went',
      [
        [0, Infinity, write('b')],
        [1, 2, read('b')],
        [3, 4, read('a')],
      ],
      'a',
    ],
    ['a delete refused although something is there', [[0, 1, remove(false)]], 'a'],
    ['a delete of what is not there', [[0, 1, remove()]], undefined],
    [
      'the value of a write that was refused',
      [
        [0, 1, write('b', false)],
        [2, 3, read('b')],
      ],
      'a',
    ],
  ])('%s', (_, history, initial) => {
    expect(
      linearize(
        history.map(([call, end, event]) => ({ call, return: end, event })),
        register(initial),
      ).holds,
    ).toBe(false);
  });
});

/** What a sound server would have answered, each event at some moment of its own within its interval. */
const sound = fc
  .array(
    fc.record({
      at: fc.nat(999),
      before: fc.nat(30),
      after: fc.nat(30),
      kind: fc.constantFrom('read', 'write', 'swap', 'create', 'delete'),
      stale: fc.boolean(),
    }),
    { maxLength: 14 },
  )
  .map((plans) => {
    const state: Register = { value: 'a' };
    return plans
      .toSorted((a, b) => a.at - b.at)
      .map(({ before, after, kind, stale }, i): Operation<RegisterEvent> => {
        const value = `v${i}`;
        const event = ((): RegisterEvent => {
          if (kind === 'read') return read(state.value);
          if (kind === 'create') return create(value, state.value === undefined);
          if (kind === 'delete') return remove(state.value !== undefined);
          if (kind === 'write') return write(value, state.value !== undefined);
          return swap(
            stale || state.value === undefined ? 'old' : state.value,
            value,
            !stale && state.value !== undefined,
          );
        })();
        if (event.op === 'delete') state.value = undefined;
        else if (event.op !== 'read' && event.ok) state.value = event.value;
        return { call: i * 10 - before, return: i * 10 + 1 + after, event };
      });
  });

test('whatever a sound server answers can be explained', () => {
  fc.assert(fc.property(sound, (history) => linearize(history, register('a')).holds));
});

test('a read of a value that nobody wrote never can, wherever it stands', () => {
  fc.assert(
    fc.property(
      sound,
      fc.nat(200),
      (history, at) =>
        !linearize([...history, { call: at, return: at + 5, event: read('nobody') }], register('a')).holds,
    ),
  );
});

test('the longest beginning and its events are told', () => {
  const { order } = judged([
    [0, 1, write('b')],
    [2, 3, swap('b', 'c')],
    [4, 5, remove()],
    [6, 7, create('d', false)],
    [8, 9, read()],
  ]);
  expect(order.map(({ event }) => describeEvent(event))).toEqual([
    'PATCH b: accepted',
    'PUT b -> c: accepted',
    'delete: accepted',
  ]);
  expect(describeEvent(create('d', false))).toBe('create d: refused');
  expect(describeEvent(read())).toBe('read nothing');
});

test('of orders that do, the one told does first what was called first', () => {
  const { order } = judged([
    [1, 5, read('a')],
    [0, 6, swap('x', 'b', false)],
  ]);
  expect(order.map(({ call }) => call)).toEqual([0, 1]);
});

test.each<[string, History, string[]]>([
  ['nothing', [[0, 1, read('x')]], []],
  [
    'the first of the longest',
    [
      [0, 9, write('b')],
      [1, 8, write('c')],
      [2, 7, read('x')],
    ],
    ['PATCH b: accepted', 'PATCH c: accepted'],
  ],
])('where no order does, the beginning told is %s', (_, history, beginning) => {
  expect(judged(history).order.map(({ event }) => describeEvent(event))).toEqual(beginning);
});

test('no state is searched twice after the same operations', () => {
  const { step, ...model } = register('a');
  let steps = 0;
  const counting = { ...model, step: (state: Register, event: RegisterEvent) => ((steps += 1), step(state, event)) };
  const history = [...Array.from({ length: 6 }, (_, i) => write(`v${i}`, false)), read('nobody')].map((event) => ({
    call: 0,
    return: 1,
    event,
  }));
  expect(linearize(history, counting).holds).toBe(false);
  // Of each set of refused writes that is done, once: a step for each of the others, and one for the read.
  expect(steps).toBe(6 * 2 ** 5 + 2 ** 6);
});

test('a deletion leaves a register that says that it has no value', () => {
  expect(register('a').step({ value: 'a' }, remove())).toStrictEqual([{ value: undefined }]);
});
