import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import type { Send } from '../../contract/wire.ts';
import { invoke } from '../testing/invoke.ts';
import type { Invoked } from '../testing/invoke.ts';
import { LIES, TOKENS, serveLie, serveReference } from '../testing/liars.ts';
import type { Lie, Served } from '../testing/liars.ts';

const served: Served[] = [];
const keep = <T extends Served>(one: T): T => {
  served.push(one);
  return one;
};
afterAll(() => Promise.all(served.map((one) => one.close())));

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
const judged = (url: string, ...more: string[]): Promise<Invoked> => invoke(['--target', url, ...SHORT, ...more]);
const lied = async (lie: Lie, ...more: string[]): Promise<Invoked> => judged(keep(await serveLie(lie)).url, ...more);

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
    const got = await judged(url);
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
    const reference = keep(await serveReference());
    const got = await judged(reference.url, ...flags);
    expect(got.code).toBe(3);
    expect(oneLine(got)).toMatch(words);
    expect(got.stderr).not.toContain('wrong-token');
    expect(reference.objects()).toEqual([]);
  });
  test('has no such namespace, and says so of a job alone', async () => {
    const silent =
      (send: Send): Send =>
      (request) =>
        send(request.path.startsWith('/api/v1/') ? { ...request, path: '/nothing' } : request);
    const got = await judged(keep(await serveReference(silent)).url, '--token', TOKENS.token, '--namespace', 'nowhere');
    expect([got.code, oneLine(got)]).toEqual([3, expect.stringContaining('no namespace "nowhere"')]);
  });
});

describe('a target that answers with JSON, wrongly: exit 1, judged', () => {
  test.each<[string, Lie]>([
    ['200 {} to all', LIES.empty],
    ['400 with a Status to all', LIES.refusing],
    ['the body that was sent', LIES.echoing],
  ])('%s', async (_, lie) => {
    const got = await lied(lie);
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
    const reference = keep(await serveReference(without));
    const got = await invoke([
      '--target',
      reference.url,
      ...FULL,
      '--kind',
      'tfjob,mxjob',
      '--only',
      'create,read,list,pagination,isolation,histories',
      '--runs',
      '2',
      '--settle',
      '0.2',
    ]);
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
  test('is conformant, and nothing is left on it', async () => {
    const reference = keep(await serveReference());
    const got = await judged(
      reference.url,
      ...FULL,
      '--only',
      'create,read,delete,delete-collection,watch,errors,auth',
    );
    expect(
      got.report?.results
        .filter((r) => r.verdict !== 'pass' && r.verdict !== 'not-applicable')
        .map((r) => `${r.id}: ${r.findings[0]?.message ?? r.reason}`),
    ).toEqual([]);
    expect([got.code, got.stderr, got.report?.conformant, got.report?.leftBehind]).toEqual([0, '', true, []]);
    expect(reference.objects()).toEqual([]);
    expect(existsSync(`${got.out}/journal.jsonl`)).toBe(false);
    expect(got.report?.freedoms.filter((f) => f.text === 'not in the contract')).toEqual([]);
  });
  test('that knows no tokens is judged without what needs them, and that is counted', async () => {
    const got = await judged(keep(await serveReference(undefined, { anonymous: true })).url, '--only', 'read,auth');
    expect(got.code).toBe(0);
    expect(got.report?.scope).toMatchObject({ extent: 'partial' });
    expect(got.report?.scope.notPlanned.map((n) => n.reason)).toContain(
      'needs a target that asks for a token (--token)',
    );
  });
  test('whose scratch namespace is in use keeps what is in it', async () => {
    const reference = keep(await serveReference(undefined, { anonymous: true }));
    const job = {
      apiVersion: 'kubeflow.org/v1',
      kind: 'TFJob',
      metadata: { name: 'mine' },
      spec: {
        tfReplicaSpecs: { Worker: { template: { spec: { containers: [{ name: 'tensorflow', image: 'i' }] } } } },
      },
    };
    const made = await fetch(`${reference.url}/apis/kubeflow.org/v1/namespaces/scratch/tfjobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(job),
    });
    expect(made.status).toBe(201);
    const got = await judged(reference.url, '--scratch-namespace', 'scratch', '--only', 'delete-collection');
    expect(got.stderr).toMatch(/scratch namespace holds 1 tfjobs/);
    expect(got.report?.scope.notPlanned.map((n) => n.reason)).toContain(
      'needs an empty namespace that may be emptied (--scratch-namespace)',
    );
    expect(reference.objects()).toMatchObject([{ metadata: { name: 'mine' } }]);
  });
});
