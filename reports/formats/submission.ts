import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Report, ReportEntry } from '../../harness/model/report.ts';

export const asJson = (report: Report): string => `${JSON.stringify(report, null, 1)}\n`;

/** What a reader of many reports does not need: most of the size. */
const short = ({ exchanges: _, stack: __, replay: ___, ...entry }: ReportEntry): ReportEntry => entry;

/**
 * The report without its exchanges, packed by gzip (RFC 1952): small enough to be kept with others. It has the SHA-256
 * of the report that it is drawn from, which that of a record names, too. Where files of the run were on its machine is
 * nobody else's matter: it has their names alone.
 */
export function asSubmission(report: Report): Uint8Array {
  const whole = report.briefOf ?? { sha256: createHash('sha256').update(asJson(report)).digest('hex') };
  const { expectations, claims, results } = report;
  const brief: Report = {
    ...report,
    briefOf: whole,
    ...(expectations && { expectations: { ...expectations, file: basename(expectations.file) } }),
    ...(claims && { claims: { ...claims, file: basename(claims.file) } }),
    results: results.map(short),
  };
  return gzipSync(JSON.stringify(brief), { level: 9 });
}
