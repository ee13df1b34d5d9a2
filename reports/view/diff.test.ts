import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diff } from './diff.ts';
import type { Piece } from './diff.ts';

const texts = (expected: string, received: string): { expected: Piece[]; received: Piece[] } => {
  const found = diff(expected, received);
  if (found.as !== 'text') throw new Error(`compared as ${found.as}`);
  return found;
};

describe('diff', () => {
  /** Each piece in brackets, in double ones where it differs; a newline as `/`. */
  const drawn = (expected: string, received: string): string[] => {
    const { expected: a, received: b } = texts(expected, received);
    return [a, b].map((pieces) =>
      pieces
        .map(({ text, differs }) => (differs ? `[[${text}]]` : `[${text}]`))
        .join('')
        .replaceAll('\n', '/'),
    );
  };
  it.each<[string, string, string, string, string]>([
    [
      'words of a single line',
      'status of 404 here',
      'status of 500 here',
      '[status of ][[404]][ here]',
      '[status of ][[500]][ here]',
    ],
    [
      'a word as a whole',
      'the name is worker',
      'the name is workers',
      '[the name is ][[worker]]',
      '[the name is ][[workers]]',
    ],
    ['all of what has no more than chance in common', 'a b', 'c d', '[[a b]]', '[[c d]]'],
    ['nothing of texts that are the same', 'same', 'same', '[same]', '[same]'],
    ['all of a text beside none', '', '🚀x', '', '[[🚀x]]'],
    ['a character that takes two units as one', 'a 🚀', 'a 🚁', '[a ][[🚀]]', '[a ][[🚁]]'],
    ['space', 'one two', 'one two ', '[one two]', '[one two][[ ]]'],
    [
      'events in a row one below the other',
      'the same version, and no event',
      Array.from({ length: 8 }, (_, i) => `MODIFIED the-job-${i} at 7200${i}`).join(', '),
      '[[the same version, and no event/]]',
      Array.from({ length: 8 }, (_, i) => `[[MODIFIED the-job-${i} at 7200${i}${i < 7 ? ',' : ''}/]]`).join(''),
    ],
    [
      'operations in a row one below the other',
      `after ${'a'.repeat(80)}; ${'b'.repeat(80)}: one of the others`,
      'c -> 409',
      `[[after ${'a'.repeat(80)};/]][[${'b'.repeat(80)}: one of the others/]]`,
      '[[c -> 409/]]',
    ],
    ['lines, once either text has several', 'b', 'a\nb', '[b/]', '[[a/]][b/]'],
    ['and that is the expected one', 'a\nb', 'b', '[[a/]][b/]', '[b/]'],
    ['lines that only one has, at both ends', 'x\na\nb\ny', 'a\nb', '[[x/]][a/][b/][[y/]]', '[a/][b/]'],
    ['lines that took the place of others', 'a\nx\ny\nb', 'a\nz\nb', '[a/][[x/]][[y/]][b/]', '[a/][[z/]][b/]'],
    [
      'no more than has to be, where lines come twice',
      'b\na\nc\nb',
      'a\nb\na\nc',
      '[b/][a/][c/][[b/]]',
      '[[a/]][b/][a/][c/]',
    ],
    [
      'and a line that came too early or too late',
      'x\na\nb\nc',
      'a\nb\nc\nx',
      '[[x/]][a/][b/][c/]',
      '[a/][b/][c/][[x/]]',
    ],
    ['the last of lines that come again', 'p\np\nq', 'p\nq', '[p/][[p/]][q/]', '[p/][q/]'],
    ['a comma inside a line, and none at its end', 'a,b\n,c,', 'ab\n,c', '[[a,b/]][,c,/]', '[[ab/]][,c/]'],
    [
      'members of JSON, however it is written',
      '{"a":1}',
      '{\n"b":2, "a":1}',
      '[{/][  "a": 1/][}/]',
      '[{/][[  "b": 2,/]][  "a": 1/][}/]',
    ],
    ['members, where one has none', '{}', '{"a":1}', '[[{}/]]', '[[{/]][[  "a": 1/]][[}/]]'],
    ['members, where the other has none', '{"a":1}', '{}', '[[{/]][[  "a": 1/]][[}/]]', '[[{}/]]'],
    ['text as it stands beside JSON', 'an "a"', '{"a":1}', '[[an ]]["a"]', '[[{]]["a"][[:1}]]'],
    ['JSON as it stands beside text', '{"a":1}', 'an "a"', '[[{]]["a"][[:1}]]', '[[an ]]["a"]'],
  ])('marks %s', (_, expected, received, left, right) => {
    expect(drawn(expected, received)).toEqual([left, right]);
  });

  it('compares no texts of thousands of other lines', () => {
    const long = (word: string): string => Array.from({ length: 3000 }, (_, i) => `${word} ${i}`).join('\n');
    const { expected, received } = texts(long('a'), long('b'));
    expect([expected, received].map((of) => of.map(({ differs }) => differs))).toEqual([[true], [true]]);
  });

  it('leaves of both texts the same lines, and of each no character out', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2, maxLength: 9 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (expected, received) => {
        const { expected: a, received: b } = texts(expected, received);
        const of = (pieces: typeof a): string => pieces.map((piece) => piece.text).join('');
        expect([of(a), of(b)]).toEqual([`${expected}\n`, `${received}\n`]);
        expect(of(a.filter(({ differs }) => !differs))).toBe(of(b.filter(({ differs }) => !differs)));
      }),
      { numRuns: 200 },
    );
  });
});

