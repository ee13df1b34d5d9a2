import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { packageRoot } from '../../contract/package.ts';
import { credentialsTable } from '../../harness/config/credential-flags.ts';
import { commandsTable } from '../../harness/config/help.ts';
import { OPTIONS, optionsTable } from '../../harness/config/options.ts';
import { FURTHER_FORMATS } from '../../reports/write.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { VARIANTS } from '../../reference/rules/variants.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { DOCUMENTS, withGeneratedParts } from './generate.ts';
import { sourceLineAt } from '../testing/source-line.ts';
import { invoke, temporary } from '../testing/invoke.ts';
import { reference, sent, targetOf } from '../testing/network.ts';

const usage = async (...argv: string[]): Promise<string> => {
  const got = await invoke(argv);
  expect([got.code, got.stdout]).toEqual([2, '']);
  expect(got.stderr).toMatch(/^cci-conformance: [^\n]+\n$/);
  return got.stderr;
};

describe('usage: exit 2, one line on stderr, nothing else', () => {
  const file = join(temporary(), 'file');
  writeFileSync(file, '');
  test.each<[string[], RegExp]>([
    [['--targte', 'http://127.0.0.1:1'], /unknown flag --targte; did you mean --target\?/],
    [['--target', 'not a url'], /is no URL/],
    [['--token-file', '/nowhere/token'], /cannot read \/nowhere\/token \(ENOENT\)/],
    [['--kind', 'nosuchjob'], /unknown kind "nosuchjob"/],
    [['--only', 'no/such-requirement'], /no requirement is named "no\/such-requirement"/],
    [['--only', 'creat/'], /did you mean create\?/],
    [['--out', file], /cannot write into/],
    [['--out', join(file, 'below')], /cannot write into/],
    [['explain'], /explain what\?/],
    [['explain', 'merge-patch.null'], /is a statement, no requirement: see cci-conformance explain patch\//],
    [['explain', 'patch'], /cci-conformance list --only patch prints those that begin so/],
    [['--image', 'a b'], /"a b" is no image/],
    [['list', '--port', '1'], /--port is a flag of serve, not of list/],
    [['verify', 'x', '--out', 'y'], /a flag of run, mutants, .* and report, not of verify/],
    [['mutants', '--survey'], /nothing to note without --record FILE/],
    [['mutants', '--quick', '--whole'], /--quick and --whole exclude each other/],
    [['mutants', '--quick', '--variant', 'gzip'], /--quick and --variant exclude each other/],
    [['explain', 'no/such'], /no requirement is named "no\/such"/],
    [['serve', '--variant', 'no-such'], /unknown variant "no-such"/],
    [['serve', '--port', '70000'], /from 0 to 65535/],
    [['cleanup', '--target', 'http://127.0.0.1:1'], /--journal DIR/],
    [['cleanup', '--journal', '/nowhere', '--target', 'http://127.0.0.1:1'], /there is no folder/],
  ])('%j', async (argv, words) => {
    expect(await usage(...argv)).toMatch(words);
  });
  test('one token for two identities', async () => {
    const { code, stderr } = await invoke(['serve'], {
      env: { CCI_TOKEN: 'token-0123', CCI_READ_ONLY_TOKEN: 'token-0123' },
    });
    expect([code, stderr]).toEqual([
      2,
      'cci-conformance: --token and --read-only-token give the same token: give each its own\n',
    ]);
  });
  test('a port in use', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
    );
    expect(await usage('serve', '--port', String(port))).toMatch(/in use/);
    server.close();
  });
});

