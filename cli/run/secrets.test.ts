/** What is wrong with secrets is told without them. */
import { expect, test } from 'vitest';
import { invoke } from '../testing/invoke.ts';
import { expectNone } from '../testing/secrets.ts';

const SECRET = 'S3cr3t/of+a.long-kind_0123456789abcdefghijklmnopqrstuvwxyz'.repeat(8);

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
  expectNone([['stderr', got.stderr]], [SECRET, SECRET.replaceAll('/', '.')]);
});

test('a secret on the command line is warned of once, one in the environment is not', async () => {
  const list = ['--target', 'http://127.0.0.1:1'];
  const warned = await invoke([...list, '--token', 'abcdef', '--token', 'ghijkl']);
  expect(warned.stderr.match(/a secret on the command line/g)).toHaveLength(1);
  expect(warned.stderr).not.toMatch(/abcdef|ghijkl/);
  expect((await invoke(list, { env: { CCI_TOKEN: 'abcdef' } })).stderr).not.toMatch(/command line/);
  // The URL of a proxy is a secret for the password in it.
  expect((await invoke([...list, '--proxy', 'http://user:abcdef@127.0.0.1:1'])).stderr).toMatch(/^--proxy: a secret/);
  const open = (await invoke([...list, '--proxy', 'http://127.0.0.1:1'])).stderr;
  expect(open).not.toMatch(/command line/);
  expect(open).toMatch(/through the proxy http:\/\/127\.0\.0\.1:1\); check the URL of the proxy, and that it runs/);
});
