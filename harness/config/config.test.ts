import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { newAuthority } from '../../cli/testing/secured/certificates.ts';
import { KINDS } from '../../contract/kinds.ts';
import { createCredentials } from '../credentials/create.ts';
import { cleanupConnection, runConfig } from './config.ts';
import { IDENTITY_FLAGS, credentialsTable } from './credential-flags.ts';
import { COMMANDS, type Command } from './commands.ts';
import { helpText } from './help.ts';
import { OPTIONS, optionsTable, variableOf } from './options.ts';
import { Reader } from './reader.ts';
import { UsageError } from '../errors/usage.ts';
import { readValues } from './values.ts';

const config = (argv: string[], env: NodeJS.ProcessEnv = {}, dotenv = '') =>
  runConfig(new Reader(readValues(argv, env, dotenv)));
const REQUEST = { method: 'GET', host: 'h', path: '/', headers: [], body: undefined };
const CUT_KEY = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n';
const folder = mkdtempSync(join(tmpdir(), 'cci-config-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('precedence', () => {
  test('flags go before the environment, the environment before .env, .env before the defaults', () => {
    const env = { CCI_NAMESPACE: 'from-env', CCI_RUNS: '7' },
      dotenv = 'CCI_NAMESPACE=from-file\nCCI_RUNS=8\nCCI_SETTLE=3\n';
    expect(config(['--namespace', 'from-flag'], env, dotenv)).toMatchObject({
      namespaces: { namespace: 'from-flag' },
      execution: { runs: 7, settle: 3000 },
      connection: { timeout: 30_000 },
    });
  });
  test('an empty variable is no variable', () => {
    expect(config([], { CCI_TARGET: '', CCI_NAMESPACE: ' ' }).namespaces.namespace).toBe('default');
  });
  test('of a token and a token file the nearer to the command line counts; of the same rank they exclude each other', () => {
    const token = file('token', 'from-file\n');
    expect(config(['--token-file', token], { CCI_TOKEN: 'from-env' }).connection.credentials).toEqual({
      full: { type: 'token-file', header: 'Authorization', file: token },
    });
    expect(config(['--token', 'from-flag'], { CCI_TOKEN_FILE: token }).connection.credentials).toEqual({
      full: { type: 'token', header: 'Authorization', token: 'from-flag' },
    });
    expect(() => config(['--token', 'a', '--token-file', token])).toThrow(/exclude each other/);
  });
  test('every flag of a run can be given by its variable', () => {
    const authority = newAuthority();
    const { certificate, key } = authority.issue('client');
    const token = file('token2', 'x');
    const wholeRun = dirname(file('report.json', '{}'));
    const samples: Record<string, string> = {
      target: 'http://h:1/p/',
      namespace: 'n1',
      'other-namespace': 'n2',
      'scratch-namespace': 'n3',
      token: 't',
      'token-file': token,
      'token-header': 'X-Auth-Token',
      'iam-user': 'u',
      'iam-password': 'p w',
      'iam-password-file': token,
      'iam-domain': 'd',
      'iam-project': 'j',
      'iam-endpoint': 'https://iam.example.com/v3/',
      'access-key': 'a',
      'secret-key': 's',
      'secret-key-file': token,
      'security-token': 'y',
      'security-token-file': token,
      'client-certificate': certificate,
      'client-key': key,
      kubeconfig: file('kubeconfig', ''),
      context: 'c',
      proxy: 'http://u:p@h:3128',
      ca: authority.certificate,
      insecure: 'true',
      kind: 'tfjob,mpijob',
      only: 'a,b',
      profile: 'smoke',
      shard: '2/3',
      'failed-in': 'report',
      'failed-first': 'report',
      resume: wholeRun,
      plan: 'true',
      'max-requests': '100',
      'max-jobs-alive': '10',
      rate: '5',
      layers: 'general',
      image: 'i',
      cpu: '1',
      memory: '1Gi',
      'max-replicas': '3',
      'most-objects': '200',
      'run-jobs': '5',
      concurrency: '4',
      'max-time': '900',
      timeout: '5',
      settle: '6',
      patience: '120',
      seed: '7',
      runs: '8',
      'no-gate': 'true',
      bail: '1',
      verbose: 'true',
      record: 'true',
      out: 'o',
      junit: 'yes',
      allure: 'true',
      expect: file('expect.yaml', '[]'),
      claims: file('claims.yaml', '{}'),
      kinds: file(
        'kinds.yaml',
        '{ kind: XJob, group: x.example.com, version: v1, replicaMap: xSpecs, replicaTypes: [Worker], container: x }',
      ),
      'write-expect': 'e.yaml',
    };
    /** What has to be given with a flag: the rest of the same method. */
    const beside: Record<string, string[]> = {
      'token-header': ['token'],
      ...Object.fromEntries(
        ['iam-user', 'iam-password', 'iam-password-file', 'iam-domain', 'iam-project', 'iam-endpoint'].map((flag) => [
          flag,
          [
            'iam-user',
            'iam-domain',
            'iam-project',
            'iam-endpoint',
            ...(flag.includes('password') ? [] : ['iam-password']),
          ],
        ]),
      ),
      'access-key': ['secret-key'],
      'secret-key': ['access-key'],
      'secret-key-file': ['access-key'],
      'security-token': ['access-key', 'secret-key'],
      'security-token-file': ['access-key', 'secret-key'],
      'client-certificate': ['client-key'],
      'client-key': ['client-certificate'],
      context: ['kubeconfig'],
    };
    for (const option of OPTIONS.filter((o) => o.commands.includes('run'))) {
      const prefix = option.credential === undefined ? '' : IDENTITY_FLAGS[option.credential.identity].prefix;
      const own = option.flag.slice(prefix.length);
      const value = samples[own];
      expect(value, option.flag).toBeDefined();
      const others = (beside[own] ?? []).filter((flag) => flag !== own);
      const rest = [
        ...(option.flag === 'seed' ? [] : ['--seed=1']),
        ...others.map((flag) => `--${prefix}${flag}=${samples[flag]}`),
      ];
      const byFlag = config([option.value === undefined ? `--${option.flag}` : `--${option.flag}=${value}`, ...rest]);
      const asVariables = Object.fromEntries(
        [own, ...others].map((flag) => [variableOf(`${prefix}${flag}`), samples[flag]]),
      );
      const byVariable = config(option.flag === 'seed' ? [] : ['--seed=1'], asVariables);
      expect(byVariable).toEqual(byFlag);
      expect(byFlag, option.flag).not.toEqual(config(['--seed=1']));
    }
  });
});

