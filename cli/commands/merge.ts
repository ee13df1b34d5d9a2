/** `merge REPORT...`: one report of those of parallel jobs. */
import type { Reader } from '../../harness/config/reader.ts';
import { UsageError } from '../../harness/errors/usage.ts';
import { shownPath } from '../../harness/errors/files.ts';
import { merged, MergeError } from '../../reports/across/merge.ts';
import { hung } from '../../reports/view/terminal.ts';
import { FURTHER_FORMATS, writeReports } from '../../reports/write.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import type { Io } from '../io.ts';
import { openOut } from '../run/report-dir.ts';
import { reportsAt } from '../run/reports.ts';

/** Writes the merged report, and returns the exit code that a whole run would have had. */
export async function merge(paths: readonly string[], read: Reader, io: Io): Promise<number> {
  const parts = await reportsAt(paths);
  try {
    const report = merged(parts, REQUIREMENTS);
    const { dir } = openOut(read.text('out') ?? '');
    const flags = Object.keys(FURTHER_FORMATS).filter((flag) => read.toggle(flag));
    const [file = ''] = await writeReports(report, dir, flags);
    io.stdout.write(
      `${hung('', report.conclusion).join('\n')}\n${parts.length} reports are merged into ${shownPath(file)}\n`,
    );
    return report.exitCode;
  } catch (error) {
    if (error instanceof MergeError) throw new UsageError(`merge: ${error.message}`);
    throw error;
  }
}
