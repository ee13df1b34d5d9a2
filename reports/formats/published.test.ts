/** The small formats, by the main rules of their published schemas. */
import { expect, test } from 'vitest';
import type { Report } from '../../harness/model/report.ts';
import { HOSTILE } from '../outcomes.fixture.ts';
import { sampleReport } from '../report.fixture.ts';
import { asBadge, asShields } from './badge.ts';
import { asCtrf } from './ctrf.ts';
import { asGithub } from './github.ts';
import { asMarkdown } from './markdown.ts';
import { asSarif } from './sarif.ts';

const report = sampleReport();
const failures = report.results.filter(({ verdict }) => verdict === 'fail');

test('SARIF: every result has a rule, a message and a place in the sources; what is waived is suppressed', () => {
  const log = JSON.parse(asSarif(report)) as {
    version: string;
    runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }[];
  };
  const [run] = log.runs;
  expect(log.version).toBe('2.1.0');
  expect(run?.results.length).toBe(report.results.filter(({ verdict }) => ['fail', 'waived'].includes(verdict)).length);
  const ids = run?.tool.driver.rules.map(({ id }) => id) ?? [];
  expect(new Set(ids).size).toBe(ids.length);
  for (const result of run?.results ?? []) {
    expect(ids).toContain(result['ruleId']);
    expect(['error', 'warning']).toContain(result['level']);
    expect(result['message']).toEqual({ text: expect.stringMatching(/./) });
  }
  expect(run?.results.filter((result) => 'suppressions' in result).length).toBe(report.summary.total.waived);
});

test('CTRF: the summary adds up to the tests', () => {
  const { reportFormat, results } = JSON.parse(asCtrf(report)) as {
    reportFormat: string;
    results: { summary: Record<string, number>; tests: { name: string; status: string; duration: number }[] };
  };
  const {
    tests = 0,
    passed = 0,
    failed = 0,
    pending = 0,
    skipped = 0,
    other = 0,
    start = 0,
    stop = 0,
  } = results.summary;
  expect(reportFormat).toBe('CTRF');
  expect(passed + failed + pending + skipped + other).toBe(tests);
  expect([tests, failed]).toEqual([report.results.length, failures.length]);
  expect(stop - start).toBe(Math.round(report.ms));
  for (const one of results.tests) expect(Number.isInteger(one.duration)).toBe(true);
});

test('GitHub: each line is one command, whatever a target says', () => {
  const [entry] = failures;
  if (entry === undefined) throw new Error('the sample has no failure');
  const message = `${HOSTILE}\n::error::forged\r50%`;
  const hostile = { ...entry, findings: [{ message, expected: '1', received: '2', code: ['specs/a/b.ts:7'] }] };
  const lines = asGithub({ ...report, results: [hostile] })
    .trimEnd()
    .split('\n');
  expect(lines.length).toBe(2);
  expect(lines[0]).toMatch(/^::(error|warning) file=specs\/a\/b\.ts,line=7,title=[^:,]+::/);
  expect(lines[0]).toContain('%0A::error::forged%0D50%25');
  expect(lines[1]).toMatch(/^::notice title=/);
});

test.each<[Partial<Report>, string]>([
  [{}, 'not conformant: '],
  [{ results: [], conformant: true }, 'conformant'],
  [{ results: [], conformant: false }, `${report.scope.extent}: `],
])('a badge says no more than the report: %j', (more, message) => {
  const one = { ...report, ...more };
  expect(JSON.parse(asShields(one))).toMatchObject({ schemaVersion: 1, message: expect.stringMatching(`^${message}`) });
  expect(asBadge(one)).toMatch(/^<svg [^>]+>\n<title>/);
});

test('a summary stays under 60 KB, whatever is in it', () => {
  const long = 'ä<'.repeat(2_000);
  const results = Array.from({ length: 100 }, (_, i) => ({
    ...report.results[0]!,
    id: `a/${i}`,
    verdict: 'waived' as const,
    reason: `${'x'.repeat(i + 1)} ${long}`,
  }));
  const text = asMarkdown({ ...report, results });
  expect(Buffer.byteLength(text)).toBeLessThan(60_000);
  expect(text).toMatch(/- and more, in report\.html$/);
});
