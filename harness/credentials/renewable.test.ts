import { expect, test } from 'vitest';
import { fakeContext, fakeTarget } from '../testing/fake.ts';
import { createClient } from '../http/client.ts';
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
