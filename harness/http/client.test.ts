import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { credentialsOf, type UnprovenRequest } from '../credentials/credentials.ts';
import { expect, test } from 'vitest';
import { createClient } from './client.ts';
import type { Outgoing } from './outgoing.ts';
import { virtualClock } from './clock.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { Inconclusive, Refused, Unreachable } from '../errors/endings.ts';
import { BODY_LIMIT } from '../evidence/evidence.ts';
import { fakeContext, fakeTarget, reply, tokens } from '../testing/fake.ts';
import { limiter, retryDelay } from './throttle.ts';

const GET = { method: 'GET', path: '/apis/kubeflow.org/v1/namespaces/ns/tfjobs' };

test('429 and 503 are asked again after Retry-After, by the clock, and both exchanges are kept', async () => {
  const waits = ['7', '2'];
  const { send } = fakeTarget(() =>
    waits.length > 0 ? reply(waits.length === 2 ? 429 : 503, 'busy', [['Retry-After', waits.shift()!]]) : undefined,
  );
  const context = fakeContext(send);
  const client = createClient(context);
  const started = context.clock.now();
  expect((await client.call(GET)).status).toBe(200);
  expect(context.clock.now() - started).toBe(9000);
  expect(client.evidence.exchanges.map((e) => [e.seq, e.status, e.verb])).toEqual([
    [1, 429, 'list'],
    [2, 503, 'list'],
    [3, 200, 'list'],
  ]);
});

test('a target that throttles throughout cannot be judged', async () => {
  const { send, requests } = fakeTarget(() => reply(429, 'busy'));
  const client = createClient(fakeContext(send));
  await expect(client.call(GET)).rejects.toEqual(
    new Refused(`GET ${GET.path} was answered 429 5 times in a row (exchange 5)`),
  );
  expect(requests.length).toBe(5);
});

test('credentials see the headers that a request will have: the common ones, then its own', async () => {
  const seen: UnprovenRequest[] = [];
  const credentials = credentialsOf({
    full: {
      type: 'seeing',
      header: 'authorization',
      headersFor(request) {
        seen.push(request);
        return [];
      },
      secrets: () => [],
    },
  });
  const client = createClient(fakeContext(fakeTarget().send, { connection: { credentials } }));
  await client.call(GET);
  await client.call({ ...GET, headers: [['X-Own', '1']] });
  const [common, own] = seen.map(({ headers }) => headers);
  expect(common?.every((header) => Array.isArray(header) && header.length === 2)).toBe(true);
  expect(own).toEqual([...(common ?? []), ['X-Own', '1']]);
});

test('Retry-After may be seconds or a date, and is bounded', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(retryDelay(429, '3', 0, now)).toBe(3000);
  expect(retryDelay(503, 'Thu, 01 Jan 2026 00:00:05 GMT', 0, now)).toBe(5000);
  expect(retryDelay(429, '86400', 0, now)).toBe(30_000);
  expect(retryDelay(429, undefined, 2, now)).toBe(4000);
  expect(retryDelay(503, undefined, 0, now)).toBeUndefined();
  expect(retryDelay(500, '1', 0, now)).toBeUndefined();
});

test('a Retry-After that is neither is none, and one that is too short is not believed twice', () => {
  for (const odd of ['-5', '1.5', 'soon', '', '2, 3']) expect(retryDelay(429, odd, 0, 0)).toBe(1000);
  for (const short of ['0', '1', 'Thu, 01 Jan 1970 00:00:00 GMT', 'Thursday, 01-Jan-70 00:00:00 GMT'])
    expect([1, 2, 3].map((attempt) => retryDelay(429, short, attempt, 0))).toEqual([2000, 4000, 8000]);
  expect(retryDelay(429, '0', 0, 0)).toBe(0);
});

test('no answer, none in time, or half of one is Unreachable and on record', async () => {
  const faults = {
    refused: () => {
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    },
    silent: () => new Promise<never>(() => {}),
    cut: () => ({
      ...reply(200, ''),
      body: (async function* cut() {
        yield new TextEncoder().encode('{"a');
        throw new Error('other side closed');
      })(),
    }),
    endless: () => ({
      ...reply(200, ''),
      body: (async function* endless() {
        await new Promise(() => {});
        yield new Uint8Array();
      })(),
    }),
  };
  for (const [name, fault] of Object.entries(faults)) {
    const client = createClient(fakeContext(fakeTarget(fault).send, { connection: { timeout: 5000 } }));
    await expect(client.call(GET), name).rejects.toThrow(Unreachable);
    const [exchange] = client.evidence.exchanges;
    expect(exchange?.error, name).toMatch(/ECONNREFUSED|none within 5000 ms|other side closed/);
    expect(exchange?.status, name).toBe(name === 'refused' || name === 'silent' ? undefined : 200);
  }
});

test('a lost exchange is reported with where, why and after how long', async () => {
  const context = fakeContext(
    fakeTarget(async () => {
      await context.clock.sleep(1500);
      throw new Error('reset, my-secret-token in hand');
    }).send,
    { connection: { credentials: tokens({ full: 'my-secret-token' }) } },
  );
  const client = createClient(context);
  await expect(client.call(GET)).rejects.toEqual(
    new Unreachable(`no complete answer to GET ${GET.path} (exchange 1): reset, *** in hand`, 'lost'),
  );
  expect(client.evidence.exchanges).toMatchObject([{ ms: 1500, error: 'reset, *** in hand' }]);
});

test.each([null, undefined, 'text'])('whatever is thrown, nothing came: %s', async (thrown) => {
  await expect(createClient(fakeContext(() => Promise.reject(thrown))).call(GET)).rejects.toEqual(
    new Unreachable(`no complete answer to GET ${GET.path} (exchange 1): ${thrown}`, 'lost'),
  );
});

