import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Send } from '../../contract/wire.ts';
import { invoke, secretly } from '../testing/invoke.ts';
import type { Invoked } from '../testing/invoke.ts';
import { LIES, TOKENS } from '../testing/liars.ts';
import type { Lie } from '../testing/liars.ts';
import { lying, reference, sent, type InProcessTarget } from '../testing/network.ts';

const served: InProcessTarget[] = [];
const keep = <T extends InProcessTarget>(one: T): T => {
  served.push(one);
  return one;
};
afterEach(() => served.splice(0).forEach((one) => one.close()));

/** A short run of one kind. */
const SHORT = [
  '--kind',
  'tfjob',
  '--runs',
  '2',
  '--settle',
  '0.2',
  '--timeout',
  '5',
  '--seed',
  '1',
  '--concurrency',
  '16',
];
const FULL = [
  '--token',
  TOKENS.token,
  '--read-only-token',
  TOKENS.readOnlyToken,
  '--other-namespace',
  'other',
  '--scratch-namespace',
  'scratch',
];
const judged = ({ url, network }: InProcessTarget, ...more: string[]): Promise<Invoked> =>
  invoke(...secretly(['--target', url, ...SHORT, ...more], { network }));
const lied = async (lie: Lie, ...more: string[]): Promise<Invoked> => judged(keep(lying(lie)), ...more);

function oneLine({ stdout, stderr, out }: Invoked): string {
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^cci-conformance: [^\n]+\n$/);
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
  expect(existsSync(out)).toBe(false);
  return stderr;
}

describe('a target that cannot be judged: exit 3, one line, nothing made', () => {
  test('refuses connections', async () => {
    const { url } = await new Promise<{ url: string }>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => resolve({ url: `http://127.0.0.1:${port}` }));
      });
    });
    const got = await invoke(['--target', url, ...SHORT]);
    expect(got.code).toBe(3);
    expect(oneLine(got)).toMatch(/ECONNREFUSED.*check --target/);
  });
  test.each<[string, Lie, RegExp]>([
    ['answers 500 to all', LIES.failing, /answers 500 to everything/],
    ['is a website', LIES.website, /no such API: GET .*200 with text\/html/],
    ['sends to a login page', LIES.login, /no such API: .*302, to https:\/\/login/],
    ['is another product', LIES.otherProduct, /no such API: .*404 with text\/plain/],
    ['asks for a token that was not given', LIES.unauthorized, /give --token/],
  ])('%s', async (_, lie, words) => {
    const got = await lied(lie);
    expect(got.code).toBe(3);
    expect(oneLine(got)).toMatch(words);
  });
  test.each<[string, string[], RegExp]>([
    ['refuses the token', ['--token', 'wrong-token'], /the token is refused: check --token/],
    [
      'refuses the read-only token',
      ['--token', TOKENS.token, '--read-only-token', 'wrong-token'],
      /the read-only token is refused/,
    ],
    [
      'has no such namespace',
      ['--token', TOKENS.token, '--namespace', 'nowhere'],
      /no namespace "nowhere": .*--namespace/,
    ],
    [
      'has no such other namespace',
      ['--token', TOKENS.token, '--other-namespace', 'nowhere'],
      /no namespace "nowhere": .*--other-namespace/,
    ],
  ])('%s', async (_, flags, words) => {
    const target = keep(reference());
    const got = await judged(target, ...flags);
    expect(got.code).toBe(3);
    expect(oneLine(got)).toMatch(words);
    expect(got.stderr).not.toContain('wrong-token');
    expect(target.objects()).toEqual([]);
  });
  test('has no such namespace, and says so of a job alone', async () => {
    const silent =
      (send: Send): Send =>
      (request) =>
        send(request.path.startsWith('/api/v1/') ? { ...request, path: '/nothing' } : request);
    const got = await judged(keep(reference(silent)), '--token', TOKENS.token, '--namespace', 'nowhere');
    expect([got.code, oneLine(got)]).toEqual([3, expect.stringContaining('no namespace "nowhere"')]);
  });
});

