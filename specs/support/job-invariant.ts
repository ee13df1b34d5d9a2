import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { jobsIn } from './bodies.ts';
import { requirement } from './requirement.ts';

/** A finding (its path within the job), 'holds', or undefined where the job shows nothing of what it is about. */
export type JobJudge = (job: JsonObject, kind: Kind) => Omit<Finding, 'exchange'> | 'holds' | undefined;

/** What holds of every job that any answer of the run shows; `cause` makes the target show some. */
export const jobInvariant = (
  id: string,
  tests: readonly string[],
  cause: (trial: Trial) => Promise<void>,
  judge: JobJudge,
): Requirement =>
  requirement(id, {
    tests,
    needs: ['read/answers-with-what-is-stored'],
    check: cause,
    everywhere(exchange, kind) {
      let holds = false;
      for (const { object, path } of jobsIn(exchange, kind)) {
        const outcome = judge(object, kind);
        if (outcome === 'holds') holds = true;
        else if (outcome !== undefined)
          return { ...outcome, path: path + (outcome.path ?? ''), exchange: exchange.seq };
      }
      return holds ? 'holds' : undefined;
    },
  });

/** Enough for what every job shows. */
export const oneJob = async (trial: Trial): Promise<void> => void (await trial.given.shared());
