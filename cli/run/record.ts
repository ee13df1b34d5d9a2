/** `--record`: the exchanges of a run are kept beside its report. */
import { join } from 'node:path';
import type { TargetedConfig } from '../../harness/config/config.ts';
import {
  beginRecord,
  dropRecord,
  linesOfCutOff,
  MANIFEST_FILE,
  sealRecord,
  type RecordHeader,
} from '../../harness/record/record-file.ts';
import { shownPath } from '../../harness/errors/files.ts';
import type { ResultsHeader } from '../../harness/run/results.ts';
import type { Session } from '../../harness/run/session.ts';

/**
 * Begins the record, if there is to be one; that of an earlier run goes, but for what a run goes on with.
 * @returns a function to be called once the report is written, which returns what there is to say of the record
 */
export function begunRecord(
  { namespaces, execution, output, resume }: TargetedConfig,
  session: Session,
  { suite, planned }: ResultsHeader,
  out: string,
): () => string {
  const made = new Set(resume?.kept?.results.map(({ id, kind }) => `${id} ${kind}`));
  const earlier = resume === undefined || !output.record ? [] : linesOfCutOff(resume.dir);
  dropRecord(out);
  if (!output.record) return () => '';
  const header: RecordHeader = {
    format: 1,
    suite,
    run: session.runId,
    namespaces,
    execution,
    ...(session.contract === undefined ? {} : { contract: session.contract }),
    kinds: session.kinds,
    planned: [...new Set(planned.map(({ id }) => id))],
  };
  beginRecord(
    out,
    header,
    earlier.filter(({ id, kind }) => made.has(`${id} ${kind}`)),
  );
  return () =>
    `The exchanges are kept: cci-conformance verify ${shownPath(out)}\nSHA-256 of ${shownPath(join(out, MANIFEST_FILE))}:\n  ${sealRecord(out, header)}\n`;
}
