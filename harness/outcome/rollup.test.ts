import { describe, expect, test } from 'vitest';
import { pathOf } from '../../contract/operations.ts';
import { withCauses } from './rollup.ts';
import type { RunFacts } from './rollup.ts';
import type { Report } from '../model/report.ts';
import type { Result } from '../model/result.ts';
import { MX, TF, entry, exchange, facts, failed, finding, report, requirement } from './rollup.fixture.ts';

describe('exit codes, the first that applies', () => {
  test.each<[string, Record<string, Partial<Result>>, Partial<RunFacts>, number, boolean]>([
    ['all pass', {}, {}, 0, true],
    ['a SHOULD fails', { 'errors/tidy tfjob': failed }, {}, 0, true],
    ['a MUST is inconclusive', { 'read/returns mxjob': { verdict: 'inconclusive', reason: 'why' } }, {}, 3, false],
    [
      'a MUST fails beside one that is inconclusive',
      { 'read/returns mxjob': { verdict: 'inconclusive' }, 'create/stores tfjob': failed },
      {},
      1,
      false,
    ],
    [
      'not applicable is no failure',
      { 'read/returns mxjob': { verdict: 'not-applicable', reason: 'why' } },
      {},
      0,
      true,
    ],
    [
      'a check throws',
      { 'read/returns mxjob': { verdict: 'harness-error', stack: 's' }, 'create/stores tfjob': failed },
      {},
      4,
      false,
    ],
    ['the suite stumbles outside any judgement', {}, { errors: ['cleanup broke'] }, 4, false],
    ['interrupted', { 'create/stores tfjob': { verdict: 'harness-error' } }, { interrupted: true }, 130, false],
  ])('%s', (_, given, more, code, conformant) => {
    const made = report(given, more);
    expect([made.exitCode, made.conformant]).toEqual([code, conformant]);
    expect(made.conclusion).toMatch(/\.$/);
  });
});

describe('what was planned and did not run', () => {
  test('is an error of the suite', () => {
    const made = report({}, {}, ['read/returns']);
    expect(entry(made, 'read/returns')).toMatchObject({
      verdict: 'harness-error',
      reason: 'the judgement ended without a result',
      findings: [],
      exchanges: [],
      exchangeCount: 0,
      ms: 0,
      seed: 7,
    });
    expect(made.exitCode).toBe(4);
    expect(
      entry(report({}, { errors: ['the thread died', 'and more'] }, ['read/returns']), 'read/returns')?.reason,
    ).toBe('the thread died');
  });
  test('unless the run was cut short by --bail: then it is counted as not planned, and the scope is partial', () => {
    const made = report({ 'create/stores tfjob': failed }, { bailed: true }, ['read/returns', 'patch/sets']);
    expect(made.scope).toMatchObject({
      extent: 'partial',
      planned: 10,
      ran: 6,
      notPlanned: [{ reason: 'not reached: --bail', count: 4 }],
    });
    expect(made.exitCode).toBe(1);
  });
  test("or interrupted; and what did not run is nobody's cause", () => {
    const made = report({ 'patch/sets tfjob': { verdict: 'inconclusive' } }, { interrupted: true }, ['read/returns']);
    expect(made.scope).toMatchObject({
      extent: 'partial',
      ran: 8,
      notPlanned: [{ reason: 'not reached: interrupted', count: 2 }],
    });
    expect(entry(made, 'patch/sets')).not.toHaveProperty('causedBy');
  });
});

test('a failure is explained by the first cause among what it needs, for the same kind', () => {
  const made = report({
    'create/stores tfjob': failed,
    'read/returns tfjob': failed,
    'patch/sets tfjob': { verdict: 'inconclusive' },
    'patch/sets mxjob': failed,
  });
  expect(entry(made, 'create/stores')?.causedBy).toBeUndefined();
  expect(entry(made, 'read/returns')?.causedBy).toBe('create/stores');
  expect(entry(made, 'patch/sets')?.causedBy).toBe('create/stores');
  expect(entry(made, 'patch/sets', 'mxjob')?.causedBy).toBeUndefined();
  expect(entry(report({ 'create/stores tfjob': failed }), 'read/returns')?.causedBy).toBeUndefined();
});

