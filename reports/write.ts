import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../harness/model/report.ts';
import { writeAllure } from './formats/allure.ts';
import { asHtml } from './formats/html/page.ts';
import { asJunit } from './formats/junit.ts';
import { asMarkdown } from './formats/markdown.ts';

/** A file or folder of a report. Text is written whole; a folder is written by its own function. */
type Format =
  | { file: string; text: (report: Report) => string }
  | { folder: string; write: (report: Report, path: string) => void };

const ALWAYS: readonly Format[] = [
  { file: 'report.json', text: (report) => `${JSON.stringify(report, null, 1)}\n` },
  { file: 'report.html', text: asHtml },
  { file: 'summary.md', text: asMarkdown },
];

/** The formats that a flag asks for, by the flag. */
export const FURTHER_FORMATS: Readonly<Record<string, Format>> = {
  junit: { file: 'junit.xml', text: asJunit },
  allure: { folder: 'allure-results', write: writeAllure },
};

/**
 * Writes the report into `out` (created if missing), in the formats that are always there and in those of the flags.
 * Each file appears whole or not at all; those of an earlier run are replaced.
 * @returns the paths written, `report.json` first
 */
export async function writeReports(report: Report, out: string, flags: readonly string[] = []): Promise<string[]> {
  await mkdir(out, { recursive: true });
  const written: string[] = [];
  for (const format of [...ALWAYS, ...flags.map(furtherFormat)]) {
    const path = join(out, 'file' in format ? format.file : format.folder);
    if ('file' in format) await writeWhole(path, format.text(report));
    else {
      await rm(path, { recursive: true, force: true });
      format.write(report, path);
    }
    written.push(path);
  }
  return written;
}

function furtherFormat(flag: string): Format {
  const format = FURTHER_FORMATS[flag];
  if (format === undefined) throw new Error(`no format of the report is named ${flag}`);
  return format;
}

/**
 * Writes a temporary file and renames it, so that a reader never sees half a file, and a failed write keeps the old
 * one.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(beside, text);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
