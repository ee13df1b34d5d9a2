import { expect, test } from 'vitest';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Report, ReportEntry } from '../../harness/model/report.ts';
import { sampleReport } from '../report.fixture.ts';
import { account, expectationLines, historyOf, scopeLine, sourceOf } from './summary.ts';

const report = sampleReport();
const exchange = (seq: number, over: Partial<Exchange> = {}): Exchange => ({
  seq,
  at: 0,
  ms: 1,
  as: 'full',
  verb: 'read',
  method: 'GET',
  path: `/${seq}`,
  requestHeaders: [],
  status: 200,
  responseHeaders: [],
  responseBody: '',
  ...over,
});
const exchanges = [
  exchange(1, { method: 'POST', status: 201 }),
  exchange(2, { status: undefined, error: 'connection reset' }),
  exchange(3, { status: undefined }),
  exchange(4),
];
const finding = (over: Partial<Finding> = {}): Finding => ({
  message: 'It is gone.',
  expected: 'a',
  received: 'b',
  ...over,
});
const statement = {
  id: 's',
  text: 'It stays.',
  source: 'Reading, table 1',
  level: 'MUST',
  layer: 'operation',
} as const;
const failed = (over: Partial<ReportEntry> = {}): ReportEntry => ({
  id: 'read/a',
  kind: 'tfjob',
  verdict: 'fail',
  level: 'MUST',
  layer: 'operation',
  area: 'read',
  statements: [],
  findings: [],
  exchangeCount: 4,
  exchanges,
  ms: 1,
  seed: 7,
  ...over,
});

test('a source is told with every reading that it rests on', () => {
  expect(sourceOf(statement)).toBe('Reading, table 1');
  expect(
    sourceOf({
      ...statement,
      errata: [
        { number: 9, reading: 'merge patch alone' },
        { number: 12, reading: 'no default' },
      ],
    }),
  ).toBe('Reading, table 1; erratum 9: merge patch alone; erratum 12: no default');
});

test.each<[string, Partial<ReportEntry>, string[]]>([
  [
    'nothing of what is not known',
    { exchanges: undefined, findings: [finding({ exchange: 1 })] },
    ['It is gone.', '  expected: a', '  received: b'],
  ],
  [
    'the statements, the cause and the command',
    { statements: [statement, { ...statement, text: 'It is found.' }], causedBy: 'create/b', replay: 'npx it' },
    [
      'It stays.',
      '  source: Reading, table 1',
      'It is found.',
      '  source: Reading, table 1',
      'caused by: create/b',
      'replay: npx it',
    ],
  ],
  [
    'the exchange that the finding names, and where',
    { findings: [finding({ exchange: 1, history: [1, 4], path: '/metadata' })] },
    ['It is gone.', '  exchange: POST /1 -> 201', '  at: /metadata', '  expected: a', '  received: b'],
  ],
  [
    'else the last of its history',
    { findings: [finding({ history: [1, 2, 4] })] },
    ['It is gone.', '  exchange: GET /4 -> 200', '  expected: a', '  received: b'],
  ],
  [
    'no exchange where the finding names none',
    { findings: [finding()] },
    ['It is gone.', '  expected: a', '  received: b'],
  ],
  [
    'why no answer came',
    { findings: [finding({ exchange: 2 })] },
    ['It is gone.', '  exchange: GET /2 -> connection reset', '  expected: a', '  received: b'],
  ],
  [
    'that none came',
    { findings: [finding({ exchange: 3 })] },
    ['It is gone.', '  exchange: GET /3 -> no answer', '  expected: a', '  received: b'],
  ],
  [
    "each finding, with the seed of its counterexample or else the judgement's",
    {
      findings: [
        finding({ counterexample: '[1]' }),
        finding({ message: 'It is back.', counterexample: '[2]', seed: 5 }),
      ],
    },
    [
      'It is gone.',
      '  expected: a',
      '  received: b',
      '  counterexample: [1] (seed 7)',
      'It is back.',
      '  expected: a',
      '  received: b',
      '  counterexample: [2] (seed 5)',
    ],
  ],
  [
    'the code that demands it',
    { findings: [finding({ code: ['specs/a.ts:1', 'specs/b.ts:2'] })], definedAt: ['specs/b.ts:1'] },
    ['It is gone.', '  expected: a', '  received: b', '  code: specs/a.ts:1, specs/b.ts:2'],
  ],
  [
    'else where the check ended',
    { verdict: 'inconclusive', code: ['specs/a.ts:1'], definedAt: ['specs/b.ts:1'] },
    ['  code: specs/a.ts:1'],
  ],
  [
    'else where the requirement is defined',
    { findings: [finding()], definedAt: ['specs/b.ts:1'] },
    ['It is gone.', '  expected: a', '  received: b', '  code: specs/b.ts:1'],
  ],
])('an account tells %s', (_, over, lines) => {
  expect(account(failed(over))).toBe(lines.join('\n'));
});

test.each<[string, Finding | undefined, number[]]>([
  ['those it names, in the order in which they were sent', finding({ exchange: 1, history: [4, 2] }), [1, 2, 4]],
  ['those of its history', finding({ history: [2] }), [2]],
  ['the one that shows it', finding({ exchange: 3 }), [3]],
  ['all, where it names none', finding(), [1, 2, 3, 4]],
  ['all, where there is no finding', undefined, [1, 2, 3, 4]],
])('the exchanges of a finding are %s', (_, of, seqs) => {
  expect(historyOf(failed(), of).map(({ seq }) => seq)).toEqual(seqs);
});

test('a judgement whose exchanges were not kept has no history', () => {
  expect(historyOf(failed({ exchanges: undefined }), undefined)).toEqual([]);
});

test.each([
  [[], 'partial: 3 of 4 planned ran'],
  [[{ reason: 'no token', count: 2 }], 'partial: 3 of 4 planned ran; not planned: 2 no token'],
  [
    [
      { reason: 'no token', count: 2 },
      { reason: 'not chosen', count: 9 },
    ],
    'partial: 3 of 4 planned ran; not planned: 2 no token, 9 not chosen',
  ],
])('the scope says what ran and what was not planned: %j', (notPlanned, line) => {
  expect(scopeLine({ ...report, scope: { ...report.scope, extent: 'partial', planned: 4, ran: 3, notPlanned } })).toBe(
    line,
  );
});

test('expectations are told where they are out of date', () => {
  const expectations: Report['expectations'] = {
    file: 'expect.yaml',
    used: 1,
    stale: ['read/a passes'],
    expired: ['read/b ended in May'],
  };
  expect(expectationLines(report)).toEqual([]);
  expect(expectationLines({ ...report, expectations })).toEqual([
    'expect.yaml: read/a passes',
    'expect.yaml: read/b ended in May',
  ]);
});
