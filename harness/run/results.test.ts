import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appendResult, beginResults, readResults, RESULTS_FILE, slim, type ResultsHeader } from './results.ts';
import { virtualClock } from '../http/clock.ts';
import { serialize } from './mutex.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Result } from '../model/result.ts';

const exchange = (seq: number): Exchange => ({
  seq,
  at: 0,
  ms: 1,
  as: 'full',
  verb: 'read',
  method: 'GET',
  path: '/p',
  requestHeaders: [['a', 'b']],
  requestBody: 'sent',
  status: 200,
  responseHeaders: [['c', 'd']],
  responseBody: 'got',
});
const result = (verdict: Result['verdict'], exchanges: number): Result => ({
  id: 'a/b',
  kind: 'TFJob',
  verdict,
  exchanges: Array.from({ length: exchanges }, (_, i) => exchange(i + 1)),
  choices: [],
  observations: [],
  ms: 1,
  seed: 1,
  findings: verdict === 'fail' ? [{ message: 'm', expected: 'e', received: 'r', exchange: 3, history: [2, 3] }] : [],
});

test('of a pass the request lines and statuses stay, for the coverage', () => {
  expect(slim(result('pass', 2)).exchanges).toMatchObject([
    { method: 'GET', path: '/p', status: 200, responseBody: '', truncated: true },
    { seq: 2 },
  ]);
  expect(slim(result('pass', 1)).exchanges[0]).not.toHaveProperty('requestBody');
});
test.each(['pass', 'not-applicable'] as const)('of what nobody is going to read nothing else stays: %s', (verdict) => {
  const findings = [{ message: 'm', expected: 'e', received: 'r', exchange: 1 }];
  const { requestBody: _, ...rest } = exchange(1);
  expect(slim({ ...result(verdict, 1), findings }).exchanges).toEqual([
    { ...rest, requestHeaders: [], responseHeaders: [], responseBody: '', truncated: true },
  ]);
});
test.each(['inconclusive', 'harness-error', 'waived'] as const)(
  'what could not be judged stays whole: %s',
  (verdict) => {
    expect(slim(result(verdict, 2))).toEqual(result(verdict, 2));
  },
);
test('a finding without a history keeps the exchange that it names', () => {
  const findings = [
    { message: 'm', expected: 'e', received: 'r', exchange: 2 },
    { message: 'n', expected: 'e', received: 'r', history: [4] },
  ];
  const whole = slim({ ...result('fail', 65), findings })
    .exchanges.filter((e) => e.truncated !== true)
    .map((e) => e.seq);
  expect(whole).toEqual([2, 4, ...Array.from({ length: 60 }, (_, i) => 6 + i)]);
});
test('of a failure what its findings name and what led to it stays whole', () => {
  const whole = slim(result('fail', 200))
    .exchanges.filter((e) => e.responseBody === 'got')
    .map((e) => e.seq);
  expect(whole).toEqual([2, 3, ...Array.from({ length: 60 }, (_, i) => 141 + i)]);
});
const HEADER: ResultsHeader = {
  format: 1,
  run: 'r1',
  suite: { name: 's', version: '1', contractDigest: 'd' },
  target: { url: 'http://x', embedded: false, namespace: 'ns' },
  startedAt: '2026-01-01T00:00:00Z',
  flags: {},
  seed: 1,
  runs: 100,
  layers: ['operation'],
  kinds: ['k'],
  planned: [],
  notPlanned: [],
};

test('results are read as they came; a line that was cut is none, and one that is broken is counted', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cci-'));
  expect(readResults(dir)).toBeUndefined();
  beginResults(dir, HEADER);
  appendResult(dir, result('pass', 1));
  appendFileSync(join(dir, RESULTS_FILE), 'nonsense\n');
  appendResult(dir, { ...result('fail', 1), id: 'a/d' });
  appendFileSync(join(dir, RESULTS_FILE), '{"id":"a/c","ki');
  const { header, results, broken } = readResults(dir) ?? {};
  expect([header, results?.map((r) => r.id), broken]).toEqual([HEADER, ['a/b', 'a/d'], [3]]);
  beginResults(dir, HEADER, results);
  expect(readResults(dir)?.results).toHaveLength(2);
});
test('a file without a header holds no results', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cci-'));
  appendResult(dir, result('pass', 1));
  expect(readResults(dir)).toBeUndefined();
});

test('work of one key takes turns, also after a failure; other keys do not wait', async () => {
  const turns = serialize(),
    clock = virtualClock(),
    log: string[] = [];
  const work =
    (name: string, ms: number, fails = false) =>
    async (): Promise<void> => {
      log.push(`${name} begins`);
      await clock.sleep(ms);
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
    };
  await Promise.allSettled([
    turns('k', work('first', 20, true)),
    turns('k', work('second', 1)),
    turns('l', work('other', 5)),
  ]);
  expect(log).toEqual(['first begins', 'other begins', 'other ends', 'first ends', 'second begins', 'second ends']);
});
