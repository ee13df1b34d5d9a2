import type { Count, Report } from '../../harness/model/report.ts';
import {
  BY_WEIGHT,
  byReason,
  claimLines,
  codeOf,
  coverageLine,
  expectationLines,
  scopeLine,
  notInFailures,
  VERDICT_NAMES,
} from '../view/summary.ts';
import { causesOf } from '../view/causes.ts';
import { counted } from '../view/counted.ts';
import { bounded, code, text } from './markdown-text.ts';
import { headlineOf } from '../view/headline.ts';

const SHOWN = 25;

/** A short summary for the job page of a CI system. */
export function asMarkdown(report: Report): string {
  const verdicts = BY_WEIGHT.filter((verdict) => report.summary.total[verdict] > 0);
  const row = (name: string, count: Count): string =>
    `| ${name} | ${verdicts.map((verdict) => count[verdict]).join(' | ')} |`;
  return bounded([
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
    ...claims(report),
    ...occupied(report),
  ]);
}

function occupied({ occupied: namespaces = [] }: Report): string[] {
  if (namespaces.length === 0) return [];
  const lines = namespaces.map(
    ({ namespace, flag, holds, requirements }) =>
      `- ${code(namespace)} held ${text(holds)}: ${counted(requirements.length, 'requirement')} not judged there: ${requirements.map(code).join(', ')}; an empty namespace would help (${code(`--${flag}`)})`,
  );
  return ['### Namespaces that held jobs of others', '', ...lines, ''];
}

function failures(report: Report): string[] {
  const causes = causesOf(report);
  if (causes.length === 0) return [];
  const lines = causes.slice(0, SHOWN).map(({ entry, entries, folded }) => {
    const finding = headlineOf(entry) ?? entry.statements[0]?.text ?? '';
    const places = codeOf(entry, entry.findings[0]);
    const where = places.length === 0 ? '' : ` (${places.map(code).join(', ')})`;
    const of = entries.filter(({ id }) => id === entry.id).map(({ kind }) => kind);
    const also = new Set(entries.map(({ id }) => id)).size - 1;
    const more = [
      ...(also > 0 ? [`the same in ${counted(also, 'other requirement')}`] : []),
      ...(folded.length > 0 ? [`what follows from it: ${folded.length} more`] : []),
    ];
    const rest = more.length === 0 ? '' : ` (${more.join('; ')})`;
    return `- ${code(entry.id)} ${of.join(', ')}: ${text(finding)}${where}${rest}`;
  });
  const rest = causes.length > SHOWN ? [`- and ${causes.length - SHOWN} more, in report.html`] : [];
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

function claims(report: Report): string[] {
  const lines = claimLines(report);
  return lines.length === 0 ? [] : ['### Claims', '', ...lines.map(({ line }) => `- ${text(line)}`), ''];
}
