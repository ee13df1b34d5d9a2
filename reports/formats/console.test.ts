import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Report } from '../../harness/model/report.ts';
import { consoleReporter, type ConsoleOptions } from './console.ts';
import { HOSTILE } from '../outcomes.fixture.ts';
import { sampleReport } from '../report.fixture.ts';
import { columnsOf, wrap } from '../view/terminal.ts';

function printed(report: Report, options: Omit<ConsoleOptions, 'write'>): string {
  let text = '';
  const reporter = consoleReporter({
    write: (part) => {
      text += part;
    },
    ...options,
  });
  reporter.start({ planned: report.results.length, kinds: report.scope.kinds, target: report.target.url });
  for (const entry of report.results) reporter.result(entry);
  reporter.end(report, ['out/report.html']);
  return text;
}
const PIPE = { isTTY: false, color: true };
const report = sampleReport();

describe('the console', () => {
  it('keeps to 80 columns, addresses and commands apart', () => {
    const long = printed(report, PIPE)
      .split('\n')
      .filter((line) => columnsOf(line) > 80 && !/https?:|\/apis\//.test(line));
    expect(long).toEqual([]);
  });

  it('has no escape sequence where there is no terminal, and no colour where none is wanted', () => {
    expect(printed(report, PIPE)).not.toContain('\u001B');
    // oxlint-disable-next-line no-control-regex
    expect(printed(report, { isTTY: true, color: false })).not.toMatch(/\u001B\[\d+m/);
    expect(printed(report, { isTTY: true, color: true })).toContain('\u001B[31m');
  });

  it('never passes on what would steer the terminal', () => {
    const text = stripVTControlCharacters(printed(report, { isTTY: true, color: true }));
    expect(HOSTILE).toContain('\u202E');
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000B\u000C\u000E-\u001F\u202E]/);
    expect(text).toContain(String.raw`\u001b[31m`);
  });

  it('tells of a failing requirement what a person needs to act on it', () => {
    const text = printed(report, PIPE);
    const entry = text.slice(text.indexOf('FAIL patch/null-removes-a-label'), text.indexOf('FAIL list/complete'));
    for (const fact of [
      'MUST, operation',
      'A member patched with null is gone',
      'Updating a TFJob; RFC 7386, section 2',
      'erratum 9: merge patch alone',
      'tfjob, mxjob, pytorchjob',
      'still stored',
      'PATCH /apis/kubeflow.org/v1/namespaces/default/tfjobs/c-4f2a-keeps\n            -> 200',
      '"drop":null',
      `expected  { "keep": "it's 1" }`,
      '"drop": "2"',
      '/metadata/labels/drop',
      'specs/support/expectations.ts:58, specs/patch/merge-patch.ts:41',
      '--only patch/null-removes-a-label --kind tfjob --seed 42',
    ])
      expect(entry).toContain(fact);
  });

  it('folds what a failure explains under it', () => {
    const text = printed(report, PIPE);
    expect(text).toContain(
      'and 4 more that follow from it: replace/drops-what-is-left-out\n            (tfjob), patch/model (tfjob, mxjob',
    );
    expect(text).not.toContain('FAIL patch/model');
    expect(text).not.toContain('the labels could not be set up');
  });

  it('tells each reason for which something was not judged, the summary, the coverage, the scope, and where the report lies', () => {
    const text = printed(report, { ...PIPE, verbose: true });
    for (const fact of [
      'ERROR OF THE SUITE 1',
      'specs/delete-collection.ts:41:7',
      'INCONCLUSIVE 4',
      'throttled throughout',
      'code specs/watch/events.ts:77',
      'WAIVED 1',
      `28 of ${7 * KINDS.length} operations, watch of 3 of ${KINDS.length} kinds, 1,234 requests`,
      'limit (list) = ignored x12',
      'delete-body = status x40, object x2',
      '8 no --scratch-namespace',
      'partial: 72 of 72',
      'out/report.html',
      '214 statements',
    ])
      expect(text.replace(/\s+/g, ' ')).toContain(fact);
    expect(text.trimEnd().split('\n').at(-1)).toBe(report.conclusion);
  });

  it('tells what the documents leave open only when asked for it', () => {
    expect(printed(report, { ...PIPE, verbose: true })).toContain('freedoms');
    expect(printed(report, PIPE)).not.toContain('freedoms');
  });

  it('tells for how long it has been judging, and about how long it will by what is left', () => {
    let text = '';
    let now = 5_000;
    const reporter = consoleReporter({ ...PIPE, write: (part) => (text += part), now: () => now });
    const verdict = { id: 'read/one', kind: 'tfjob', verdict: 'pass' } as const;
    reporter.start({ planned: 40, kinds: ['tfjob'], target: 'x', cost: 1_000 });
    for (let i = 0; i < 40; i += 1) {
      now += 1_000;
      reporter.result({ ...verdict, cost: i < 20 ? 5 : 45 });
    }
    const lines = text.split('\n').filter((line) => line.includes('/40'));
    expect(lines).toHaveLength(10);
    expect(lines.slice(0, 3)).toEqual([
      '4/40  4 s  4 pass', // 2 % of the requests say nothing yet
      '8/40  8 s, about 4 min left  8 pass',
      '12/40  12 s, about 4 min left  12 pass',
    ]);
    expect(lines.slice(-2)).toEqual(['36/40  36 s, about 8 s left  36 pass', '40/40  40 s  40 pass']);
  });

  it('shows progress in one line on a terminal, and in a few lines on a pipe', () => {
    const terminal = printed(report, { isTTY: true, color: false, columns: 60 });
    const frames = terminal.slice(0, terminal.lastIndexOf('\r\u001B[2K')).split('\r\u001B[2K').slice(1);
    expect(frames).toHaveLength(report.results.length);
    expect(frames.every((frame) => !frame.includes('\n') && columnsOf(frame) < 60)).toBe(true);
    const lines = printed(report, PIPE)
      .split('\n')
      .filter((line) => /^\d+\/72 {2}/.test(line));
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.length).toBeLessThan(14);
    expect(lines.at(-1)).toMatch(/^72\/72/);
  });
});

describe('wrap', () => {
  it('breaks what is too long, counting wide characters as two', () => {
    expect(wrap('ab cd', 5)).toEqual(['ab cd']);
    expect(wrap('日本語日本語 x', 6)).toEqual(['日本語', '日本語', 'x']);
    expect(wrap('', 5)).toEqual([]);
  });
});
