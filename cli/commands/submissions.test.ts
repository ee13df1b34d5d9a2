import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../contract/package.ts';
import type { Report } from '../../harness/model/report.ts';
import { readClaims } from '../../harness/outcome/claims.ts';
import { suiteOf } from '../../specs/suite.ts';
import { loadReport } from '../../reports/load.ts';
import { invoke, temporary } from '../testing/invoke.ts';
import { problemsOf, REPORT } from '../testing/submissions.ts';

const FOLDER = join(packageRoot(), 'docs', 'implementations');
const submitted = readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, REPORT)));

describe('docs/implementations', () => {
  test.each(submitted)('%s is as docs/submitting.md asks for', async (name) => {
    expect(await problemsOf(join(FOLDER, name))).toEqual([]);
  });

  test('the claims of those that are still to be submitted can be read', () => {
    for (const name of readdirSync(FOLDER)) {
      const file = join(FOLDER, name, 'claims.yaml');
      expect(readClaims(file, readFileSync(file, 'utf8'), suiteOf()).declared.implementation?.name).toBeDefined();
    }
  });

  test('docs/compatibility.md is made of them by npm run matrix', async () => {
    const out = temporary();
    const reports = submitted.map((name) => join(FOLDER, name, REPORT));
    const got = await invoke(['matrix', ...reports, '--any-contract', '--out', out]);
    expect([got.code, got.stderr]).toEqual([0, '']);
    const docs = join(packageRoot(), 'docs');
    const made = ['compatibility.md', ...evidenceIn(out)];
    expect(evidenceIn(docs)).toEqual(made.slice(1));
    for (const name of made)
      expect(readFileSync(join(docs, name), 'utf8'), name).toBe(readFileSync(join(out, name), 'utf8'));
  });

  test('those of another contract than the newest are named as such', async () => {
    const text = readFileSync(join(packageRoot(), 'docs', 'compatibility.md'), 'utf8');
    const suites = await Promise.all(submitted.map(async (name) => (await loadReport(join(FOLDER, name))).suite));
    for (const { contractDigest } of suites) expect(text).toContain(contractDigest.slice(0, 12));
    expect(text.includes('older than that of the newest report')).toBe(
      new Set(suites.map(({ contractDigest }) => contractDigest)).size > 1,
    );
  });
});

const evidenceIn = (folder: string): string[] =>
  readdirSync(join(folder, 'evidence'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => join('evidence', name));

describe('a submission', () => {
  /** As docs/submitting.md has it made, of a run that is recorded. */
  async function made(): Promise<string> {
    const run = temporary(),
      folder = temporary();
    await invoke(['--only', 'read', '--kind', 'tfjob', '--seed', '1', '--record', '--out', run]);
    const got = await invoke(['report', '--from', run, '--format', 'submission', '--out', folder]);
    expect(got.stderr).toBe('');
    for (const name of ['record.json', 'record.ndjson.gz']) copyFileSync(join(run, name), join(folder, name));
    writeFileSync(join(folder, 'claims.yaml'), 'implementation: { name: Acme, version: "1.4" }\n');
    return folder;
  }
  const changed = (folder: string, change: (report: Report) => void): void => {
    const file = join(folder, REPORT);
    const report = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Report;
    change(report);
    writeFileSync(file, gzipSync(JSON.stringify(report)));
  };

  test('of a record is in order; what does not follow from the record, or holds a secret, is told', async () => {
    const folder = await made();
    expect(await problemsOf(folder)).toEqual([]);
    changed(folder, ({ results }) => {
      const [first] = results;
      if (first !== undefined) first.verdict = 'fail';
    });
    expect((await problemsOf(folder)).join('\n')).toMatch(/the report says fail, the record gives pass/);
    changed(folder, (report) => {
      report.results[0] = { ...report.results[1], ...report.results[0], verdict: 'pass' } as Report['results'][0];
      report.target.url = 'https://somebody:hunter2@cci.example.com';
    });
    expect(await problemsOf(folder)).toEqual(['it holds a password in a URL']);
  });
  test('has to be drawn from the report of its record, to claim nothing that is contradicted, and to name a version', async () => {
    const folder = await made();
    changed(folder, (report) => {
      report.briefOf = { sha256: '0'.repeat(64) };
    });
    expect(await problemsOf(folder)).toEqual([`${REPORT} is not drawn from the report that record.json names`]);
    for (const name of ['record.json', 'record.ndjson.gz']) rmSync(join(folder, name));
    changed(folder, (report) => {
      report.freedoms = [{ freedom: 'limit', text: '', option: 'limit-ignored', optionText: '', times: 1 }];
      delete report.briefOf;
    });
    writeFileSync(join(folder, 'claims.yaml'), 'implementation: { name: A }\nchoices: { limit: limit-honoured }\n');
    writeFileSync(join(folder, 'notes.txt'), '');
    expect(await problemsOf(folder)).toEqual([
      'notes.txt does not belong here',
      'its report has its exchanges: report --format submission leaves them out',
      'claims.yaml does not say which implementation and version it is of',
      '"limit: limit-honoured" is contradicted: limit-ignored was seen once',
    ]);
    rmSync(join(folder, REPORT));
    await expect(problemsOf(folder)).rejects.toThrow(/report\.json\.gz: is not there/);
  });
});
