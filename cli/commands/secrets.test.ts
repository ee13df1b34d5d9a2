/** No command shows a secret or writes one, however it was given and whatever a target makes of it. */
import { chmodSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../harness/model/report.ts';
import { FORMATS } from '../../reports/write.ts';
import { WHOLE } from '../testing/extent.ts';
import { invoke, temporary, type Invoked, type Means } from '../testing/invoke.ts';
import { lying, targetOf } from '../testing/network.ts';
import { newAuthority } from '../testing/secured/certificates.ts';
import { expectNone, filesIn, repeating } from '../testing/secrets.ts';

/** With what URLs, shells and regular expressions take for something else. */
const secret = (name: string, bytes = 30): string =>
  `${name}/S3cr3t+of=a.long-kind_0123456789&${shake(name, bytes)}~${name}%41`;
const shake = (name: string, outputLength: number): string =>
  createHash('shake256', { outputLength }).update(name).digest('base64url');
/** One is longer than any line of a report. */
const [T, R, F, P] = [secret('token', 250), secret('reader'), secret('nobody'), secret('proxy')];
const basic = (user: string, password: string): string => Buffer.from(`${user}:${password}`).toString('base64');

function file(text: string): string {
  const path = join(temporary(), 'file');
  writeFileSync(path, text);
  return path;
}

const pair = newAuthority().issue('client');
const KEY = readFileSync(pair.key, 'utf8');
const bare = (text: string): string => text.replaceAll(/-----[^-]*-----|\n/g, '');

const kubeconfig = (user: object): string =>
  file(
    JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'x' },
      clusters: [{ name: 'c', cluster: { server: 'https://in-process.test' } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      users: [{ name: 'u', user }],
    }),
  );

/** It tells its standard error everything, too. */
function plugin(status: object): object {
  const said = file(JSON.stringify({ kind: 'ExecCredential', status }));
  const command = file(`#!/bin/sh\ncat ${said} >&2\ncat ${said}\n`);
  chmodSync(command, 0o700);
  return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never' } };
}

interface Given {
  /** Those of the main identity, and of the others. */
  main: string[];
  others: string[];
  env: NodeJS.ProcessEnv;
  secrets: readonly string[];
}

/** Each method, and each place that a secret may be in, for one of the three identities. */
const WAYS: Readonly<Record<string, () => Given>> = {
  'tokens by flag, variable and file; the password of a proxy': () => ({
    main: ['--token', T],
    others: ['--foreign-token-file', file(`${F}\n`)],
    env: { CCI_READ_ONLY_TOKEN: R, HTTPS_PROXY: `http://u:${encodeURIComponent(P)}@proxy.test:1` },
    secrets: [T, R, F, P, basic('u', P)],
  }),
  'a password of IAM and its tokens, an access key, and a kubeconfig with a password': () => ({
    main: [
      ...['--iam-user', 'u', '--iam-domain', 'd', '--iam-project', 'p', '--iam-endpoint', 'https://iam.test'],
      ...['--iam-password-file', file(`${T}\n`)],
    ],
    others: ['--read-only-access-key', 'AK', '--foreign-kubeconfig', kubeconfig({ username: 'u', password: F })],
    env: { CCI_READ_ONLY_SECRET_KEY: R, CCI_READ_ONLY_SECURITY_TOKEN: P },
    secrets: [T, R, P, F, basic('u', F)],
  }),
  'a token in X-Auth-Token, a client certificate, and a plugin': () => ({
    main: ['--token-header', 'X-Auth-Token'],
    others: [
      ...['--read-only-client-certificate', pair.certificate, '--read-only-client-key', pair.key],
      ...['--foreign-kubeconfig', kubeconfig(plugin({ token: F }))],
    ],
    env: { CCI_TOKEN: T },
    secrets: [T, KEY, F],
  }),
};

/** Repeats these secrets, and the tokens that it has given to this process as IAM, each time another. */
function target(secrets: readonly string[], onRequest: (count: number) => void) {
  let requests = 0;
  const issued: string[] = [];
  const lie = repeating(() => [...secrets, ...issued]);
  const served = lying((request, body) => {
    onRequest((requests += 1));
    const said = lie(request, body);
    if (request.url !== '/v3/auth/tokens') return said;
    const token = secret(`issued${requests}`);
    issued.push(token);
    return { ...said, status: 201, headers: { 'x-subject-token': token } };
  });
  return {
    ...served,
    /** What it has given so far; another process does not know it. */
    forget: () => issued.splice(0),
  };
}

