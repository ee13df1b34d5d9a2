/** `matrix REPORT...`: implementations and versions in one table. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reader } from '../../harness/config/reader.ts';
import { UsageError } from '../../harness/errors/usage.ts';
import { shownPath } from '../../harness/errors/files.ts';
import { asMarkdown, evidenceOf } from '../../reports/across/matrix-text.ts';
import { matrixOf, type Column, type Submission } from '../../reports/across/matrix.ts';
import { asPage } from '../../reports/across/matrix-page.ts';
import { asHtml } from '../../reports/formats/html/page.ts';
import { hung, printable } from '../../reports/view/terminal.ts';
import { writeWhole } from '../../reports/index.ts';
import type { Io } from '../io.ts';
import { openOut } from '../run/report-dir.ts';
import { submissionsAt } from '../run/submissions.ts';

/** Beside the matrix, for its links. */
const EVIDENCE = 'evidence';

/** Writes compatibility.md, compatibility.html and the evidence of each cell; prints what each report allows to say. */
export async function matrix(paths: readonly string[], read: Reader, io: Io): Promise<number> {
  const submissions = await submissionsAt(paths);
  refuseTwice(submissions);
  if (!read.toggle('any-contract')) refuseOthers(submissions);
  const made = matrixOf(submissions);
  const { dir } = openOut(read.text('out') ?? '');
  const folder = join(dir, EVIDENCE);
  mkdirSync(folder, { recursive: true });
  for (const column of made.columns) {
    await writeWhole(join(folder, `${column.file}.md`), evidenceOf(column));
    await writeWhole(join(folder, `${column.file}.html`), asHtml(column.report));
  }
  const files = [
    [join(dir, 'compatibility.md'), asMarkdown(made, EVIDENCE)],
    [join(dir, 'compatibility.html'), asPage(made, EVIDENCE)],
  ] as const;
  for (const [file, text] of files) await writeWhole(file, text);
  io.stdout.write([...made.columns.flatMap(linesOf), ...files.map(([file]) => shownPath(file)), ''].join('\n'));
  return 0;
}

const linesOf = ({ title, claim }: Column): string[] => hung('', printable(`${title}: ${claim.text}`));

function refuseTwice(submissions: readonly Submission[]): void {
  const seen = new Map<string, string>();
  for (const { from, report } of submissions) {
    const { startedAt, ms, target, seed, scope, requests } = report;
    const key = JSON.stringify([startedAt, ms, target.url, seed, scope.shard, scope.kinds, requests]);
    const other = seen.get(key);
    if (other !== undefined)
      throw new UsageError(
        `matrix: ${other === from ? `${from} is given twice` : `${other} and ${from} are the same report`}: give it once`,
      );
    seen.set(key, from);
  }
}

function refuseOthers([first, ...rest]: readonly Submission[]): void {
  for (const { from, report } of rest)
    if (first !== undefined && report.suite.contractDigest !== first.report.suite.contractDigest)
      throw new UsageError(
        `matrix: ${from} is of another contract than ${first.from}: ${report.suite.contractDigest} instead of ${first.report.suite.contractDigest}; their verdicts rest on different demands; --any-contract shows them beside each other all the same`,
      );
}
