import { describe, expect, it } from 'vitest';
import type { Report, ReportEntry } from '../harness/types.ts';
import { diff } from './diff.ts';
import { jsonLines } from './json-lines.ts';
import { sampleReport } from './report.fixture.ts';
import { byReason, coverageOf, failuresOf, untold } from './told.ts';

const base = sampleReport();
const [first] = base.results;
if (first === undefined) throw new Error('the sample is empty');
const entry = (id: string, kind: string, over: Partial<ReportEntry>): ReportEntry => ({ ...first, id, kind, ...over });
const withResults = (...results: ReportEntry[]): Report => ({ ...base, results });
const shape = (report: Report): unknown => failuresOf(report).map(({ id, entries, folded }) => [id, entries.length, folded.map((one) => `${one.id}@${one.kind}`)]);

describe('failures', () => {
  it('are folded under the first cause that failed for the same kind', () => {
    expect(shape(withResults(
      entry('c', 'tfjob', { verdict: 'fail', causedBy: 'b' }), entry('b', 'tfjob', { verdict: 'fail', causedBy: 'a' }), entry('a', 'tfjob', { verdict: 'fail' }),
      entry('b', 'mxjob', { verdict: 'fail', causedBy: 'a' }), entry('d', 'tfjob', { verdict: 'inconclusive', causedBy: 'a' }), entry('d', 'mxjob', { verdict: 'inconclusive', causedBy: 'a' }),
    ))).toEqual([['a', 1, ['c@tfjob', 'b@tfjob', 'd@tfjob']], ['b', 1, []]]);
  });

  it('are none lost where causes form a circle', () => {
    expect(shape(withResults(entry('a', 'tfjob', { verdict: 'fail', causedBy: 'b' }), entry('b', 'tfjob', { verdict: 'fail', causedBy: 'a' })))).toEqual([['a', 1, ['b@tfjob']]]);
  });

  it('and the rest make up all results', () => {
    const told = failuresOf(base).flatMap(({ entries, folded }) => [...entries, ...folded]);
    expect(told.length + untold(base).length).toBe(base.results.length);
  });
});

it('reasons that differ in numbers alone are one', () => {
  const entries = [entry('a', 'tfjob', { verdict: 'waived', reason: 'x (exchange 3)' }), entry('b', 'tfjob', { verdict: 'waived', reason: 'x (exchange 14)' }), entry('c', 'tfjob', { verdict: 'waived' })];
  expect(byReason(entries, 'waived').map(({ reason, entries: of }) => [reason, of.length])).toEqual([['x (exchange 3)', 2], ['no reason recorded', 1]]);
});

it('coverage counts a kind that the documents do not know', () => {
  const scope = { ...base.scope, kinds: [...base.scope.kinds, 'newjob'] };
  expect(coverageOf({ ...base, scope })).toEqual({ operations: 28, ofOperations: 35, watches: 3, ofWatches: 5 });
});

describe('jsonLines', () => {
  it('changes nothing but space, and knows where each line is', () => {
    const text = '{"a/b":[1.0,{"x":9007199254740993},[],{}],"a/b":"\\u0041{,:"}';
    const lines = jsonLines(text) ?? [];
    expect(lines.map((line) => line.text.trim()).join('').replaceAll('": ', '":')).toBe(text);
    expect(lines.find((line) => line.text.includes('9007'))?.pointer).toBe('/a~1b/1/x');
    expect(lines.filter((line) => line.pointer === '/a~1b/1')).toHaveLength(2);
    expect(jsonLines('{"a"')).toBeUndefined();
  });
});

describe('diff', () => {
  const marked = (expected: string, received: string): [string, string] => {
    const { expected: a, received: b } = diff(expected, received);
    const of = (pieces: typeof a): string => pieces.filter(({ differs }) => differs).map(({ text }) => text).join('');
    return [of(a), of(b)];
  };
  it('marks lines of formatted JSON, and characters of a single line', () => {
    expect(marked('{"a":1,"b":2}', '{"a":1,"c":3,"b":2,"d":4}')).toEqual(['', '  "c": 3,\n  "d": 4\n']);
    expect(marked('status 404 here', 'status 500 here')).toEqual(['404', '500']);
    expect(marked('the same', 'the same')).toEqual(['', '']);
  });
});