describe('a failure is explained by the one of the statement that it rests on', () => {
  const made = (...rests: [id: string, restsOn: string | undefined][]) => {
    const of = (id: string, needs: string[] = []) => requirement(id, { tests: [`s.${id}`], needs });
    return withCauses(
      rests.map(([id, restsOn]) => ({ id, kind: 'tfjob', verdict: 'fail' as const, ...(restsOn && { restsOn }) })),
      [of('direct'), of('other'), of('needing', ['other']), of('resting')],
    ).map(({ id, causedBy }) => [id, causedBy]);
  };
  test('and that one by nothing', () => {
    expect(made(['direct', 's.direct'], ['other', 's.direct'])).toEqual([
      ['direct', undefined],
      ['other', 'direct'],
    ]);
  });
  test('unless that failure rests on another statement, which is broken', () => {
    expect(made(['direct', 's.other'], ['other', undefined], ['resting', 's.direct'])).toEqual([
      ['direct', 'other'],
      ['other', undefined],
      ['resting', undefined],
    ]);
  });
  test('also where that failure seemed to rest on another statement, which nothing breaks', () => {
    expect(made(['direct', 's.other'], ['resting', 's.direct'])).toEqual([
      ['direct', undefined],
      ['resting', 'direct'],
    ]);
  });
  test('along the chain to its end', () => {
    expect(made(['direct', undefined], ['other', 's.direct'], ['needing', undefined])).toEqual([
      ['direct', undefined],
      ['other', 'direct'],
      ['needing', 'direct'],
    ]);
  });
  test('and where failures explain each other, the first of them is the root', () => {
    expect(made(['other', 's.needing'], ['needing', undefined])).toEqual([
      ['other', undefined],
      ['needing', 'other'],
    ]);
  });
});

describe('expectations', () => {
  const expecting = (...requirement: string[]): Partial<RunFacts> => ({
    expectations: {
      file: 'e.yaml',
      entries: [{ requirement, reason: 'known', verdict: ['fail'], sometimes: false, kind: ['tfjob'] }],
    },
  });
  test('a waived MUST is no failure, and the conclusion says so', () => {
    const made = report({ 'create/stores tfjob': failed }, expecting('create/stores'));
    expect([made.exitCode, made.conformant, made.conclusion]).toEqual([
      0,
      true,
      expect.stringMatching(/^Conformant but for 1 waived requirement: /),
    ]);
    expect(entry(made, 'create/stores')).toMatchObject({
      verdict: 'waived',
      reason: 'known',
      was: { verdict: 'fail' },
      findings: [finding],
    });
    expect(made.expectations).toEqual({ file: 'e.yaml', used: 1, stale: [], expired: [] });
  });
  test('one counts until the end of its last day', () => {
    const { expectations } = expecting('create/stores') as Required<RunFacts>;
    const entries = expectations.entries.map((one) => ({ ...one, expires: '2026-01-01' }));
    const on = (startedAt: string): Report =>
      report({ 'create/stores tfjob': failed }, { expectations: { ...expectations, entries }, startedAt });
    expect(on('2026-01-01T23:59:59.999Z').expectations).toMatchObject({ used: 1, expired: [] });
    expect(on('2026-01-02T00:00:00.000Z').expectations).toMatchObject({
      used: 0,
      expired: ['create/stores: expired on 2026-01-01'],
    });
  });
  test('what is waived still explains what needs it', () => {
    expect(
      entry(
        report({ 'create/stores tfjob': failed, 'read/returns tfjob': failed }, expecting('create/stores')),
        'read/returns',
      )?.causedBy,
    ).toBe('create/stores');
  });
  test('a stale one is an error by itself, and beside a failure', () => {
    const stale = report({}, expecting('read/returns'));
    expect([stale.exitCode, stale.conformant, stale.conclusion]).toEqual([
      1,
      false,
      'Not as expected: 1 expectation of e.yaml is out of date.',
    ]);
    expect(report({ 'create/stores tfjob': failed }, expecting('read/returns')).conclusion).toMatch(
      /^Not conformant: .* 1 expectation of e\.yaml is out of date\./,
    );
  });
});

