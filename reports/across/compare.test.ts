import { expect, test } from 'vitest';
import type { Report, ReportEntry } from '../../harness/model/report.ts';
import type { Verdict } from '../../harness/model/result.ts';
import { sampleReport } from '../report.fixture.ts';
import { compared, exitCodeOf } from './compare.ts';
import { asMarkdown, asText, summaryOf } from './comparison-text.ts';

/** The report with these verdicts in place of its own, one for each of its first judgements. */
function withVerdicts(report: Report, verdicts: readonly Verdict[]): Report {
  return {
    ...report,
    results: report.results.slice(0, verdicts.length).map((entry, i) => ({
      ...entry,
      verdict: verdicts[i] ?? entry.verdict,
      findings: verdicts[i] === 'fail' ? [{ message: 'It was | <wrong>.', expected: 'a', received: 'b' }] : [],
    })),
  };
}
const base = sampleReport();
const between = (before: readonly Verdict[], after: readonly Verdict[]) =>
  compared(withVerdicts(base, before), withVerdicts(base, after));

test.each<[Verdict, Verdict, string]>([
  ['pass', 'fail', 'broke'],
  ['not-applicable', 'fail', 'broke'],
  ['inconclusive', 'fail', 'broke'],
  ['waived', 'fail', 'broke'],
  ['pass', 'inconclusive', 'unjudged'],
  ['pass', 'harness-error', 'unjudged'],
  ['fail', 'inconclusive', 'changed'],
  ['fail', 'pass', 'fixed'],
  ['waived', 'pass', 'fixed'],
  ['fail', 'not-applicable', 'fixed'],
  ['pass', 'waived', 'changed'],
  ['fail', 'waived', 'changed'],
  ['pass', 'not-applicable', 'changed'],
  ['inconclusive', 'pass', 'changed'],
  ['fail', 'fail', 'stillFailing'],
])('from %s to %s is %s, and nothing else', (before, after, part) => {
  const { notes, latencies, unchanged, ...parts } = between([before], [after]);
  expect([notes, latencies, unchanged]).toEqual([[], expect.any(Array), 0]);
  expect(Object.entries(parts).filter(([, changes]) => changes.length > 0)).toEqual([
    [part, [expect.objectContaining({ before, after })]],
  ]);
});

test('only what broke is 1, what can no longer be judged is 3, and all else is 0', () => {
  expect(exitCodeOf(between(['pass', 'pass'], ['fail', 'inconclusive']))).toBe(1);
  expect(exitCodeOf(between(['pass', 'pass'], ['pass', 'inconclusive']))).toBe(3);
  expect(exitCodeOf(between(['fail', 'pass'], ['pass', 'pass']))).toBe(0);
  expect(exitCodeOf(between(['fail'], ['fail']))).toBe(0);
});

test('what only one of them has is new, or no longer tested', () => {
  const [more, less] = [withVerdicts(base, ['pass', 'fail']), withVerdicts(base, ['pass'])];
  expect(compared(less, more)).toMatchObject({ added: [{ after: 'fail' }], removed: [], unchanged: 1 });
  expect(compared(more, less)).toMatchObject({ added: [], removed: [{ before: 'fail' }], unchanged: 1 });
  expect(exitCodeOf(compared(less, more))).toBe(0);
});

test('of what is new, what fails stands first, with what was found, and is counted', () => {
  const comparison = compared(withVerdicts(base, []), withVerdicts(base, ['pass', 'fail']));
  expect(comparison.added.map(({ after }) => after)).toEqual(['fail', 'pass']);
  expect(asText(comparison)).toMatch(/New: 2\n {2}\S+ \(\w+\): fail\n {4}It was \| <wrong>\./);
  expect(summaryOf(comparison)).toContain('2 are new (1 of them fails)');
});

test('a run that ended early is named', () => {
  const cut = { ...base, scope: { ...base.scope, ran: 1, planned: 3 } };
  const whole = { ...base, scope: { ...base.scope, ran: 3, planned: 3 } };
  expect(compared(cut, whole).notes).toEqual(['The first report is of a run that ended early: 1 of 3 judgements.']);
});

test('what else differs between the runs is said', () => {
  const other = { ...base, seed: base.seed + 1, target: { ...base.target, url: 'http://other' } };
  expect(compared(base, other).notes).toEqual([
    `The target was ${base.target.url}, and then http://other.`,
    `The seed was ${base.seed}, and then ${base.seed + 1}.`,
  ]);
});

test('the texts name what broke first, and show no markup of the target', () => {
  const comparison = between(['pass', 'fail'], ['fail', 'pass']);
  expect(summaryOf(comparison)).toBe('1 judgement broke, 1 was fixed, 0 are as before.');
  const text = asText(comparison);
  expect(text.indexOf('Broke: 1')).toBeGreaterThanOrEqual(0);
  expect(text.indexOf('Broke: 1')).toBeLessThan(text.indexOf('Fixed: 1'));
  expect(text).toContain('pass -> fail');
  expect(asMarkdown(comparison)).toContain('It was \\| &lt;wrong>.');
});

test('a median that doubled is shown, one that moved by little is not', () => {
  const at = (p50: number): Report => ({
    ...base,
    coverage: [{ kind: 'tfjob', verb: 'read', exchanges: 1, statusCodes: [200], latency: { p50, p95: p50, max: p50 } }],
  });
  expect(asText(compared(at(10), at(20)))).toContain('tfjob read: 10 ms -> 20 ms');
  expect(asText(compared(at(10), at(12)))).not.toContain('tfjob read');
});

test('what broke begins with its cause, and says of the rest that it follows', () => {
  const [one] = base.results.filter(({ verdict }) => verdict === 'fail');
  if (one === undefined) throw new Error('the sample has no failure');
  const { id, kind } = one;
  const results = [{ ...one, id: 'a/follows', causedBy: id, kind }, one];
  const passed = results.map((entry): ReportEntry => ({ ...entry, verdict: 'pass', findings: [] }));
  const comparison = compared({ ...base, results: passed }, { ...base, results });
  expect(comparison.broke.map((change) => [change.id, change.follows])).toEqual([
    [id, undefined],
    ['a/follows', id],
  ]);
  expect(asText(comparison)).toContain(`a/follows (${kind}): pass -> fail\n    by the cause of ${id}\n`);
});
