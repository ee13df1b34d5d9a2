import { expect, test } from 'vitest';
import type { Verb } from '../../contract/types.ts';
import type { Exchange } from '../model/exchange.ts';
import { successMissing } from './causes.ts';

const exchanges = (...answers: [verb: Verb, status: number, body?: string][]): Exchange[] =>
  answers.map(([verb, status, responseBody = '{"kind":"TFJob"}'], i) => ({
    seq: i + 1,
    at: 0,
    ms: 0,
    as: 'full',
    verb,
    method: 'GET',
    path: '/',
    requestHeaders: [],
    status,
    responseHeaders: [],
    responseBody,
  }));

test('a finding about an operation that was never seen to work rests on its success', () => {
  const refused = exchanges(['create', 201], ['patch', 405], ['read', 200]);
  expect(successMissing(refused, { exchange: 2 })).toBe('patch.success');
  expect(successMissing(refused, { exchange: 3 })).toBeUndefined();
  expect(successMissing(refused, {})).toBeUndefined();
  expect(successMissing(exchanges(['patch', 200], ['patch', 409]), { exchange: 2 })).toBeUndefined();
});

test.each<[status: number, body: string]>([
  [203, '{"kind":"TFJob"}'],
  [200, ''],
  [200, '{}'],
  [200, '[]'],
])('%i with the body %j is no success of a patch', (status, body) => {
  expect(successMissing(exchanges(['patch', status, body]), { exchange: 1 })).toBe('patch.success');
});

test('a stream needs no object to be open', () => {
  expect(successMissing(exchanges(['watch', 200, '']), { exchange: 1 })).toBeUndefined();
});

test('what could not be judged rests on the last operation that was never seen to work', () => {
  expect(successMissing(exchanges(['create', 201], ['replace', 501], ['patch', 405], ['read', 200]))).toBe(
    'patch.success',
  );
  expect(successMissing(exchanges(['create', 201]))).toBeUndefined();
});
