import { describe, expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { pathOf } from '../../contract/operations.ts';
import type { Freedom, Kind } from '../../contract/types.ts';
import { coverageOf, freedomsSeen, withInvariants } from './aggregate.ts';
import { exchange } from './rollup.fixture.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result, ObservedChoice } from '../model/result.ts';

const [TF, MX] = KINDS as [Kind, Kind];
const result = (id: string, more: Partial<Result> = {}): Result => ({
  id,
  kind: 'TFJob',
  verdict: 'pass',
  findings: [],
  exchanges: [],
  choices: [],
  observations: [],
  ms: 1,
  seed: 1,
  ...more,
});

describe('coverage', () => {
  const jobs = pathOf(TF, 'a');
  const answered = [exchange(1, 'POST', jobs, 409), exchange(2, 'POST', jobs, 201), exchange(3, 'POST', jobs, 201)];
  test('counts every kind and verb, over all results, with the status codes in order', () => {
    const cells = coverageOf(
      [
        result('a/1', { exchanges: answered.slice(0, 1) }),
        result('a/2', { kind: 'MXJob', exchanges: answered.slice(1) }),
      ],
      [TF, MX],
    );
    expect(cells).toHaveLength(16);
    expect(cells.filter((cell) => cell.exchanges > 0)).toEqual([
      {
        kind: 'tfjob',
        verb: 'create',
        exchanges: 3,
        statusCodes: [201, 409],
        parameters: [],
        latency: { p50: 1, p95: 1, max: 1, counts: [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
      },
    ]);
    expect(cells.find((cell) => cell.kind === 'mxjob')).toEqual({
      kind: 'mxjob',
      verb: 'create',
      exchanges: 0,
      statusCodes: [],
    });
  });
  test('tells the parameters with their codes, and how long answers took, but not how long watches did', () => {
    const timed = (seq: number, path: string, status: number, ms: number): Exchange => ({
      ...exchange(seq, 'GET', path, status),
      ms,
    });
    const cells = coverageOf(
      [
        result('a/1', {
          exchanges: [
            ...Array.from({ length: 19 }, (_, i) => timed(i + 1, `${jobs}?limit=2&continue=x`, 200, i + 1)),
            timed(20, `${jobs}?limit=x`, 400, 500),
            timed(21, `${jobs}?watch=true`, 200, 9_000),
          ],
        }),
      ],
      [TF],
    );
    expect(cells.find(({ verb }) => verb === 'list')).toMatchObject({
      parameters: [
        { name: 'continue', statusCodes: [200] },
        { name: 'limit', statusCodes: [200, 400] },
      ],
      latency: { p50: 10, p95: 19, max: 500, counts: [1, 1, 3, 5, 9, 0, 0, 0, 1, 0, 0, 0, 0] },
    });
    const watch = cells.find(({ verb }) => verb === 'watch');
    expect(watch).toMatchObject({ exchanges: 1, parameters: [{ name: 'watch', statusCodes: [200] }] });
    expect(watch).not.toHaveProperty('latency');
  });
  test.each([
    ['what is no operation of these kinds', exchange(1, 'GET', '/healthz', 200)],
    ['what was never answered', exchange(1, 'GET', jobs)],
  ])('leaves out %s', (_, stray) => {
    expect(coverageOf([result('a/1', { exchanges: [stray] })], [TF]).filter((cell) => cell.exchanges > 0)).toEqual([]);
  });
});

describe('freedoms', () => {
  const freedom = (id: string): Freedom => ({
    id,
    text: `Of ${id}.`,
    source: { document: 'p' },
    scope: 'target',
    options: ['yes', 'no'].map((o) => ({ id: `${id}-${o}`, text: `${id} says ${o}` })),
  });
  const rows = (...choices: ObservedChoice[]) =>
    freedomsSeen(
      choices.map((one) => result('a/1', { choices: [one] })),
      [freedom('f'), freedom('g')],
    );
  const row = (of: string, option: string, times: number) => ({
    freedom: of,
    text: `Of ${of}.`,
    option: `${of}-${option}`,
    optionText: `${of} says ${option}`,
    times,
  });
  test('are listed in the order of the contract, with their texts and how often each option was taken', () => {
    expect(
      rows(
        { freedom: 'g', option: 'g-no' },
        { freedom: 'f', option: 'f-no' },
        { freedom: 'f', option: 'f-yes' },
        { freedom: 'g', option: 'g-no' },
      ),
    ).toStrictEqual([row('f', 'no', 1), row('f', 'yes', 1), row('g', 'no', 2)]);
  });
  test('are counted for each verb separately where it is known', () => {
    expect(
      rows(
        { freedom: 'f', option: 'f-no', verb: 'list' },
        { freedom: 'f', option: 'f-no', verb: 'watch' },
        { freedom: 'f', option: 'f-no', verb: 'list' },
      ),
    ).toStrictEqual([
      { ...row('f', 'no', 2), verb: 'list' },
      { ...row('f', 'no', 1), verb: 'watch' },
    ]);
  });
  test('that the contract does not know are shown as such, first', () => {
    const unknown = 'not in the contract';
    expect(rows({ freedom: 'f', option: 'f-perhaps' }, { freedom: 'h', option: 'h-no' })).toStrictEqual([
      { freedom: 'h', text: unknown, option: 'h-no', optionText: unknown, times: 1 },
      { freedom: 'f', text: 'Of f.', option: 'f-perhaps', optionText: unknown, times: 1 },
    ]);
  });
});

describe('invariants', () => {
  const REQUIREMENTS: Requirement[] = [
    { id: 'errors/tidy', revision: 1, tests: [], check: async () => {}, everywhere: () => 'holds' },
    { id: 'a/1', revision: 1, tests: [], check: async () => {} },
  ];
  const finding = (message: string) => ({ message, expected: 'e', received: 'r' });
  const violation = (seq: number) => ({
    finding: { ...finding(`m${seq}`), exchange: seq, history: [seq] },
    exchange: exchange(seq, 'GET', `/${seq}`, 200),
  });
  const saw = (seen: number, ...violations: number[]): Partial<Result> => ({
    observations: [{ invariant: 'errors/tidy', seen, findings: violations.map(violation) }],
  });
  /** What becomes of the invariant, given its own result and what others saw. */
  const judged = (own: Partial<Result>, ...others: Partial<Result>[]) =>
    withInvariants(
      [...others.map((other, i) => result(`a/${i + 1}`, other)), result('errors/tidy', own)],
      REQUIREMENTS,
    ).at(-1);

  test.each<[string, Partial<Result>[]]>([
    ['nobody saw', []],
    ['whoever looked at it saw none of', [saw(0), saw(0)]],
    ['was seen of another kind alone', [{ ...saw(3), kind: 'MXJob' }]],
  ])('one whose sort of exchange %s is not applicable', (_, others) => {
    expect(judged({}, ...others)).toMatchObject({
      verdict: 'not-applicable',
      reason: 'no exchange of this run was of the sort it speaks about',
    });
  });
  test('one that applied to some exchange of the run passes as it did', () => {
    expect(judged({}, saw(0), saw(3))).toStrictEqual(result('errors/tidy'));
  });
  test.each(['fail', 'inconclusive', 'harness-error'] as const)(
    'a check of its own that ended in %s stands, whatever was seen',
    (verdict) => {
      expect(judged({ verdict }, saw(0))).toStrictEqual(result('errors/tidy', { verdict }));
    },
  );
  test('a violation is no verdict on a check that broke', () => {
    expect(judged({ verdict: 'harness-error' }, saw(1, 1))?.verdict).toBe('harness-error');
  });
  test('violations of all judgements are reported after its own, five of them, with their exchanges numbered anew', () => {
    const own = exchange(1, 'POST', '/own', 201);
    const got = judged(
      { verdict: 'fail', exchanges: [own], findings: [finding('own')] },
      saw(9, 9, 8, 7),
      saw(4, 6, 5, 4),
    );
    expect(got?.verdict).toBe('fail');
    expect(got?.findings).toStrictEqual([
      finding('own'),
      ...[9, 8, 7, 6, 5].map((seq, i) => ({ ...finding(`m${seq}`), exchange: i + 2 })),
    ]);
    expect(got?.exchanges.map(({ seq, path }) => `${seq} ${path}`)).toEqual([
      '1 /own',
      '2 /9',
      '3 /8',
      '4 /7',
      '5 /6',
      '6 /5',
    ]);
  });
  test('one that only answers break which were not due follows from the failure that says so; others come first', () => {
    const undue: Partial<Result> = {
      ...saw(1, 3),
      verdict: 'fail',
      findings: [{ ...finding('taken'), path: 'status', exchange: 3 }],
    };
    expect(judged({}, undue)).toMatchObject({ verdict: 'fail', causedBy: 'a/1', findings: [{ message: 'm3' }] });
    const also = judged({}, undue, saw(1, 5));
    expect([also?.causedBy, also?.findings.map(({ message }) => message)]).toEqual([undefined, ['m5', 'm3']]);
    // Of another exchange, or not about the status, or refused as it should be, or broken by its own check.
    const [first] = undue.findings ?? [];
    if (first === undefined) throw new Error('no finding');
    expect(judged({}, { ...undue, findings: [{ ...first, exchange: 2 }] })).not.toHaveProperty('causedBy');
    expect(judged({}, { ...undue, findings: [{ ...first, path: '/spec' }] })).not.toHaveProperty('causedBy');
    const refused = { ...violation(3), exchange: exchange(3, 'GET', '/3', 404) };
    const observations = [{ invariant: 'errors/tidy', seen: 1, findings: [refused] }];
    expect(judged({}, { ...undue, observations })).not.toHaveProperty('causedBy');
    expect(judged({ verdict: 'fail', findings: [finding('own')] }, undue)).not.toHaveProperty('causedBy');
  });
  test('what they find leaves other requirements as they were', () => {
    const others = [result('a/1', saw(1, 1)), result('errors/tidy')];
    expect(withInvariants(others, REQUIREMENTS)[0]).toBe(others[0]);
  });
});
