import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Status, type TestResult } from 'allure-js-commons';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KINDS } from '../contract/kinds.ts';
import { asJunit } from './formats/junit.ts';
import { loadReport } from './load.ts';
import { asMarkdown } from './formats/markdown.ts';
import { sampleReport } from './report.fixture.ts';
import { writeReports, writeWhole } from './write.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reports-'));
});
afterEach(() => rm(folder, { recursive: true }));

const report = sampleReport();

describe('writeReports', () => {
  it('writes what is asked for, leaves no temporary file, and can be read back', async () => {
    const out = join(folder, 'a', 'b');
    expect(await writeReports(report, out)).toEqual(
      ['report.json', 'report.html', 'summary.md'].map((name) => join(out, name)),
    );
    expect(await loadReport(join(out, 'report.json'))).toEqual(report);
    await writeReports(report, out, ['junit', 'allure']);
    expect((await readdir(out)).sort()).toEqual([
      'allure-results',
      'junit.xml',
      'report.html',
      'report.json',
      'summary.md',
    ]);
  });

  it('leaves the old file, and nothing else, when a write fails', async () => {
    const path = join(folder, 'file');
    await writeWhole(path, 'old');
    await expect(writeWhole(join(path, 'below'), 'new')).rejects.toThrow('ENOTDIR');
    await expect(writeWhole(folder, 'new')).rejects.toThrow();
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['file']);
  });
});

describe('loadReport', () => {
  it('says in one line what is wrong with a file', async () => {
    const path = join(folder, 'report.json');
    await expect(loadReport(path)).rejects.toThrow(`${path}: is not there`);
    const wrong: [unknown, string][] = [
      ['{"format":1,', 'is not JSON'],
      [[], '`format` is missing'],
      [null, '`format` is missing'],
      [{ ...report, format: 2 }, 'has format 2; this version reads format 1'],
      [{ ...report, seed: '42' }, '/seed should be integer, is string'],
      [{ ...report, results: {} }, '/results should be array, is object'],
      [{ ...report, results: [null] }, '/results/0 should be object, is null'],
      [
        { ...report, results: [{ ...report.results[0], verdict: 'green' }] },
        '/results/0/verdict should be one of pass, fail, inconclusive, not-applicable, waived, harness-error, is "green"',
      ],
    ];
    for (const [content, message] of wrong) {
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
      const error = await loadReport(path).then(
        () => undefined,
        (reason: Error) => reason,
      );
      expect(error?.message).toContain(message);
      expect(error?.message).not.toContain('\n');
    }
  });
});

/** A small check that XML is well-formed: tags nest, attributes are quoted, text has no bare `<` or `&`. */
function xmlErrors(xml: string): string[] {
  const errors: string[] = [];
  const open: string[] = [];
  let at = xml.replace(/^<\?xml [^>]*\?>/, '');
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(at) || Buffer.from(at).toString() !== at)
    errors.push('a character that XML does not have');
  while (at !== '') {
    const text = /^[^<]+/.exec(at)?.[0];
    const tag = /^<(\/?)([A-Za-z][\w.]*)((?:\s[\w.]+="[^"<]*")*)(\/?)>/.exec(at);
    const chunk = text ?? tag?.[0];
    if (chunk === undefined) return [...errors, `no markup: ${at.slice(0, 60)}`];
    if (/&(?!(amp|lt|gt|quot|#\d+);)/.test(chunk)) errors.push(`bare &: ${chunk.slice(0, 60)}`);
    if (tag !== null && text === undefined) {
      const [, end, name = '', , empty] = tag;
      if (end === '/') {
        if (open.pop() !== name) errors.push(`</${name}> closes nothing`);
      } else if (empty === '') open.push(name);
    }
    at = at.slice(chunk.length);
  }
  return [...errors, ...open];
}

describe('junit.xml', () => {
  it('is well-formed and counts what it holds', () => {
    const xml = asJunit(report);
    expect(xmlErrors(xml)).toEqual([]);
    expect(xmlErrors('<a b="&"><c></a>')).not.toEqual([]);
    const count = (name: string): number => xml.split(`<${name} `).length - 1;
    const { total } = report.summary;
    expect([count('testsuite'), count('testcase'), count('failure'), count('error'), count('skipped')]).toEqual([
      4,
      report.results.length,
      total.fail,
      total.inconclusive + total['harness-error'],
      total['not-applicable'] + total.waived,
    ]);
    expect(xml).toContain(
      `<testsuites name="cci-job-conformance" tests="${report.results.length}" failures="${total.fail}"`,
    );
    expect(xml).toContain('<property name="seed" value="42"/>');
    expect(xml).toContain('<failure message="The label that was patched with null is still stored." type="MUST">');
  });
});

describe('allure-results', () => {
  it('has a result for each judgement, its exchanges as steps whose attachments exist', async () => {
    await writeReports(report, folder, ['allure']);
    await writeReports(report, folder, ['allure']);
    const files = await readdir(join(folder, 'allure-results'));
    const read = async (name: string): Promise<TestResult> =>
      JSON.parse(await readFile(join(folder, 'allure-results', name), 'utf8')) as TestResult;
    const results = await Promise.all(files.filter((name) => name.endsWith('-result.json')).map(read));
    expect(results).toHaveLength(report.results.length);
    expect(new Set(results.map(({ historyId }) => historyId)).size).toBe(results.length);
    const one = results.find(({ name }) => name === 'patch/null-removes-a-label (tfjob)');
    expect(one).toMatchObject({
      status: 'failed',
      statusDetails: { message: expect.stringMatching(/^The label that was patched with null is still stored\.\n/) },
    });
    expect(one?.labels).toEqual(
      expect.arrayContaining([
        { name: 'feature', value: 'patch' },
        { name: 'kind', value: 'tfjob' },
        { name: 'layer', value: 'operation' },
        { name: 'severity', value: 'critical' },
      ]),
    );
    expect(one?.links).toEqual([
      { url: 'https://www.rfc-editor.org/rfc/rfc7386#section-2', name: 'Updating a TFJob; RFC 7386, section 2' },
    ]);
    expect(one?.statusDetails.trace).toMatch(
      /specs\/support\/expectations\.ts:58:1\)\n.+specs\/patch\/merge-patch\.ts:41:1\)/,
    );
    expect(one?.steps.map(({ name }) => name?.split(' ')[0])).toEqual(['POST', 'PATCH', 'GET']);
    const sources = results
      .flatMap(({ steps }) =>
        steps.flatMap((step) => [...step.attachments, ...step.steps.flatMap(({ attachments }) => attachments)]),
      )
      .map(({ source }) => source);
    expect(sources.length).toBeGreaterThan(5);
    expect(sources.filter((source) => !files.includes(source))).toEqual([]);
    expect(results.filter(({ status }) => status === Status.BROKEN)).toHaveLength(
      report.summary.total.inconclusive + report.summary.total['harness-error'],
    );
  });
});

describe('summary.md', () => {
  it('is short, tells the failures, and makes no markup of what a target said', () => {
    const hostile = { ...report, conclusion: 'Not <b>conformant</b> | [x](http://x) `y`' };
    const text = asMarkdown(hostile);
    expect(text.split('\n').length).toBeLessThan(60);
    expect(text).toContain(
      '- `patch/null-removes-a-label` tfjob, mxjob, pytorchjob: The label that was patched with null is still stored. (`specs/support/expectations.ts:58`, `specs/patch/merge-patch.ts:41`) (what follows from it: 4 more)',
    );
    expect(text).not.toMatch(/<b>|\[x\]/);
    expect(text).toContain(`28 of ${7 * KINDS.length} operations`);
  });
});
