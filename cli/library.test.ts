/** The library as a script uses it, against servers in this process and on sockets. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { realClock } from '../harness/http/clock.ts';
import { XGBOOST } from '../harness/config/define-kind.fixture.ts';
import { listen } from '../reference/http.ts';
import { MUTANTS } from '../reference/mutants/index.ts';
import { behaviourOf } from '../reference/mutants/types.ts';
import { createServer } from '../reference/server.ts';
import { REQUIREMENTS } from '../specs/index.ts';
import { conformance, defineKind, type ConformanceOptions, type Result } from './library.ts';
import { invoke, temporary } from './testing/invoke.ts';

const ONLY = ['read/returns', 'create/stores'].filter((id) => REQUIREMENTS.some((one) => one.id.startsWith(id)));

test('a run without options but what is judged needs no target, and tells each result', async () => {
  const told: Result[] = [];
  const report = await conformance({ kinds: ['tfjob'], only: ONLY, seed: 7, onResult: (result) => told.push(result) });
  expect(report).toMatchObject({ exitCode: 0, seed: 7, target: { embedded: true }, scope: { kinds: ['tfjob'] } });
  expect(told.map(({ id, verdict }) => `${id} ${verdict}`).sort()).toEqual(
    report.results.map(({ id }) => `${id} pass`).sort(),
  );
  expect(told.length).toBeGreaterThan(0);
});

test("kinds of one's own are judged as the documented ones are, and cited by their definition", async () => {
  const out = temporary();
  const report = await conformance({
    kinds: [defineKind(XGBOOST), 'mpijob'],
    only: [...ONLY, 'fields/'],
    runs: 10,
    out,
  });
  expect(report.results.filter(({ verdict }) => !['pass', 'not-applicable'].includes(verdict))).toEqual([]);
  expect(report.scope.kinds).toEqual(['mpijob', 'xgboostjob']);
  const own = report.results.find(({ id, kind }) => kind === 'xgboostjob' && id.startsWith('fields/'));
  expect(JSON.stringify(report.results.flatMap(({ statements }) => statements))).toContain(
    'the definition of XGBoostJob, cleanPodPolicy',
  );
  expect(own).toBeDefined();
  expect(existsSync(join(out, 'report.json'))).toBe(true);
});

test('a failure comes with its finding and a command that knows the kinds', async () => {
  const mutant = MUTANTS.find(
    ({ breaks, kinds, wrap }) => breaks.startsWith('read.') && kinds === undefined && wrap === undefined,
  );
  if (mutant === undefined) throw new Error('no mutant breaks reads');
  const server = createServer({
    clock: realClock,
    namespaces: ['jobs'],
    behaviour: behaviourOf(mutant),
  });
  const { url, close } = await listen(server.handle);
  try {
    const report = await conformance({ target: url, namespace: 'jobs', kinds: ['tfjob'], only: ['read/'], runs: 10 });
    expect(report.exitCode).toBe(1);
    const [failed] = report.results.filter(({ verdict }) => verdict === 'fail');
    expect(failed?.findings.length).toBeGreaterThan(0);
  } finally {
    server.stop();
    await close();
  }
});

test.each<[ConformanceOptions, string]>([
  [{ only: ['reed/'] }, 'no requirement is named "reed/"'],
  [{ kinds: ['tfjobb'] }, 'the option kinds: unknown kind "tfjobb"'],
  [{ target: 'nowhere' }, 'the option target'],
  [{ namespace: '' }, 'the option namespace is empty'],
  [{ namespaces: 'x' } as ConformanceOptions, 'there is no option namespaces; did you mean namespace?'],
  [{ readOnly: { tokn: 'x' } } as ConformanceOptions, 'there is no option readOnly.tokn'],
  [{ tokenFile: '/nowhere/token' }, 'the option tokenFile: cannot read /nowhere/token'],
  [{ kinds: [defineKind(XGBOOST), defineKind(XGBOOST)] }, 'its name xgboostjob.v1 is that of XGBoostJob'],
])('%j is refused in one line', async (options, message) => {
  await expect(conformance(options)).rejects.toThrow(message);
  await expect(conformance(options)).rejects.toThrow(/^[^\n]+$/);
});

test('a signal ends a run early', async () => {
  const ending = new AbortController();
  const report = await conformance({
    kinds: ['tfjob'],
    only: ['read/', 'list/'],
    concurrency: 1,
    signal: ending.signal,
    onResult: () => ending.abort(),
  });
  expect(report.exitCode).toBe(130);
  expect(report.scope.ran).toBeLessThan(report.scope.planned);
  expect(report.leftBehind).toEqual([]);
});

test('--kinds gives the command the same kinds, in YAML or JSON, and --kind chooses among both', async () => {
  const yaml = join(temporary(), 'kinds.yaml'),
    json = join(temporary(), 'kinds.json');
  writeFileSync(json, JSON.stringify(XGBOOST));
  writeFileSync(
    yaml,
    [
      '- kind: XGBoostJob',
      '  group: kubeflow.org',
      '  version: v1',
      '  replicaMap: xgbReplicaSpecs',
      '  replicaTypes: [{ name: Master, single: true }, Worker]',
      '  container: xgboost',
    ].join('\n'),
  );
  const { code, report } = await invoke(['--kinds', yaml, '--kind', 'xgboostjob', '--only', ONLY.join(',')]);
  expect([code, report?.scope.kinds]).toEqual([0, ['xgboostjob']]);
  const both = await invoke(['--kinds', json, '--kind', 'tfjob,xgboostjob', '--only', ONLY.join(',')]);
  expect(both.report?.scope.kinds).toEqual(['tfjob', 'xgboostjob']);
  expect(both.report?.suite.contractDigest).toBe(report?.suite.contractDigest);
  expect((await invoke(['list', '--kinds', json, '--only', 'fields/'])).stdout).not.toBe(
    (await invoke(['list', '--only', 'fields/'])).stdout,
  );
  writeFileSync(json, readFileSync(json, 'utf8').replace('"container"', '"contaner"'));
  const wrong = await invoke(['--kinds', json]);
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    expect.stringMatching(/^cci-conformance: --kinds: \S+kinds\.json: the kind XGBoostJob: unknown member "contaner"/),
  ]);
  expect(wrong.stderr.trim()).not.toContain('\n');
});
