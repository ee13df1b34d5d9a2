import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isObject, parseJson } from '../contract/json.ts';
import { formatChecker } from '../harness/formats/read.ts';
import { REPORT_SCHEMA } from '../harness/formats/report-schema.ts';
import type { Report } from '../harness/model/report.ts';
import { describeCode, readBytes } from '../harness/errors/files.ts';
import { counted } from './view/counted.ts';

/** The file is not a report of this suite. The message is one line for a person. */
export class ReportFileError extends Error {}

const wrongIn = formatChecker(REPORT_SCHEMA);

/** The first bytes of what gzip has packed. */
const GZIP = [0x1f, 0x8b] as const;

/** Bytes of a report, once it is unpacked. */
const MOST = 512 * 1024 * 1024;

const kindOf = (path: string): Promise<'folder' | 'file' | undefined> =>
  stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    () => undefined,
  );

/** The `report.json` of a folder, or the `report.json.gz` of one that has no other. */
async function fileOf(asked: string): Promise<string> {
  if ((await kindOf(asked)) !== 'folder') return asked;
  const plain = join(asked, 'report.json');
  const packed = `${plain}.gz`;
  return (await kindOf(plain)) === undefined && (await kindOf(packed)) === 'file' ? packed : plain;
}

/**
 * Reads a `report.json`, or the one in a folder, and checks it against its schema. It may be packed by
 * gzip, and begin with a byte order mark. `asIs`: whether its results are those of the judgements that ran is not looked at.
 * @throws ReportFileError
 */
export async function loadReport(asked: string, { asIs = false } = {}): Promise<Report> {
  const path = await fileOf(asked);
  const fail = (what: string): never => {
    throw new ReportFileError(`${path}: ${what}`);
  };
  const bytes = bytesOf(path, ({ code }) =>
    fail(
      code === 'ENOENT'
        ? 'is not there'
        : `cannot be read ${describeCode(code ?? 'error', 'name one that may be read')}`,
    ),
  );
  const packed = path.endsWith('.gz') || (bytes[0] === GZIP[0] && bytes[1] === GZIP[1]);
  const text = (packed ? (unpacked(bytes) ?? fail('cannot be unpacked')) : bytes).toString('utf8');
  const report = parseJson(text.replace(/^\uFEFF/, ''));
  if (report === undefined) fail('is not JSON; was the run that wrote it interrupted?');
  const format = isObject(report) ? report['format'] : undefined;
  if (format === undefined) fail('is JSON but no report: `format` is missing');
  if (format !== 1) fail(`has format ${JSON.stringify(format)}; this version reads format 1`);
  const wrong = wrongIn(report);
  if (wrong !== undefined) fail(`${wrong.pointer} ${wrong.message}`);
  const found = report as unknown as Report;
  const odd = asIs ? undefined : inconsistent(found);
  if (odd !== undefined) fail(odd);
  return found;
}

/** What no run writes; undefined for a report that holds one result of each judgement that ran. */
function inconsistent({ results, scope }: Report): string | undefined {
  const seen = new Set<string>();
  for (const { id, kind } of results) {
    const key = `${id} (${kind})`;
    if (seen.has(key)) return `has two results of ${key}`;
    seen.add(key);
  }
  return results.length === scope.ran
    ? undefined
    : `has ${counted(results.length, 'result')} of ${counted(scope.ran, 'judgement')}: it is not whole`;
}

function bytesOf(path: string, otherwise: (error: NodeJS.ErrnoException) => never): Buffer {
  try {
    return readBytes(path, MOST);
  } catch (error) {
    return otherwise(error as NodeJS.ErrnoException);
  }
}

function unpacked(bytes: Uint8Array): Buffer | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST });
  } catch {
    return undefined;
  }
}