/** Everything that was said, and the folder of everything that was written. */
class Transcript {
  readonly folder = temporary();
  readonly said: [string, string][] = [];
  readonly #means: Means;
  /** Called when a command has ended. */
  readonly #ended: () => void;

  constructor(means: Means, ended: () => void) {
    this.#means = means;
    this.#ended = ended;
  }
  at = (name: string): string => join(this.folder, name);

  run = async (argv: readonly string[], means: Means = {}): Promise<Invoked> => {
    const got = await invoke(argv, { ...this.#means, ...means });
    this.#ended();
    const name = argv.slice(0, 3).join(' ');
    this.said.push([`stdout of ${name}`, got.stdout], [`stderr of ${name}`, got.stderr]);
    expect(got.stderr, name).not.toMatch(/an error of the suite/);
    return got;
  };
}

const URL = 'https://in-process.test';
const RUN = [
  ...['--no-gate', '--kind', 'tfjob', '--seed', '1', '--runs', '2', '--settle', '0.1', '--timeout', '1'],
  ...['--only', 'read/answers,list/is-a,create/answers,watch/begins,auth/read-refuses'],
];

/** What reads reports, and what goes on with a run that was killed, whose folder is `cut`. */
async function everythingElse({ run, at }: Transcript, { main, others }: Given, failed: Iterable<string>) {
  for (const from of ['one', 'cut'])
    await run(['report', '--from', at(from), '--format', Object.keys(FORMATS).join(), '--out', at(`${from}-formats`)]);
  await run(['report', '--from', at('one'), '--format', 'markdown', '--out', '-']);
  for (const id of failed) await run(['reproduce', id, '--from', at('one')]);
  await run(['merge', at('one'), at('two'), '--out', at('merged')]);
  await run(['compare', at('one'), at('two'), '--out', at('compared')]);
  await run(['matrix', at('one'), at('two'), '--out', at('matrix')]);
  await run(['verify', at('one')]);
  cpSync(at('cut'), at('resumed'), { recursive: true });
  await run(['cleanup', '--journal', at('cut'), '--max-time', '1', '--timeout', '1', ...main]);
  await run(['--resume', at('resumed'), '--out', at('resumed'), '--timeout', '1', ...main, ...others]);
}

test.each(Object.entries(WAYS).slice(0, WHOLE ? undefined : 1))('%s', async (_, way) => {
  const given = way();
  const { secrets } = given;
  const served = target(secrets, (count) => {
    if (count % 50 === 0 && existsSync(at('two')) && !existsSync(at('cut')))
      cpSync(at('two'), at('cut'), { recursive: true });
  });
  const issued: string[] = [];
  const transcript = new Transcript({ network: served.network, env: given.env }, () => issued.push(...served.forget()));
  const { at, folder, said } = transcript;
  const flags = ['--target', URL, ...given.main, ...given.others, ...RUN];
  const run = (...more: string[]): Promise<Invoked> => transcript.run([...flags, ...more]);

  await run('--plan');
  const formats = ['--record', '--junit', '--allure', '--verbose', '--write-expect', at('known.yaml')];
  const one = await run('--out', at('one'), '--shard', '1/2', ...formats);
  expect([one.code, one.stderr]).toEqual([1, expect.anything()]);
  await run('--out', at('two'), '--shard', '2/2');
  const { results } = JSON.parse(readFileSync(at('one/report.json'), 'utf8')) as Report;
  const failed = new Set(results.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id));
  await everythingElse(transcript, given, failed);
  const waived = file(readFileSync(at('known.yaml'), 'utf8').replaceAll(/reason:.*/g, 'reason: known'));
  await run('--expect', waived, '--failed-in', at('one'), '--out', at('again'));
  served.close();

  // The words of whoever fails repeat what was given; a plugin has not been asked yet.
  const silent = targetOf(() => () => Promise.reject(new Error(`no route to ${secrets.slice(0, 2).join(' ')}`)));
  await transcript.run([...flags, '--out', at('unreachable')], { network: silent.network });
  silent.close();
  for (const wrong of [
    ['--kind', 'nonsense'],
    ['--out', '/dev/null/below'],
  ])
    await run(...wrong);
  for (const argv of [['list'], ['explain', 'read/answers-with-what-is-stored'], ['help']]) await transcript.run(argv);
  await transcript.run(['serve', ...given.main], { interrupt: (end) => setImmediate(end) });
  expect(failed.size).toBeGreaterThan(0);
  expectNone([...said, ...filesIn(folder)], [...secrets, ...issued].map(bare));
});
