import type { Count, Report } from '../../harness/model/report.ts';
import {
  BY_WEIGHT,
  byReason,
  codeOf,
  coverageLine,
  expectationLines,
  failuresOf,
  scopeLine,
  notInFailures,
  VERDICT_NAMES,
} from '../view/summary.ts';

const SHOWN = 25;

/** A short summary for the job page of a CI system. */
export function asMarkdown(report: Report): string {
  const verdicts = BY_WEIGHT.filter((verdict) => report.summary.total[verdict] > 0);
  const row = (name: string, count: Count): string =>
    `| ${name} | ${verdicts.map((verdict) => count[verdict]).join(' | ')} |`;
  return [
    `## ${report.suite.name}: ${report.conformant ? 'conformant' : 'not shown conformant'}`,
    '',
    text(report.conclusion),
    '',
    `Target ${code(report.target.url)}, seed ${report.seed}, suite ${report.suite.version}, scope ${text(scopeLine(report))}.`,
    '',
    `| | ${verdicts.map((verdict) => VERDICT_NAMES[verdict]).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(verdicts.length)}`,
    ...Object.entries(report.summary.byKind).map(([kind, count]) => row(text(kind), count)),
    ...Object.entries(report.summary.byLayer).map(([layer, count]) => row(`*${text(layer)}*`, count)),
    row('**all**', report.summary.total),
    '',
    `Coverage: ${coverageLine(report)}.`,
    '',
    ...failures(report),
    ...unjudged(report),
    ...waived(report),
  ].join('\n');
}

function failures(report: Report): string[] {
  const all = failuresOf(report);
  if (all.length === 0) return [];
  const lines = all.slice(0, SHOWN).map(({ id, entries, folded }) => {
    const finding = entries[0]?.findings[0]?.message ?? entries[0]?.statements[0]?.text ?? '';
    const places = entries[0] === undefined ? [] : codeOf(entries[0], entries[0].findings[0]);
    const where = places.length === 0 ? '' : ` (${places.map(code).join(', ')})`;
    const more = folded.length > 0 ? ` (and ${folded.length} more that need it)` : '';
    return `- ${code(id)} ${entries.map(({ kind }) => kind).join(', ')}: ${text(finding)}${where}${more}`;
  });
  const rest = all.length > SHOWN ? [`- and ${all.length - SHOWN} more, in report.html`] : [];
  return [`### Failures`, '', ...lines, ...rest, ''];
}

function unjudged(report: Report): string[] {
  const groups = [
    ...byReason(notInFailures(report), 'harness-error'),
    ...byReason(notInFailures(report), 'inconclusive'),
  ];
  if (groups.length === 0) return [];
  const rest = groups.length > SHOWN ? [`- and ${groups.length - SHOWN} more reasons, in report.html`] : [];
  return [
    '### Not judged',
    '',
    ...groups.slice(0, SHOWN).map(({ reason, entries }) => `- ${entries.length}: ${text(reason)}`),
    ...rest,
    '',
  ];
}

function waived(report: Report): string[] {
  const groups = byReason(report.results, 'waived'),
    outdated = expectationLines(report);
  return [
    ...(groups.length === 0
      ? []
      : ['### Waived', '', ...groups.map(({ reason, entries }) => `- ${entries.length}: ${text(reason)}`), '']),
    ...(outdated.length === 0
      ? []
      : ['### Expectations out of date', '', ...outdated.map((line) => `- ${text(line)}`), '']),
  ];
}

const oneLine = (value: string): string => value.replace(/\s+/g, ' ').trim();
/** Escapes a text, so that no words of a target become markup. */
const text = (value: string): string =>
  oneLine(value).replace(/[\\`*_{}[\]<>#|!~&@]/g, (character) => `&#${character.charCodeAt(0)};`);
/** A code span whose delimiter is longer than any sequence of backticks inside. */
function code(value: string): string {
  const fence = '`'.repeat(1 + Math.max(0, ...(oneLine(value).match(/`+/g) ?? []).map((run) => run.length)));
  return `${fence}${fence.length > 1 ? ' ' : ''}${oneLine(value)}${fence.length > 1 ? ' ' : ''}${fence}`;
}
