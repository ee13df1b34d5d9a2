/** `report --from DIR --format ...`: any format of a report that is there, also of a run that was cut off. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keyOf } from '../../contract/kinds.ts';
import { readKinds } from '../../harness/config/kinds.ts';
import type { Reader } from '../../harness/config/reader.ts';
import { keptResults } from '../../harness/config/resume.ts';
import { UsageError, didYouMean } from '../../harness/errors/usage.ts';
import type { Report } from '../../harness/model/report.ts';
import { shownPath } from '../../harness/errors/files.ts';
import { rollUp } from '../../harness/outcome/rollup.ts';
import { asGithub } from '../../reports/formats/github.ts';
import { hung } from '../../reports/view/terminal.ts';
import { FORMATS, writeFormats } from '../../reports/write.ts';
import { suiteOf } from '../../specs/suite.ts';
import type { Io } from '../io.ts';
import { openOut } from '../run/report-dir.ts';
import { reportsAt } from '../run/reports.ts';

/** For `--out`: standard output. */
const STDOUT = '-';

/** Writes the files, prints their paths, and returns the exit code of the run that the report is of. */
export async function writeFrom(read: Reader, io: Io): Promise<number> {
  const from = read.text('from') ?? '';
  const formats = read.list('format');
  const known = Object.keys(FORMATS);
  for (const name of formats)
    if (!known.includes(name))
      throw new UsageError(
        `${read.from('format')}: unknown format "${name}"${didYouMean(name, known)}: there are ${known.join(', ')}`,
      );
  const report = cutOff(from, read) ?? (await reportsAt([from]))[0]?.report;
  if (report === undefined) throw new Error('a report without a report');
  if (read.isGiven('out') && read.text('out') === STDOUT) {
    io.stdout.write(textOf(report, formats, read));
    return report.exitCode;
  }
  const { dir } = openOut(
    read.isGiven('out') ? (read.text('out') ?? '') : statSync(from).isDirectory() ? from : dirname(from),
  );
  const written = await writeFormats(report, dir, formats);
  io.stdout.write(
    `${hung('', report.conclusion).join('\n')}\n${written.map((path) => `${shownPath(path)}\n`).join('')}`,
  );
  // GitHub reads annotations from the log of the job.
  if (formats.includes('github')) io.stdout.write(asGithub(report));
  return report.exitCode;
}

/** The text of the one format. Throws a UsageError where there are several files, or a folder. */
function textOf(report: Report, formats: readonly string[], read: Reader): string {
  const files = formats.flatMap((name) => FORMATS[name] ?? []);
  const [only] = files;
  const text = files.length === 1 && only !== undefined && 'file' in only ? only.text(report) : undefined;
  if (typeof text === 'string') return text;
  throw new UsageError(`${read.from('out')}: standard output takes one file of text: not ${formats.join(', ')}`);
}

/** The report of a run that left its results and no report: partial, and it says so. */
function cutOff(from: string, read: Reader): Report | undefined {
  const kept = keptResults(from, read.from('from'));
  if (kept === undefined || (kept.reported && existsSync(join(from, 'report.json')))) return undefined;
  const { header, results } = kept;
  const suite = suiteOf(readKinds(read));
  if (header.suite.contractDigest !== suite.contract.digest)
    throw new UsageError(
      `${from}: its results are of another contract (${header.suite.contractDigest}): use the version that made them, and its --kinds`,
    );
  const pairs = header.planned.flatMap(({ id, kind: key }) => {
    const requirement = suite.requirements.find((one) => one.id === id);
    const kind = suite.contract.kinds.find((one) => keyOf(one) === key);
    return requirement === undefined || kind === undefined ? [] : [{ requirement, kind }];
  });
  const kinds = suite.contract.kinds.filter((kind) => header.kinds.includes(keyOf(kind)));
  const { target, startedAt, seed, runs, layers } = header;
  const ends = results.flatMap(({ exchanges }) => exchanges.map(({ at, ms }) => at + ms));
  return rollUp(suite.contract, suite.requirements, { pairs, notPlanned: header.notPlanned }, results, {
    ...{ target, startedAt, seed, runs, layers, kinds, suite: header.suite },
    ms: Math.max(0, ends.reduce((last, end) => Math.max(last, end), 0) - Date.parse(startedAt)),
    leftBehind: [],
    interrupted: false,
    bailed: false,
    stopped: 'the run was cut off',
    errors: [],
  });
}
