/** `verify DIR`: judges the recorded exchanges of a run again, without any target. */
import { UsageError } from '../../harness/errors/usage.ts';
import type { Suite } from '../../harness/model/suite.ts';
import { EXIT, plural } from '../../harness/outcome/conclusion.ts';
import {
  MANIFEST_FILE,
  readManifest,
  readRecord,
  RecordError,
  type SuiteName,
} from '../../harness/record/record-file.ts';
import { verified, type Verification } from '../../harness/record/verify.ts';
import { suiteOf } from '../../specs/suite.ts';
import { hung } from '../../reports/view/terminal.ts';
import type { Io } from '../io.ts';
import { reportsAt } from '../run/reports.ts';
import { SUITE } from '../suite-info.ts';

/** Prints what was found, and returns 1 when a verdict differs, 3 when one cannot be judged again, otherwise 0. */
export async function verify([dir = '']: readonly string[], io: Io): Promise<number> {
  const { found, digest } = await verifiedAt(dir);
  io.stdout.write(`${asText(found)}SHA-256 of ${MANIFEST_FILE}:\n  ${digest}\n`);
  if (found.differs.length > 0) return EXIT.notConformant;
  return found.unreplayable.length > 0 ? EXIT.notJudged : EXIT.conformant;
}

/** Throws a UsageError unless the files are those that a run of this version of the suite wrote. */
async function verifiedAt(dir: string): Promise<{ found: Verification; digest: string }> {
  try {
    const { manifest, digest } = readManifest(dir);
    if (manifest.suite.version !== SUITE.version) refuseOther(dir, manifest.suite, suiteOf());
    const record = readRecord(dir);
    const suite = suiteOf(record.header.contract);
    // What does not fit in it is what is looked for.
    const [part] = await reportsAt([dir], { asIs: true });
    if (part === undefined) throw new Error('verify takes a folder');
    const { report } = part;
    for (const { suite: theirs } of [manifest, record.header, report]) refuseOther(dir, theirs, suite);
    if (record.header.run !== manifest.run) throw new RecordError(`${dir}: the record is of another run`);
    return { found: await verified(report, record, suite), digest };
  } catch (error) {
    if (error instanceof RecordError) throw new UsageError(`verify: ${error.message}`);
    throw error;
  }
}

function refuseOther(dir: string, { name, version, contractDigest }: SuiteName, { contract }: Suite): void {
  if (name === SUITE.name && version === SUITE.version && contractDigest === contract.digest) return;
  const [theirs, ours] = [contractDigest, contract.digest].map((digest) => digest.slice(0, 12));
  throw new RecordError(
    `${dir} was written by ${name} ${version} (contract ${theirs}): verify it with that version; this is ${SUITE.version} (contract ${ours})`,
  );
}

function asText({ judgements, verified, differs, unreplayable }: Verification): string {
  const list = (cases: Verification['differs']): string[] =>
    cases.flatMap(({ what, why }) => hung('  ', `${what}: ${why}`));
  return [
    ...hung(
      '',
      `${verified} of ${plural(judgements, 'judgement')} verified: judged again from the record, with the same verdict`,
    ),
    ...(differs.length === 0 ? [] : [`${plural(differs.length, 'difference')}:`, ...list(differs)]),
    ...(unreplayable.length === 0
      ? []
      : [`${unreplayable.length} cannot be judged again from the record:`, ...list(unreplayable)]),
    '',
  ].join('\n');
}
