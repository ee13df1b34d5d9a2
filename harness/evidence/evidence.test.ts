import { expect, test } from 'vitest';
import { virtualClock } from '../http/clock.ts';
import { BODY_LIMIT, evidence } from './evidence.ts';
import { redactor } from './redact.ts';

const request = {
  as: 'full',
  verb: 'list' as const,
  method: 'GET',
  path: '/x?token=secret',
  requestHeaders: [
    ['X-Mine', 'abc'],
    ['X-Echo', 'a secret'],
  ] as [string, string][],
  requestBody: undefined,
};
const redact = redactor(['secret']);

test('an exchange is there from the request on, and grows as its answer comes', async () => {
  const clock = virtualClock(5);
  const log = evidence(['x-mine'], clock);
  const recording = log.begin({ ...request, requestBody: '{"a":"secret"}' }, redact);
  const sent = {
    seq: 1,
    at: 5,
    as: 'full',
    verb: 'list',
    method: 'GET',
    path: '/x?token=***',
    requestHeaders: [
      ['X-Mine', '***'],
      ['X-Echo', 'a ***'],
    ],
    requestBody: '{"a":"***"}',
  };
  expect(log.exchanges).toStrictEqual([{ ...sent, ms: 0, responseHeaders: [], responseBody: '' }]);
  expect(recording.exchange).toBe(log.exchanges[0]);
  recording.head(200, [
    ['x-mine', 'abc'],
    ['etag', 'secret'],
  ]);
  recording.body('part');
  await clock.sleep(20);
  recording.body('whole secret');
  const answered = {
    ...sent,
    status: 200,
    responseHeaders: [
      ['x-mine', '***'],
      ['etag', '***'],
    ],
    responseBody: 'whole ***',
  };
  expect(log.exchanges).toStrictEqual([{ ...answered, ms: 20 }]);
  await clock.sleep(10);
  recording.failed('lost the secret');
  expect(log.exchanges).toStrictEqual([{ ...answered, ms: 30, error: 'lost the ***' }]);
});

test('exchanges are numbered from one, and know the case that they belong to', () => {
  const log = evidence(['authorization'], virtualClock());
  for (const which of [undefined, 1, 2, undefined]) {
    log.case = which;
    log.begin(request, redact);
  }
  expect(log.exchanges.map((exchange) => [exchange.seq, 'case' in exchange, exchange.case])).toEqual([
    [1, false, undefined],
    [2, true, 1],
    [3, true, 2],
    [4, false, undefined],
  ]);
  expect(log.exchanges[0]).not.toHaveProperty('requestBody');
});

test.each([
  [0, undefined],
  [1, true],
])('%i characters over the limit are not kept of a body', (over, truncated) => {
  const text = 'x'.repeat(BODY_LIMIT + over);
  const kept = 'x'.repeat(BODY_LIMIT) + (over ? '\n... (1 more characters were not kept)' : '');
  const log = evidence(['authorization'], virtualClock());
  const sent = log.begin({ ...request, requestBody: text }, redact).exchange;
  const received = log.begin(request, redact);
  received.body(text);
  expect([sent.requestBody, sent.truncated]).toEqual([kept, truncated]);
  expect([received.exchange.responseBody, received.exchange.truncated]).toEqual([kept, truncated]);
});

const SECRET = 'secret-of-many-characters-0123456789abcdef';

test.each([
  ['ends where it is cut', `${'x'.repeat(BODY_LIMIT - 6)}${SECRET}${'y'.repeat(20 * BODY_LIMIT)}`],
  ['ends where the masked part does', `${'x'.repeat(BODY_LIMIT + 4090)}${SECRET}${'y'.repeat(20 * BODY_LIMIT)}`],
  ['is said again and again', SECRET.repeat((40 * BODY_LIMIT) / SECRET.length)],
])('of a body of megabytes the beginning is masked, also where a secret %s', (_, text) => {
  const masked: number[] = [];
  const counting = redactor([SECRET]);
  const received = evidence([], virtualClock()).begin(request, (one) => {
    masked.push(one.length);
    return counting(one);
  });
  received.body(text);
  const { responseBody, truncated } = received.exchange;
  expect(truncated ?? false).toBe(responseBody.length > BODY_LIMIT);
  expect(responseBody).not.toMatch(/secret-of/);
  expect(responseBody.slice(0, 100)).toBe(counting(text.slice(0, 2 * BODY_LIMIT)).slice(0, 100));
  if (text.startsWith('x')) expect(Math.max(...masked)).toBeLessThanOrEqual(4 * BODY_LIMIT);
});

test.each([SECRET, 'pass-word', 'pa55'].flatMap((secret) => [1, 3, 5].map((before) => [secret, before] as const)))(
  'nothing is left of %s, %i characters of which come before the cut, in any spelling',
  (secret, before) => {
    const escaped = [...secret].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    const twice = escaped.replaceAll('\\', '%5C');
    for (const spelling of [secret, escaped, twice]) {
      const received = evidence([], virtualClock()).begin(request, redactor([secret]));
      received.body(`${'x'.repeat(BODY_LIMIT - before)}${spelling}${'y'.repeat(BODY_LIMIT)}`);
      expect(received.exchange.responseBody.slice(BODY_LIMIT - before, BODY_LIMIT)).toMatch(/^\*+y*$/);
    }
  },
);
