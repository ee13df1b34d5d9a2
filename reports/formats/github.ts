import type { Report } from '../../harness/model/report.ts';
import { causesOf } from '../view/causes.ts';
import { codeOf } from '../view/summary.ts';
import { headline } from '../view/headline.ts';

/** GitHub shows ten errors and ten warnings of a step. */
const SHOWN = 10;

/** GitHub's workflow commands, to be printed in a job: an annotation for each cause, at the line of `specs/`. */
export function asGithub(report: Report): string {
  const causes = causesOf(report).map(({ entry, entries }) => {
    const [finding] = entry.findings;
    const [, file, line] = /^(.*):(\d+)$/.exec(codeOf(entry, finding)[0] ?? '') ?? [];
    const properties = [
      ...(file === undefined ? [] : [`file=${property(file)}`, `line=${line}`]),
      `title=${property(`${entry.id} (${[...new Set(entries.map(({ kind }) => kind))].join(', ')})`)}`,
    ];
    const text =
      finding === undefined
        ? entry.id
        : `${headline(finding)}\nexpected ${finding.expected}\nreceived ${finding.received}`;
    return { kind: entry.level === 'MUST' ? 'error' : 'warning', line: `${properties.join(',')}::${data(text)}` };
  });
  const lines = ['error', 'warning'].flatMap((kind) =>
    causes
      .filter((one) => one.kind === kind)
      .slice(0, SHOWN)
      .map((one) => `::${kind} ${one.line}`),
  );
  return `${[...lines, `::notice title=${property(report.suite.name)}::${data(report.conclusion)}`].join('\n')}\n`;
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
