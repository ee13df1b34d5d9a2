/** What obtains or carries credentials fails in its own ways: one line that says who, exit 3, and nothing is made. */
import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { WireResponse } from '../../contract/wire.ts';
import { accessKey } from '../../harness/credentials/access-key.ts';
import { answer, failure } from '../testing/answers.ts';
import { invoke, secretly, type Invoked } from '../testing/invoke.ts';
import { targetOf } from '../testing/network.ts';
import { newAuthority, textOf } from '../testing/secured/certificates.ts';
import { serveGateway } from '../testing/secured/gateway.ts';
import { signerOf } from '../testing/secured/verifier.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const RUN = ['--kind', 'tfjob', '--only', 'read/answers-with-what-is-stored', '--seed', '1'];

function expectOneLine({ code, stdout, stderr }: Invoked, words: RegExp): void {
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).toMatch(/^cci-conformance: [^\n]+\n$/);
  expect(stderr).toMatch(words);
  expect(stderr).not.toContain('the-password');
}

describe('IAM', () => {
  const given = (token: object, headers: [string, string][] = [['x-subject-token', 'a-token']]) =>
    answer(201, JSON.stringify({ token }), headers);

  /** All that is sent goes to IAM, or to a target that has nothing. */
  async function asked(iam: () => WireResponse | Promise<WireResponse>, prefix = '') {
    const sent: string[] = [];
    const served = targetOf(() => async ({ method, path }) => {
      sent.push(`${method} ${path}`);
      return path === '/v3/auth/tokens' ? iam() : answer(401, JSON.stringify({ kind: 'Status', code: 401 }));
    });
    open.push(served);
    const others = prefix === '' ? [] : ['--token', 'of-the-main-one'];
    const flags = ['user', 'domain', 'project'].flatMap((flag) => [`--${prefix}iam-${flag}`, 'x']);
    const argv = ['--target', served.url, ...RUN, ...others, ...flags, `--${prefix}iam-endpoint`, 'https://iam.test'];
    const got = await invoke(
      ...secretly([...argv, `--${prefix}iam-password`, 'the-password'], { network: served.network }),
    );
    expect(sent.filter((line) => line.startsWith('POST /apis'))).toEqual([]);
    return got;
  }

  test.each<[string, () => WireResponse | Promise<WireResponse>, RegExp]>([
    [
      'is throttled',
      () => answer(429, '{"error_msg":"too many"}'),
      /no token for project "x": it answers 429 \(too many\)/,
    ],
    ['fails', () => answer(500, 'the-password is wrong'), /no token for project "x": it answers 500\n/],
    [
      'answers with a page',
      () => answer(200, '<html>Welcome', [['content-type', 'text/html']]),
      /without X-Subject-Token/,
    ],
    ['answers with an empty token', () => given({}, [['x-subject-token', ' ']]), /without X-Subject-Token/],
    ['gives a token of two lines', () => given({}, [['x-subject-token', 'a b']]), /without X-Subject-Token/],
    ['leads elsewhere', () => answer(302, '', [['location', 'https://the-password.test']]), /it answers 302/],
    ['says its password', () => answer(403, '{"error":{"message":"no the-password"}}'), /it answers 403 \(no \*\*\*\)/],
    [
      'never answers',
      () => new Promise<WireResponse>(() => {}),
      /no token from IAM at https:\/\/iam\.test: .* \(without a proxy\)/,
    ],
    [
      'ends in the middle',
      () => ({ ...answer(201, ''), body: broken() }),
      /no token from IAM at https:\/\/iam\.test: /,
    ],
  ])('that %s', async (_, iam, words) => expectOneLine(await asked(iam), words));

  test.each<[string, object]>([
    ['without an end', {}],
    ['that had ended before it was issued', { issued_at: '2020-01-02T00:00:00Z', expires_at: '2020-01-01T00:00:00Z' }],
    ['whose times are none', { issued_at: 'today', expires_at: 7 }],
  ])('gives a token %s: it is sent, and the target decides', async (_, token) =>
    expectOneLine(await asked(() => given(token)), /answers 401: the IAM user is refused|answers 401: .*--iam-/),
  );
});

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{');
  throw new Error('reset');
}

