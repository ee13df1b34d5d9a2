/** Texts of a target as Markdown, and the bounds of what is written. */
/** Bytes that a summary may have: those of GitHub take 1 MiB, comments 64 KiB. */
const BYTES = 60_000;
/** Characters of a line, of which targets may have made the most part. */
const LINE = 2_000;

/** As many of the lines as there is room for. */
export function bounded(lines: readonly string[], rest = '- and more, in report.html'): string {
  const short = lines.map((line) => (line.length > LINE ? `${line.slice(0, LINE).replace(/&#?\w*$/, '')} ...` : line));
  let room = BYTES - Buffer.byteLength(rest) - 1;
  const fits = short.findIndex((line) => (room -= Buffer.byteLength(line) + 1) < 0);
  return (fits < 0 ? short : [...short.slice(0, fits), rest]).join('\n');
}

const oneLine = (value: string): string => value.replace(/\s+/g, ' ').trim();
/** Escapes a text, so that no words of a target become markup. */
export const text = (value: string): string =>
  oneLine(value).replace(/[\\`*_{}[\]<>#|!~&@]/g, (character) => `&#${character.charCodeAt(0)};`);
/** A code span whose delimiter is longer than any sequence of backticks inside. */
export function code(value: string): string {
  const fence = '`'.repeat(1 + Math.max(0, ...(oneLine(value).match(/`+/g) ?? []).map((run) => run.length)));
  return `${fence}${fence.length > 1 ? ' ' : ''}${oneLine(value)}${fence.length > 1 ? ' ' : ''}${fence}`;
}
