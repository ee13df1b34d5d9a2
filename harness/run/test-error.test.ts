import { expect, test } from 'vitest';
import { CCI } from '../../contract/contract.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result } from '../model/result.ts';
import { errorOf } from './test-error.ts';

const REQUIREMENT: Requirement = { id: 'a/b', revision: 1, tests: ['read.missing'], check: async () => {} };
const exchange = (seq: number, status?: number): Result['exchanges'][number] => ({
  seq,
  method: 'GET',
  path: `/${seq}`,
  as: 'full',
  requestHeaders: [],
  responseHeaders: [],
  responseBody: '',
  truncated: false,
  at: 0,
  verb: 'read',
  ms: 1,
  ...(status === undefined ? {} : { status }),
});
const result = (more: Partial<Result>): Result => ({
  id: 'a/b',
  kind: 'TFJob',
  verdict: 'fail',
  findings: [],
  exchanges: [exchange(1, 200), exchange(2, 404), exchange(3)],
  choices: [],
  observations: [],
  ms: 1,
  seed: 1,
  ...more,
});

test('a failure is an assertion error: the finding, its statement, its exchanges and its line', () => {
  const error = errorOf(
    result({
      findings: [
        { message: 'M', expected: '1', received: '2', path: '/x', code: ['specs/a/b.ts:7'], exchange: 2, history: [1] },
        { message: 'N', expected: '', received: '' },
      ],
    }),
    REQUIREMENT,
    CCI,
  );
  expect(error).toMatchObject({ name: 'AssertionError', expected: '1', actual: '2' });
  const [statement] = error.message.split('\n').filter((line) => line.startsWith('statement: '));
  expect(statement).toContain('read.missing: Querying a job');
  expect(error.message.split('\n').filter((line) => line !== statement)).toEqual([
    'M',
    'at /x',
    'also: N',
    'exchange: #1 GET /1 200',
    'exchange: #2 GET /2 404',
  ]);
  expect(error.stack).toMatch(/ {4}at a\/b \(\/.+\/specs\/a\/b\.ts:7:1\)$/);
});

test('what could not be judged says why, and is no assertion error', () => {
  const error = errorOf(
    result({ verdict: 'inconclusive', reason: 'no answer', code: ['specs/a/b.ts:9'] }),
    REQUIREMENT,
    CCI,
  );
  expect(error.name).toBe('Error');
  expect(error.message).toMatch(/^inconclusive: no answer\nstatement: /);
  expect(error.message).toContain('exchange: #3 GET /3 no answer');
  expect(error).not.toHaveProperty('expected');
});
