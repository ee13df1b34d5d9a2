import { expect, test } from 'vitest';
import {
  astray,
  isProof,
  killMatrixHtml,
  merged,
  summaryLine,
  survivors,
  type KillMatrix,
  type MutantRow,
} from './kill-matrix.ts';

const row = (mutant: string, over: Partial<MutantRow> = {}): MutantRow => ({
  mutant,
  breaks: 'read.missing',
  text: `It <${mutant}>.`,
  kind: 'TFJob',
  expected: ['read/a'],
  killedBy: ['read/a'],
  alsoBy: [],
  errors: [],
  missed: over.killedBy?.length === 0 ? [1] : [],
  ms: 1,
  ...over,
});
const matrix = (over: Partial<KillMatrix> = {}): KillMatrix => ({
  format: 1,
  extent: 'expected',
  seed: 1,
  seeds: 1,
  ms: 61_400,
  mutants: [row('one'), row('two')],
  variants: [{ variant: 'gzip', kinds: ['TFJob'], accusedBy: [], ms: 1 }],
  idle: [],
  unbroken: [],
  ...over,
});

test('a proof has every mutant killed under an expected requirement, every variant passed and no error', () => {
  expect(isProof(matrix())).toBe(true);
  expect(isProof(matrix({ mutants: [], variants: [] }))).toBe(false);
  expect(isProof(matrix({ mutants: [row('one', { killedBy: [], alsoBy: ['list/b'] })] }))).toBe(false);
  expect(isProof(matrix({ mutants: [row('one', { errors: ['read/a: oh'] })] }))).toBe(false);
  expect(isProof(matrix({ idle: ['read/c'] }))).toBe(false);
  expect(isProof(matrix({ unbroken: ['read.kind'] }))).toBe(false);
  expect(isProof(matrix({ variants: [{ variant: 'gzip', kinds: ['TFJob'], accusedBy: ['read/a'], ms: 1 }] }))).toBe(
    false,
  );
});

test('the line says what was killed, by what, and what was not', () => {
  const line = summaryLine(
    matrix({
      mutants: [row('one'), row('two', { killedBy: [], alsoBy: ['list/b'] })],
      idle: ['read/c'],
      unbroken: ['read.kind'],
    }),
  );
  expect(line).toBe(
    '1 of 2 mutants killed under an expected requirement, 1 by unrelated ones alone, 1 requirement kills nothing, 1 testable statement without a mutant, 1 of 1 judgement of legal variants pass, 61 s',
  );
  const { idle: _, ...quick } = matrix();
  expect(summaryLine({ ...quick, extent: 'quick', variants: [] })).toBe(
    '2 of 2 mutants killed under an expected requirement, 0 testable statements without a mutant, 61 s',
  );
});

test('no idleness is told of where not all were judged, and no proof needs it', () => {
  const { idle: _, ...rest } = matrix();
  expect(isProof(rest)).toBe(true);
});

test('one mutant and one variant are enough of a proof, and so are variants alone', () => {
  expect(isProof(matrix({ mutants: [row('one')] }))).toBe(true);
  expect(isProof(matrix({ mutants: [] }))).toBe(true);
});

test('astray are survivors that others reported, and no others', () => {
  expect(
    astray(
      matrix({
        mutants: [
          row('one', { alsoBy: ['list/b'] }),
          row('two', { killedBy: [] }),
          row('three', { killedBy: [], alsoBy: ['list/b'] }),
        ],
      }),
    ).map(({ mutant }) => mutant),
  ).toEqual(['three']);
});

const GZIP = { variant: 'gzip', kinds: ['TFJob'], accusedBy: ['read/a'], ms: 1 };
test.each<[string, Partial<KillMatrix>, string]>([
  [
    'of variants alone',
    { mutants: [], variants: [GZIP, { ...GZIP, accusedBy: [] }, { ...GZIP, accusedBy: [] }], idle: undefined },
    '0 testable statements without a mutant, 2 of 3 judgements of legal variants pass, 61 s',
  ],
  [
    'of several seeds',
    { seeds: 3, variants: [], mutants: [row('one', { killedBy: [] })] },
    '0 of 1 mutant killed under an expected requirement with each of 3 seeds, 0 by unrelated ones alone, 0 requirements kill nothing, 0 testable statements without a mutant, 61 s',
  ],
  [
    'of errors',
    { extent: 'quick', variants: [], mutants: [row('one', { errors: ['oh'] })] },
    '1 of 1 mutant killed under an expected requirement, 0 requirements kill nothing, 0 testable statements without a mutant, errors of the suite on 1, 61 s',
  ],
])('the line tells %s', (_, over, line) => {
  expect(summaryLine(matrix(over))).toBe(line);
});

