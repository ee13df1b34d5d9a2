/** A thread that puts mutants and variants before the suite, one at a time, as it is told. */
import { parentPort } from 'node:worker_threads';
import { KINDS } from '../../contract/kinds.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import type { Kind } from '../../contract/types.ts';
import type { Mutant } from '../../reference/mutants/types.ts';
import type { Survey } from './breadth.ts';
import type { Claim } from './claims.ts';
import { measureCosts } from './economy.ts';
import { expectedOf, failuresOn, kindOf, tryMutant, tryVariant } from './trial.ts';
import type { Answered, Task } from './pool.ts';

function mutantNamed(name: string): Mutant {
  const mutant = MUTANTS.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`no mutant is named ${name}`);
  return mutant;
}

function kindNamed(singular: string): Kind {
  const kind = KINDS.find((one) => one.singular === singular);
  if (kind === undefined) throw new Error(`no kind is named ${singular}`);
  return kind;
}

/** Whether the requirement of the claim, alone and with its kind, reports the mutant. */
async function holds({ id, kind }: Claim, mutant: Mutant, seed: number): Promise<boolean> {
  const requirements = REQUIREMENTS.filter((requirement) => requirement.id === id);
  const { reporters } = await failuresOn(mutant, kindNamed(kind), requirements, seed, (ids) => ids.has(id));
  return reporters.has(id);
}

/** Those of the requirements whose judgement reports the mutant. */
async function reportersOf({ among, seed }: Survey, mutant: Mutant): Promise<string[]> {
  const requirements = REQUIREMENTS.filter(({ id }) => among.includes(id));
  const kind = kindOf(mutant, expectedOf(mutant, REQUIREMENTS));
  return [...(await failuresOn(mutant, kind, requirements, seed, () => false)).reporters].sort();
}

async function perform(task: Task): Promise<Answered> {
  const requirements = REQUIREMENTS;
  if ('claim' in task) return { holds: await holds(task.claim, mutantNamed(task.claim.mutant), task.seed) };
  if ('survey' in task) return { reporters: await reportersOf(task, mutantNamed(task.survey)) };
  if ('costsWith' in task) return { costs: await measureCosts(kindNamed(task.costsWith)) };
  const { extent, seed } = task;
  if (task.mutant !== undefined)
    return { mutant: await tryMutant(mutantNamed(task.mutant), { requirements, extent, seed }) };
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
