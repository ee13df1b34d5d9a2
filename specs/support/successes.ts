import { VERBS, type Verb } from '../../contract/types.ts';
import type { Job } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { ok } from './updates/write.ts';

const READING: readonly Verb[] = ['read', 'list', 'watch'];
const WRITING: readonly Verb[] = [...READING, 'replace', 'patch'];

function jobFor({ given }: Trial, verbs: readonly Verb[]): Promise<Job> {
  if (verbs.every((verb) => READING.includes(verb))) return given.shared();
  return verbs.every((verb) => WRITING.includes(verb)) ? given.reused() : given.job();
}

/** Causes a success of each operation; of a create with any, and of a read with all. */
export async function successes(trial: Trial, verbs: readonly Verb[] = VERBS): Promise<void> {
  const job = await jobFor(trial, verbs);
  const successOf: Partial<Record<Verb, () => Promise<unknown>>> = {
    list: () => trial.target.list(),
    replace: async () => trial.target.replace(job, await trial.given.read(job)),
    patch: () => trial.target.patch(job, { metadata: { labels: { app: 'x' } } }),
    watch: () => watched(trial, job),
    delete: () => trial.target.delete(job),
    deletecollection: () => trial.target.deleteCollection(),
  };
  for (const [verb, succeed] of Object.entries(successOf)) if (verbs.some((one) => one === verb)) await succeed();
}

async function watched(trial: Trial, job: Job): Promise<void> {
  const stream = await trial.target.watch({
    query: { watch: true, fieldSelector: `metadata.name=${job.name}`, timeoutSeconds: 1 },
  });
  // Where watches are refused, the other operations are judged all the same.
  if (ok(stream.answer)) {
    await stream.collect((events) => events.length > 0);
    await stream.ended(1000 + trial.settle);
  }
  stream.close();
}
