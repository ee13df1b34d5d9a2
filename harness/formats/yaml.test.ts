import { expect, test } from 'vitest';
import { readYaml } from './yaml.ts';

test('YAML and JSON are read as what they say', () => {
  expect(readYaml('- a: 1\n')).toMatchObject({ value: [{ a: 1 }] });
  expect(readYaml('{"a": [1]}')).toMatchObject({ value: { a: [1] } });
  expect(readYaml('\uFEFF- a: 1\r\n  b: 2\r\n')).toMatchObject({ value: [{ a: 1, b: 2 }] });
  expect(readYaml('')).toMatchObject({ value: null });
});

/** Nine levels, each of nine times the one before. */
const BOMB = ['a: &a [x,x,x,x,x,x,x,x,x]']
  .concat([...'bcdefghi'].map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]},`.repeat(9).slice(0, -1)}]`))
  .join('\n');

test.each([
  ['a: 1\na: 2\n', /^Map keys must be unique at line 2, column 1$/],
  ['{a', /^Flow map must end with a } at line \d+, column \d+$/],
  ['--- 1\n--- 2\n', /^it holds several documents \(---\), and one is wanted$/],
  [BOMB, /^Excessive alias count/],
  ['['.repeat(5000), /./],
])('what is none is told in a line without an excerpt: %j', (text, says) => {
  const { wrong } = readYaml(text);
  expect(wrong).toMatch(says);
  expect(wrong).toMatch(/^[^\n]*[^:\n]$/);
});