test.each([
  ['http://u:50%@h:1', 'http://u:50%25@h:1/'],
  ['http://u:a%20b%zz@h:1', 'http://u:a%2520b%25zz@h:1/'],
  ['u:p@h:1', 'http://u:p@h:1/'],
  ['http://u:p@ss:w@h:1', 'http://u:p%40ss%3Aw@h:1/'],
  ['http://u:%40%2F@h:1', 'http://u:%40%2F@h:1/'],
])('the password of the proxy %s is taken as it is meant', (given, url) =>
  expect(config(['--proxy', given]).connection.proxies?.https).toBe(url),
);

test('the file of a token that is a pipe is read once', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  spawn('sh', ['-c', `printf 'of-a-pipe\\n' > '${pipe}'`]);
  expect(config(['--token-file', pipe]).connection.credentials).toEqual({
    full: { type: 'token', header: 'Authorization', token: 'of-a-pipe' },
  });
});

test('KUBECONFIG counts for who asks for a context, and for nobody else', () => {
  const env = { KUBECONFIG: '/a:/b' };
  expect(config([], env).connection.credentials).toEqual({});
  expect(config(['--context', 'c'], env).connection.credentials).toEqual({
    full: { type: 'kubeconfig', file: '/a:/b', context: 'c' },
  });
  expect(config(['--context', 'c', '--kubeconfig', '/c'], env).connection.credentials).toMatchObject({
    full: { file: '/c' },
  });
});

