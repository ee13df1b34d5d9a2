/** Plays the pods of a job, as far as their command is known. */
import type { Kind } from '../../contract/types.ts';
import type { Server } from './context.ts';
import type { Phase } from '../rules/jobs.ts';
import { played, scriptOf } from '../rules/pods.ts';
import type { Job } from '../state/model.ts';

/** How a job ends, and after how many milliseconds of running. */
export interface End {
  phase: Phase;
  after: number;
}

/** A pod that is started again and again never ends: so many times are as good as that. */
const FOREVER = 1000;

/** Undefined: its command is not one that is played. */
export function endOf({ behaviour }: Server, kind: Kind, job: Job): End | undefined {
  const [[, replica] = []] = behaviour.replicasOf(kind, job);
  const script = replica && scriptOf(replica);
  if (replica === undefined || script === undefined || played(script, 0) === undefined) return undefined;
  const deadline = behaviour.deadline(job) ?? Infinity;
  let after = 0;
  for (let restarts = 0; restarts < FOREVER; restarts += 1) {
    const run = played(script, restarts);
    if (run === undefined) return undefined;
    after += run.seconds * 1000;
    if (after > deadline) return { phase: 'Failed', after: deadline };
    if (!behaviour.isRestarted(behaviour.restartPolicy(replica), run))
      return { phase: run.succeeds ? 'Succeeded' : 'Failed', after };
    if (restarts >= behaviour.backoffLimit(job)) return { phase: 'Failed', after };
  }
  return { phase: 'Failed', after: deadline };
}
