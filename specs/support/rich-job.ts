/** A job with every documented field and every type of replica. */
import { fullJob } from '../../generators/arbitraries/jobs/maximal-job.ts';
import type { Job } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { metadataOf, uidOf } from './objects.ts';
import { ok } from './updates/write.ts';

/** Where the target refuses that one, it is undefined: the checks of the fields say so. */
export async function richJob(trial: Trial): Promise<Job | undefined> {
  const sent = trial.given.adopted(fullJob(trial.kind));
  const answer = await trial.target.create(sent);
  if (!ok(answer)) return undefined;
  const name = String(metadataOf(sent)['name']);
  const there = await trial.eventually(async () => ok(await trial.target.read({ name })) || undefined);
  if (there === undefined) return undefined;
  const stored = await trial.given.read({ name });
  return { name, namespace: trial.namespace, sent, stored, uid: uidOf(stored) };
}