describe('codes', () => {
  it.each<[string, string, number[], number, string]>([
    ['404', '200', [404], 200, ''],
    ['404 or 409', '200 (OK: done)', [404, 409], 200, 'OK: done'],
    ['200, 201 or 202', '500', [200, 201, 202], 500, ''],
  ])('%s and %s', (expected, received, wanted, got, note) => {
    const found = diff(expected, received);
    if (found.as !== 'codes') throw new Error(`compared as ${found.as}`);
    expect([found.expected.map(({ code }) => code), found.received.code, found.note]).toEqual([wanted, got, note]);
  });

  it.each([
    ['404 items', '200'],
    ['4040', '2000'],
    ['a status of the 400s', '200'],
  ])('are not %s', (expected, received) => {
    expect(diff(expected, received).as).toBe('text');
  });
});

describe('lists', () => {
  /** Each item with its mark and its places. */
  const rows = (expected: string, received: string): string => {
    const found = diff(expected, received);
    if (found.as !== 'list') throw new Error(`compared as ${found.as}`);
    return found.rows.map((row) => `${row.mark} ${row.text} ${row.expected ?? '-'} ${row.received ?? '-'}`).join('; ');
  };
  it.each<[string, string, string, string]>([
    ['what is missing', 'a, b, c', 'a, c', 'same a 1 1; missing b 2 -; same c 3 2'],
    ['what is extra', 'a', 'a, b', 'same a 1 1; extra b - 2'],
    ['what has moved', 'a, b, c', 'c, a, b', 'moved c 3 1; same a 1 2; same b 2 3'],
    ['what comes twice', 'a, b', 'a, b, a', 'same a 1 1; same b 2 2; extra a - 3'],
    ['that there is none', 'a, b', 'none', 'missing a 1 -; missing b 2 -'],
    ['arrays of JSON', '["a, b","c"]', '["c"]', 'missing a, b 1 -; same c 2 1'],
    ['arrays with the number of items', '2 items: [1,{"a":2}]', '1 item: [1]', 'same 1 1 1; missing {"a":2} 2 -'],
  ])('show %s', (_, expected, received, wanted) => {
    expect(rows(expected, received)).toBe(wanted);
  });

  it.each([
    ['a sentence, with a comma', 'what is there, and nothing else (of this kind)'],
    ['409 for one, or 404 for the other', '200 for one, 200 for the other'],
    ['one', 'another'],
    [`["${'x'.repeat(100)}"]`, '[]'],
  ])('are not %s', (expected, received) => {
    expect(diff(expected, received).as).toBe('text');
  });
});