describe('a target that answers with JSON, wrongly: exit 1, judged', () => {
  test.each<[string, Lie]>([
    ['200 {} to all', LIES.empty],
    ['400 with a Status to all', LIES.refusing],
    ['the body that was sent', LIES.echoing],
  ])('%s', async (_, lie) => {
    // By every requirement: cli/whole/liars.test.ts.
    const got = await lied(lie, '--no-gate', '--only', 'create,read,errors');
    expect([got.code, got.stderr]).toEqual([1, '']);
    expect(got.report?.summary.total['harness-error']).toBe(0);
    expect(got.report?.summary.byArea['create']?.fail).toBeGreaterThan(0);
    expect(got.report?.scope.ran).toBe(got.report?.scope.planned);
  });
  test('a kind that is not there', async () => {
    const without =
      (send: Send): Send =>
      (request) =>
        send(request.path.includes('/mxjobs') ? { ...request, path: '/nothing' } : request);
    const target = keep(reference(without));
    const got = await invoke(
      [
        '--target',
        target.url,
        ...FULL,
        '--kind',
        'tfjob,mxjob',
        '--only',
        'create,read,list,pagination,isolation,histories',
        '--runs',
        '2',
        '--settle',
        '0.2',
      ],
      { network: target.network },
    );
    expect(got.code).toBe(1);
    // What lies between the kinds cannot be judged without both; of the one that is there, nothing is held against it.
    expect(
      got.report?.results
        .filter((r) => r.kind === 'tfjob' && r.verdict === 'fail')
        .map((r) => `${r.id}: ${r.findings[0]?.message}`),
    ).toEqual([]);
    expect(got.report?.summary.byKind['tfjob']?.pass).toBeGreaterThan(50);
    expect(got.report?.summary.byKind['mxjob']?.fail).toBeGreaterThan(0);
  });
});

describe('an honest target', () => {
  test('fails nothing of a part, which is no claim, and nothing is left on it', async () => {
    const target = keep(reference());
    const got = await judged(target, ...FULL, '--only', 'read,delete,delete-collection,watch,auth');
    expect(
      got.report?.results
        .filter((r) => r.verdict !== 'pass' && r.verdict !== 'not-applicable')
        .map((r) => `${r.id}: ${r.findings[0]?.message ?? r.reason}`),
    ).toEqual([]);
    expect([got.code, got.stderr, got.report?.leftBehind]).toEqual([0, '', []]);
    expect(got.report?.conclusion).toMatch(/^No failure in \d+ of [\d,]+ judgements/);
    expect(target.objects()).toEqual([]);
    expect(existsSync(`${got.out}/journal.jsonl`)).toBe(false);
    expect(got.report?.freedoms.filter((f) => f.text === 'not in the contract')).toEqual([]);
  });
  test('that knows no tokens is judged without what needs them, and that is counted', async () => {
    const got = await judged(keep(reference(undefined, { anonymous: true })), '--only', 'read,auth');
    expect(got.code).toBe(0);
    expect(got.report?.scope).toMatchObject({ extent: 'partial' });
    expect(got.report?.scope.notPlanned.map((n) => n.reason)).toContain(
      'needs a target that asks for a token (--token)',
    );
  });
  test('whose scratch namespace is in use keeps what is in it', async () => {
    const target = keep(reference(undefined, { anonymous: true }));
    const job = {
      apiVersion: 'kubeflow.org/v1',
      kind: 'TFJob',
      metadata: { name: 'mine' },
      spec: {
        tfReplicaSpecs: { Worker: { template: { spec: { containers: [{ name: 'tensorflow', image: 'i' }] } } } },
      },
    };
    const made = await sent(target, 'POST', '/apis/kubeflow.org/v1/namespaces/scratch/tfjobs', job);
    expect(made.status).toBe(201);
    const got = await judged(target, '--scratch-namespace', 'scratch', '--only', 'delete-collection');
    expect(got.stderr).toMatch(/scratch namespace holds 1 tfjobs/);
    expect(got.report?.scope.notPlanned.map((n) => n.reason)).toContain(
      'needs an empty namespace that may be emptied (--scratch-namespace)',
    );
    expect(target.objects()).toMatchObject([{ metadata: { name: 'mine' } }]);
  });
});
