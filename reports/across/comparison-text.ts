/** A comparison for a terminal, and as Markdown. */
import { plural } from '../../harness/outcome/conclusion.ts';
import { hung, printable } from '../view/terminal.ts';
import { PARTS, type Change, type Comparison, type Part } from './compare.ts';

const parts = Object.keys(PARTS) as Part[];

/** Of a longer part, a terminal shows the beginning. */
const SHOWN = 20;

/** Kinds whose judgements of one requirement changed alike share a line. */
interface Row {
  id: string;
  kinds: string[];
  verdicts: string;
  text: string | undefined;
  follows: string | undefined;
}

const verdictsOf = ({ before, after }: Change): string =>
  before === undefined
    ? `${after}`
    : after === undefined
      ? `was ${before}`
      : before === after
        ? after
        : `${before} -> ${after}`;

function rowsOf(changes: readonly Change[]): Row[] {
  const rows = new Map<string, Row>();
  for (const change of changes) {
    const verdicts = verdictsOf(change);
    const row = rows.get(`${change.id} ${verdicts}`);
    if (row === undefined)
      rows.set(`${change.id} ${verdicts}`, {
        id: change.id,
        kinds: [change.kind],
        verdicts,
        text: change.text,
        follows: change.follows,
      });
    else row.kinds.push(change.kind);
  }
  return [...rows.values()];
}

/** Changes of latency that somebody would notice: by half, and by 5 ms at least. */
const slower = ({ latencies }: Comparison): string[] =>
  latencies
    .filter(({ before, after }) => Math.abs(after - before) >= 5 && (after > before * 1.5 || before > after * 1.5))
    .map(({ kind, verb, before, after }) => `${kind} ${verb}: ${Math.round(before)} ms -> ${Math.round(after)} ms`);

const asIn = (follows: string): string => `by the cause of ${follows}`;

export function asText(comparison: Comparison): string {
  const lines: string[] = comparison.notes.flatMap((note) => hung('', note));
  for (const part of parts) {
    const rows = rowsOf(comparison[part]);
    if (rows.length === 0) continue;
    lines.push('', `${PARTS[part]}: ${comparison[part].length}`);
    for (const { id, kinds, verdicts, text, follows } of rows.slice(0, SHOWN)) {
      lines.push(...hung('  ', `${id} (${kinds.join(', ')}): ${verdicts}`));
      if (follows !== undefined) lines.push(`    ${asIn(follows)}`);
      else if (text !== undefined && (part !== 'added' || verdicts === 'fail'))
        lines.push(...hung('    ', printable(text)));
    }
    if (rows.length > SHOWN) lines.push(`  and ${rows.length - SHOWN} more requirements`);
  }
  const latencies = slower(comparison);
  if (latencies.length > 0) lines.push('', 'Time of an answer, by the median', ...latencies.map((line) => `  ${line}`));
  lines.push('', ...hung('', summaryOf(comparison)));
  return `${lines.join('\n').trimStart()}\n`;
}

/** One sentence. */
export function summaryOf(comparison: Comparison): string {
  const { broke, fixed, unjudged, stillFailing, changed, added, removed, unchanged } = comparison;
  const are = (count: number): string => `${count} ${count === 1 ? 'is' : 'are'}`;
  const failing = added.filter(({ after }) => after === 'fail').length;
  const changes = [
    broke.length > 0 ? `${plural(broke.length, 'judgement')} broke` : 'Nothing broke',
    ...(unjudged.length > 0 ? [`${unjudged.length} could no longer be judged`] : []),
    `${fixed.length} ${fixed.length === 1 ? 'was' : 'were'} fixed`,
    ...(stillFailing.length > 0
      ? [`${stillFailing.length} still ${stillFailing.length === 1 ? 'fails' : 'fail'}`]
      : []),
    ...(changed.length > 0 ? [`${changed.length} changed otherwise`] : []),
    ...(added.length > 0
      ? [`${are(added.length)} new${failing === 0 ? '' : ` (${failing} of them ${failing === 1 ? 'fails' : 'fail'})`}`]
      : []),
    ...(removed.length > 0 ? [`${are(removed.length)} no longer tested`] : []),
    `${are(unchanged)} as before`,
  ];
  return `${changes.join(', ')}.`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');

export function asMarkdown(comparison: Comparison): string {
  const lines = ['# What changed', '', summaryOf(comparison), '', ...comparison.notes.map((note) => `- ${cell(note)}`)];
  for (const part of parts) {
    const rows = rowsOf(comparison[part]);
    if (rows.length === 0) continue;
    lines.push('', `## ${PARTS[part]}`, '', '| requirement | kinds | verdict | |', '| --- | --- | --- | --- |');
    for (const { id, kinds, verdicts, text, follows } of rows)
      lines.push(
        `| \`${id}\` | ${kinds.join(', ')} | ${verdicts} | ${follows === undefined ? cell(printable(text ?? '')) : asIn(follows)} |`,
      );
  }
  const latencies = slower(comparison);
  if (latencies.length > 0)
    lines.push('', '## Time of an answer, by the median', '', ...latencies.map((line) => `- ${line}`));
  return `${lines.join('\n')}\n`;
}
