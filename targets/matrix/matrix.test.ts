import { expect, test } from 'vitest';
import type { Report, ReportEntry } from '../../harness/model/report.ts';
import type { Verdict } from '../../harness/model/result.ts';
import { sampleReport } from '../../reports/report.fixture.ts';
import { asMatrix } from './matrix.ts';

/** A report of these entries: id, kind, verdict, and what an expectation made of it. */
function report(...entries: [id: string, kind: string, verdict: Verdict, was?: Verdict, reason?: string][]): Report {
  const sample = sampleReport(() => true),
    [entry] = sample.results as [ReportEntry];
  const results = entries.map(([id, kind, verdict, was, reason]): ReportEntry => ({
    ...entry,
    id,
    kind,
    verdict,
    area: id.split('/')[0] as string,
    ...(was === undefined ? {} : { was: { verdict: was } }),
    ...(reason === undefined ? {} : { reason }),
  }));
  return { ...sample, results, freedoms: [], scope: { ...sample.scope, notPlanned: [] } };
}
const rowsOf = (text: string): Record<string, string[]> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.slice(2, -2).split(' | '))
      .map(([name, ...cells]) => [name as string, cells]),
  );

test('a requirement holds where it holds for every kind; what is waived counts as what it was', () => {
  const one = report(
    ['read/a', 'tfjob', 'pass'],
    ['read/a', 'mxjob', 'pass'],
    ['read/b', 'tfjob', 'pass'],
    ['read/b', 'mxjob', 'not-applicable'],
    ['patch/a', 'tfjob', 'pass'],
    ['patch/a', 'mxjob', 'waived', 'fail', 'It merges <nothing>.'],
    ['patch/b', 'tfjob', 'pass'],
    ['patch/c', 'tfjob', 'waived', 'inconclusive', 'Silent.'],
    ['watch/a', 'tfjob', 'not-applicable'],
    ['list/a', 'tfjob', 'inconclusive'],
  );
  const two = report(['read/a', 'tfjob', 'fail'], ['auth/a', 'tfjob', 'pass']);
  const text = asMatrix([
    { name: 'One', about: 'The first.', report: one },
    { name: 'Two', about: 'The second.', report: two },
  ]);
  expect(rowsOf(text)).toMatchObject({
    read: ['✓ 2', '✗ 0 of 1'],
    patch: ['✗ 1 of 3, 1 ?', '–'],
    watch: ['–', '–'],
    list: ['? 0 of 1', '–'],
    auth: ['–', '✓ 1'],
  });
  expect(text).toContain('- It merges &#60;nothing&#62;.\n  <code>patch/</code> a');
  expect(text).toContain('- Not explained.\n  <code>read/</code> a');
  expect(text).toContain('The first. Seed 42');
});

test('the freedoms in which the columns differ are told, and no others', () => {
  const chose = (...options: string[]): Report => ({
    ...report(['read/a', 'tfjob', 'pass']),
    freedoms: options.map((option) => ({
      freedom: option.split('-')[0] as string,
      text: '',
      option,
      optionText: '',
      times: 1,
    })),
  });
  const rows = rowsOf(
    asMatrix([
      { name: 'One', about: '', report: chose('limit-honoured', 'code-201') },
      { name: 'Two', about: '', report: chose('limit-ignored', 'code-201') },
    ]),
  );
  expect(rows['limit']).toEqual(['limit-honoured', 'limit-ignored']);
  expect(rows['code']).toBeUndefined();
});

test('the same reports make the same text', () => {
  const columns = [{ name: 'One', about: 'x', report: sampleReport() }];
  expect(asMatrix(columns)).toBe(asMatrix(structuredClone(columns)));
});
