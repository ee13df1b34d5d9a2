/** Kubeconfigs that are odd: one line says what is wrong, and nothing that a plugin prints is in it. */
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { createCredentials } from './create.ts';
import { loadKubeconfig } from './kubeconfig.ts';
import { Unproven } from './reach.ts';

const REQUEST = { method: 'GET', host: 'h', path: '/', headers: [], body: undefined };
const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
let files = 0;

function credentialsWith(user: object) {
  const file = join(folder, `config-${(files += 1)}`);
  const config = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'x' },
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    users: [{ name: 'u', user }],
  };
  writeFileSync(file, JSON.stringify(config));
  return createCredentials({ full: { type: 'kubeconfig', file } });
}

/** A plugin, as a path from the folder of the kubeconfig. */
function plugin(script: string): object {
  const name = `plugin-${(files += 1)}.sh`;
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: `./${name}`, interactiveMode: 'Never' } };
}
const prints = (status: object): object =>
  plugin(`printf '%s' '${JSON.stringify({ kind: 'ExecCredential', status })}'`);

writeFileSync(join(folder, 'token'), 'token-in-a-file\n');

test.each<[string, object, string]>([
  ['a plugin', prints({ token: 'token-of-plugin' }), 'Bearer token-of-plugin'],
  ['a plugin that ends its token with a line', prints({ token: 'token-of-plugin\n' }), 'Bearer token-of-plugin'],
  ['a file beside it', { tokenFile: 'token' }, 'Bearer token-in-a-file'],
  ['user and password', { username: 'me', password: 'p' }, `Basic ${Buffer.from('me:p').toString('base64')}`],
])('a token comes from %s', async (_, user, value) => {
  expect(await credentialsWith(user).headersFor('full', REQUEST, 0)).toEqual([['authorization', value]]);
});

test.each<[string, object, RegExp]>([
  ['a plugin that is missing', { exec: { command: '/no/such' } }, /the plugin \/no\/such cannot be run \(ENOENT\)$/],
  ['one that fails', plugin('echo secret-text >&2; exit 1'), /ends with 1: run it by hand to see why$/],
  ['one that prints rubbish', plugin('echo secret-text'), /prints no ExecCredential with a token/],
  ['one that prints no status', plugin("echo '{}'"), /prints no ExecCredential with a token/],
  ['one that prints without end', plugin('exec yes secret-text'), /prints more than 1048576 bytes$/],
  ['a token of two lines', { token: 'secret-text\nmore' }, /its token is not one line of printable characters$/],
  ['a file that is missing', { tokenFile: 'nothing' }, /ENOENT/],
  ['a certificate that is missing', { 'client-certificate': 'c', 'client-key': 'k' }, /ENOENT/],
  [
    'damaged base64',
    { 'client-certificate-data': '!!!', 'client-key-data': '%%%' },
    /no PEM: is the base64 of the file damaged\?$/,
  ],
  ['a provider that nobody knows', { 'auth-provider': { name: 'odd' } }, /its auth-provider "odd" gives none$/],
])('%s: one line', async (_, user, message) => {
  const asked = Promise.resolve(credentialsWith(user).headersFor('full', REQUEST, 0));
  const error: unknown = await asked.catch((reason: unknown) => reason);
  if (!(error instanceof Unproven)) throw new Error(`it is ${String(error)}`);
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/^the credentials of user "u" of the kubeconfig cannot be obtained: [^\n]*$/);
  expect(error.message).not.toContain('secret-text');
});

test('what a plugin gave is kept as long as it says, and obtained anew when it was refused', async () => {
  const count = plugin(
    `echo x >> "$0.runs"; printf '{"status":{"token":"token-%s","expirationTimestamp":"1970-01-01T01:00:00Z"}}' "$(wc -l < "$0.runs" | tr -d ' ')"`,
  );
  const credentials = credentialsWith(count);
  const tokenAt = async (now: number): Promise<string | undefined> =>
    (await credentials.headersFor('full', REQUEST, now))[0]?.[1];
  expect([await tokenAt(0), await tokenAt(1_800_000)]).toEqual(['Bearer token-1', 'Bearer token-1']);
  expect(credentials.renew('full', 1_800_000)).toBe(true);
  expect(await tokenAt(1_800_001)).toBe('Bearer token-2');
  expect(await tokenAt(3_600_000)).toBe('Bearer token-3');
});

const config = (name: string, content: object): string => {
  const file = join(folder, `${name}-${(files += 1)}`);
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...content }));
  return file;
};

test('several files count as those of KUBECONFIG do: of what two say, the first; what is not there says nothing', async () => {
  mkdirSync(join(folder, 'second'));
  writeFileSync(join(folder, 'second/token'), 'beside-the-second');
  const users = config('second/users', {
    'current-context': 'of-the-second',
    users: [
      { name: 'u', user: { token: 'of-the-second' } },
      { name: 'v', user: { tokenFile: 'token' } },
    ],
    clusters: [{ name: 'c', cluster: { server: 'https://second.test' } }],
    contexts: [{ name: 'y', context: { cluster: 'c', user: 'v' } }],
  });
  const first = config('first', {
    'current-context': 'x',
    users: [{ name: 'u', user: { token: 'of-the-first' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://first.test' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  });
  const empty = join(folder, 'empty');
  writeFileSync(empty, '');
  const file = [join(folder, 'nowhere'), empty, first, '', users].join(delimiter);
  const tokenBy = async (context?: string): Promise<unknown> => {
    const credentials = createCredentials({ full: { type: 'kubeconfig', file, context } });
    return (await credentials.headersFor('full', REQUEST, 0))[0]?.[1];
  };
  expect([await tokenBy(), await tokenBy('y')]).toEqual(['Bearer of-the-first', 'Bearer beside-the-second']);
  expect((await loadKubeconfig({ file, context: 'y' })).cluster.server).toBe('https://first.test');
  await expect(loadKubeconfig({ file: ['/no/a', '/no/b'].join(delimiter) })).rejects.toThrow(
    'none of /no/a, /no/b is there and says anything',
  );
});

test('a plugin that asks for it is told of the cluster', async () => {
  const { exec } = plugin(`printf '{"status":{"token":"%s"}}' "$(printf %s "$KUBERNETES_EXEC_INFO" | tr -d '" ')"`) as {
    exec: object;
  };
  const [[, told] = ['', '']] = await credentialsWith({ exec: { ...exec, provideClusterInfo: true } }).headersFor(
    'full',
    REQUEST,
    0,
  );
  expect(told).toContain('cluster:{server:https://127.0.0.1:1}');
});
