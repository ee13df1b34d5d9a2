import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../harness/model/report.ts';
import { unwritable, type Unwritable } from '../harness/errors/files.ts';
import { writeAllure } from './formats/allure.ts';
import { asBadge, asShields } from './formats/badge.ts';
import { asCtrf } from './formats/ctrf.ts';
import { asGithub } from './formats/github.ts';
import { asHtml } from './formats/html/page.ts';
import { asJunit } from './formats/junit.ts';
import { asMarkdown } from './formats/markdown.ts';
import { asJson, asSubmission } from './formats/submission.ts';
import { asSarif } from './formats/sarif.ts';

/** A file or folder of a report. Text is written whole; a folder is written by its own function. */
type Format =
  | { file: string; text: (report: Report) => string | Uint8Array }
  | { folder: string; write: (report: Report, path: string) => void };

const JSON_FORMAT: Format = { file: 'report.json', text: asJson };
const HTML: Format = { file: 'report.html', text: asHtml };
const MARKDOWN: Format = { file: 'summary.md', text: asMarkdown };
const ALWAYS: readonly Format[] = [JSON_FORMAT, HTML, MARKDOWN];

/** The formats that a flag asks for, by the flag. */
export const FURTHER_FORMATS: Readonly<Record<string, Format>> = {
  junit: { file: 'junit.xml', text: asJunit },
  allure: { folder: 'allure-results', write: writeAllure },
};

/** What `report --format` writes, by name. */
export const FORMATS: Readonly<Record<string, readonly Format[]>> = {
  json: [JSON_FORMAT],
  html: [HTML],
  markdown: [MARKDOWN],
  ...Object.fromEntries(Object.entries(FURTHER_FORMATS).map(([name, format]) => [name, [format]])),
  sarif: [{ file: 'report.sarif', text: asSarif }],
  ctrf: [{ file: 'ctrf-report.json', text: asCtrf }],
  badge: [
    { file: 'badge.svg', text: asBadge },
    { file: 'badge.json', text: asShields },
  ],
  submission: [{ file: 'report.json.gz', text: asSubmission }],
  github: [{ file: 'annotations.txt', text: asGithub }],
};

/** Writes these formats alone. Returns the paths. */
export const writeFormats = (report: Report, out: string, names: readonly string[]): Promise<string[]> =>
  writeEach(
    report,
    out,
    names.flatMap((name) => FORMATS[name] ?? []),
  );

/**
 * Writes the report into `out` (created if missing), in the formats that are always there and in those of the flags.
 * Each file appears whole or not at all; those of an earlier run are replaced. Throws Unwritable for the first that cannot
 * be written, once the others are.
 * @returns the paths written, `report.json` first
 */
export const writeReports = (report: Report, out: string, flags: readonly string[] = []): Promise<string[]> =>
  writeEach(report, out, [...ALWAYS, ...flags.map(furtherFormat)]);

async function writeEach(report: Report, out: string, formats: readonly Format[]): Promise<string[]> {
  await mkdir(out, { recursive: true });
  const written: string[] = [];
  let failed: Unwritable | undefined;
  for (const format of formats) {
    const path = join(out, 'file' in format ? format.file : format.folder);
    try {
      if ('file' in format) await writeWhole(path, format.text(report));
      else await writeAnew(path, () => format.write(report, path));
      written.push(path);
    } catch (error) {
      const one = unwritable(error, path);
      if (one === undefined) throw error;
      failed ??= one; // the others may still find room
    }
  }
  if (failed !== undefined) throw failed;
  return written;
}

async function writeAnew(folder: string, write: () => void): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  try {
    write();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function furtherFormat(flag: string): Format {
  const format = FURTHER_FORMATS[flag];
  if (format === undefined) throw new Error(`no format of the report is named ${flag}`);
  return format;
}

/**
 * Writes a temporary file and renames it, so that a reader never sees half a file, and a failed write keeps the old
 * one. A device or a pipe, such as `/dev/stdout`, is written to and stays what it is. Throws Unwritable.
 */
export async function writeWhole(path: string, text: string | Uint8Array): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    const there = await stat(path).catch(() => undefined);
    if (there !== undefined && !there.isFile()) return await writeFile(path, text);
    await writeFile(beside, text);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw unwritable(error, path) ?? error;
  }
}
