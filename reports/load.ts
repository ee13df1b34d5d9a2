import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, parseJson } from '../contract/json.ts';
import { formatChecker } from '../harness/formats/read.ts';
import { REPORT_SCHEMA } from '../harness/formats/report-schema.ts';
import type { Report } from '../harness/model/report.ts';

/** The file is not a report of this suite. The message is one line for a person. */
export class ReportFileError extends Error {}

const wrongIn = formatChecker(REPORT_SCHEMA);

/** Reads a `report.json`, or the one in a folder, and checks it against its schema. @throws ReportFileError */
export async function loadReport(asked: string): Promise<Report> {
  const isFolder = await stat(asked).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const path = isFolder ? join(asked, 'report.json') : asked;
  const fail = (what: string): never => {
    throw new ReportFileError(`${path}: ${what}`);
  };
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) =>
    fail(`cannot be read (${error.code})`),
  );
  const report = parseJson(text);
  if (report === undefined) fail('is not JSON; was the run that wrote it interrupted?');
  const format = isObject(report) ? report['format'] : undefined;
  if (format === undefined) fail('is JSON but no report: `format` is missing');
  if (format !== 1) fail(`has format ${JSON.stringify(format)}; this version reads format 1`);
  const wrong = wrongIn(report);
  if (wrong !== undefined) fail(`${wrong.pointer} ${wrong.message}`);
  return report as unknown as Report;
}
