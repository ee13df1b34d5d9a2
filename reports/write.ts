import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../harness/model/report.ts';
import { writeAllure } from './formats/allure.ts';
import { asHtml } from './formats/html/page.ts';
import { asJunit } from './formats/junit.ts';
import { asMarkdown } from './formats/markdown.ts';

export interface Formats {
  junit?: boolean;
  allure?: boolean;
}

/**
 * Writes `report.json`, `report.html` and `summary.md` into `out` (created if missing), on request also `junit.xml` and
 * `allure-results/`. Each file appears whole or not at all; those of an earlier run are replaced.
 * @returns the paths written, `report.json` first
 */
export async function writeReports(report: Report, out: string, formats: Formats = {}): Promise<string[]> {
  await mkdir(out, { recursive: true });
  const files: [name: string, text: string][] = [
    ['report.json', `${JSON.stringify(report, null, 1)}\n`],
    ['report.html', asHtml(report)],
    ['summary.md', asMarkdown(report)],
    ...(formats.junit === true ? [['junit.xml', asJunit(report)] satisfies [string, string]] : []),
  ];
  const written: string[] = [];
  for (const [name, text] of files) {
    const path = join(out, name);
    await writeWhole(path, text);
    written.push(path);
  }
  if (formats.allure === true) {
    const folder = join(out, 'allure-results');
    await rm(folder, { recursive: true, force: true });
    writeAllure(report, folder);
    written.push(folder);
  }
  return written;
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