describe('access keys sign whatever a path or a query is', () => {
  const key = { accessKey: 'AK', secretKey: 'the-secret-key' };
  const NOW = Date.UTC(2026, 0, 1);
  const PATHS = [
    ...['/', '/a', '/a/', '/a//b', '/a%20b', '/a+b', '/a%2Fb', '/%E4%BD%A0%E5%A5%BD', "/a!'()*~_.-", '/a:b@c', '/%25'],
    ...['/a?', '/a?b', '/a?b=', '/a?b=&b=&a=', '/a?b=2&a=1&b=1&B=3&b=10', '/a?b=c=d', '/a?b=c+d', '/a?b=c%20d'],
    ...['/a?b=%E4%BD%A0&%E5%A5%BD=1', '/a?labelSelector=a%20in%20(b,c),!d&limit=1&continue=abc%3D%3D', "/a?b=!'()*~"],
    ...['/a?fieldSelector=metadata.name%3Dx&watch=true&timeoutSeconds=5', '/a?b=%2B&c=%26&d=%3D&e=%25', '/a?=b'],
  ];
  test.each(PATHS)('%s', (path) => {
    for (const text of [undefined, '', '{"a":"\u00e9"}']) {
      const body = text === undefined ? undefined : Buffer.from(text);
      const headers: [string, string][] = [['Content-Type', ' application/json; charset=utf-8 ']];
      const proof = accessKey(key).headersFor({ method: 'GET', host: 'h:1', path, headers, body }, NOW);
      const all = Object.fromEntries(
        [...headers, ...(proof as [string, string][])].map(([n, v]) => [n.toLowerCase(), v]),
      );
      const arrived = { method: 'GET', url: path, headers: { ...all, host: 'h:1' } } as unknown as IncomingMessage;
      expect(signerOf(arrived, body ?? Buffer.alloc(0), { AK: key.secretKey }, NOW)).toBe('AK');
      expect(
        signerOf({ ...arrived, url: `${path}x` } as IncomingMessage, Buffer.alloc(0), { AK: key.secretKey }, NOW),
      ).toBe(undefined);
    }
  });
});

test.each([
  [61, /check --access-key, and the clock of this machine, which is 61 minutes behind the target's\n$/],
  [-20, /check --access-key, and the clock of this machine, which is 20 minutes ahead of the target's\n$/],
  [10, /check --access-key\n$/],
])('a signature is refused by a target whose clock is %i minutes ahead', async (minutes, words) => {
  const served = targetOf((clock) => async () => {
    const date = new Date(clock.now() + minutes * 60_000).toUTCString();
    return answer(401, failure(401, 'Unauthorized', 'expired'), [
      ['content-type', 'application/json'],
      ['date', date],
    ]);
  });
  open.push(served);
  const argv = ['--target', served.url, ...RUN, '--access-key', 'AK', '--secret-key', 'the-password'];
  expectOneLine(await invoke(...secretly(argv, { network: served.network })), words);
});

describe('a target whose certificate', () => {
  const authority = newAuthority();
  test.each([
    [
      'is for another host',
      'subjectAltName=DNS:elsewhere.test',
      1,
      /altnames.* \(without a proxy\); trust it by --ca/i,
    ],
    ['has expired', 'subjectAltName=IP:127.0.0.1', 0, /expired.* \(without a proxy\); trust it by --ca/],
  ] as const)('%s', async (_, names, days, words) => {
    const { certificate, key } = authority.issue('server', names, days);
    const gateway = await serveGateway(() => 'full', { cert: textOf(certificate), key: textOf(key) });
    open.push(gateway);
    const argv = ['--target', gateway.url, ...RUN, '--ca', authority.certificate];
    expectOneLine(await invoke(argv, { env: { CCI_TOKEN: 'x' } }), words);
    expect(gateway.objects()).toEqual([]);
  });
});
