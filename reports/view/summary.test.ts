import { describe, expect, it } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Report, ReportEntry } from '../../harness/model/report.ts';
import { causesOf } from './causes.ts';
import { jsonLines } from './json-lines.ts';
import { sampleReport } from '../report.fixture.ts';
import { byReason, coverageOf, nearestCode, notInFailures, withKinds } from './summary.ts';

const base = sampleReport();
const [first] = base.results;
if (first === undefined) throw new Error('the sample is empty');
const entry = (id: string, kind: string, over: Partial<ReportEntry>): ReportEntry => ({ ...first, id, kind, ...over });
const withResults = (...results: ReportEntry[]): Report => ({ ...base, results });
const shape = (report: Report): unknown =>
  causesOf(report).map(({ entry: { id }, entries, folded }) => [
    id,
    entries.length,
    folded.map((one) => `${one.id}@${one.kind}`),
  ]);

describe('failures', () => {
  it('are folded under the first cause that failed for the same kind', () => {
    expect(
      shape(
        withResults(
          entry('c', 'tfjob', { verdict: 'fail', causedBy: 'b' }),
          entry('b', 'tfjob', { verdict: 'fail', causedBy: 'a' }),
          entry('a', 'tfjob', { verdict: 'fail' }),
          entry('b', 'mxjob', { verdict: 'fail', causedBy: 'a' }),
          entry('d', 'tfjob', { verdict: 'inconclusive', causedBy: 'a' }),
          entry('d', 'mxjob', { verdict: 'inconclusive', causedBy: 'a' }),
        ),
      ),
    ).toEqual([
      ['a', 1, ['c@tfjob', 'b@tfjob', 'd@tfjob']],
      ['b', 1, []],
    ]);
  });

  it('are none lost where causes form a circle', () => {
    expect(
      shape(
        withResults(
          entry('a', 'tfjob', { verdict: 'fail', causedBy: 'b' }),
          entry('b', 'tfjob', { verdict: 'fail', causedBy: 'a' }),
        ),
      ),
    ).toEqual([['a', 1, ['b@tfjob']]]);
  });

  it.each<[string, [string, string?][], unknown]>([
    [
      'are folded under the first of a circle, whoever comes first',
      [
        ['b', 'c'],
        ['c', 'a'],
        ['a', 'b'],
      ],
      [['a', 1, ['b@tfjob', 'c@tfjob']]],
    ],
    [
      'that a circle explains are no part of it',
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'd'],
        ['d', 'c'],
      ],
      [['c', 1, ['a@tfjob', 'b@tfjob', 'd@tfjob']]],
    ],
    [
      'that name themselves as their cause have none',
      [
        ['a', 'b'],
        ['b', 'b'],
      ],
      [['b', 1, ['a@tfjob']]],
    ],
    [
      'whose cause did not fail stand for themselves',
      [['a', 'z'], ['b']],
      [
        ['a', 1, []],
        ['b', 1, []],
      ],
    ],
  ])('%s', (_, causes, failures) => {
    expect(
      shape(withResults(...causes.map(([id, causedBy]) => entry(id, 'tfjob', { verdict: 'fail', causedBy })))),
    ).toEqual(failures);
  });

  it('and the rest make up all results', () => {
    const failures = causesOf(base).flatMap(({ entries, folded }) => [...entries, ...folded]);
    expect(failures.length + notInFailures(base).length).toBe(base.results.length);
  });
});

it('reasons that differ in numbers alone are one', () => {
  const entries = [
    entry('a', 'tfjob', { verdict: 'waived', reason: 'x (exchange 3)' }),
    entry('b', 'tfjob', { verdict: 'waived', reason: 'x (exchange 14)' }),
    entry('c', 'tfjob', { verdict: 'waived' }),
  ];
  expect(byReason(entries, 'waived').map(({ reason, entries: of }) => [reason, of.length])).toEqual([
    ['x (exchange 3)', 2],
    ['no reason recorded', 1],
  ]);
});

it('reasons are told the most frequent first, and a number is not the same as none', () => {
  const reasons = ['HTTP refused', 'HTTP2 refused', 'a', 'HTTP1 refused', 'a', 'a'];
  const groups = byReason(
    reasons.map((reason, i) => entry(`r${i}`, 'tfjob', { verdict: 'inconclusive', reason })),
    'inconclusive',
  );
  expect(groups.map(({ reason, entries: of }) => [reason, of.map(({ id }) => id)])).toEqual([
    ['a', ['r2', 'r4', 'r5']],
    ['HTTP2 refused', ['r1', 'r3']],
    ['HTTP refused', ['r0']],
  ]);
});

it('the nearest code of several entries is the innermost position of each, once', () => {
  const of = (...code: string[]): ReportEntry => entry('a', 'tfjob', { findings: [], code });
  expect(
    nearestCode([of('specs/a.ts:1', 'specs/b.ts:2'), of('specs/a.ts:1'), of('specs/c.ts:3', 'specs/a.ts:1')]),
  ).toEqual(['specs/a.ts:1', 'specs/c.ts:3']);
});

it('a requirement is told with its kinds', () => {
  expect(withKinds([entry('a', 'tfjob', {}), entry('b', 'tfjob', {}), entry('a', 'mxjob', {})])).toEqual([
    'a (tfjob, mxjob)',
    'b (tfjob)',
  ]);
});

describe('coverage', () => {
  it('counts kinds that the documents do not know, and a known one once, by whichever of its names', () => {
    const scope = { ...base.scope, kinds: [...base.scope.kinds, 'TFJob', 'mxjobs', 'newjob', 'oddjob'] };
    expect(coverageOf({ ...base, scope })).toEqual({
      operations: 28,
      ofOperations: 7 * (KINDS.length + 2),
      watches: 3,
      ofWatches: KINDS.length + 2,
    });
  });

  it('takes no operation for covered that nothing was sent to', () => {
    const coverage = base.coverage.map((one) => (one.kind === 'tfjob' ? { ...one, exchanges: 0 } : one));
    expect(coverageOf({ ...base, coverage })).toEqual({
      operations: 21,
      ofOperations: 7 * KINDS.length,
      watches: 2,
      ofWatches: KINDS.length,
    });
  });
});

describe('jsonLines', () => {
  it('changes nothing but space, and knows where each line is', () => {
    const text = '{"a/b":[1.0,{"x":9007199254740993},[],{}],"a/b":"\\u0041{,:"}';
    const lines = jsonLines(text) ?? [];
    expect(
      lines
        .map((line) => line.text.trim())
        .join('')
        .replaceAll('": ', '":'),
    ).toBe(text);
    expect(lines.find((line) => line.text.includes('9007'))?.pointer).toBe('/a~1b/1/x');
    expect(lines.filter((line) => line.pointer === '/a~1b/1')).toHaveLength(2);
    expect(jsonLines('{"a"')).toBeUndefined();
  });
});