describe('invariants', () => {
  const seen = (count: number, violations: Result['observations'][number]['findings'] = []): Partial<Result> => ({
    observations: [{ invariant: 'errors/tidy', seen: count, findings: violations }],
  });
  test('a violation anywhere in the run fails the invariant for that kind, with the exchange that shows it', () => {
    const shown = exchange(9, 'POST', pathOf(TF, 'a'), 201);
    const made = report({ 'read/returns tfjob': seen(4, [{ finding: { ...finding, exchange: 9 }, exchange: shown }]) });
    const judged = entry(made, 'errors/tidy');
    expect(judged).toMatchObject({
      verdict: 'fail',
      findings: [{ message: 'm', exchange: 1 }],
      exchanges: [{ seq: 1, method: 'POST' }],
    });
    expect([entry(made, 'errors/tidy', 'mxjob')?.verdict, entry(made, 'read/returns')?.verdict]).toEqual([
      'pass',
      'pass',
    ]);
  });
  test('one that applied to nothing is not applicable', () => {
    expect(entry(report({ 'create/stores tfjob': seen(0) }), 'errors/tidy')?.verdict).toBe('not-applicable');
  });
});

test('coverage is counted from methods and paths', () => {
  const made = report({
    'create/stores tfjob': {
      exchanges: [
        exchange(1, 'POST', pathOf(TF, 'a'), 201),
        exchange(2, 'GET', `${pathOf(MX, 'a')}?watch=true`, 200),
        exchange(3, 'POST', pathOf(TF, 'a'), 409),
      ],
    },
  });
  const cell = (kind: string, verb: string) => made.coverage.find((c) => c.kind === kind && c.verb === verb);
  expect(cell('tfjob', 'create')).toMatchObject({ exchanges: 2, statusCodes: [201, 409] });
  expect(cell('mxjob', 'watch')).toMatchObject({ exchanges: 1 });
  expect(cell('tfjob', 'list')).toMatchObject({ exchanges: 0 });
  expect(made.requests).toBe(3);
});

test('freedoms are counted by option, and two options of one stand beside each other', () => {
  const saw = (option: string) => ({ choices: [{ freedom: 'f', option }] });
  expect(
    report({ 'create/stores tfjob': saw('f-a'), 'create/stores mxjob': saw('f-b'), 'read/returns tfjob': saw('f-a') })
      .freedoms,
  ).toMatchObject([
    { option: 'f-a', optionText: 'a', times: 2 },
    { option: 'f-b', times: 1 },
  ]);
});

describe('the report', () => {
  test('says what was judged by what', () => {
    const made = report({});
    expect(made.suite).toEqual({ name: 'n', version: '1', contractDigest: 'd' });
    expect(made.scope).toEqual({
      extent: 'full',
      layers: facts.layers,
      kinds: ['tfjob', 'mxjob'],
      planned: 10,
      ran: 10,
      notPlanned: [],
    });
    expect(made).not.toHaveProperty('expectations');
  });
  test('counts verdicts by layer, kind, area and level', () => {
    const { summary } = report({ 'create/stores tfjob': failed, 'errors/tidy mxjob': { verdict: 'inconclusive' } });
    const count = (pass: number, fail: number, inconclusive: number) => ({
      pass,
      fail,
      inconclusive,
      'not-applicable': 0,
      waived: 0,
      'harness-error': 0,
    });
    const whole = count(2, 0, 0),
      broken = count(1, 1, 0),
      unclear = count(1, 0, 1),
      operation = count(7, 1, 0);
    expect(summary).toEqual({
      total: count(8, 1, 1),
      byLayer: { operation, conventions: unclear },
      byLevel: { MUST: operation, SHOULD: unclear },
      byKind: { tfjob: count(4, 1, 0), mxjob: count(4, 0, 1) },
      byArea: { create: broken, read: whole, patch: whole, list: whole, errors: unclear },
    });
  });
  test('counts the register by what any requirement cites', () => {
    expect(report({}).register).toEqual({ statements: 6, tested: 3, untestable: 1, open: 2 });
  });
});
