/** Each method of credentials, against a server that demands it. */
import { chmodSync, writeFileSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { newAuthority, textOf, type Authority, type Pair } from '../testing/secured/certificates.ts';
import { serveGateway, type Caller, type Gateway } from '../testing/secured/gateway.ts';
import { serveIam } from '../testing/secured/iam.ts';
import { serveProxy } from '../testing/secured/proxy.ts';
import { signerOf } from '../testing/secured/verifier.ts';
import { invoke, secretly, temporary, type Invoked } from '../testing/invoke.ts';
import { serveReference, TOKENS } from '../testing/liars.ts';

const open: { close(): Promise<void> }[] = [];
const keep = <T extends { close(): Promise<void> }>(one: T): T => {
  open.push(one);
  return one;
};
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const file = (name: string, text: string): string => {
  const path = join(temporary(), name);
  writeFileSync(path, text);
  return path;
};

/** One requirement of each identity. */
const ONLY =
  'read/answers-with-what-is-stored,auth/read-serves-the-read-only-token,auth/create-refuses-the-foreign-token';
const judged = (url: string | undefined, flags: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Invoked> =>
  invoke(
    ...secretly(
      [...(url === undefined ? [] : ['--target', url]), '--kind', 'tfjob', '--only', ONLY, '--seed', '1', ...flags],
      { env },
    ),
  );

/** All three identities were used, and everything passed. */
function expectAllThree(got: Invoked, { seen, objects }: Gateway): void {
  expect([got.stderr, got.code]).toEqual(['', 0]);
  expect(got.report?.results.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
  expect([...seen.keys()].filter((name) => name !== 'nobody').sort()).toEqual(['foreign', 'full', 'read-only']);
  expect(objects()).toEqual([]);
}

/** One line, exit 3, nothing created. */
function expectRefused(got: Invoked, words: RegExp, { objects }: Pick<Gateway, 'objects'>): void {
  expect(got.stderr).toMatch(/^cci-conformance: [^\n]+\n$/);
  expect(got.stderr).toMatch(words);
  expect(got.code).toBe(3);
  expect(objects()).toEqual([]);
}

describe('IAM', () => {
  const account = (identity: Caller, password: string) => ({
    name: identity,
    password,
    domain: 'acme',
    project: 'cn-north-4',
    identity,
  });
  const flagsFor = (iam: string, password = 'pass word/1'): string[] => [
    ...['--iam-endpoint', iam, '--iam-user', 'full', '--iam-domain', 'acme', '--iam-project', 'cn-north-4'],
    ...['--iam-password-file', file('password', `${password}\n`)],
    ...['--read-only-iam-user', 'read-only', '--read-only-iam-password', 'second-password'],
    ...['--foreign-iam-user', 'foreign', '--foreign-iam-password', 'third-password'],
  ];
  const ACCOUNTS = [
    account('full', 'pass word/1'),
    account('read-only', 'second-password'),
    account('foreign', 'third-password'),
  ];

  test.each([0, -5 * 3_600_000, 30 * 3_600_000])('gives tokens, whatever its clock says: %i ms', async (skew) => {
    const iam = keep(await serveIam(ACCOUNTS, skew));
    const gateway = keep(
      await serveGateway((request) => iam.tokens.get(String(request.headers['x-auth-token'])) as Caller | undefined),
    );
    expectAllThree(await judged(gateway.url, flagsFor(iam.url)), gateway);
  });
  test('that refuses a password is told of in one line, without the password', async () => {
    const iam = keep(await serveIam(ACCOUNTS));
    const gateway = keep(await serveGateway(() => undefined));
    const wrong = await judged(gateway.url, flagsFor(iam.url, 'wrong-password'));
    expectRefused(wrong, /refuses user "full" of domain "acme" \(401\): check --iam-user/, gateway);
    expect(wrong.stderr).not.toContain('wrong-password');
  });
  test('that refuses the second identity says which', async () => {
    const iam = keep(await serveIam(ACCOUNTS.slice(0, 1)));
    const gateway = keep(
      await serveGateway((request) => iam.tokens.get(String(request.headers['x-auth-token'])) as Caller | undefined),
    );
    expectRefused(
      await judged(gateway.url, flagsFor(iam.url)),
      /the read-only identity: .* check --read-only-iam-user/,
      gateway,
    );
  });
  test('that is not there is told of', async () => {
    const gateway = keep(await serveGateway(() => undefined));
    expectRefused(
      await judged(gateway.url, flagsFor('http://127.0.0.1:1')),
      /no token from IAM at http:\/\/127.0.0.1:1: .*ECONNREFUSED.* \(without a proxy\); check --iam-endpoint/,
      gateway,
    );
  });
});

describe('access keys', () => {
  const SECRETS = { AKFULL: 'secret-key-full', AKREAD: 'secret-key-read', AKNONE: 'secret-key-none' };
  const CALLERS: Record<string, Caller> = { AKFULL: 'full', AKREAD: 'read-only', AKNONE: 'foreign' };
  const flags = [
    ...['--access-key', 'AKFULL', '--secret-key-file', file('sk', `${SECRETS.AKFULL}\n`)],
    ...['--read-only-access-key', 'AKREAD', '--read-only-secret-key', SECRETS.AKREAD],
    ...['--foreign-access-key', 'AKNONE', '--foreign-secret-key', SECRETS.AKNONE],
  ];
  const verifying = (now: () => number) =>
    serveGateway((request, body) => CALLERS[signerOf(request, body, SECRETS, now()) ?? '']);

  test('sign what a gateway verifies', async () => {
    const gateway = keep(await verifying(() => Date.now()));
    expectAllThree(await judged(gateway.url, flags), gateway);
  });
  test('are refused by a gateway whose clock is another', async () => {
    const gateway = keep(await verifying(() => Date.now() + 3_600_000));
    expectRefused(await judged(gateway.url, flags), /the access key is refused: check --access-key/, gateway);
  });
  test('are refused by a wrong secret, and the identity is named', async () => {
    const gateway = keep(await verifying(() => Date.now()));
    const wrong = [...flags.slice(0, 6), '--read-only-secret-key', 'not-the-secret'];
    expectRefused(
      await judged(gateway.url, wrong),
      /the read-only access key is refused: .*--read-only-access-key/,
      gateway,
    );
  });
});

describe('client certificates and kubeconfigs', () => {
  const authority = newAuthority();
  const server = authority.issue('server', 'subjectAltName=IP:127.0.0.1');
  const clients: Record<Caller, Pair> = {
    full: authority.issue('full'),
    'read-only': authority.issue('read-only'),
    foreign: authority.issue('foreign'),
  };
  const names = Object.keys(clients);
  const verifying = (trusted: Authority = authority, rejectUnauthorized = false) =>
    serveGateway(
      ({ socket, headers }) => {
        const { CN } = (socket as TLSSocket).getPeerCertificate().subject ?? {};
        const [, token = ''] = (headers.authorization ?? '').split(' ');
        return (names.includes(String(CN)) ? CN : names.find((name) => token === `token-of-${name}`)) as Caller;
      },
      {
        cert: textOf(server.certificate),
        key: textOf(server.key),
        ca: textOf(trusted.certificate),
        requestCert: true,
        rejectUnauthorized,
      },
    );
  const withCertificates = [
    ...['--ca', authority.certificate],
    ...['--client-certificate', clients.full.certificate, '--client-key', clients.full.key],
    ...['--read-only-client-certificate', clients['read-only'].certificate],
    ...['--read-only-client-key', clients['read-only'].key],
    ...['--foreign-client-certificate', clients.foreign.certificate, '--foreign-client-key', clients.foreign.key],
  ];
  const kubeconfig = (url: string): string => {
    const plugin = file(
      'plugin.sh',
      `#!/bin/sh\necho '{"kind":"ExecCredential","status":{"token":"token-of-foreign"}}'\n`,
    );
    chmodSync(plugin, 0o700);
    const users = [
      { name: 'full', user: { 'client-certificate': clients.full.certificate, 'client-key': clients.full.key } },
      { name: 'read-only', user: { token: 'token-of-read-only' } },
      {
        name: 'foreign',
        user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: plugin, interactiveMode: 'Never' } },
      },
      { name: 'broken', user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '/nowhere/plugin' } } },
    ];
    return file(
      'kubeconfig',
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'here', cluster: { server: url, 'certificate-authority': authority.certificate } }],
        users,
        contexts: users.map(({ name }) => ({ name, context: { cluster: 'here', user: name } })),
        'current-context': 'full',
      }),
    );
  };

  test('certificates prove each identity', async () => {
    const gateway = keep(await verifying());
    expectAllThree(await judged(gateway.url, withCertificates), gateway);
  });
  test('a certificate that the target does not know is refused', async () => {
    const gateway = keep(await verifying());
    const other = newAuthority().issue('somebody');
    expectRefused(
      await judged(gateway.url, [
        ...['--ca', authority.certificate, '--client-certificate', other.certificate, '--client-key', other.key],
      ]),
      /the client certificate is refused: check --client-certificate/,
      gateway,
    );
  });
  test.each(['', 'read-only-', 'foreign-'])('a certificate and the key of another: exit 2 (%s)', async (prefix) => {
    const pair = [`--${prefix}client-certificate`, clients.full.certificate, `--${prefix}client-key`, server.key];
    const got = await invoke(['--target', 'https://127.0.0.1:1', ...pair]);
    expect([got.code, got.stderr]).toEqual([
      2,
      `cci-conformance: --${prefix}client-certificate and --${prefix}client-key do not belong together: check both files\n`,
    ]);
  });
  test('a connection that is closed without a word may be a refusal of the certificate', async () => {
    const gateway = keep(await verifying(authority, true));
    const other = newAuthority().issue('somebody');
    const got = await judged(gateway.url, [
      ...['--ca', authority.certificate, '--client-certificate', other.certificate, '--client-key', other.key],
    ]);
    expectRefused(got, /client certificate.*check --client-certificate\n$/, gateway);
  });
  test('contexts of a kubeconfig prove each: a certificate, a token, a plugin; the target is in it, too', async () => {
    const gateway = keep(await verifying());
    const config = kubeconfig(gateway.url);
    const flags = [
      ...['--kubeconfig', config, '--read-only-kubeconfig', config, '--read-only-context', 'read-only'],
      ...['--foreign-kubeconfig', config, '--foreign-context', 'foreign'],
    ];
    expectAllThree(await judged(undefined, flags), gateway);
  });
  test('methods may be mixed', async () => {
    const gateway = keep(await verifying());
    const flags = [
      ...['--kubeconfig', kubeconfig(gateway.url), '--read-only-token', 'token-of-read-only'],
      ...withCertificates.slice(-4),
    ];
    expectAllThree(await judged(undefined, flags), gateway);
  });
  test('a plugin that is not there is told of', async () => {
    const gateway = keep(await verifying());
    const got = await judged(undefined, ['--kubeconfig', kubeconfig(gateway.url), '--context', 'broken']);
    expectRefused(got, /the credentials of user "broken" of the kubeconfig cannot be obtained: .*ENOENT/, gateway);
  });
  test.each([
    [['--context', 'nosuch'], /--kubeconfig: .* has no context "nosuch": it has full, read-only, foreign, broken\n/],
    [['--token', 'x'], /^cci-conformance: (CCI_TOKEN|--token) and --kubeconfig exclude|--kubeconfig/],
  ])('%j: exit 2', async (flags, words) => {
    const got = await invoke(['--kubeconfig', kubeconfig('https://127.0.0.1:1'), ...flags]);
    expect([got.code, got.stderr]).toEqual([2, expect.stringMatching(words)]);
  });
});

