/** `--resume`: what of a run is missing, and whether what goes on is the same run. */
import { nameFor } from '../../contract/kinds.ts';
import { UsageError } from '../../harness/errors/usage.ts';
import type { Resumed } from '../../harness/config/resume.ts';
import type { Report } from '../../harness/model/report.ts';
import type { Plan } from '../../harness/run/plan.ts';
import { suiteOf } from '../../specs/suite.ts';
import type { Io } from '../io.ts';
import { SUITE } from '../suite-info.ts';
import type { Subject } from './embedded.ts';
import { reportsAt } from './reports.ts';

/** The plan without what has a result already. */
export function missingOf(plan: Plan, kept: Resumed['kept']): Plan {
  const made = new Set(kept?.results.map(({ id, kind }) => `${id} ${kind}`));
  return {
    ...plan,
    pairs: plan.pairs.filter(({ requirement: { id }, kind }) => !made.has(`${id} ${nameFor(kind, kind.kind)}`)),
  };
}

/** The report of a run that ended by itself, with nothing to judge again. */
export async function nothingMissing(dir: string, io: Io): Promise<Report> {
  const [{ report } = { report: undefined }] = await reportsAt([dir]);
  if (report === undefined) throw new Error('a report without a report');
  io.stdout.write(`nothing is missing: the run in ${dir} was not cut off\n${report.conclusion}\n`);
  return report;
}

/** Throws a UsageError where the run that was cut off had another target, or was judged by another suite. */
export function refuseAnother({ config, embedded }: Subject): void {
  const { resume } = config;
  if (resume?.kept === undefined) return;
  const { target, suite } = resume.kept.header;
  const { digest } = suiteOf(config.kinds).contract;
  if (suite.version !== SUITE.version || suite.contractDigest !== digest)
    throw new UsageError(
      `--resume: the run in ${resume.dir} was judged by another suite (version ${suite.version}, contract ${suite.contractDigest}): run anew`,
    );
  const [was, is] = [target, { url: config.connection.target, embedded }].map((one) =>
    one.embedded ? 'the embedded reference server' : one.url,
  );
  if (was !== is) throw new UsageError(`--resume: the run in ${resume.dir} was of ${was}, not of ${is}: run anew`);
}