describe('list and explain', () => {
  test('list --json is every requirement with what follows from its statements', async () => {
    const entries = JSON.parse((await invoke(['list', '--json'])).stdout) as Record<string, unknown>[];
    expect(entries.map((e) => e['id'])).toEqual(REQUIREMENTS.map((r) => r.id));
    expect(entries[0]).toMatchObject({ level: 'MUST', layer: expect.any(String), kinds: KINDS.map((k) => k.singular) });
  });
  test('list takes the flags that select', async () => {
    const { stdout } = await invoke(['list', '--only', 'read']);
    expect(stdout).toContain('read/');
    expect(stdout).not.toContain('create/');
  });
  test('explain tells the statements with their sources', async () => {
    const id = REQUIREMENTS[0]?.id as string;
    const { code, stdout } = await invoke(['explain', id]);
    expect(code).toBe(0);
    expect(stdout).toContain(id);
    expect(stdout).toMatch(/source: .+/);
  });
  test('explain tells where the requirement is defined, and where its sources can be read', async () => {
    const { stdout } = await invoke(['explain', 'replace/refuses-a-stale-version']);
    const [, place] = /^defined {2}(specs\/[\w/-]+\.ts:\d+)/m.exec(stdout) ?? [];
    expect(sourceLineAt(place)).toContain('requirement(');
    expect(stdout).toMatch(/^ {2}url: https:\/\/github\.com\/kubernetes\/community\/.*#concurrency-control/m);
    expect((await invoke(['explain', 'replace/stores-the-body'])).stdout).toContain(
      '  pages: Replacing an MXJob (cci_02_3157), Replacing an MPIJob (cci_02_3177)\n',
    );
  });
  test('--help and --version', async () => {
    expect((await invoke(['help'])).stdout).toContain('--scratch-namespace NS');
    expect((await invoke(['serve', '--help'])).stdout).not.toContain('--scratch-namespace');
    expect((await invoke(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('serve', () => {
  test('prints where it listens, serves with its tokens and namespaces, and ends on a signal', async () => {
    let stop: () => void = () => {};
    let listening: (line: string) => void = () => {};
    const said = new Promise<string>((resolve) => (listening = resolve));
    const done = invoke(['serve', '--token', 'token-0123', '--namespace', 'a,b'], {
      interrupt: (handler) => (stop = handler),
      onOutput: (text) => listening(text),
    });
    const line = await said;
    expect(line).toMatch(/^listening http:\/\/127\.0\.0\.1:\d+\n$/);
    const url = line.trim().replace('listening ', '');
    const get = (namespace: string, token: string): Promise<Response> =>
      fetch(`${url}/api/v1/namespaces/${namespace}`, { headers: { authorization: `Bearer ${token}` } });
    expect([
      (await get('b', 'token-0123')).status,
      (await get('c', 'token-0123')).status,
      (await get('b', 'other')).status,
    ]).toEqual([200, 404, 401]);
    stop();
    const { code, stdout } = await done;
    expect(code).toBe(0);
    expect(stdout).toContain(`  judge it    cci-conformance --target ${url} --namespace a --other-namespace b\n`);
    expect(stdout).toMatch(/^ {2}token {7}wanted/m);
    expect(stdout).toMatch(/^ {2}mutant {6}none/m);
    expect(stdout).not.toContain('token-0123');
  });
  test('says what it breaks, and that no token is wanted', async () => {
    let stop: () => void = () => {};
    const mutant = MUTANTS.find(({ name }) => name === 'patch-ignores-null');
    const { stdout } = await invoke(['serve', '--mutant', 'patch-ignores-null'], {
      interrupt: (handler) => (stop = handler),
      // It listens for interrupts once it has said everything.
      onOutput: (text) => queueMicrotask(() => text.includes('judge it') && stop()),
    });
    expect(stdout).toContain(`  mutant      patch-ignores-null: ${mutant?.text}\n`);
    expect(stdout).toMatch(/^ {2}token {7}not wanted/m);
  });
  test('--list-variants names every variant', async () => {
    const { stdout } = await invoke(['serve', '--list-variants']);
    for (const variant of VARIANTS) expect(stdout).toContain(variant.id);
  });
});

test('cleanup removes what the journal names on that target, and nothing else', async () => {
  const target = reference(undefined, { anonymous: true });
  const create = async (name: string, run?: string): Promise<string> => {
    const spec = {
      tfReplicaSpecs: { Worker: { template: { spec: { containers: [{ name: 'tensorflow', image: 'i' }] } } } },
    };
    const labels = run === undefined ? {} : { 'conformance.cci-job/run': run };
    const answer = await sent(target, 'POST', '/apis/kubeflow.org/v1/namespaces/default/tfjobs', {
      apiVersion: 'kubeflow.org/v1',
      kind: 'TFJob',
      metadata: { name, labels },
      spec,
    });
    expect(answer.status).toBe(201);
    return (answer.json as { metadata: { uid: string } }).metadata.uid;
  };
  const { network } = target;
  const uid = await create('ours', 'r1');
  await create('theirs');
  await create('another', 'r2');
  const dir = temporary();
  const line = {
    time: '2026-01-01T00:00:00Z',
    run: 'r1',
    target: target.url,
    kind: 'TFJob',
    namespace: 'default',
    name: 'ours',
  };
  writeFileSync(join(dir, 'journal.jsonl'), `${JSON.stringify(line)}\n${JSON.stringify({ ...line, uid })}\n`);

  expect(await invoke(['cleanup', '--journal', dir, '--target', 'http://127.0.0.1:1'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('names nothing on'),
  });
  expect(target.objects()).toHaveLength(3);
  expect(await invoke(['cleanup', '--journal', dir, '--target', target.url], { network })).toMatchObject({
    code: 0,
    stderr: 'cleanup: 1 found that the run made: deleting\n',
  });
  const names = target.objects().map((o) => (o as { metadata: { name: string } }).metadata.name);
  expect(names.toSorted()).toEqual(['another', 'theirs']);
  expect(await invoke(['cleanup', '--journal', dir, '--target', target.url], { network })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no journal.jsonl'),
  });
  target.close();
});

describe('a run that is cut short', () => {
  test('--bail stops at the first failing requirement', async () => {
    const target = reference(
      (send) => (request) => send(request.method === 'DELETE' ? { ...request, path: '/nothing' } : request),
      { anonymous: true },
    );
    const got = await invoke(
      [
        '--target',
        target.url,
        '--no-gate',
        '--kind',
        'tfjob',
        '--only',
        'delete/',
        '--bail',
        '--concurrency',
        '1',
        '--settle',
        '0',
      ],
      { network: target.network },
    );
    expect(got.code).toBe(1);
    expect(got.report?.scope.ran).toBeLessThan(got.report?.scope.planned as number);
    expect(got.report?.scope.notPlanned.map((n) => n.reason)).toContain('not reached: --bail');
    expect(got.report?.leftBehind).not.toEqual([]);
    expect(readFileSync(join(got.out, 'journal.jsonl'), 'utf8')).toContain(target.url);
    target.close();
  });
  test('an interruption ends in a partial report and a clean target', async () => {
    let stop: () => void = () => {};
    let requests = 0;
    const target = reference(
      (send) => (request) => {
        requests += 1;
        if (requests === 60) stop();
        return send(request);
      },
      { anonymous: true },
    );
    const got = await invoke(['--target', target.url, '--kind', 'tfjob'], {
      network: target.network,
      interrupt: (handler) => (stop = handler),
    });
    expect(got.code).toBe(130);
    expect(got.stderr).toMatch(/interrupted: cleaning up/);
    expect(got.report).toMatchObject({
      exitCode: 130,
      conformant: false,
      scope: { extent: 'partial' },
      leftBehind: [],
    });
    expect(target.objects()).toEqual([]);
    target.close();
  });
});

test('an interruption of the first look, at a target that never answers, does not wait for it', async () => {
  let stop: () => void = () => {};
  const { url, network } = targetOf(() => ({ signal }) => {
    stop();
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }));
  });
  const begun = network.clock.now();
  const got = await invoke(['--target', url], { network, interrupt: (handler) => (stop = handler) });
  expect([got.code, got.report?.scope.ran]).toEqual([130, 0]);
  expect(network.clock.now() - begun).toBeLessThan(5_000);
});

test('README and docs/ tell every flag, figure and command as it is', () => {
  const documents = DOCUMENTS.map((name) => readFileSync(join(packageRoot(), name), 'utf8'));
  for (const text of documents) expect(withGeneratedParts(text)).toBe(text);
  for (const table of [optionsTable(), commandsTable(), credentialsTable()])
    expect(documents.some((text) => text.includes(table))).toBe(true);
});

test('links of README and docs/ lead to files that are there', () => {
  const names = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(packageRoot(), 'docs')).map((name) => `docs/${name}`),
  ];
  for (const name of names.filter((one) => one.endsWith('.md')))
    for (const [, to = ''] of readFileSync(join(packageRoot(), name), 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
      expect(existsSync(join(packageRoot(), dirname(name), to)), `${name}: ${to}`).toBe(true);
});

test('each flag of a format has its writer, and each writer its flag', () => {
  const flags = OPTIONS.filter(({ format }) => format === true).map(({ flag }) => flag);
  expect(flags.sort()).toEqual(Object.keys(FURTHER_FORMATS).sort());
});