describe('a file of a token', () => {
  test('is read again when it changes', async () => {
    const tokens = ['first-token', 'second-token'];
    const path = file('token', `${tokens[0]}\n`);
    let calls = 0;
    const gateway = keep(
      await serveGateway(({ headers }) => {
        const valid = headers.authorization === `Bearer ${tokens[0]}`;
        calls += 1;
        if (calls === 3) {
          tokens.shift();
          writeFileSync(path, `${tokens[0]}\n`);
        }
        return valid ? 'full' : undefined;
      }),
    );
    const got = await judged(gateway.url, ['--token-file', path, '--concurrency', '1']);
    expect([got.stderr, got.code, gateway.seen.get('nobody')]).toEqual(['', 0, undefined]);
    expect(calls).toBeGreaterThan(5);
  });
});

describe('a proxy that asks for a password', () => {
  const flags = ['--token', TOKENS.token];
  const password = 'pr0xy p@ss';
  const urlOf = (host: string, secret = password): string => `http://user:${encodeURIComponent(secret)}@${host}`;

  test.each<[string, (url: string) => [string[], NodeJS.ProcessEnv], boolean]>([
    ['--proxy', (url) => [['--proxy', url], { NO_PROXY: '*' }], true],
    ['HTTP_PROXY', (url) => [[], { HTTP_PROXY: url }], true],
    ['http_proxy', (url) => [[], { http_proxy: url, HTTP_PROXY: 'http://127.0.0.1:1' }], true],
    ['NO_PROXY', (url) => [[], { HTTP_PROXY: url, NO_PROXY: 'example.com, 127.0.0.1' }], false],
    ['no_proxy', (url) => [[], { HTTP_PROXY: url, no_proxy: '*' }], false],
  ])('is used, or not, as %s says', async (_, given, used) => {
    const proxy = keep(await serveProxy('user', password));
    const target = keep(await serveReference());
    const [more, env] = given(urlOf(proxy.host));
    const got = await judged(target.url, [...flags, ...more], env);
    expect([got.stderr, got.code]).toEqual(['', 0]);
    expect(proxy.tunnels.length > 0).toBe(used);
  });
  test('is told of when it refuses, and never with its password', async () => {
    const proxy = keep(await serveProxy('user', password));
    const target = keep(await serveReference());
    const got = await judged(target.url, flags, { HTTP_PROXY: urlOf(proxy.host, 'wrong-password') });
    expectRefused(
      got,
      new RegExp(`407.* \\(through the proxy http://${proxy.host}\\); the proxy asks for user`),
      target,
    );
    expect(got.stderr).not.toContain('wrong-password');
  });
  test('is told of when the target is not reached, and so is its absence', async () => {
    const proxy = keep(await serveProxy('user', password));
    const nobody = { objects: () => [] };
    const through = await judged('http://127.0.0.1:1', flags, { HTTP_PROXY: urlOf(proxy.host) });
    expectRefused(
      through,
      new RegExp(`no answer from http://127.0.0.1:1: .* \\(through the proxy http://${proxy.host}\\)`),
      nobody,
    );
    expectRefused(await judged('http://127.0.0.1:1', flags), /ECONNREFUSED.* \(without a proxy\)/, nobody);
  });
  test('is not used for the embedded server', async () => {
    const got = await judged(undefined, [], { HTTP_PROXY: 'http://127.0.0.1:1' });
    expect([got.stderr, got.code]).toEqual(['', 0]);
  });
});