test('a request that the suite should not have sent is its own error', async () => {
  const invalid = Object.assign(new Error('invalid header'), { code: 'UND_ERR_INVALID_ARG' });
  await expect(createClient(fakeContext(() => Promise.reject(invalid))).call(GET)).rejects.toBe(invalid);
});

test('the end of the judgement ends what is under way, for its own reason', async () => {
  const ending = new AbortController();
  const client = createClient({ ...fakeContext(() => new Promise<never>(() => {})), signal: ending.signal });
  const call = client.call(GET).catch((error: unknown) => error);
  const over = new Inconclusive('it took too long');
  ending.abort(over);
  expect(await call).toBe(over);
});

test.each<[string, Credentials, Partial<Outgoing>, [string, string][]]>([
  [
    'are those of the suite',
    tokens({}),
    {},
    [
      ['accept', 'application/json'],
      ['accept-encoding', 'gzip'],
      ['user-agent', 'cci-job-conformance'],
    ],
  ],
  [
    'carry the token',
    tokens({ full: 'T' }),
    {},
    [
      ['accept', 'application/json'],
      ['accept-encoding', 'gzip'],
      ['user-agent', 'cci-job-conformance'],
      ['authorization', 'Bearer T'],
    ],
  ],
  [
    "are the request's own, however they are spelled, where it has them",
    tokens({ full: 'T' }, 'X-Token'),
    {
      headers: [
        ['ACCEPT', 'text/html'],
        ['x-TOKEN', 'U'],
        ['X-Own', '1'],
      ],
    },
    [
      ['accept-encoding', 'gzip'],
      ['user-agent', 'cci-job-conformance'],
      ['ACCEPT', 'text/html'],
      ['x-TOKEN', 'U'],
      ['X-Own', '1'],
    ],
  ],
])('the headers of a request %s', async (_, credentials, request, headers) => {
  const { send, requests } = fakeTarget();
  await createClient(fakeContext(send, { connection: { credentials } })).call({ ...GET, ...request });
  expect(requests.map((sent) => sent.headers)).toEqual([headers]);
});

test('a body may come in pieces, and how long it took is kept', async () => {
  const context = fakeContext(
    fakeTarget(() => ({
      ...reply(200, ''),
      body: (async function* pieces() {
        yield new TextEncoder().encode('{"a"');
        await context.clock.sleep(250);
        yield new TextEncoder().encode(':1}');
      })(),
    })).send,
  );
  const client = createClient(context);
  expect(await client.call(GET)).toMatchObject({ text: '{"a":1}', json: { a: 1 } });
  expect(client.evidence.exchanges).toMatchObject([{ ms: 250, responseBody: '{"a":1}' }]);
});

test('compressed bodies are decoded, and one that is not what it says is on record', async () => {
  for (const [coding, compress] of Object.entries({ gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync })) {
    const { send, requests } = fakeTarget(() => ({
      ...reply(200, '', [['Content-Encoding', coding]]),
      body: (async function* one() {
        yield compress('{"a":1}');
      })(),
    }));
    expect((await createClient(fakeContext(send)).call(GET)).json).toEqual({ a: 1 });
    expect(requests[0]?.headers).toContainEqual(['accept-encoding', 'gzip']);
  }
  const client = createClient(
    fakeContext(fakeTarget(() => reply(200, '{"a":1}', [['content-encoding', 'gzip']])).send),
  );
  expect((await client.call(GET)).json).toEqual({ a: 1 });
  expect(client.evidence.exchanges[0]?.error).toMatch(/the body is not gzip/);
});

test('long bodies are cut in the evidence, not for the check', async () => {
  const long = JSON.stringify({ long: 'x'.repeat(2 * BODY_LIMIT) });
  const client = createClient(fakeContext(fakeTarget(() => reply(200, long)).send));
  expect((await client.call(GET)).text).toBe(long);
  expect(client.evidence.exchanges[0]).toMatchObject({ truncated: true });
  expect(client.evidence.exchanges[0]!.responseBody.length).toBeLessThan(BODY_LIMIT + 100);
});

test('no more requests at once than there are slots, and streams take none', async () => {
  let under = 0;
  let most = 0;
  const clock = virtualClock();
  const { send } = fakeTarget(async (request) => {
    if (request.path.includes('watch'))
      return {
        ...reply(200, ''),
        body: (async function* quiet() {
          await new Promise(() => {});
          yield new Uint8Array();
        })(),
      };
    most = Math.max(most, (under += 1));
    await clock.sleep(10);
    under -= 1;
    return undefined as never;
  });
  const client = createClient(fakeContext(send, { clock, connection: { limiter: limiter(3) } }));
  await Promise.all(Array.from({ length: 5 }, () => client.open({ method: 'GET', path: `${GET.path}?watch=true` })));
  await Promise.all(Array.from({ length: 20 }, () => client.call(GET)));
  expect(most).toBe(3);
});

test('a proof that takes long to obtain takes none of the time of a request', async () => {
  const context = fakeContext(fakeTarget().send);
  const { timeout } = context.connection;
  const credentials = credentialsOf({
    full: {
      type: 'slow',
      header: 'authorization',
      headersFor: () =>
        context.clock.sleep(2 * timeout).then((): [string, string][] => [['authorization', 'Bearer t']]),
      secrets: () => [],
    },
  });
  const client = createClient({ ...context, connection: { ...context.connection, credentials } });
  expect((await client.call(GET)).status).toBe(200);
  const stream = await client.open(GET);
  expect(stream.answer.status).toBe(200);
  stream.close();
  expect(context.clock.now() - (client.evidence.exchanges[1]?.at ?? 0)).toBe(0);
});
