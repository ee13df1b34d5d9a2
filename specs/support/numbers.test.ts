import { expect, test } from 'vitest';
import { mayHaveFractions, numbersIn } from './numbers.ts';

test('numbers are found with their places, as they are spelled', () => {
  const json =
    '{"a": 1.0, "b": [2, {"c/d": -8.64e+07}, [[3]]], "text": "x: 5, \\"6\\": 7", "9": {}, "e": 9007199254740993, "f": [], "g": 0}';
  expect(numbersIn(json)).toEqual([
    { path: '/a', text: '1.0' },
    { path: '/b/0', text: '2' },
    { path: '/b/1/c~1d', text: '-8.64e+07' },
    { path: '/b/2/0/0', text: '3' },
    { path: '/e', text: '9007199254740993' },
    { path: '/g', text: '0' },
  ]);
});

test.each([
  ['{"a":1.0}', true],
  ['{"a":[1E3]}', true],
  ['[0, -2.50]', true],
  ['{"a": 1.5e+3 }', true],
  ['{"a":10,"b":"1.0","c":"1e3","d":-5}', false],
  ['{"image":"busybox:1.36","at":"10:00:01.5Z"}', false],
])('%s', (json, may) => expect(mayHaveFractions(json)).toBe(may));
