/** What differs between an expected and a received value: codes as codes, lists as lists, words as words, JSON by line. */
import { STATUS_CODES } from 'node:http';
import { diffArrays, diffWordsWithSpace } from 'diff';
import { parseJson } from '../../contract/json.ts';
import { jsonLines } from './json-lines.ts';

/** A piece of a text; `differs` when the other text does not have it. */
export interface Piece {
  text: string;
  differs: boolean;
}

/** An item of two lists with its places in them, from 1; one in both that is not in the same order has moved. */
export interface Row {
  text: string;
  mark: 'same' | 'missing' | 'extra' | 'moved';
  expected?: number;
  received?: number;
}

export interface Code {
  code: number;
  name: string;
}

export type Diff =
  | { as: 'codes'; expected: Code[]; received: Code; note: string }
  | { as: 'list'; rows: Row[] }
  | { as: 'text'; expected: Piece[]; received: Piece[] };

/** Texts that differ in more words or lines are shown as two, and not compared. */
const EDITS = 300;
/** Below this share of common letters, words in common are chance. */
const ALIKE = 0.25;

export function diff(expected: string, received: string): Diff {
  return codes(expected, received) ?? lists(expected, received) ?? { as: 'text', ...texts(expected, received) };
}

const CODES = /^([1-5]\d\d)(, [1-5]\d\d)*( or [1-5]\d\d)?$/;
const ANSWERED = /^([1-5]\d\d)(?: \((.*)\))?$/s;

/** `404 or 409` beside `200 (…)`. */
function codes(expected: string, received: string): Diff | undefined {
  const [, got, note = ''] = ANSWERED.exec(received) ?? [];
  if (got === undefined || !CODES.test(expected)) return undefined;
  return { as: 'codes', expected: (expected.match(/\d+/g) ?? []).map(codeOf), received: codeOf(got), note };
}

const codeOf = (text: string): Code => ({ code: Number(text), name: STATUS_CODES[text] ?? '' });

function lists(expected: string, received: string): Diff | undefined {
  const [a, b] = [jsonItems(expected), jsonItems(received)];
  if (a !== undefined && b !== undefined) return { as: 'list', rows: rowsOf(a, b) };
  const [left, right] = [namedItems(expected), namedItems(received)];
  if (left === undefined || right === undefined || Math.max(left.length, right.length) < 2) return undefined;
  return { as: 'list', rows: rowsOf(left, right) };
}

/** Longer items, such as objects, are compared by line. */
const LONG = 80;

/** Of a JSON array, also one that is introduced by the number of its items. */
function jsonItems(text: string): string[] | undefined {
  const value = parseJson(text.replace(/^\d+ items?: (?=\[)/, ''));
  if (!Array.isArray(value)) return undefined;
  const items = value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
  return items.every((item) => item.length <= LONG) ? items : undefined;
}

/** `no event` holds none. */
const NONE = /^(none|nothing|no [a-z]+|)$/;
/** No sentence: a few words, and nothing that would take a comma into an item. */
const ITEM = /^[^\s,;:"'()[\]{}]+( [^\s,;:"'()[\]{}]+){0,3}$/;

/** Of `a, b, c`. */
function namedItems(text: string): string[] | undefined {
  if (NONE.test(text)) return [];
  const items = text.split(', ');
  return items.every((item) => ITEM.test(item) && !/^(or|and) /.test(item)) ? items : undefined;
}

function rowsOf(expected: readonly string[], received: readonly string[]): Row[] {
  const changes = diffArrays([...expected], [...received], { oneChangePerToken: true });
  const rows: Row[] = [];
  let [left, right] = [0, 0];
  for (const { value, added, removed } of changes) {
    if (!added) left += 1;
    if (!removed) right += 1;
    const text = value[0] ?? '';
    if (added) rows.push({ text, mark: 'extra', received: right });
    else if (removed) rows.push({ text, mark: 'missing', expected: left });
    else rows.push({ text, mark: 'same', expected: left, received: right });
  }
  return movedIn(rows);
}

/** What is missing in one place and extra in another is one row, where it was received. */
function movedIn(rows: readonly Row[]): Row[] {
  const missing = rows.filter(({ mark }) => mark === 'missing');
  const found = new Set<Row>();
  const joined = rows.map((row): Row => {
    const from = row.mark === 'extra' && missing.find((one) => one.text === row.text && !found.has(one));
    if (!from) return row;
    found.add(from);
    return { ...row, ...(from.expected !== undefined && { expected: from.expected }), mark: 'moved' };
  });
  return joined.filter((_, index) => !found.has(rows[index] as Row));
}

/** By line, or by word if each is one line. JSON is formatted first. */
function texts(expected: string, received: string): { expected: Piece[]; received: Piece[] } {
  const [a, b] = formatted(expected, received);
  return a.length > 1 || b.length > 1
    ? byLine(
        a.map((line) => `${line}\n`),
        b.map((line) => `${line}\n`),
      )
    : byWord(a.join(''), b.join(''));
}

function formatted(expected: string, received: string): [string[], string[]] {
  const [a, b] = [jsonLines(expected), jsonLines(received)];
  const both = a !== undefined && b !== undefined && (a.length > 1 || b.length > 1);
  return both ? [a.map(({ text }) => text), b.map(({ text }) => text)] : [linesOf(expected), linesOf(received)];
}

/** Operations, events or items in a row are read one below the other, from this many characters on. */
const ROW = 160;

function linesOf(text: string): string[] {
  if (text.length < ROW || text.includes('\n')) return text.split('\n');
  if (text.includes('; ')) return text.split(/(?<=;) /);
  return namedItems(text) === undefined ? [text] : text.split(/(?<=,) /);
}

const whole = (expected: string, received: string): { expected: Piece[]; received: Piece[] } => {
  const piece = (text: string): Piece[] => (text === '' ? [] : [{ text, differs: expected !== received }]);
  return { expected: piece(expected), received: piece(received) };
};

function byWord(expected: string, received: string): { expected: Piece[]; received: Piece[] } {
  const changes = diffWordsWithSpace(expected, received, { maxEditLength: EDITS }) ?? [];
  const common = changes.filter(({ added, removed }) => !added && !removed).map(({ value }) => letters(value));
  const shared = common.reduce((sum, length) => sum + length, 0);
  if (shared < ALIKE * Math.max(letters(expected), letters(received))) return whole(expected, received);
  const pieces = (of: 'added' | 'removed', without: 'added' | 'removed'): Piece[] =>
    changes.filter((change) => !change[without]).map((change) => ({ text: change.value, differs: change[of] }));
  return { expected: pieces('removed', 'added'), received: pieces('added', 'removed') };
}

const letters = (text: string): number => text.replace(/[^\p{L}\p{N}]/gu, '').length;

/** A comma at the end only says that another member follows: it is ignored. */
const bare = (line: string): string => line.replace(',\n', '\n');

/** Marks the lines that are not part of a longest common subsequence. */
function byLine(a: readonly string[], b: readonly string[]): { expected: Piece[]; received: Piece[] } {
  const changes = diffArrays([...a], [...b], {
    comparator: (one, other) => bare(one) === bare(other),
    oneChangePerToken: true,
    maxEditLength: EDITS,
  });
  if (changes === undefined) return whole(a.join(''), b.join(''));
  const [expected, received]: [Piece[], Piece[]] = [[], []];
  for (const { added, removed } of changes) {
    if (!added) expected.push({ text: a[expected.length] ?? '', differs: removed });
    if (!removed) received.push({ text: b[received.length] ?? '', differs: added });
  }
  return { expected, received };
}
