import { expect, test } from 'vitest';
import type { Exchange } from '../model/exchange.ts';
import type { Result } from '../model/result.ts';
import { boundedEvidence } from './bounded-evidence.ts';

const exchange = (seq: number, size: number): Exchange => ({
  seq,
  at: 0,
  ms: 1,
  as: 'full',
  verb: 'read',
  method: 'GET',
  path: '/x',
  requestHeaders: [['a', 'b']],
  responseHeaders: [['c', 'd']],
  status: 200,
  responseBody: 'x'.repeat(size),
});
const failed = (id: string, message: string, size = 2000): Result => ({
  id,
  kind: 'TFJob',
  verdict: 'fail',
  findings: [{ message, expected: 'e', received: 'r', exchange: 2, history: [1, 2] }],
  exchanges: [1, 2, 3].map((seq) => exchange(seq, size)),
  choices: [],
  observations: [],
  ms: 1,
  seed: 1,
});

test('the first of a cause stay whole; later ones keep the exchange that shows it, and say where there is more', () => {
  const bounded = boundedEvidence();
  const results = [1, 2, 3, 4].map((i) => bounded(failed(`a/b${i}`, `job r12345678${i}-job-${i} is wrong`)));
  expect(results.slice(0, 3)).toEqual([1, 2, 3].map((i) => failed(`a/b${i}`, `job r12345678${i}-job-${i} is wrong`)));
  const last = results[3];
  expect(last?.leftOut).toBe(
    'evidence is cut or left out: 3 before it have the same cause, the first of them a/b1 (TFJob)',
  );
  expect(last?.exchanges.map(({ responseBody }) => responseBody.length > 0)).toEqual([false, true, false]);
  expect(last?.exchanges[1]?.responseBody).toMatch(/\(1000 more characters were not kept\)$/);
  expect(last?.exchanges).toHaveLength(3);
  expect(bounded(failed('a/c', 'something else is wrong')).leftOut).toBeUndefined();
});

test('what all keep together is bounded, whatever the causes', () => {
  const bounded = boundedEvidence();
  const texts = Array.from({ length: 500 }, (_, i) =>
    JSON.stringify(bounded(failed('a/b', `wrong in the way ${String.fromCodePoint(0x4e00 + i)}`, 64_000))),
  );
  expect(texts.join('').length).toBeLessThan(5_000_000);
});

test('of the violations of an invariant, five of each kind are kept', () => {
  const bounded = boundedEvidence();
  const finding = { finding: { message: 'm', expected: 'e', received: 'r' }, exchange: exchange(1, 10) };
  const kept = [1, 2, 3].map(
    () =>
      bounded({
        ...failed('a/b', 'x'),
        observations: [{ invariant: 'i', seen: 3, findings: [finding, finding, finding] }],
      }).observations[0]?.findings.length,
  );
  expect(kept).toEqual([3, 2, 0]);
});
