import { describe, expect, it } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Count, Report, ReportEntry } from '../../harness/model/report.ts';
import { asMarkdown } from './markdown.ts';
import { sampleReport } from '../report.fixture.ts';

const sample = sampleReport();
const count = (over: Partial<Count> = {}): Count => ({
  pass: 0,
  fail: 0,
  inconclusive: 0,
  'not-applicable': 0,
  waived: 0,
  'harness-error': 0,
  ...over,
});
const entry = (id: string, over: Partial<ReportEntry>, kind = 'tfjob'): ReportEntry => ({
  id,
  kind,
  verdict: 'pass',
  level: 'MUST',
  layer: 'general',
  area: 'read',
  statements: [{ id: 's', text: 'It stays.', source: 'Reading', level: 'MUST', layer: 'general' }],
  findings: [],
  exchangeCount: 0,
  ms: 1,
  seed: 1,
  ...over,
});
const report = (results: ReportEntry[], over: Partial<Report> = {}): Report => ({
  ...sample,
  results,
  conclusion: 'So it is.',
  requests: 7,
  coverage: [],
  scope: { ...sample.scope, extent: 'full', planned: 3, ran: 3, notPlanned: [] },
  summary: {
    ...sample.summary,
    total: count({ pass: 2, fail: 1 }),
    byKind: { tfjob: count({ pass: 1, fail: 1 }), my_job: count({ pass: 1 }) },
    byLayer: { general: count({ pass: 2, fail: 1 }) },
  },
  ...over,
});
const head = (title: string, conclusion: string, target: string): string[] => [
  `## cci-job-conformance: ${title}`,
  '',
  conclusion,
  '',
  `Target ${target}, seed 42, suite 0.1.0, scope full: 3 of 3 planned ran.`,
  '',
  '| | fail | pass |',
  '| --- | ---: | ---: |',
  '| tfjob | 1 | 1 |',
  '| my&#95;job | 0 | 1 |',
  '| *general* | 1 | 2 |',
  '| **all** | 1 | 2 |',
  '',
  `Coverage: 0 of ${7 * KINDS.length} operations, watch of 0 of ${KINDS.length} kinds, 7 requests.`,
  '',
];
const HEAD = head('not shown conformant', 'So it is.', '`https://cci.example.test:6443/base`').join('\n');
/** What follows the head, which is the same for all. */
const sections = (results: ReportEntry[], over: Partial<Report> = {}): string[] => {
  const text = asMarkdown(report(results, over));
  expect(text.startsWith(HEAD)).toBe(true);
  return text.slice(HEAD.length).split('\n').slice(1);
};

describe('summary.md', () => {
  it.each([
    ['http://t', '`http://t`'],
    ['http://t/`a', '`` http://t/`a ``'],
    ['http://t/`a```b', '```` http://t/`a```b ````'],
  ])('has the figures of those verdicts that came, each text in one line and no markup: %s', (url, target) => {
    const text = asMarkdown(
      report([entry('read/a', {})], {
        conformant: true,
        target: { ...sample.target, url },
        conclusion: ' All\n\n  <b>*good*</b> @you \\ | ~[#]! ',
      }),
    );
    expect(text.split('\n')).toEqual(
      head(
        'conformant',
        'All &#60;b&#62;&#42;good&#42;&#60;/b&#62; &#64;you &#92; &#124; &#126;&#91;&#35;&#93;&#33;',
        target,
      ),
    );
  });

  it('tells each failure by its first finding, or else by what does not hold', () => {
    const finding = { message: 'It is_gone.', expected: 'a', received: 'b' };
    expect(
      sections([
        entry('read/a', { verdict: 'fail', findings: [finding, { ...finding, message: 'It is back.' }] }),
        entry('read/a', { verdict: 'fail', findings: [finding] }, 'mxjob'),
        entry('read/b', { verdict: 'fail' }),
        entry('read/c', { verdict: 'fail', statements: [] }),
        entry('read/d', { verdict: 'fail', causedBy: 'read/a' }),
      ]),
    ).toEqual([
      '### Failures',
      '',
      '- `read/a` tfjob, mxjob: It is&#95;gone. (what follows from it: 1 more)',
      '- `read/b` tfjob: It stays.',
      '- `read/c` tfjob: ',
      '',
    ]);
  });

  it('tells what was not judged, errors of the suite first, unless a failure explains it', () => {
    expect(
      sections([
        entry('read/a', { verdict: 'inconclusive', reason: 'no_event' }),
        entry('read/b', { verdict: 'inconclusive', reason: 'no_event' }),
        entry('read/c', { verdict: 'harness-error', reason: 'oh' }),
        entry('read/d', { verdict: 'inconclusive', reason: 'no label', causedBy: 'read/e' }),
        entry('read/e', { verdict: 'fail' }),
      ]),
    ).toEqual([
      '### Failures',
      '',
      '- `read/e` tfjob: It stays. (what follows from it: 1 more)',
      '',
      '### Not judged',
      '',
      '- 1: oh',
      '- 2: no&#95;event',
      '',
    ]);
  });

  it('tells what was waived, and what of the expectations is out of date', () => {
    const expectations = { file: 'e.yaml', used: 2, stale: ['read/a passes'], expired: ['read_b ended'] };
    expect(
      sections(
        [
          entry('read/a', { verdict: 'waived', reason: 'known_bug' }),
          entry('read/b', { verdict: 'waived', reason: 'known_bug' }),
        ],
        { expectations },
      ),
    ).toEqual([
      '### Waived',
      '',
      '- 2: known&#95;bug',
      '',
      '### Expectations out of date',
      '',
      '- e.yaml: read/a passes',
      '- e.yaml: read&#95;b ended',
      '',
    ]);
  });

  const many = (length: number, of: (name: string) => ReportEntry): ReportEntry[] =>
    Array.from({ length }, (_, i) => of(String.fromCharCode(97 + i)));
  it.each<[string, (name: string) => ReportEntry, string[]]>([
    [
      'failures',
      (name) => entry(name, { verdict: 'fail' }),
      ['- `y` tfjob: It stays.', '- and 2 more, in report.html', ''],
    ],
    [
      'reasons',
      (name) => entry(name, { verdict: 'inconclusive', reason: name }),
      ['- 1: y', '- and 2 more reasons, in report.html', ''],
    ],
  ])('tells of %s 25 and counts the rest', (_, of, end) => {
    expect(sections(many(25, of))).toHaveLength(2 + 25 + 1);
    expect(sections(many(27, of)).slice(-3)).toEqual(end);
  });
});
