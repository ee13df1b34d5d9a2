import { FileSystemWriter, ReporterRuntime } from 'allure-js-commons/sdk/reporter';
import { ContentType, LabelName, Severity, Stage, Status } from 'allure-js-commons';
import type { Label, Link } from 'allure-js-commons';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Report, ReportEntry } from '../../harness/model/report.ts';
import type { Verdict } from '../../harness/model/result.ts';
import { asCurl } from '../view/curl.ts';
import { account, sourceOf } from '../view/summary.ts';

/** Allure has four states. What could not be judged is `broken`, because `skipped` looks harmless. */
const STATUS: Readonly<Record<Verdict, Status>> = {
  pass: Status.PASSED,
  fail: Status.FAILED,
  inconclusive: Status.BROKEN,
  'harness-error': Status.BROKEN,
  'not-applicable': Status.SKIPPED,
  waived: Status.SKIPPED,
};

/**
 * Writes Allure results into `folder`, which is created: one test for each requirement and kind, with its exchanges as
 * steps.
 */
export function writeAllure(report: Report, folder: string): void {
  const runtime = new ReporterRuntime({
    writer: new FileSystemWriter({ resultsDir: folder }),
    environmentInfo: {
      target: report.target.url,
      namespace: report.target.namespace,
      seed: String(report.seed),
      suite: `${report.suite.name} ${report.suite.version}`,
      contract: report.suite.contractDigest,
      scope: report.scope.extent,
    },
    categories: [
      { name: 'Not conformant', matchedStatuses: [Status.FAILED] },
      { name: 'Inconclusive', messageRegex: 'inconclusive: .*', matchedStatuses: [Status.BROKEN] },
      { name: 'Error of the suite', messageRegex: 'harness-error: .*', matchedStatuses: [Status.BROKEN] },
    ],
  });
  const started = Date.parse(report.startedAt);
  for (const entry of report.results)
    writeEntry(runtime, entry, entry.exchanges?.[0]?.at ?? started, report.target.url);
  runtime.writeEnvironmentInfo();
  runtime.writeCategoriesDefinitions();
}

function writeEntry(runtime: ReporterRuntime, entry: ReportEntry, start: number, url: string): void {
  const finding = entry.findings[0];
  const uuid = runtime.startTest({
    name: entry.id,
    fullName: `${entry.kind}: ${entry.id}`,
    start,
    stage: Stage.RUNNING,
    labels: labelsOf(entry),
    parameters: [
      { name: 'kind', value: entry.kind },
      { name: 'seed', value: String(entry.seed), excluded: true },
    ],
    links: linksOf(entry),
    description: entry.statements.map((statement) => `${statement.text}\n\n*${sourceOf(statement)}*`).join('\n\n'),
  });
  for (const exchange of entry.exchanges ?? []) writeStep(runtime, uuid, exchange, url);
  runtime.updateTest(uuid, (result) => {
    result.status = STATUS[entry.verdict];
    result.stage = Stage.FINISHED;
    if (entry.verdict === 'pass') return;
    result.statusDetails = {
      message: entry.verdict === 'fail' ? (finding?.message ?? entry.id) : `${entry.verdict}: ${entry.reason ?? ''}`,
      trace: entry.stack ?? account(entry),
      ...(finding === undefined ? {} : { expected: finding.expected, actual: finding.received }),
    };
  });
  runtime.stopTest(uuid, { duration: entry.ms });
  runtime.writeTest(uuid);
}

const labelsOf = (entry: ReportEntry): Label[] => [
  { name: LabelName.PARENT_SUITE, value: entry.kind },
  { name: LabelName.SUITE, value: entry.area },
  { name: LabelName.EPIC, value: entry.kind },
  { name: LabelName.FEATURE, value: entry.area },
  { name: LabelName.STORY, value: entry.id },
  { name: LabelName.LAYER, value: entry.layer },
  { name: LabelName.SEVERITY, value: entry.level === 'MUST' ? Severity.CRITICAL : Severity.MINOR },
  { name: 'kind', value: entry.kind },
  { name: 'requirement', value: entry.id },
  { name: 'verdict', value: entry.verdict },
];

/** Links to the public sources of the statements, each page or section once. */
const linksOf = (entry: ReportEntry): Link[] => {
  const links = entry.statements.flatMap(({ url, source }) => (url === undefined ? [] : [{ url, name: source }]));
  return links.filter(({ url }, index) => links.findIndex((link) => link.url === url) === index);
};

/** The state of a step is not a verdict: it says whether an answer arrived. */
function writeStep(runtime: ReporterRuntime, test: string, exchange: Exchange, url: string): void {
  const step = runtime.startStep(test, null, {
    name: `${exchange.method} ${exchange.path} -> ${exchange.status ?? exchange.error ?? 'no answer'}`,
    start: exchange.at,
  });
  if (step === undefined) throw new Error(`Allure does not know the test ${test}`);
  const text = Buffer.from(`${asCurl(exchange, url)}\n\n${responseText(exchange)}\n`);
  runtime.writeAttachment(test, step, `exchange ${exchange.seq}`, text, {
    contentType: ContentType.TEXT,
    fileExtension: '.txt',
  });
  runtime.updateStep(step, (result) => {
    result.status = exchange.status === undefined ? Status.BROKEN : Status.PASSED;
    result.stage = Stage.FINISHED;
  });
  runtime.stopStep(step, { stop: exchange.at + exchange.ms });
}

/** Status, headers and body of an answer as text. */
function responseText(exchange: Exchange): string {
  if (exchange.status === undefined) return exchange.error ?? 'no answer';
  const headers = exchange.responseHeaders.map(([name, value]) => `${name}: ${value}`);
  return [
    String(exchange.status),
    ...headers,
    '',
    exchange.responseBody + (exchange.truncated === true ? '\n(cut when recorded)' : ''),
  ].join('\n');
}
