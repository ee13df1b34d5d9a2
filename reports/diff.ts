import { jsonLines } from './json-lines.ts';

/** A piece of a text; `differs` when the other text has not got it. */
export interface Piece { text: string; differs: boolean }
export interface Diff { expected: Piece[]; received: Piece[] }

/** Longer texts are compared by their first and last lines alone. */
const LINES = 400;

/** What differs between two texts: by line, by character where each is one line. JSON is formatted first. */
export function diff(expected: string, received: string): Diff {
  const [a, b] = formatted(expected, received);
  if (a.length > 1 || b.length > 1) return byLine(a.map((line) => `${line}\n`), b.map((line) => `${line}\n`));
  return trimmed([...(a[0] ?? '')], [...(b[0] ?? '')]);
}

function formatted(expected: string, received: string): [string[], string[]] {
  const [a, b] = [jsonLines(expected), jsonLines(received)];
  const both = a !== undefined && b !== undefined && (a.length > 1 || b.length > 1);
  return both ? [a.map(({ text }) => text), b.map(({ text }) => text)] : [expected.split('\n'), received.split('\n')];
}

/** Everything between the common beginning and the common end differs. */
function trimmed(a: readonly string[], b: readonly string[]): Diff {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const pieces = (of: readonly string[]): Piece[] => [
    { text: of.slice(0, start).join(''), differs: false }, { text: of.slice(start, of.length - end).join(''), differs: true },
    { text: of.slice(of.length - end).join(''), differs: false },
  ].filter(({ text }) => text !== '');
  return { expected: pieces(a), received: pieces(b) };
}

/** A comma at the end says only that another member follows. */
const same = (a = '', b = ''): boolean => a.replace(/,\n$/, '\n') === b.replace(/,\n$/, '\n');

/** Lines that are no part of a longest common subsequence differ. */
function byLine(a: readonly string[], b: readonly string[]): Diff {
  if (a.length > LINES || b.length > LINES) return trimmed(a, b);
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => length[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) length[i * width + j] = same(a[i], b[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const expected: Piece[] = [];
  const received: Piece[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && right !== undefined && same(left, right)) {
      expected.push({ text: left, differs: false });
      received.push({ text: right, differs: false });
      i += 1;
      j += 1;
    } else if (right === undefined || (left !== undefined && at(i + 1, j) >= at(i, j + 1))) {
      expected.push({ text: left ?? '', differs: true });
      i += 1;
    } else {
      received.push({ text: right, differs: true });
      j += 1;
    }
  }
  return { expected, received };
}
