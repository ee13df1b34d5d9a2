import { readFile } from 'node:fs/promises';
import { VERDICTS } from '../harness/model/result.ts';
import type { Report } from '../harness/model/report.ts';

/** A file that is no report of ours. The message is one line for a person. */
export class ReportFileError extends Error {}

type Shape = 'string' | 'number' | 'boolean' | 'array' | 'object';

/** What readers of a report rely on, by JSON pointer. */
const REPORT: Readonly<Record<string, Shape>> = {
  '/suite/version': 'string',
  '/suite/contractDigest': 'string',
  '/target/url': 'string',
  '/startedAt': 'string',
  '/seed': 'number',
  '/scope/extent': 'string',
  '/scope/layers': 'array',
  '/scope/kinds': 'array',
  '/scope/planned': 'number',
  '/scope/ran': 'number',
  '/scope/notPlanned': 'array',
  '/conformant': 'boolean',
  '/exitCode': 'number',
  '/conclusion': 'string',
  '/results': 'array',
  '/summary/total': 'object',
  '/summary/byLayer': 'object',
  '/summary/byKind': 'object',
  '/coverage': 'array',
  '/freedoms': 'array',
  '/register': 'object',
};
const ENTRY: Readonly<Record<string, Shape>> = {
  '/id': 'string',
  '/kind': 'string',
  '/verdict': 'string',
  '/level': 'string',
  '/layer': 'string',
  '/area': 'string',
  '/statements': 'array',
  '/findings': 'array',
};

/** Reads a `report.json` and checks its format version and shape. @throws ReportFileError */
export async function loadReport(path: string): Promise<Report> {
  const fail = (what: string): never => {
    throw new ReportFileError(`${path}: ${what}`);
  };
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) =>
    fail(`cannot be read (${error.code})`),
  );
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    fail('is not JSON; was the run that wrote it interrupted?');
  }
  const format = at(report, '/format');
  if (format === undefined) fail('is JSON but no report: `format` is missing');
  if (format !== 1) fail(`has format ${JSON.stringify(format)}; this version reads format 1`);
  const wrong = misshapen(report, REPORT) ?? misshapenEntry((report as Report).results);
  if (wrong !== undefined) fail(wrong);
  return report as Report;
}

function misshapenEntry(results: readonly unknown[]): string | undefined {
  for (const [index, entry] of results.entries()) {
    const wrong = misshapen(entry, ENTRY, `/results/${index}`);
    if (wrong !== undefined) return wrong;
    const verdict = at(entry, '/verdict');
    if (!VERDICTS.some((known) => known === verdict))
      return `/results/${index}/verdict is ${JSON.stringify(verdict)}, which is no verdict`;
  }
  return undefined;
}

function misshapen(value: unknown, shapes: Readonly<Record<string, Shape>>, base = ''): string | undefined {
  for (const [pointer, shape] of Object.entries(shapes)) {
    const found = shapeOf(at(value, pointer));
    if (found !== shape) return `${base}${pointer} should be ${shape}, is ${found}`;
  }
  return undefined;
}

const shapeOf = (value: unknown): string =>
  value === undefined ? 'missing' : value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

const at = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
      value,
    );
