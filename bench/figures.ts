/** Medians, ratios to a control of the same round, and the tables that show them. */

/** What one measurement gave. */
export interface Sample {
  seconds: number;
  /** The most memory of the process, in MiB. */
  peak?: number;
  requests?: number;
}

/** One thing that is measured, once in each round. */
export interface Row {
  name: string;
  samples: readonly Sample[];
}

/** Of an even number of values, the mean of the middle two. Throws without values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('a median needs a value');
  return (lower + upper) / 2;
}

/** Each value divided by the control's of the same round. */
export const ratios = (values: readonly number[], control: readonly number[]): number[] =>
  values.flatMap((value, round) => {
    const other = control[round];
    return other === undefined || other === 0 ? [] : [value / other];
  });

/** Three digits, without an exponent. */
export const short = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** The median, and the least and the greatest where there are several. */
export function spread(values: readonly number[]): string {
  if (values.length === 0) return '';
  const middle = short(median(values));
  return values.length === 1 ? middle : `${middle} (${short(Math.min(...values))} to ${short(Math.max(...values))})`;
}

/** A Markdown table with columns of equal width, as Prettier writes it. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', String.raw`\|`)));
  const widths = head.map((_, column) => Math.max(3, ...escaped.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [first = [], ...others] = escaped;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
}

/** Rows with their ratios to the control, which is one of them. Columns of which no row has a value are left out. */
export function ratioTable(rows: readonly Row[], controlName: string): string {
  const control = rows.find(({ name }) => name === controlName);
  if (control === undefined) throw new Error(`${controlName} was not measured`);
  const columns: { head: string; of(row: Row): string }[] = [
    { head: '', of: ({ name }) => name },
    { head: 'seconds', of: ({ samples }) => spread(samples.map(({ seconds }) => seconds)) },
    {
      head: `ratio to: ${controlName}`,
      of: (row) => (row === control ? '1' : spread(ratios(figures(row, 'seconds'), figures(control, 'seconds')))),
    },
    { head: 'requests', of: (row) => middle(figures(row, 'requests')) },
    { head: 'peak MiB', of: (row) => middle(figures(row, 'peak')) },
    {
      head: 'ratio of peaks',
      of: (row) => (row === control ? '' : spread(ratios(figures(row, 'peak'), figures(control, 'peak')))),
    },
  ];
  const shown = columns.filter(({ head, of }) => head === '' || rows.some((row) => of(row) !== ''));
  return markdownTable(
    shown.map(({ head }) => head),
    rows.map((row) => shown.map(({ of }) => of(row))),
  );
}

const figures = ({ samples }: Row, name: keyof Sample): number[] =>
  samples.map((sample) => sample[name]).filter((value) => value !== undefined);

const middle = (values: readonly number[]): string => (values.length === 0 ? '' : String(Math.round(median(values))));

/** The text with what stands between the marks of a section replaced; a section that it lacks goes to its end. */
export function withSection(text: string, name: string, content: string): string {
  const [from, to] = [`<!-- bench: ${name} -->`, `<!-- end of ${name} -->`];
  const section = `${from}\n\n${content.trim()}\n\n${to}`;
  const [start, end] = [text.indexOf(from), text.indexOf(to)];
  if (start === -1 || end < start) return `${text.trimEnd()}\n\n${section}\n`;
  return text.slice(0, start) + section + text.slice(end + to.length);
}
