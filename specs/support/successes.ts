import type { Trial } from '../../harness/model/trial.ts';
import { ok } from './updates/write.ts';

/** Causes a success of each operation. */
export async function successes(trial: Trial): Promise<void> {
  const job = await trial.given.job();
  await trial.target.list();
  await trial.target.replace(job, await trial.given.read(job));
  await trial.target.patch(job, { metadata: { labels: { app: 'x' } } });
  const stream = await trial.target.watch({
    query: { watch: true, fieldSelector: `metadata.name=${job.name}`, timeoutSeconds: 1 },
  });
  // Where watches are refused, the other operations are judged all the same.
  if (ok(stream.answer)) {
    await stream.collect((events) => events.length > 0);
    await stream.ended(1000 + trial.settle);
  }
  stream.close();
  await trial.target.delete(job);
  await trial.target.deleteCollection();
}
