import type { Count, Report, ReportEntry } from '../../harness/model/report.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Verdict } from '../../harness/model/result.ts';
import { columnsOf, cut, printable, wrap } from '../view/terminal.ts';
import type { Styles } from '../view/terminal.ts';
import {
  BY_WEIGHT,
  byReason,
  codeOf,
  coverageLine,
  claimLines,
  expectationLines,
  freedomLines,
  historyOf,
  nearestCode,
  scopeLine,
  sourceOf,
  notInFailures,
  VERDICT_NAMES,
  withKinds,
} from '../view/summary.ts';
import type { ByReason } from '../view/summary.ts';
import { causesOf, involvedIn } from '../view/causes.ts';
import type { Cause } from '../view/causes.ts';
import { counted, duration, grouping } from '../view/counted.ts';
import { leftLines } from '../view/left-behind.ts';
import { headline, headlineOf } from '../view/headline.ts';

/** Maximum number of failures to show in full; each of the others gets one line. */
const IN_FULL = 40;
/** Maximum number of lines of a value, names of a list, requests of a history, and reasons of a verdict. */
const LINES = 4;
const NAMES = 6;
const REQUESTS = 3;
const REASONS = 12;
const LABEL = 10;

type Involved = ReturnType<typeof involvedIn>;

/** One entry for each cause. */
export function describeFailures(report: Report, style: Styles, width: number): string[] {
  const causes = causesOf(report);
  const involved = involvedIn(report);
  const full = causes.slice(0, IN_FULL).flatMap((cause) => ['', ...describeCause(cause, involved, style, width)]);
  const brief = causes
    .slice(IN_FULL)
    .flatMap(({ entry, entries }) => [
      style.red(cut(`FAIL ${some(withKinds(entries))}`, width)),
      ...field('', headlineOf(entry) ?? '', style, width),
    ]);
  return [...full, ...(brief.length > 0 ? ['', ...brief] : [])];
}

function describeCause({ entry, entries, folded }: Cause, involved: Involved, style: Styles, width: number): string[] {
  const finding = entry.findings[0];
  const mark = `${entry.level}, ${entry.layer}`;
  const gap = Math.max(1, width - 5 - columnsOf(entry.id) - columnsOf(mark));
  const same = entries.filter(({ id }) => id === entry.id);
  const also = entries.filter(({ id }) => id !== entry.id);
  return [
    `${style.red(style.bold(`FAIL ${entry.id}`))}${' '.repeat(gap)}${style.dim(mark)}`,
    ...(finding === undefined ? [] : describeFinding(entry, finding, style, width)),
    ...(entry.findings.length > 1
      ? field('more', `${counted(entry.findings.length - 1, 'more finding')}, in the report`, style, width)
      : []),
    ...involved(entries).flatMap((statement) => [
      ...field('statement', statement.text, style, width),
      ...field('source', sourceOf(statement), style, width),
    ]),
    ...field('kinds', same.map(({ kind }) => kind).join(', '), style, width),
    ...(also.length === 0 ? [] : field('the same', some(withKinds(also)), style, width)),
    ...(entry.replay === undefined ? [] : [label('replay', style) + printable(entry.replay)]),
    ...foldedLines(folded, style, width),
  ];
}

function describeFinding(entry: ReportEntry, finding: Finding, style: Styles, width: number): string[] {
  return [
    ...field('finding', headline(finding), style, width),
    ...describeHistory(historyOf(entry, finding), style, width),
    ...field('expected', finding.expected, style, width),
    ...field('received', finding.received, style, width),
    ...(finding.path === undefined ? [] : field('path', finding.path, style, width)),
    ...(finding.counterexample === undefined
      ? []
      : field('smallest', `${finding.counterexample} (seed ${finding.seed ?? entry.seed})`, style, width)),
    ...codeLines(codeOf(entry, finding), style, width),
  ];
}

const codeLines = (code: readonly string[], style: Styles, width: number): string[] =>
  code.length === 0 ? [] : field('code', some(code), style, width);

/** The last requests of a history, each with its body and the status of its answer. URLs are never wrapped. */
function describeHistory(history: readonly Exchange[], style: Styles, width: number): string[] {
  const left = history.length - REQUESTS;
  return [
    ...(left > 0 ? field('sent', `${left} more before, in the report, and then`, style, width) : []),
    ...history.slice(-REQUESTS).flatMap((exchange, index) => {
      const as = exchange.as === 'full' ? '' : `, as ${exchange.as}`;
      const request = printable(`${exchange.method} ${exchange.path}`);
      const answer = `-> ${exchange.status ?? printable(exchange.error ?? 'no answer')}${as}`;
      const together = columnsOf(`${request} ${answer}`) <= width - LABEL - 2;
      return [
        label(index === 0 && left <= 0 ? 'sent' : '', style) + request + (together ? ` ${style.dim(answer)}` : ''),
        ...(together ? [] : wrap(answer, width - LABEL - 2).map((line) => label('', style) + style.dim(line))),
        ...(exchange.requestBody === undefined ? [] : field('', exchange.requestBody, style, width, 3)),
      ];
    }),
  ];
}

/** What is neither cut nor broken within a word. */
const whole = (name: string, text: string, colour: (text: string) => string, style: Styles, width: number): string[] =>
  wrap(printable(text), width - LABEL - 2, { whole: true }).map(
    (line, index) => label(index === 0 ? name : '', style) + colour(line),
  );

