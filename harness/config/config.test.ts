import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { cleanupConnection, runConfig } from './config.ts';
import { OPTIONS, helpText, optionsTable, variableOf } from './options.ts';
import { Reader } from './reader.ts';
import { UsageError } from './usage.ts';
import { readValues } from './values.ts';

const config = (argv: string[], env: NodeJS.ProcessEnv = {}, dotenv = '') =>
  runConfig(new Reader(readValues(argv, env, dotenv)));
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
    const bearerOf = (full: string) => ({ type: 'bearer', tokens: { full } });
    expect(config(['--token-file', token], { CCI_TOKEN: 'from-env' }).connection.credentials).toEqual(
      bearerOf('from-file'),
    );
    expect(config(['--token', 'from-flag'], { CCI_TOKEN_FILE: token }).connection.credentials).toEqual(
      bearerOf('from-flag'),
    );
    expect(() => config(['--token', 'a', '--token-file', token])).toThrow(/exclude each other/);
  });
  test('every flag of a run can be given by its variable', () => {
    const ca = file('ca.pem', '-----BEGIN CERTIFICATE-----\n'),
      token = file('token2', 'x');
    const samples: Record<string, string> = {
      target: 'http://h:1/p/',
      namespace: 'n1',
      'other-namespace': 'n2',
      'scratch-namespace': 'n3',
      token: 't',
      'token-file': token,
      'read-only-token': 'r',
      'read-only-token-file': token,
      'token-header': 'X-Auth-Token',
      ca,
      insecure: 'true',
      kind: 'tfjob,mpijob',
      only: 'a,b',
      profile: 'smoke',
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
      concurrency: '4',
      timeout: '5',
      settle: '6',
      seed: '7',
      runs: '8',
      bail: '1',
      out: 'o',
      junit: 'yes',
      allure: 'true',
      expect: file('expect.yaml', '[]'),
      'write-expect': 'e.yaml',
    };
    for (const option of OPTIONS.filter((o) => o.commands.includes('run'))) {
      const value = samples[option.flag];
      expect(value, option.flag).toBeDefined();
      const byFlag = config(
        option.value === undefined
          ? [`--${option.flag}`, '--seed=1']
          : [`--${option.flag}`, String(value), ...(option.flag === 'seed' ? [] : ['--seed=1'])],
      );
      const byVariable = config(option.flag === 'seed' ? [] : ['--seed=1'], { [variableOf(option.flag)]: value });
      expect(byVariable).toEqual(byFlag);
      expect(byFlag, option.flag).not.toEqual(config(['--seed=1']));
    }
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
    [['--kind', 'tfjobb'], /unknown kind "tfjobb"; did you mean tfjob\?/],
    [['--only', ','], /names nothing/],
    [['--layers', 'generl'], /did you mean general\?/],
    [['--namespace', 'Not_A_Name'], /cannot be a namespace/],
    [['--namespace', 'a', '--other-namespace', 'a'], /named twice/],
    [['--token-file', join(folder, 'missing')], /cannot read/],
    [['--ca', join(folder, 'missing')], /cannot read/],
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
  test('cleanup wants a target', () => {
    expect(() => cleanupConnection(new Reader(readValues(['cleanup', '--journal', 'x'], {})))).toThrow(/--target/);
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
test('the help and the table name every flag with its variable', () => {
  for (const option of OPTIONS) {
    expect(helpText()).toContain(`--${option.flag}`);
    expect(optionsTable()).toContain(`\`${variableOf(option.flag)}\``);
  }
});

test.each([
  ['Authorization', { type: 'bearer', tokens: { full: 't', 'read-only': 'r' } }],
  ['authorization', { type: 'bearer', tokens: { full: 't', 'read-only': 'r' } }],
  ['X-Auth-Token', { type: 'bare-token', header: 'X-Auth-Token', tokens: { full: 't', 'read-only': 'r' } }],
])('the header %s says how a token is sent', (header, credentials) => {
  const flags = ['--token', 't', '--read-only-token', 'r', '--token-header', header];
  expect(config(flags).connection.credentials).toEqual(credentials);
});
