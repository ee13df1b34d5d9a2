import { expect, test } from 'vitest';
import {
  Disturbed,
  Inconclusive,
  isServedNothing,
  NotApplicable,
  Throttled,
  Unreachable,
  Unserved,
} from '../errors/endings.ts';
import { errorOf, noteOf } from './tape.ts';

test.each([
  new Disturbed('d'),
  new Unreachable('u', 'lost'),
  new Unreachable('u', 'unsent'),
  new Unreachable('u'),
  new Unserved('s'),
  new Throttled('t'),
  new Inconclusive('i', { restsOn: 'create.success' }),
  new NotApplicable('n'),
  new Error('e'),
])('a judgement ends by %s as it did when it was recorded', (error) => {
  const again = errorOf(noteOf(error));
  expect(again.constructor).toBe(error.constructor);
  expect(again.message).toBe(error.message);
  expect(isServedNothing(again)).toBe(isServedNothing(error));
  expect({ ...again }).toEqual({ ...error });
});