const foldedLines = (folded: readonly ReportEntry[], style: Styles, width: number): string[] =>
  folded.length === 0
    ? []
    : field(
        '',
        `and ${folded.length} more that ${folded.length === 1 ? 'follows' : 'follow'} from it: ${some(withKinds(folded))}`,
        style,
        width,
      );

/** Results that are neither pass nor fail: errors of the suite, inconclusive and waived, by reason. */
export function describeUnjudged(report: Report, style: Styles, width: number): string[] {
  const rest = notInFailures(report);
  const section = (verdict: Verdict, title: string): string[] => {
    const reasons = byReason(rest, verdict);
    if (reasons.length === 0) return [];
    const all = reasons.reduce((sum, { entries }) => sum + entries.length, 0);
    return [
      '',
      `${title} ${all}`,
      ...reasons.slice(0, REASONS).flatMap((one) => describeReason(one, style, width)),
      ...(reasons.length > REASONS ? [`  and ${counted(reasons.length - REASONS, 'more reason')}, in the report`] : []),
    ];
  };
  return [
    ...section('harness-error', style.magenta('ERROR OF THE SUITE')),
    ...section('inconclusive', style.yellow('INCONCLUSIVE')),
    ...section('waived', style.dim('WAIVED')),
  ];
}

const describeReason = ({ reason, entries }: ByReason, style: Styles, width: number): string[] => [
  ...field(`${entries.length}`, reason, style, width),
  ...field('', some(withKinds(entries)), style, width),
  ...codeLines(nearestCode(entries), style, width),
  ...(entries[0]?.stack === undefined ? [] : field('stack', entries[0].stack, style, width)),
];

/** Summary, coverage, time, freedoms where they are asked for, scope, conclusion, and the paths of the report files. */
export function describeReport(
  report: Report,
  files: readonly string[],
  verbose: boolean,
  style: Styles,
  width: number,
): string[] {
  const conclusion = report.conformant ? style.green : report.exitCode === 1 ? style.red : style.yellow;
  const { statements, tested, untestable, open } = report.register;
  const profile = verbose ? freedomLines(report) : [];
  return [
    '',
    ...(report.results.length === 0 ? [] : [...table(report, style), '']),
    ...field('coverage', coverageLine(report), style, width),
    ...field('time', duration(report.ms), style, width),
    ...field(
      'register',
      `${grouping(statements)} statements: ${tested} tested, ${untestable} untestable, ${open} open`,
      style,
      width,
    ),
    ...(profile.length === 0 ? [] : field('freedoms', profile.join('; '), style, width, Infinity)),
    ...field('scope', scopeLine(report), style, width, Infinity),
    ...field('seed', `${report.seed}, runs ${report.runs}`, style, width),
    ...expectationLines(report).flatMap((text) => whole('expect', text, style.yellow, style, width)),
    ...claimLines(report).flatMap(({ outcome, line }) =>
      whole('claim', line, style[outcome === 'contradicted' ? 'red' : 'yellow'], style, width),
    ),
    ...leftLines(report).flatMap((line) => whole('left', line, style.red, style, width)),
    ...files.map((file, index) => label(index === 0 ? 'report' : '', style) + file),
    '',
    ...wrap(printable(report.conclusion), width).map((text) => conclusion(style.bold(text))),
  ];
}

function table(report: Report, style: Styles): string[] {
  const verdicts = BY_WEIGHT.filter(
    (verdict) => verdict === 'pass' || verdict === 'fail' || report.summary.total[verdict] > 0,
  );
  const heads = verdicts.map((verdict) => (verdict === 'harness-error' ? 'suite error' : VERDICT_NAMES[verdict]));
  const names = [...Object.keys(report.summary.byKind), ...Object.keys(report.summary.byLayer), 'all'];
  const first = Math.max(...names.map((name) => name.length)) + 2;
  const row = (name: string, count: Count): string =>
    name.padEnd(first) +
    verdicts
      .map((verdict, column) => {
        const text = String(count[verdict]).padStart((heads[column]?.length ?? 0) + 2);
        return count[verdict] > 0 && verdict !== 'pass' && verdict !== 'not-applicable'
          ? style[verdict === 'fail' ? 'red' : 'yellow'](text)
          : text;
      })
      .join('');
  return [
    style.dim(' '.repeat(first) + heads.map((head) => `  ${head}`).join('')),
    ...Object.entries(report.summary.byKind).map(([name, count]) => row(name, count)),
    '',
    ...Object.entries(report.summary.byLayer).map(([name, count]) => row(name, count)),
    '',
    row('all', report.summary.total),
  ];
}

const some = (names: readonly string[]): string =>
  names.slice(0, NAMES).join(', ') + (names.length > NAMES ? ` and ${names.length - NAMES} more` : '');

const label = (name: string, style: Styles): string => `  ${style.dim(name.padEnd(LABEL))}`;

/** A value with a label, wrapped next to its label; more than `lines` lines are cut off. */
function field(name: string, value: string, style: Styles, width: number, lines = LINES): string[] {
  const wrapped = wrap(printable(value), width - LABEL - 2);
  const shown =
    wrapped.length <= lines
      ? wrapped
      : [...wrapped.slice(0, lines - 1), cut(wrapped.slice(lines - 1, lines + 1).join(' '), width - LABEL - 2)];
  return (shown.length === 0 ? ['(empty)'] : shown).map((text, index) => label(index === 0 ? name : '', style) + text);
}
