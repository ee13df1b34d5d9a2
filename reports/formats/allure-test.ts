/**
 * What a judgement says to Allure, as the messages that a test sends to it: from within the test where vitest runs with
 * allure-vitest, from the report where the command writes the folder. Both give the same results.
 */
import { ContentType, LabelName, Severity, Stage, Status } from 'allure-js-commons';
import type { Label, Link, TestResult } from 'allure-js-commons';
import type { Category, RuntimeMessage } from 'allure-js-commons/sdk';
import { BaseMessageTestRuntime, getGlobalTestRuntime } from 'allure-js-commons/sdk/runtime';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { ReportEntry } from '../../harness/model/report.ts';
import type { Verdict } from '../../harness/model/result.ts';
import { asCurl } from '../view/curl.ts';
import { sourceOf } from '../view/summary.ts';

/** Allure has four states. What could not be judged is `broken`, because `skipped` looks harmless. */
const STATUS: Readonly<Record<Verdict, Status>> = {
  pass: Status.PASSED,
  fail: Status.FAILED,
  inconclusive: Status.BROKEN,
  'harness-error': Status.BROKEN,
  'not-applicable': Status.SKIPPED,
  waived: Status.SKIPPED,
};

/** The first that fits counts. */
export const CATEGORIES: Category[] = [
  { name: 'Follows from another failure', messageRegex: '[\\s\\S]*\\nfollows from: [\\s\\S]*' },
  { name: 'Not conformant', matchedStatuses: [Status.FAILED] },
  { name: 'Inconclusive', messageRegex: 'inconclusive: [\\s\\S]*', matchedStatuses: [Status.BROKEN] },
  { name: 'Error of the suite', messageRegex: 'harness-error: [\\s\\S]*', matchedStatuses: [Status.BROKEN] },
  { name: 'Waived', messageRegex: 'waived: [\\s\\S]*', matchedStatuses: [Status.SKIPPED] },
  { name: 'Not applicable', messageRegex: 'not-applicable: [\\s\\S]*', matchedStatuses: [Status.SKIPPED] },
];

/** Sends what the judgement says, from within its test. Does nothing where vitest runs without allure-vitest. */
export function tellAllure(entry: ReportEntry, target: string): void {
  const runtime = getGlobalTestRuntime();
  if (runtime instanceof BaseMessageTestRuntime)
    for (const message of messagesOf(entry, target)) void runtime.sendMessage(message);
}

/** @param target URL of the target, for the command lines that send an exchange again */
export const messagesOf = (entry: ReportEntry, target: string): RuntimeMessage[] => [
  {
    type: 'metadata',
    data: {
      labels: labelsOf(entry),
      links: linksOf(entry),
      parameters: [
        { name: 'kind', value: entry.kind },
        { name: 'seed', value: String(entry.seed), excluded: true },
      ],
      description: descriptionOf(entry),
    },
  },
  ...(entry.exchanges ?? []).flatMap((exchange) => stepOf(exchange, target)),
];

/**
 * The state of a verdict, whatever the framework made of the error; and why it was skipped, which the framework leaves
 * out. Results of other tests stay as they are.
 */
export function asJudged(result: TestResult): void {
  const verdict = result.labels.find(({ name }) => name === 'verdict')?.value;
  if (verdict === undefined || !(verdict in STATUS)) return;
  result.status = STATUS[verdict as Verdict];
  result.stage = Stage.FINISHED;
  if (result.status === Status.SKIPPED) result.statusDetails = { message: result.description?.split('\n')[0] };
}

const labelsOf = (entry: ReportEntry): Label[] => [
  { name: LabelName.SUITE, value: entry.id },
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

/** Why it was not judged, on one line, if it was not; the statements. */
function descriptionOf({ verdict, reason = '', statements }: ReportEntry): string {
  const why = verdict === 'pass' || verdict === 'fail' ? [] : [`${verdict}: ${reason.replaceAll(/\s+/g, ' ')}`];
  return [...why, ...statements.map((statement) => `${statement.text}\n\n*${sourceOf(statement)}*`)].join('\n\n');
}

/** The state of a step is not a verdict: it says whether an answer arrived. */
const stepOf = (exchange: Exchange, target: string): RuntimeMessage[] => [
  {
    type: 'step_start',
    data: {
      name: `${exchange.method} ${exchange.path} -> ${exchange.status ?? exchange.error ?? 'no answer'}`,
      start: exchange.at,
    },
  },
  {
    type: 'attachment_content',
    data: {
      name: `exchange ${exchange.seq}`,
      content: `${asCurl(exchange, target)}\n\n${responseText(exchange)}\n`,
      encoding: 'utf8',
      contentType: ContentType.TEXT,
      fileExtension: '.txt',
      wrapInStep: false,
    },
  },
  {
    type: 'step_stop',
    data: {
      stop: exchange.at + exchange.ms,
      status: exchange.status === undefined ? Status.BROKEN : Status.PASSED,
    },
  },
];

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
