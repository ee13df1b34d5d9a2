/** Text for a terminal: escapes, wraps and measures it. */
import { visible } from './escape-control.ts';

/** Text of a target in one line, safe to print. */
export const printable = (text: string): string => visible(text).replace(/[\n\t]/g, ' ');

/** East Asian and emoji characters are two columns wide; combining marks have no width. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const widthOf = (character: string): number => (/\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1);
export const columnsOf = (text: string): number => [...text].reduce((sum, character) => sum + widthOf(character), 0);

/** The start of the text within this number of columns, ending in `…` when it was cut. */
export function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Columns of what is printed, where no terminal says otherwise. */
export const WIDTH = 80;

/**
 * Lines of at most this number of columns, broken at spaces, and within a word only if it is longer than a line.
 * `whole`: such a word is not broken, since it is to be copied: a path, a URL.
 */
export function wrap(text: string, columns: number, { whole = false } = {}): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text
    .split(/\s+/)
    .filter((part) => part !== '')
    .flatMap((part) => (whole ? [part] : pieces(part, columns)))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columnsOf(longer) <= columns) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** The text after `first`, and below it as far to the right. Words that are longer than a line stay whole. */
export const hung = (first: string, text: string, width = WIDTH): string[] =>
  wrap(text, width - columnsOf(first), { whole: true }).map(
    (line, index) => (index === 0 ? first : ' '.repeat(columnsOf(first))) + line,
  );

/** Each line of the text that is wider than this is broken between words, and goes on where it began. */
export const folded = (text: string, width: number): string =>
  text
    .split('\n')
    .flatMap((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      return columnsOf(line) <= width ? [line] : hung(indent, line.trimStart(), width);
    })
    .join('\n');

/** Splits a word into parts that fit into a line. */
function pieces(word: string, columns: number): string[] {
  const parts: string[] = [];
  let part = '';
  let used = 0;
  for (const character of word) {
    const width = widthOf(character);
    if (used + width > columns) {
      parts.push(part);
      part = '';
      used = 0;
    }
    part += character;
    used += width;
  }
  return [...parts, part];
}

/** Functions that style text; without colour they return it unchanged. */
export function styles(
  on: boolean,
): Record<'red' | 'green' | 'yellow' | 'magenta' | 'dim' | 'bold', (text: string) => string> {
  const style =
    (code: number, end: number) =>
    (text: string): string =>
      on ? `\u001B[${code}m${text}\u001B[${end}m` : text;
  return {
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    magenta: style(35, 39),
    dim: style(2, 22),
    bold: style(1, 22),
  };
}
export type Styles = ReturnType<typeof styles>;
