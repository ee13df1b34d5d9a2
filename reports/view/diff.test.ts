import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diff } from './diff.ts';

describe('diff', () => {
  const marked = (expected: string, received: string): [string, string] => {
    const { expected: a, received: b } = diff(expected, received);
    const of = (pieces: typeof a): string =>
      pieces
        .filter(({ differs }) => differs)
        .map(({ text }) => text)
        .join('');
    return [of(a), of(b)];
  };
  it('marks lines of formatted JSON, and characters of a single line', () => {
    expect(marked('{"a":1,"b":2}', '{"a":1,"c":3,"b":2,"d":4}')).toEqual(['', '  "c": 3,\n  "d": 4\n']);
    expect(marked('status 404 here', 'status 500 here')).toEqual(['404', '500']);
    expect(marked('the same', 'the same')).toEqual(['', '']);
  });

  /** Each piece in brackets, in double ones where it differs; a newline as `/`. */
  const drawn = (expected: string, received: string): string[] => {
    const { expected: a, received: b } = diff(expected, received);
    return [a, b].map((pieces) =>
      pieces
        .map(({ text, differs }) => (differs ? `[[${text}]]` : `[${text}]`))
        .join('')
        .replaceAll('\n', '/'),
    );
  };
  it.each<[string, string, string, string, string]>([
    [
      'the characters between a common beginning and end',
      'status 404 here',
      'status 500 here',
      '[status ][[404]][ here]',
      '[status ][[500]][ here]',
    ],
    ['no character twice, where beginning and end meet', 'aa', 'aaa', '[aa]', '[aa][[a]]'],
    ['nor where the other is the longer', 'abab', 'ab', '[ab][[ab]]', '[ab]'],
    ['nothing of texts that are the same', 'same', 'same', '[same]', '[same]'],
    ['all of a text beside none', '', '🚀x', '', '[[🚀x]]'],
    ['a character that takes two units as one', '🚀', '🚁', '[[🚀]]', '[[🚁]]'],
    ['space, in JSON of a single line', '404', '404 ', '[404]', '[404][[ ]]'],
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
    ['text as it stands beside JSON', 'an "a"', '{"a":1}', '[[an "a"]]', '[[{"a":1}]]'],
    ['JSON as it stands beside text', '{"a":1}', 'an "a"', '[[{"a":1}]]', '[[an "a"]]'],
  ])('marks %s', (_, expected, received, left, right) => {
    expect(drawn(expected, received)).toEqual([left, right]);
  });

  /** The first and the last of so many lines, and what is between them, which both texts have. */
  const long = (ends: string, lines: number): string =>
    [ends, ...Array.from({ length: lines - 2 }, (_, i) => `line ${i}`), ends].join('\n');
  it.each([
    [400, 400, 2],
    [401, 400, 1],
    [400, 401, 1],
  ])('marks what is between the ends of a longer text as one: %i and %i lines', (a, b, pieces) => {
    const { expected, received } = diff(long('x', a), long('y', b));
    expect([expected, received].map((of) => of.filter(({ differs }) => differs).length)).toEqual([pieces, pieces]);
  });

  it('leaves of both texts the same lines, and of each no character out', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2, maxLength: 9 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (expected, received) => {
        const { expected: a, received: b } = diff(expected, received);
        const of = (pieces: typeof a): string => pieces.map((piece) => piece.text).join('');
        expect([of(a), of(b)]).toEqual([`${expected}\n`, `${received}\n`]);
        expect(of(a.filter(({ differs }) => !differs))).toBe(of(b.filter(({ differs }) => !differs)));
      }),
      { numRuns: 200 },
    );
  });
});
