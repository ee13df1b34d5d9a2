import { expect, test } from 'vitest';
import { jsonLines } from './json-lines.ts';

test('each member and item has a line of its own, and each line the pointer of what it begins or ends', () => {
  const text = '{"a":[1,[true,{"b":null}],[],"x"],"c":{},"d/~e":{"f":"g"},"h":[{"i":2},{"i":3}]}';
  expect(jsonLines(text)?.map((line) => `${line.text} <${line.pointer}>`)).toEqual([
    '{ <>',
    '  "a": [ </a>',
    '    1, </a/0>',
    '    [ </a/1>',
    '      true, </a/1/0>',
    '      { </a/1/1>',
    '        "b": null </a/1/1/b>',
    '      } </a/1/1>',
    '    ], </a/1>',
    '    [], </a/2>',
    '    "x" </a/3>',
    '  ], </a>',
    '  "c": {}, </c>',
    '  "d/~e": { </d~1~0e>',
    '    "f": "g" </d~1~0e/f>',
    '  }, </d~1~0e>',
    '  "h": [ </h>',
    '    { </h/0>',
    '      "i": 2 </h/0/i>',
    '    }, </h/0>',
    '    { </h/1>',
    '      "i": 3 </h/1/i>',
    '    } </h/1>',
    '  ] </h>',
    '} <>',
  ]);
});

test.each([
  [
    'numbers stay as they were sent',
    '{"a": 9007199254740993 , "b":\t-1.50E+02}',
    ['{', '  "a": 9007199254740993,', '  "b": -1.50E+02', '}'],
  ],
  [
    'so do escapes, and what looks like structure within a string',
    String.raw`["\u0041\"","a \\",",:{}[] \\\""]`,
    ['[', String.raw`  "\u0041\"",`, String.raw`  "a \\",`, String.raw`  ",:{}[] \\\""`, ']'],
  ],
  ['so do repeated members', '{"a":1,"a":2}', ['{', '  "a": 1,', '  "a": 2', '}']],
  ['a value alone is a line', ' "a" ', ['"a"']],
  ['nothing in it, nothing to break', '{ }', ['{}']],
])('%s', (_, text, lines) => {
  expect(jsonLines(text)?.map((line) => line.text)).toEqual(lines);
});

test('the pointer of a member is of its name, however that is spelled', () => {
  expect(jsonLines(String.raw`{"\u0061\"/b":1}`)?.[1]?.pointer).toBe('/a"~1b');
});

test.each(['', '{"a":1', '<html>', '{"a":1} x'])('what is no JSON has no such lines: %j', (text) => {
  expect(jsonLines(text)).toBeUndefined();
});
