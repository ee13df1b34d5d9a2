import { expect, test } from 'vitest';
import { compared, readExplained, selectFiles, survivorsOf } from './survivors.ts';
import type { StrykerReport } from './survivors.ts';

const source = 'const a = 1;\n  return b === 2;\n  if (c) {\n    d();\n  }\n';
const mutant = (
  status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'Ignored',
  start: [number, number],
  end: [number, number],
  replacement: string,
) => ({
  status,
  replacement,
  location: { start: { line: start[0], column: start[1] }, end: { line: end[0], column: end[1] } },
});
const report: StrykerReport = {
  files: {
    'harness/x.ts': {
      source,
      mutants: [
        mutant('Killed', [1, 11], [1, 12], '2'),
        mutant('Timeout', [1, 11], [1, 12], '3'),
        mutant('Ignored', [1, 11], [1, 12], '4'),
        mutant('Survived', [2, 10], [2, 17], 'true'),
        mutant('NoCoverage', [3, 10], [5, 4], '{}'),
      ],
    },
  },
};
const [condition, block] = [
  { file: 'harness/x.ts', at: 'return b === 2;', mutants: ['b === 2 => true'] },
  { file: 'harness/x.ts', at: 'if (c) {', mutants: ['{ => {}'] },
];
const reason = 'Nobody can see it.';

test('those survive that no test has reported, by what stands there', () => {
  expect(survivorsOf(report)).toEqual(
    [condition, block].map(({ mutants: [one], ...rest }) => ({ ...rest, mutant: one })),
  );
});

test('each has a reason, and each reason has one', () => {
  expect(
    compared(report, [
      { ...condition, reason },
      { ...block, reason },
    ]),
  ).toEqual([]);
  expect(compared(report, [{ ...condition, reason }])).toEqual([
    'survives, and nothing says why: harness/x.ts: if (c) {: { => {}',
  ]);
  expect(compared({ files: {} }, [{ ...condition, reason }])).toEqual([
    'explained, but does not survive: harness/x.ts: return b === 2;: b === 2 => true',
  ]);
});

test('what is explained may also run out of time, but not be reported', () => {
  const slow = { file: 'harness/x.ts', at: 'const a = 1;', reason };
  const known = [
    { ...condition, reason },
    { ...block, reason },
  ];
  expect(compared(report, [...known, { ...slow, mutants: ['1 => 3'] }])).toEqual([]);
  expect(compared(report, [...known, { ...slow, mutants: ['1 => 2'] }])).toEqual([
    'explained, but does not survive: harness/x.ts: const a = 1;: 1 => 2',
  ]);
});

test('an entry is whole', () => {
  expect(readExplained('')).toEqual([]);
  expect(readExplained('- { file: a, at: b, mutants: [c], reason: d }')).toEqual([
    { file: 'a', at: 'b', mutants: ['c'], reason: 'd' },
  ]);
  expect(() =>
    readExplained('- { file: a, at: b, mutants: [c], reason: d }\n- { file: a, at: b, mutants: [c], reason: " " }'),
  ).toThrow('entry 2 of the survivors needs file, at, mutants and reason');
});

test('all files, some of them, or one of several parts that together are all', () => {
  const all = ['a.ts', 'b.ts', 'c.ts', 'd.ts', 'e.ts'];
  expect(selectFiles(all, ['owed.ts'], [])).toEqual(all);
  expect(selectFiles(all, [], ['c.ts', 'a.ts'])).toEqual(['c.ts', 'a.ts']);
  expect(selectFiles(all, ['owed.ts'], ['owed.ts', 'a.ts'])).toEqual(['owed.ts', 'a.ts']);
  expect(selectFiles(all, ['owed.ts'], ['x.ts'])).toMatch(/x\.ts is not a file/);
  const parts = ['1/2', '2/2'].flatMap((part) => selectFiles(all, [], ['--part', part]));
  expect(parts.toSorted()).toEqual(all);
  for (const wrong of [['--part'], ['--part', '0/2'], ['--part', '3/2'], ['--part', '1/6'], ['--part', '1/2', 'a.ts']])
    expect(selectFiles(all, [], wrong)).toMatch(/^--part takes N\/M/);
});
