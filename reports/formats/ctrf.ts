import type { Report, ReportEntry } from '../../harness/model/report.ts';
import type { Verdict } from '../../harness/model/result.ts';
import { account, codeOf } from '../view/summary.ts';
import { headlineOf } from '../view/headline.ts';

const STATUS: Readonly<Record<Verdict, string>> = {
  pass: 'passed',
  fail: 'failed',
  inconclusive: 'other',
  'harness-error': 'other',
  'not-applicable': 'skipped',
  waived: 'skipped',
};

/** The Common Test Report Format: a test for each judgement. What could not be judged is `other`. */
export function asCtrf(report: Report): string {
  const start = Date.parse(report.startedAt);
  const tests = report.results.map(testOf);
  const of = (status: string): number => tests.filter((test) => test.status === status).length;
  const results = {
    tool: { name: report.suite.name, version: report.suite.version },
    summary: {
      tests: tests.length,
      passed: of('passed'),
      failed: of('failed'),
      pending: 0,
      skipped: of('skipped'),
      other: of('other'),
      start,
      stop: start + Math.round(report.ms),
    },
    tests,
    extra: { target: report.target.url, conclusion: report.conclusion, seed: report.seed, scope: report.scope.extent },
  };
  return `${JSON.stringify({ reportFormat: 'CTRF', specVersion: '0.0.0', results }, null, 1)}\n`;
}

function testOf(entry: ReportEntry) {
  const { id, kind, verdict, ms, area, level, reason, findings } = entry;
  const [place] = codeOf(entry, findings[0]);
  const [, filePath = place, line] = /^(.*):(\d+)$/.exec(place ?? '') ?? [];
  const message = headlineOf(entry) ?? reason;
  return {
    name: `${id} (${kind})`,
    status: STATUS[verdict],
    duration: Math.round(ms),
    suite: [kind, area],
    rawStatus: verdict,
    tags: [level],
    ...(message !== undefined && { message }),
    ...(verdict === 'fail' && { trace: account(entry) }),
    ...(filePath !== undefined && { filePath }),
    ...(line !== undefined && { line: Number(line) }),
  };
}
