import { expect, test } from 'vitest';
import { fakeContext, fakeTarget, reply } from '../testing/fake.ts';
import { createClient } from '../http/client.ts';
import { EXPIRED } from '../http/intermediaries.ts';
import { createCredentials } from './create.ts';
import { Unproven, type Reach } from './reach.ts';

const HOUR = 3_600_000;
const ACCOUNT = { endpoint: 'https://iam', user: 'u', password: 'the-password', domain: 'd', project: 'p' };

/** An IAM endpoint that gives a token of a day, or throws, and what it was asked. */
function iamOf(answer: (asked: number) => string) {
  const asked: string[] = [];
  const reach: Reach = async ({ url, body = '' }) => {
    asked.push(`${url} ${body}`);
    const token = answer(asked.length);
    const [issued_at, expires_at] = ['2020-01-01T00:00:00Z', '2020-01-02T00:00:00Z'];
    return {
      status: 201,
      headers: new Map([['x-subject-token', token]]),
      text: JSON.stringify({ token: { issued_at, expires_at } }),
    };
  };
  return { asked, credentials: createCredentials({ full: { type: 'iam', ...ACCOUNT } }, reach) };
}

test('a token is asked for once, renewed before its day is over, and masked from then on', async () => {
  const { asked, credentials } = iamOf((times) => `token-number-${times}`);
  const { send, requests } = fakeTarget();
  const context = fakeContext(send, { connection: { credentials } });
  const client = createClient(context);
  const call = () => client.call({ method: 'GET', path: '/x' });
  await Promise.all([call(), call(), call()]);
  await context.clock.sleep(21 * HOUR);
  await call();
  expect(asked.length).toBe(1);
  await context.clock.sleep(HOUR);
  await call();
  expect(asked.length).toBe(2);
  expect(requests.map(({ headers }) => headers.find(([name]) => name === 'x-auth-token')?.[1])).toEqual([
    ...Array.from({ length: 4 }, () => 'token-number-1'),
    'token-number-2',
  ]);
  expect(client.redact('token-number-1 token-number-2 the-password')).toBe('*** *** ***');
});

test('while a renewal fails the token counts as long as it lasts', async () => {
  const { credentials } = iamOf((times) => {
    if (times > 1) throw new Error('reset');
    return 'the-first-token';
  });
  const request = { method: 'GET', host: 'h', path: '/', headers: [], body: undefined };
  const at = async (now: number) => credentials.headersFor('full', request, now);
  expect(await at(0)).toEqual([['x-auth-token', 'the-first-token']]);
  expect(await at(23 * HOUR)).toEqual([['x-auth-token', 'the-first-token']]);
  await expect(at(24 * HOUR)).rejects.toThrow(Unproven);
  await expect(at(24 * HOUR)).rejects.toThrow('no token from IAM at https://iam: reset; check --iam-endpoint');
});

/** A target that accepts tokens until they are revoked, and a client whose token comes from IAM. */
function revoking() {
  const iamAt = iamOf((times) => `token-number-${times}`);
  const revoked = new Set<string>();
  const { send, requests } = fakeTarget(({ headers }) =>
    headers.some(([name, value]) => name === 'x-auth-token' && revoked.has(value)) ? reply(401, {}) : undefined,
  );
  const context = fakeContext(send, { connection: { credentials: iamAt.credentials } });
  const client = createClient(context);
  const path = '/apis/kubeflow.org/v1/namespaces/ns/tfjobs';
  return { ...iamAt, revoked, requests, call: () => client.call({ method: 'GET', path }) };
}

test('a token that worked and is refused is obtained anew, once for all requests that met it', async () => {
  const { asked, revoked, call } = revoking();
  expect((await call()).status).toBe(200);
  revoked.add('token-number-1');
  const answers = await Promise.all([call(), call(), call()]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(asked.length).toBeLessThanOrEqual(4);
  const before = asked.length;
  await call();
  expect(asked.length).toBe(before);
});

test('and where the new one is refused, too, nobody asks again', async () => {
  const { asked, revoked, requests, call } = revoking();
  await call();
  for (let i = 1; i <= 100; i += 1) revoked.add(`token-number-${i}`);
  await expect(call()).rejects.toThrow(EXPIRED);
  expect(asked.length).toBe(2);
  const before = requests.length;
  for (let i = 0; i < 10; i += 1) await expect(call()).rejects.toThrow(EXPIRED);
  expect(asked.length).toBe(2);
  expect(requests.length - before).toBeLessThan(60);
});

test('an IAM that fails is asked again after a while, not for each request', async () => {
  let up = false;
  const { asked, credentials } = iamOf((times) => {
    if (!up) throw new Error('no route to host');
    return `token-number-${times}`;
  });
  const { send } = fakeTarget();
  const context = fakeContext(send, { connection: { credentials } });
  const client = createClient(context);
  const call = () => client.call({ method: 'GET', path: '/x' });
  for (let i = 0; i < 5; i += 1) await expect(call()).rejects.toThrow('no route to host');
  expect(asked.length).toBe(1);
  up = true;
  await context.clock.sleep(6_000);
  expect((await call()).status).toBe(404);
});

test.each([
  ['by its own times', { issued_at: '2020-01-01T00:00:00Z', expires_at: '2020-01-01T01:00:00Z' }],
  ['by the Date of the answer', { expires_at: '2020-01-01T01:00:00Z' }],
])('a token that lasts for an hour is renewed before it is over: %s', async (_, times) => {
  let asked = 0;
  const reach: Reach = async () => ({
    status: 201,
    headers: new Map([
      ['x-subject-token', `token-number-${(asked += 1)}`],
      ['date', 'Wed, 01 Jan 2020 00:00:00 GMT'],
    ]),
    text: JSON.stringify({ token: times }),
  });
  const { send } = fakeTarget();
  const credentials = createCredentials({ full: { type: 'iam', ...ACCOUNT } }, reach);
  const context = fakeContext(send, { connection: { credentials } });
  const client = createClient(context);
  const call = () => client.call({ method: 'GET', path: '/x' });
  await call();
  await context.clock.sleep(0.8 * HOUR);
  await call();
  expect(asked).toBe(1);
  await context.clock.sleep(0.15 * HOUR);
  await call();
  expect(asked).toBe(2);
});
