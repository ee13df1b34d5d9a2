/** A thread that puts mutants and variants before the suite, one at a time, as it is told. */
import { parentPort } from 'node:worker_threads';
import { KINDS } from '../../contract/kinds.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { tryMutant, tryVariant } from './trial.ts';
import type { Answered, Task } from './pool.ts';

async function perform(task: Task): Promise<Answered> {
  const { extent, seed } = task;
  const requirements = REQUIREMENTS;
  if (task.mutant !== undefined) {
    const mutant = MUTANTS.find((one) => one.name === task.mutant);
    if (mutant === undefined) throw new Error(`no mutant is named ${task.mutant}`);
    return { mutant: await tryMutant(mutant, { requirements, extent, seed }) };
  }
  const kinds = KINDS.filter((kind) => task.kinds.includes(kind.plural));
  return { variant: await tryVariant(task.variant, kinds, { requirements, extent, seed }) };
}

parentPort?.on('message', (task: Task) => {
  perform(task).then(
    (answered) => parentPort?.postMessage(answered),
    (error: unknown) =>
      parentPort?.postMessage({
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      } satisfies Answered),
  );
});
