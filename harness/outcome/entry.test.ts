import { describe, expect, test } from 'vitest';
import type { RunFacts } from './rollup.ts';
import type { ReportEntry } from '../model/report.ts';
import { entry, facts, failed, report } from './rollup.fixture.ts';

describe('an entry', () => {
  test('says which statement, from which page of its kind, under which reading, and how to replay it', () => {
    const judged = entry(report({ 'create/stores tfjob': failed }), 'create/stores');
    expect(judged?.statements).toEqual([
      {
        id: 's.create',
        text: 'Create stores.',
        source: 'Creating a TFJob, table 154',
        level: 'MUST',
        layer: 'operation',
        errata: [{ number: 5, reading: 'the examples' }],
      },
    ]);
    expect(judged?.replay).toBe(
      'npx -p cci-job-conformance cci-conformance --target http://t --namespace a --other-namespace b --only create/stores --kind tfjob --seed 7',
    );
    expect(judged?.exchanges).toHaveLength(1);
    expect(entry(report({}), 'create/stores')).toMatchObject({ exchangeCount: 0 });
  });
  test('names the page of the operation, or what else the statement comes from', () => {
    const made = report({});
    expect(entry(made, 'list/whole', 'mxjob')?.statements).toMatchObject([
      { source: 'Querying all MXJobs in a namespace, limit' },
    ]);
    expect(entry(made, 'list/whole', 'mxjob')?.statements[0]).not.toHaveProperty('url');
    expect(entry(made, 'errors/tidy')?.statements).toStrictEqual([
      {
        id: 's.habit',
        text: 'Answers are tidy.',
        source: 'Kubernetes API conventions',
        url: 'https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md',
        level: 'SHOULD',
        layer: 'conventions',
      },
    ]);
  });
  test('that did not pass says where its requirement is defined, and where the check ended', () => {
    const code = ['specs/list/list.ts:9'];
    const made = report({ 'list/whole tfjob': { ...failed, findings: [], verdict: 'inconclusive', code } });
    expect(entry(made, 'list/whole')).toMatchObject({ code, definedAt: ['specs/list/list.ts:7'] });
    expect(entry(report({}), 'list/whole')).not.toHaveProperty('definedAt');
  });
  test.each(['pass', 'not-applicable'] as const)('of a %s has nothing to replay', (verdict) => {
    const { statements, ...judged } = entry(
      report({ 'list/whole tfjob': { ...failed, findings: [], verdict } }),
      'list/whole',
    ) as ReportEntry;
    expect(statements).toHaveLength(1);
    expect(judged).toStrictEqual({
      id: 'list/whole',
      kind: 'tfjob',
      verdict,
      level: 'MUST',
      layer: 'operation',
      area: 'list',
      findings: [],
      ...(verdict === 'not-applicable' && { definedAt: ['specs/list/list.ts:7'] }),
      exchangeCount: 1,
      ms: 1,
      seed: 1,
    });
  });
  test('of a check that broke has its stack', () => {
    expect(
      entry(
        report({ 'list/whole tfjob': { verdict: 'harness-error', reason: 'broke', stack: 'at check' } }),
        'list/whole',
      ),
    ).toMatchObject({ reason: 'broke', stack: 'at check' });
  });
  test.each<[string, Partial<RunFacts['target']>, number, string]>([
    [
      'in a shell',
      { url: "https://t/it's here" },
      100,
      "--target 'https://t/it'\\''s here' --namespace a --other-namespace b ",
    ],
    [
      'with every namespace',
      { scratchNamespace: 'c' },
      100,
      '--target http://t --namespace a --other-namespace b --scratch-namespace c ',
    ],
    ['against the embedded server', { embedded: true }, 100, ''],
    ['with as many runs', { embedded: true }, 250, ''],
  ])('is replayed %s', (_, target, runs, where) => {
    const made = report({ 'list/whole tfjob': failed }, { target: { ...facts.target, ...target }, runs });
    expect(entry(made, 'list/whole')?.replay).toBe(
      `npx -p cci-job-conformance cci-conformance ${where}--only list/whole --kind tfjob --seed 7${runs === 100 ? '' : ' --runs 250'}`,
    );
  });
});
