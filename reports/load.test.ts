import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import type { Json } from '../contract/json.ts';
import { loadReport, ReportFileError } from './load.ts';
import { sampleReport } from './report.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-'));
});

const report = sampleReport();

/** What is said of a file with this content, without its path. */
async function said(content: string): Promise<string | undefined> {
  const path = join(folder, 'report.json');
  await writeFile(path, content);
  const error = await loadReport(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return undefined;
  expect(error).toBeInstanceOf(ReportFileError);
  const { message } = error as Error;
  expect(message).toMatch(new RegExp(`^${path}: `));
  return message.slice(path.length + 2);
}

test('a file that cannot be read is told with the reason that the system has', async () => {
  const file = join(folder, 'report.json');
  await expect(loadReport(file)).rejects.toThrow(new ReportFileError(`${file}: is not there`));
  await expect(loadReport(folder)).rejects.toThrow(new ReportFileError(`${file}: is not there`));
});

test.each<[string, string]>([
  ['{"format":1,', 'is not JSON; was the run that wrote it interrupted?'],
  ['"format"', 'is JSON but no report: `format` is missing'],
  ['null', 'is JSON but no report: `format` is missing'],
  ['{"format":null}', 'has format null; this version reads format 1'],
  ['{"format":"1"}', 'has format "1"; this version reads format 1'],
])('a file that is no report of ours is told so: %s', async (content, words) =>
  expect(await said(content)).toBe(words),
);

test('a report may begin with a byte order mark, or be packed whatever its name', async () => {
  const text = JSON.stringify(report);
  expect(await said(`\uFEFF${text}`)).toBeUndefined();
  const file = join(folder, 'packed.json');
  await writeFile(file, gzipSync(text));
  expect(await loadReport(file)).toEqual(report);
  await writeFile(file, gzipSync(text).subarray(0, 100));
  await expect(loadReport(file)).rejects.toThrow(new ReportFileError(`${file}: cannot be unpacked`));
});

test('a report with two results of one judgement, or without one, is none that a run wrote', async () => {
  const [first] = report.results;
  expect(first).toBeDefined();
  expect(await said(JSON.stringify({ ...report, results: [...report.results, first] }))).toBe(
    `has two results of ${first?.id} (${first?.kind})`,
  );
  const { length } = report.results;
  expect(await said(JSON.stringify({ ...report, results: report.results.slice(1) }))).toBe(
    `has ${length - 1} results of ${length} judgements: it is not whole`,
  );
});

/** The report with another value at the pointer; without one, without the member. */
function changed(pointer: string, value?: Json): string {
  const copy = JSON.parse(JSON.stringify(report)) as { [key: string]: unknown };
  const keys = pointer.split('/').slice(1),
    last = keys.pop() as string;
  const holder = keys.reduce<{ [key: string]: unknown }>(
    (inner, key) => inner[key] as { [key: string]: unknown },
    copy,
  );
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return JSON.stringify(copy);
}

test.each<[string, Json | undefined, string]>([
  ['/suite', 'text', '/suite should be object, is string'],
  ['/suite', null, '/suite should be object, is null'],
  ['/target', undefined, '/target is missing'],
  ['/target/url', null, '/target/url should be string, is null'],
  ['/startedAt', 1, '/startedAt should be string, is number'],
  ['/scope/planned', '1', '/scope/planned should be integer, is string'],
  ['/conformant', {}, '/conformant should be boolean, is object'],
  ['/coverage', true, '/coverage should be array, is boolean'],
  ['/register', [], '/register should be object, is array'],
  ['/results/1', null, '/results/1 should be object, is null'],
  ['/results/2/findings', {}, '/results/2/findings should be array, is object'],
  [
    '/results/1/verdict',
    'passed',
    '/results/1/verdict should be one of pass, fail, inconclusive, not-applicable, waived, harness-error, is "passed"',
  ],
])(
  'what readers rely on is looked at, and the first that is not so is told by its pointer: %s is %j',
  async (pointer, value, words) => {
    expect(await said(changed(pointer, value))).toBe(words);
  },
);

test.each([
  '/suite/version',
  '/suite/contractDigest',
  '/target/url',
  '/startedAt',
  '/seed',
  '/scope/extent',
  '/scope/layers',
  '/scope/kinds',
  '/scope/planned',
  '/scope/ran',
  '/scope/notPlanned',
  '/conformant',
  '/exitCode',
  '/conclusion',
  '/results',
  '/summary/total',
  '/summary/byLayer',
  '/summary/byKind',
  '/coverage',
  '/freedoms',
  '/register',
  '/results/0/id',
  '/results/0/kind',
  '/results/0/verdict',
  '/results/0/level',
  '/results/0/layer',
  '/results/0/area',
  '/results/0/statements',
  '/results/0/findings',
])('a report without %s is not read', async (pointer) => {
  expect(await said(changed(pointer))).toBe(`${pointer} is missing`);
});
