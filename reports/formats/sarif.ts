import type { Report, ReportEntry } from '../../harness/model/report.ts';
import { codeOf } from '../view/summary.ts';
import { headline } from '../view/headline.ts';

const LEVELS = { MUST: 'error', SHOULD: 'warning' } as const;

/** SARIF 2.1.0: a result for each failure, at the lines of `specs/` that it comes from; a rule for each requirement. */
export function asSarif(report: Report): string {
  const failed = report.results.filter(({ verdict }) => verdict === 'fail' || verdict === 'waived');
  const rules = [...new Map(failed.map((entry) => [entry.id, ruleOf(entry)])).values()];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: report.suite.name, semanticVersion: report.suite.version, rules } },
        invocations: [
          {
            executionSuccessful: report.exitCode !== 4,
            exitCode: report.exitCode,
            startTimeUtc: report.startedAt,
          },
        ],
        results: failed.map(resultOf),
        properties: { target: report.target.url, seed: report.seed, conclusion: report.conclusion },
      },
    ],
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

const ruleOf = ({ id, statements, level }: ReportEntry) => ({
  id,
  shortDescription: { text: statements[0]?.text ?? id },
  fullDescription: { text: statements.map(({ text, source }) => `${text} (${source})`).join(' ') },
  defaultConfiguration: { level: LEVELS[level] },
});

function resultOf(entry: ReportEntry) {
  const { id, kind, level, verdict, reason = '', findings } = entry;
  const [finding] = findings;
  return {
    ruleId: id,
    level: LEVELS[level],
    message: {
      text:
        finding === undefined
          ? id
          : `${headline(finding)}: expected ${finding.expected}, received ${finding.received} (${kind})`,
    },
    locations: codeOf(entry, finding).slice(0, 1).map(locationOf),
    partialFingerprints: { judgement: `${id} ${kind}` },
    ...(verdict === 'waived' && { suppressions: [{ kind: 'external', justification: reason }] }),
  };
}

function locationOf(place: string) {
  const [, uri = place, line = '1'] = /^(.*):(\d+)$/.exec(place) ?? [];
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: Number(line) } } };
}
