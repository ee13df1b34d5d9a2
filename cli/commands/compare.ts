/** `compare A B`: what changed from one report to another. */
import { join } from 'node:path';
import type { Reader } from '../../harness/config/reader.ts';
import { compared, exitCodeOf } from '../../reports/across/compare.ts';
import { asMarkdown, asText } from '../../reports/across/comparison-text.ts';
import { writeWhole } from '../../reports/index.ts';
import type { Io } from '../io.ts';
import { openOut } from '../run/report-dir.ts';
import { reportsAt } from '../run/reports.ts';

/** Prints the changes; with `--out`, they are also written as compare.md and compare.json. Returns the exit code. */
export async function compare(paths: readonly string[], read: Reader, io: Io): Promise<number> {
  const [before, after] = await reportsAt(paths);
  if (before === undefined || after === undefined) throw new Error('compare takes two reports');
  const comparison = compared(before.report, after.report);
  if (read.isGiven('out')) {
    const { dir } = openOut(read.text('out') ?? '');
    await writeWhole(join(dir, 'compare.md'), asMarkdown(comparison));
    await writeWhole(join(dir, 'compare.json'), `${JSON.stringify({ format: 1, ...comparison }, null, 1)}\n`);
  }
  io.stdout.write(asText(comparison));
  return exitCodeOf(comparison);
}
