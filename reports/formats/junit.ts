import type { Claimed, Report, ReportEntry } from '../../harness/model/report.ts';
import { account, codeOf } from '../view/summary.ts';
import { visible } from '../view/escape-control.ts';
import { headlineOf } from '../view/headline.ts';

/**
 * JUnit XML with one suite for each kind, of the elements and attributes that Jenkins' schema has. A failing requirement
 * is a `failure`; what could not be judged is an `error`, because a CI system treats a skipped test as a success; what
 * does not apply or is waived is `skipped`. Judgements run at the same time: theirs are shares of the run's time, in
 * seconds, and add up to it.
 */
export function asJunit(full: Report): string {
  const report = withShares(full);
  const suites = [...new Set(report.results.map(({ kind }) => kind))].map((kind) => suite(report, kind));
  const claims = claimSuite(report.claims?.claimed ?? [], report);
  const { skipped: _, ...sums } = counts(report.results, report.claims?.claimed);
  const head = tag('testsuites', { name: report.suite.name, ...sums });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${[...suites, ...claims].join('\n')}\n</testsuites>\n`;
}

/** The report with times of its results that add up to its own, in whole milliseconds. */
function withShares(report: Report): Report {
  const sum = report.results.reduce((all, { ms }) => all + ms, 0);
  let before = 0;
  let given = 0;
  const results = report.results.map((entry) => {
    before += entry.ms;
    const share = sum === 0 ? 0 : Math.round((before / sum) * report.ms) - given;
    given += share;
    return { ...entry, ms: share };
  });
  return { ...report, results };
}

/** What the target declares of itself, as a suite of its own. */
function claimSuite(claimed: readonly Claimed[], report: Report): string[] {
  if (claimed.length === 0) return [];
  return [
    [
      tag('testsuite', { name: 'claims', timestamp: timestampOf(report), ...counts([], claimed) }),
      ...claimed.flatMap(({ claim, outcome, text }) => {
        const head = { name: claim, classname: 'claims', time: seconds(0) };
        if (outcome === 'holds') return [tag('testcase', head, true)];
        const message = `${outcome}: ${text}`;
        const inner =
          outcome === 'contradicted'
            ? `${tag('failure', { message, type: outcome })}${escapeXml(message)}</failure>`
            : tag('skipped', { message }, true);
        return [tag('testcase', head), inner, '</testcase>'];
      }),
      '</testsuite>',
    ].join('\n'),
  ];
}

const timestampOf = ({ startedAt }: Report): string => startedAt.slice(0, 'YYYY-MM-DDThh:mm:ss'.length);

function suite(report: Report, kind: string): string {
  const entries = report.results.filter((entry) => entry.kind === kind);
  return [
    tag('testsuite', {
      name: kind,
      timestamp: timestampOf(report),
      ...counts(entries),
    }),
    ...properties({
      target: report.target.url,
      namespace: report.target.namespace,
      seed: report.seed,
      'suite.version': report.suite.version,
      'contract.digest': report.suite.contractDigest,
      scope: report.scope.extent,
      conformant: String(report.conformant),
    }),
    ...entries.map(testcase),
    '</testsuite>',
  ].join('\n');
}

function counts(entries: readonly ReportEntry[], claimed: readonly Claimed[] = []): Record<string, string | number> {
  const of = (...verdicts: string[]): number => entries.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const claims = (wanted: Claimed['outcome']): number => claimed.filter(({ outcome }) => outcome === wanted).length;
  return {
    tests: entries.length + claimed.length,
    failures: of('fail') + claims('contradicted'),
    errors: of('inconclusive', 'harness-error'),
    skipped: of('not-applicable', 'waived') + claims('unproven'),
    time: seconds(entries.reduce((sum, { ms }) => sum + ms, 0)),
  };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

function testcase(entry: ReportEntry): string {
  const head = { name: entry.id, classname: `${entry.kind}.${entry.area}`, time: seconds(entry.ms) };
  const outcome = outcomeOf(entry);
  if (outcome === '') return tag('testcase', head, true);
  return [tag('testcase', head), outcome, '</testcase>'].join('\n');
}

const properties = (values: Attributes): string[] => [
  '<properties>',
  ...Object.entries(values).map(([name, value]) => tag('property', { name, value }, true)),
  '</properties>',
];

function outcomeOf(entry: ReportEntry): string {
  const reason = entry.reason ?? '';
  switch (entry.verdict) {
    case 'pass':
      return '';
    case 'fail': {
      const message = headlineOf(entry) ?? entry.statements[0]?.text ?? entry.id;
      return `${tag('failure', { message, type: entry.level })}${escapeXml(account(entry))}</failure>`;
    }
    case 'harness-error':
      return `${tag('error', { message: reason, type: entry.verdict })}${escapeXml(entry.stack ?? reason)}</error>`;
    case 'inconclusive':
      return unjudged(`inconclusive: ${reason}`, entry);
    default:
      return tag('skipped', { message: `${entry.verdict}: ${reason}` }, true);
  }
}

function unjudged(message: string, entry: ReportEntry): string {
  const code = codeOf(entry);
  const head = tag('error', { message, type: entry.verdict }, code.length === 0);
  return code.length === 0 ? head : `${head}code: ${escapeXml(code.join(', '))}</error>`;
}

type Attributes = Record<string, string | number>;
const tag = (name: string, attributes: Attributes, empty = false): string =>
  `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('')}${empty ? '/' : ''}>`;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

const escapeXml = (text: string): string =>
  visible(text).replace(/[&<>"\n\r\t]/g, (character) => ESCAPES[character] ?? character);
