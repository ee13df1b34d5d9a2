import { expect, test } from 'vitest';
import type { Exchange } from '../model/exchange.ts';
import type { ReportEntry } from '../model/report.ts';
import { errorOf } from './test-error.ts';

const exchange = (seq: number, status?: number): Exchange => ({
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
const entry = (more: Partial<ReportEntry>): ReportEntry => ({
  id: 'a/b',
  kind: 'tfjob',
  verdict: 'fail',
  level: 'MUST',
  layer: 'operation',
  area: 'a',
  statements: [{ id: 's', text: 'A statement.', source: 'Page', level: 'MUST', layer: 'operation' }],
  findings: [],
  exchanges: [exchange(1, 200), exchange(2, 404), exchange(3)],
  exchangeCount: 3,
  ms: 1,
  seed: 1,
  ...more,
});

test('a failure is an assertion error: the finding, its statement, its exchanges, its line and the command', () => {
  const error = errorOf(
    entry({
      findings: [
        { message: 'M', expected: '1', received: '2', path: '/x', code: ['specs/a/b.ts:7'], exchange: 2, history: [1] },
        { message: 'N', expected: '', received: '' },
      ],
      causedBy: 'a/c',
      replay: 'npx again',
    }),
  );
  expect(error).toMatchObject({ name: 'AssertionError', expected: '1', actual: '2' });
  expect(error.message.split('\n')).toEqual([
    'M',
    'at /x',
    'also: N',
    'follows from: a/c',
    'statement: A statement. (s: Page)',
    'exchange: #1 GET /1 200',
    'exchange: #2 GET /2 404',
    'replay: npx again',
  ]);
  expect(error.stack).toMatch(/ {4}at a\/b \(\/.+\/specs\/a\/b\.ts:7:1\)$/);
});

test('a failure is an assertion error also where it has no finding', () => {
  expect(errorOf(entry({ reason: 'why' }))).toMatchObject({ name: 'AssertionError' });
});

test.each([[], [{ message: 'M', expected: '1', received: '2' }]])(
  'what could not be judged says why, and is no assertion error (findings: %j)',
  (...findings) => {
    const error = errorOf(entry({ verdict: 'inconclusive', reason: 'no answer', code: ['specs/a/b.ts:9'], findings }));
    expect(error.name).toBe('Error');
    expect(error.message).toMatch(/^inconclusive: no answer\n(also: M\n)?statement: /);
    expect(error).not.toHaveProperty('expected');
    expect(error.stack).toContain('specs/a/b.ts:9:1');
  },
);
