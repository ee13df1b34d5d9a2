/** What a finding says that its value is. */
import { expect, test } from 'vitest';
import type { Json } from '../../contract/json.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Target } from '../model/target.ts';
import { FindingError } from '../errors/endings.ts';
import { createExpect } from './expect.ts';

test('a value is told as the answer that it is, or as what came after the last request', async () => {
  const last = { method: 'GET', path: '/jobs/x', responseBody: '{"a":1}' } as Exchange;
  const told = (value: Json, path?: string): string | undefined => {
    try {
      const target = {} as Target;
      createExpect({ target, eventually: async (probe) => probe(), exchanges: [last] }).match(
        value,
        { a: 2 },
        undefined,
        path,
      );
      return undefined;
    } catch (error) {
      return error instanceof FindingError ? error.finding.message : String(error);
    }
  };
  expect(told({ a: 1 })).toBe('The answer to GET /jobs/x is not as expected at /a: 1 instead of 2');
  expect(told({ a: 3 })).toBe('After GET /jobs/x, what was received is not as expected at /a: 3 instead of 2');
  expect(told({ a: 1 }, '/b')).toBe('After GET /jobs/x, what was received is not as expected at /b/a: 1 instead of 2');
});
