import { jsonLines } from './json-lines.ts';

/** A piece of a text; `differs` when the other text does not have it. */
export interface Piece {
  text: string;
  differs: boolean;
}
export interface Diff {
  expected: Piece[];
  received: Piece[];
}

/** Texts with more lines are compared only by their common first and last lines. */
const LINES = 400;

/** The differences of two texts: by line, or by character if each is one line. JSON is formatted first. */
export function diff(expected: string, received: string): Diff {
  const [a, b] = formatted(expected, received);
  if (a.length > 1 || b.length > 1)
    return byLine(
      a.map((line) => `${line}\n`),
      b.map((line) => `${line}\n`),
    );
  return trimmed(
    a.flatMap((line) => [...line]),
    b.flatMap((line) => [...line]),
  );
}

function formatted(expected: string, received: string): [string[], string[]] {
  const [a, b] = [jsonLines(expected), jsonLines(received)];
  const both = a !== undefined && b !== undefined && (a.length > 1 || b.length > 1);
  return both ? [a.map(({ text }) => text), b.map(({ text }) => text)] : [expected.split('\n'), received.split('\n')];
}

/** Number of equal items at the beginning. */
function shared(a: readonly string[], b: readonly string[]): number {
  const until = a.findIndex((one, index) => one !== b[index]);
  return until === -1 ? a.length : until;
}

/** Marks everything between the common beginning and the common end. */
function trimmed(a: readonly string[], b: readonly string[]): Diff {
  const start = shared(a, b);
  const end = shared(a.slice(start).reverse(), b.slice(start).reverse());
  const pieces = (of: readonly string[]): Piece[] =>
    [
      { text: of.slice(0, start).join(''), differs: false },
      { text: of.slice(start, of.length - end).join(''), differs: true },
      { text: of.slice(of.length - end).join(''), differs: false },
    ].filter(({ text }) => text !== '');
  return { expected: pieces(a), received: pieces(b) };
}

/** A comma at the end only says that another member follows: it is ignored. */
const bare = (line: string): string => line.replace(',\n', '\n');
const fromTheEnd = (lines: readonly string[]): [number, string][] => [...lines.entries()].reverse();

/** Marks the lines that are not part of a longest common subsequence. */
function byLine(a: readonly string[], b: readonly string[]): Diff {
  if (a.length > LINES || b.length > LINES) return trimmed(a, b);
  const [left, right] = [a.map(bare), b.map(bare)];
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => length[i * width + j] ?? 0;
  const columns = fromTheEnd(right);
  for (const [i, line] of fromTheEnd(left)) {
    for (const [j, other] of columns)
      length[i * width + j] = line === other ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const common = { expected: new Set<number>(), received: new Set<number>() };
  let j = 0;
  for (const [i, line] of left.entries()) {
    if (line !== right[j] && at(i, j) === at(i + 1, j)) continue; // the rest of the subsequence is as long without this line
    j = right.indexOf(line, j);
    common.expected.add(i);
    common.received.add(j);
    j += 1;
  }
  const pieces = (of: readonly string[], kept: ReadonlySet<number>): Piece[] =>
    of.map((text, index) => ({ text, differs: !kept.has(index) }));
  return { expected: pieces(a, common.expected), received: pieces(b, common.received) };
}
