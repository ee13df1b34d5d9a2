/** Reports that a command is given as operands. */
import { UsageError } from '../../harness/errors/usage.ts';
import type { Part } from '../../reports/across/merge.ts';
import { loadReport, ReportFileError } from '../../reports/load.ts';

/** In their order. Throws a UsageError for the first that cannot be read. `options`: see loadReport. */
export async function reportsAt(paths: readonly string[], options?: { asIs: boolean }): Promise<Part[]> {
  const parts: Part[] = [];
  for (const from of paths) {
    try {
      parts.push({ from, report: await loadReport(from, options) });
    } catch (error) {
      if (error instanceof ReportFileError) throw new UsageError(error.message);
      throw error;
    }
  }
  return parts;
}
