import { describe, expect, test } from 'vitest';
import { markdownTable, median, ratios, ratioTable, short, spread, withSection } from './figures.ts';

test('a median is the middle one, of an even number the mean of the middle two; none of none', () => {
  expect([median([3]), median([9, 1, 2]), median([4, 1, 2, 30])]).toEqual([3, 2, 3]);
  expect(() => median([])).toThrow('a median needs a value');
});

test('a ratio is that of the same round', () => {
  expect(ratios([2, 9, 5], [1, 3])).toEqual([2, 3]);
  expect(ratios([2, 4], [0, 2])).toEqual([2]);
});

test('figures have three digits, and the least and the greatest where there are several', () => {
  expect([short(1234.5), short(12.34), short(1.234)]).toEqual(['1235', '12.3', '1.23']);
  expect([spread([]), spread([2]), spread([3, 1, 2])]).toEqual(['', '2.00', '2.00 (1.00 to 3.00)']);
});

test('a table has columns of equal width, and a bar in a cell ends none', () => {
  expect(markdownTable(['', 'b'], [['a|b', '1']]).split('\n')).toEqual([
    '|      | b   |',
    '| ---- | --- |',
    String.raw`| a\|b | 1   |`,
  ]);
});

describe('ratioTable', () => {
  const rows = [
    {
      name: 'run',
      samples: [
        { seconds: 3, requests: 10 },
        { seconds: 4, requests: 10 },
        { seconds: 100, requests: 12 },
      ],
    },
    { name: 'replay', samples: [{ seconds: 2 }, { seconds: 4 }, { seconds: 50 }] },
  ];
  test('is the median of the ratios of the rounds, not the ratio of the medians; columns without figures are left out', () => {
    expect(
      ratioTable(rows, 'replay')
        .split('\n')
        .map((line) =>
          line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
        ),
    ).toEqual([
      ['', 'seconds', 'ratio to: replay', 'requests'],
      expect.anything(),
      ['run', '4.00 (3.00 to 100)', '1.50 (1.00 to 2.00)', '10'],
      ['replay', '4.00 (2.00 to 50.0)', '1', ''],
    ]);
  });
  test('needs the control', () => expect(() => ratioTable(rows, 'nothing')).toThrow('nothing was not measured'));
});

describe('withSection', () => {
  test('adds a section at the end, and replaces it alone', () => {
    const one = withSection('# Figures\n', 'a', 'first');
    const two = withSection(one, 'b', 'second');
    expect(two).toBe(
      '# Figures\n\n<!-- bench: a -->\n\nfirst\n\n<!-- end of a -->\n\n<!-- bench: b -->\n\nsecond\n\n<!-- end of b -->\n',
    );
    expect(withSection(two, 'a', 'anew')).toBe(two.replace('first', 'anew'));
    expect(withSection(withSection(two, 'a', 'anew'), 'a', 'first')).toBe(two);
  });
});