test('what several seeds have shown of a mutant is one row', () => {
  const one = row('one', { killedBy: ['read/b', 'read/a'], alsoBy: ['list/b'], errors: ['x'], missed: [3, 11], ms: 5 });
  const other = row('one', { killedBy: ['read/a'], alsoBy: ['list/c', 'list/a'], errors: ['a'], missed: [2], ms: 7 });
  expect(merged(one, other)).toEqual({
    ...one,
    killedBy: ['read/a', 'read/b'],
    alsoBy: ['list/a', 'list/b', 'list/c'],
    errors: ['a', 'x'],
    missed: [2, 3, 11],
    ms: 12,
  });
});

/** The page without its head and style. */
const bodyOf = (over: Partial<KillMatrix>): string[] =>
  killMatrixHtml(matrix(over)).split('</style>')[1]?.split('\n') ?? [];

test('the page tells errors first, then survivors, then the rest, each by name and with who reported it', () => {
  const mutants = [
    row('b-killed', { alsoBy: ['list/1'] }),
    row('a-killed', { killedBy: ['r/1', 'r/2', 'r/3'] }),
    row('a-survivor', { killedBy: [], text: 'It & "that".' }),
    row('seldom', { killedBy: ['r/1', 'r/2', 'r/3', 'r/4', 'r/5'], missed: [2, 3] }),
    row('error', { errors: ['oh'] }),
  ];
  const tr = (verdict: string, name: string, text: string, told: string, by: string): string =>
    `<tr class="${verdict}"><td><code>${name}</code><br>${text}</td><td><code>read.missing</code></td><td>TFJob</td><td>${told}</td><td>${by}</td></tr>`;
  expect(
    bodyOf({
      seed: 5,
      seeds: 3,
      mutants,
      idle: ['read/c', 'read/d'],
      unbroken: ['read.kind'],
      variants: [{ ...GZIP, accusedBy: ['read/a', 'read/b'] }],
    }),
  ).toEqual([
    `<h1>Kill matrix</h1><p>3 of 5 mutants killed under an expected requirement with each of 3 seeds, 0 by unrelated ones alone, 2 requirements kill nothing, ` +
      '1 testable statement without a mutant, 0 of 1 judgement of legal variants pass, errors of the suite on 1, 61 s. Seed 5 to 7.</p>',
    '<details open><summary>Legal variants that the suite accuses: 1</summary><p><code>gzip: read/a, read/b</code></p></details>',
    '<details open><summary>Requirements that kill nothing: 2</summary><p><code>read/c</code><br><code>read/d</code></p></details>',
    '<details open><summary>Testable statements without a mutant: 1</summary><p><code>read.kind</code></p></details>',
    '<table><thead><tr><th>mutant</th><th>breaks</th><th>kind</th><th></th><th>reported by</th></tr></thead><tbody>',
    tr('error', 'error', 'It &lt;error>.', 'error', '<code>read/a</code>'),
    tr('survives', 'a-survivor', 'It &amp; &quot;that&quot;.', 'survives', '-'),
    tr(
      'survives',
      'seldom',
      'It &lt;seldom>.',
      'survives with seeds 2, 3',
      '<code>r/1</code><br><code>r/2</code><br><code>r/3</code><br><details><summary>2 more</summary><code>r/4</code><br><code>r/5</code></details>',
    ),
    tr('killed', 'a-killed', 'It &lt;a-killed>.', 'killed', '<code>r/1</code><br><code>r/2</code><br><code>r/3</code>'),
    tr(
      'killed',
      'b-killed',
      'It &lt;b-killed>.',
      'killed',
      '<code>read/a</code><br>and, though nothing of theirs is broken:<br><code>list/1</code>',
    ),
    '</tbody></table></html>',
    '',
  ]);
});

test('a page of one seed opens nothing that is empty, and is silent of idleness that is not known', () => {
  expect(bodyOf({ mutants: [], variants: [], idle: undefined })).toEqual([
    '<h1>Kill matrix</h1><p>0 testable statements without a mutant, 61 s. Seed 1.</p>',
    '<details><summary>Legal variants that the suite accuses: 0</summary><p>-</p></details>',
    '',
    '<details><summary>Testable statements without a mutant: 0</summary><p>-</p></details>',
    '<table><thead><tr><th>mutant</th><th>breaks</th><th>kind</th><th></th><th>reported by</th></tr></thead><tbody>',
    '',
    '</tbody></table></html>',
    '',
  ]);
});

test('the page tells survivors first, and takes no text for markup', () => {
  const page = killMatrixHtml(matrix({ mutants: [row('one'), row('two', { killedBy: [] })] }));
  expect(survivors(matrix())).toEqual([]);
  expect(page.indexOf('<code>two</code>')).toBeLessThan(page.indexOf('<code>one</code>'));
  expect(page).toContain('It &lt;two>.');
  expect(page).not.toContain('<two>');
});