describe('what bad input gets: one line that says what is wrong', () => {
  test.each<[string[], RegExp]>([
    [['--nonsense'], /unknown flag --nonsense/],
    [['--targt', 'http://x'], /did you mean --target\?/],
    [['--target', 'example.com'], /no URL/],
    [['--target', 'ftp://example.com'], /no URL/],
    [['--target', 'http://u:p@example.com'], /credentials do not go into the URL/],
    [['--target', 'http://example.com/?a=b'], /leave out/],
    [['--target'], /needs a value/],
    [['--target', '--bail'], /needs a value/],
    [['--bail=yes'], /takes no value/],
    [['--proxy', 'http://u:a/b@h:1'], /^--proxy: "[^"]*\*\*\*@h:1" is no URL of a proxy: .* %2F/],
    [['--kind', 'tfjobb'], /unknown kind "tfjobb"; did you mean tfjob\?/],
    [['--only', ','], /names nothing/],
    [['--layers', 'generl'], /did you mean general\?/],
    [['--namespace', 'Not_A_Name'], /cannot be a namespace/],
    [['--namespace', 'a', '--other-namespace', 'a'], /named twice/],
    [['--token-file', join(folder, 'missing')], /cannot read/],
    [['--ca', join(folder, 'missing')], /cannot read/],
    [['--ca', file('no-ca.pem', 'x')], /--ca: the file holds no PEM certificate/],
    [
      ['--ca', file('cut-ca.pem', rootCertificates[0]!.slice(0, 400))],
      /--ca: a certificate in the file cannot be read/,
    ],
    [
      ['--client-certificate', file('root.pem', rootCertificates[0]!), '--client-key', file('cut-key.pem', CUT_KEY)],
      /--client-key: the private key cannot be read/,
    ],
    [['--expect', join(folder, 'missing')], /cannot read/],
    [['--concurrency', '0'], /no whole number from 1/],
    [['--timeout', 'soon'], /no number/],
    [['--seed', '1.5'], /no whole number/],
    [['--cpu', 'lots'], /no quantity/],
    [['--token-header', 'X Y'], /no header name/],
    [['--port', '1'], /--port is a flag of serve, not of run/],
    [['stray'], /unknown command "stray"/],
    [['lst'], /did you mean list\?/],
    [['run', 'stray'], /unexpected argument/],
  ])('%j', (argv, message) => {
    const attempt = (): unknown => config(argv);
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow(/\n/);
  });
  test('the words that refuse a token do not repeat it', () => {
    expect(() => config(['--token', 'se cret'])).toThrow(/printable/);
    expect(() => config(['--token', 'se cret'])).not.toThrow(/cret/);
  });
  test('cleanup may be given no target: the journal has it', async () => {
    const asked = await cleanupConnection(new Reader(readValues(['cleanup', '--journal', 'x'], {})));
    expect(asked.target).toBeUndefined();
  });
});

test('kinds are taken by any of their names, in the order of the contract', () => {
  expect(config(['--kind', 'mpijobs', '--kind', 'TFJob']).selection.kinds.map((k) => k.kind)).toEqual([
    'TFJob',
    'MPIJob',
  ]);
  expect(config([]).selection.kinds).toEqual(KINDS);
});
test('a path prefix stays, a trailing slash goes', () => {
  expect(config(['--target', 'https://example.com:8443/cci/']).connection.target).toBe('https://example.com:8443/cci');
});
test.each(Object.keys(COMMANDS) as Command[])(
  'the help of %s has a synopsis and an example, in 80 columns',
  (command) => {
    const lines = helpText(command).split('\n');
    expect(lines[0]).toMatch(
      command === 'help' || command === 'run' ? /^cci-conformance / : `cci-conformance ${command}`,
    );
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    const [shown = ''] = /^Examples?:\n((?: {2,}.*\n)+)/m.exec(helpText(command))?.slice(1) ?? [];
    const examples = shown
      .replace(/ \\\n */g, ' ')
      .trim()
      .split(/\n */);
    expect(examples).toEqual(COMMANDS[command].examples.map((example) => `cci-conformance ${example}`));
    for (const example of COMMANDS[command].examples) expect(readValues(example.split(' '), {}).command).toBe(command);
  },
);

test('the help and the table name every flag with its variable', () => {
  for (const option of OPTIONS) {
    expect(helpText()).toContain(`--${option.flag}`);
    // The README has those of the main identity; what is before them for the others stands there in words.
    const table = option.credential === undefined ? optionsTable() : credentialsTable();
    const prefix = option.credential === undefined ? '' : IDENTITY_FLAGS[option.credential.identity].prefix;
    expect(table).toContain(`\`${variableOf(option.flag.slice(prefix.length))}\``);
  }
});

test.each([
  ['Authorization', 'authorization', 'Bearer t'],
  ['authorization', 'authorization', 'Bearer t'],
  ['X-Auth-Token', 'x-auth-token', 't'],
])('the header %s says how a token is sent', (header, name, value) => {
  const flags = ['--token', 't', '--read-only-token', 'r', '--token-header', header];
  const credentials = createCredentials(config(flags).connection.credentials);
  expect(credentials.headersFor('full', REQUEST, 0)).toEqual([[name, value]]);
  expect(credentials.headersFor('read-only', REQUEST, 0)).toEqual([[name, value.replace(/t$/, 'r')]]);
});
