/** `reproduce ID`: a shell script that does again what led to a failure. */
import { chmod, stat } from 'node:fs/promises';
import { findKinds, nameFor } from '../../contract/kinds.ts';
import type { Reader } from '../../harness/config/reader.ts';
import { UsageError, didYouMean } from '../../harness/errors/usage.ts';
import type { ReportEntry } from '../../harness/model/report.ts';
import { EXIT } from '../../harness/outcome/conclusion.ts';
import { writeWhole } from '../../reports/index.ts';
import { reproduction } from '../../reports/view/reproduction/reproduction.ts';
import type { Io } from '../io.ts';
import { refuseUnwritable } from '../run/report-dir.ts';
import { reportsAt } from '../run/reports.ts';

/** Prints the script, or writes it into the file of `--out`. Says in one line why there is none. */
export async function reproduce(id: string, read: Reader, io: Io): Promise<number> {
  const [part] = await reportsAt([read.text('from') ?? '']);
  if (part === undefined) throw new Error('reproduce takes one report');
  const entry = entryOf(id, read, part.report.results, part.from);
  const made = reproduction(entry, part.report.target.url);
  if ('unable' in made) {
    io.stderr.write(`${id} (${entry.kind}) has no script: ${made.unable}; the report has its exchanges\n`);
    return EXIT.notJudged;
  }
  if (!read.isGiven('out')) {
    io.stdout.write(made.script);
    return 0;
  }
  const file = read.text('out') ?? '';
  refuseUnwritable(file, read.from('out'));
  await writeWhole(file, made.script);
  if ((await stat(file)).isFile()) await chmod(file, 0o755);
  io.stdout.write(`${file}: ends with 1 when the target still shows the failure, with 0 when it does not\n`);
  return 0;
}

/** The failure of this requirement, of the first kind that has one. */
function entryOf(id: string, read: Reader, results: readonly ReportEntry[], from: string): ReportEntry {
  const of = results.filter((entry) => entry.id === id);
  if (of.length === 0)
    throw new UsageError(`${from} has no result of "${id}"${didYouMean(id, [...new Set(results.map((r) => r.id))])}`);
  const failed = of.filter(({ findings }) => findings.length > 0);
  const kinds = read.list('kind').flatMap((name) => {
    const found = findKinds(name);
    if (found.length === 0) throw new UsageError(`${read.from('kind')}: unknown kind "${name}"`);
    return found.map((kind) => nameFor(kind, kind.singular));
  });
  const entry = failed.find(({ kind }) => !read.isGiven('kind') || kinds.includes(kind));
  if (entry === undefined)
    throw new UsageError(
      `${from}: ${id} did not fail${read.isGiven('kind') ? ` for ${kinds.join(', ')}` : ''}: there is nothing to reproduce`,
    );
  return entry;
}
