/** Reports with the implementations that they are of. */
import { existsSync, lstatSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Implementation } from '../../harness/model/report.ts';
import { UsageError } from '../../harness/errors/usage.ts';
import { readClaims } from '../../harness/outcome/claims.ts';
import { readNamed } from '../../harness/errors/files.ts';
import type { Submission } from '../../reports/across/matrix.ts';
import { suiteOf } from '../../specs/suite.ts';
import { reportsAt } from './reports.ts';

/** What a target declares of itself, beside the report of a run against it. */
export const CLAIMS_FILE = 'claims.yaml';

/** The folder of a report that was given as such, or by its file. */
const folderOf = (from: string): string => (statSync(from).isDirectory() ? from : dirname(from));

/**
 * Named by the claims that the run was given, by those beside the report, or by its folder. Throws a UsageError for the
 * first that cannot be read.
 */
export async function submissionsAt(paths: readonly string[]): Promise<Submission[]> {
  const parts = await reportsAt(paths);
  return parts.map((part) => ({ ...part, implementation: implementationOf(part) }));
}

function implementationOf({ from, report }: Pick<Submission, 'from' | 'report'>): Implementation {
  const folder = folderOf(from);
  return report.claims?.declared.implementation ?? declaredIn(folder) ?? { name: basename(resolve(folder)) };
}

function declaredIn(folder: string): Implementation | undefined {
  const file = join(folder, CLAIMS_FILE);
  if (!existsSync(file) && lstatSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  return readClaims(file, textOf(file), suiteOf()).declared.implementation;
}

const textOf = (file: string): string =>
  readNamed(file, (why) => {
    throw new UsageError(why);
  });
