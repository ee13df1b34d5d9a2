/** No file and no line of a run holds a secret, whatever a target makes of it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveIam, type IamEmulator } from '../testing/secured/iam.ts';
import { invoke, secretly } from '../testing/invoke.ts';
import { lying } from '../testing/network.ts';
import { serveLie, type Lie, type Served } from '../testing/liars.ts';

const SECRET = 'S3cr3t/of+a.long-kind_0123456789abcdefghijklmnopqrstuvwxyz'.repeat(8);
const hex = (text: string): string => Buffer.from(text).toString('hex');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const entities = (text: string): string => [...text].map((c) => `&#${c.charCodeAt(0)};`).join('');
const SPELLED: ((secret: string) => string)[] = [
  (secret) => secret,
  base64,
  hex,
  entities,
  encodeURIComponent,
  (secret) => encodeURIComponent(encodeURIComponent(secret)),
  (secret) => base64(base64(secret)),
];

/** Repeats what proved the caller in every place, in every encoding, and answers as if it were the API. */
const hostile: Lie = ({ rawHeaders, method, url = '' }) => {
  const proofs = rawHeaders.filter((_, i) =>
    /^(authorization|x-auth-token|x-security-token)$/i.test(rawHeaders[i - 1] ?? ''),
  );
  const secrets = proofs.flatMap((proof) => [proof, proof.split(' ').at(-1) ?? '']);
  const echo = secrets.flatMap((secret) => SPELLED.map((spell) => spell(secret))).join(' ');
  const first = secrets[1] ?? 'none';
  return {
    status: method === 'POST' ? 201 : url.includes('absent') ? 404 : 200,
    type: `application/json; of="${first}"`,
    headers: {
      location: `https://elsewhere/${encodeURIComponent(first)}`,
      [`x-${first.replaceAll(/[^\w.+-]/g, '').slice(0, 200)}`]: 'named',
      'x-echo': secrets.map(base64).join(' '),
    },
    body: JSON.stringify({
      kind: 'TFJob',
      apiVersion: echo,
      metadata: { name: echo, uid: first, labels: { [first]: hex(first) } },
      items: [{ echo }],
    }),
  };
};

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

/** What a file holds, unpacked where it is packed. */
const contentOf = (path: string): string =>
  path.endsWith('.gz') ? gunzipSync(readFileSync(path)).toString() : readFileSync(path, 'utf8');

let iam: IamEmulator, served: Served;
beforeAll(async () => {
  const account = { name: 'u', password: SECRET, domain: 'd', project: 'p', identity: 'full' };
  iam = await serveIam([account]);
  served = await serveLie(hostile);
});
afterAll(async () => {
  await iam.close();
  await served.close();
});

/** Secrets, and any part of them that is long enough to be of use, in every spelling that was sent. */
function expectNone(texts: readonly string[], secrets: readonly string[]): void {
  const parts = secrets.flatMap((secret) =>
    [secret, base64(secret), hex(secret), entities(secret), encodeURIComponent(secret)].flatMap((text) => [
      text.slice(0, 24),
      text.slice(Math.floor(text.length / 2), Math.floor(text.length / 2) + 24),
    ]),
  );
  for (const text of texts)
    for (const part of parts) expect(text.toLowerCase().includes(part.toLowerCase()), part).toBe(false);
}

const SHORT = [
  '--no-gate',
  '--kind',
  'tfjob',
  '--only',
  'read,list,create,auth/read',
  '--runs',
  '2',
  '--settle',
  '0.1',
  '--junit',
  '--allure',
  '--record',
  '--seed',
  '1',
];

test.each<[string, string[]]>([
  ['a token', ['--token', SECRET]],
  ['a token in a header of its own', ['--token', SECRET, '--token-header', 'X-Auth-Token']],
  ['an access key', ['--access-key', 'AK', '--secret-key', SECRET, '--security-token', `${SECRET}-temporary`]],
])('of %s', async (_, flags) => {
  const target = lying(hostile);
  const got = await invoke(...secretly(['--target', target.url, ...SHORT, ...flags], { network: target.network }));
  target.close();
  expect(got.report?.summary.total.fail).toBeGreaterThan(5);
  const files = filesIn(got.out);
  expect(files.map((path) => path.replace(/.*\./, '')).sort()).toEqual(
    expect.arrayContaining(['gz', 'html', 'json', 'md', 'xml']),
  );
  expectNone([got.stdout, got.stderr, ...files.map(contentOf)], [SECRET]);
});

test('of a password of IAM and of its tokens, and of a proxy', async () => {
  const flags = ['--iam-user', 'u', '--iam-domain', 'd', '--iam-project', 'p', '--iam-endpoint', iam.url];
  const got = await invoke(
    ...secretly(['--target', served.url, ...SHORT, ...flags, '--iam-password', SECRET, '--timeout', '5'], {
      env: { HTTP_PROXY: `http://user:${encodeURIComponent(SECRET)}@127.0.0.1:1`, NO_PROXY: '127.0.0.1' },
    }),
  );
  expect(got.report?.summary.total.fail).toBeGreaterThan(5);
  const texts = filesIn(got.out).map(contentOf);
  expectNone([got.stdout, got.stderr, ...texts], [SECRET, ...iam.tokens.keys()]);
});

test.each<[string, string[], NodeJS.ProcessEnv]>([
  ['in a URL', ['--target', `https://user:${SECRET}@h`], {}],
  ['in a URL that is none', ['--target', `ftp://user:${SECRET}@h`], {}],
  ['in a URL without a scheme', ['--target', `user:${SECRET}@h`], {}],
  ['in a query', ['--target', `https://h/?token=${SECRET}`], {}],
  ['in the place of its file', ['--token-file', SECRET.replaceAll('/', '.')], {}],
  ['in the URL of a proxy', ['--proxy', `nonsense://user:${SECRET}@h`], {}],
  ['in a variable of a proxy', [], { HTTPS_PROXY: `nonsense://user:${SECRET}@h` }],
  ['with a space in it', ['--token', 'first', SECRET], {}],
  ['in a variable, with a line end in it', [], { CCI_TOKEN: `${SECRET}\n${SECRET}` }],
])('usage errors repeat no secret %s', async (_, argv, env) => {
  const got = await invoke(argv, { env });
  expect([got.code, got.stdout]).toEqual([2, '']);
  expectNone([got.stderr], [SECRET, SECRET.replaceAll('/', '.')]);
});

test('a secret on the command line is warned of once, one in the environment is not', async () => {
  const list = ['--target', 'http://127.0.0.1:1'];
  const warned = await invoke([...list, '--token', 'abcdef', '--token', 'ghijkl']);
  expect(warned.stderr.match(/a secret on the command line/g)).toHaveLength(1);
  expect(warned.stderr).not.toMatch(/abcdef|ghijkl/);
  expect((await invoke(list, { env: { CCI_TOKEN: 'abcdef' } })).stderr).not.toMatch(/command line/);
});
