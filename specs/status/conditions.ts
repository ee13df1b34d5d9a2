import type { Requirement } from '../../harness/model/requirement.ts';
import { shown } from '../support/exchanges.ts';
import { jobInvariant } from '../support/job-invariant.ts';
import { FINAL, conditionOf, conditionsOf, isFinal, isTrue, readUntilFinal } from '../support/job-status.ts';
import { documentedWords } from '../support/words.ts';

/** How Kubernetes spells the reason of a condition. */
const REASON = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;

export const conditions: readonly Requirement[] = [
  jobInvariant(
    'status/has-documented-conditions',
    ['status.conditions.types', 'constraint.JobCondition.type.enum', 'constraint.JobCondition.status.enum'],
    readUntilFinal,
    (job) => {
      const conditions = conditionsOf(job);
      for (const [i, condition] of conditions.entries())
        for (const member of ['type', 'status'])
          if (!documentedWords('JobCondition', member).includes(String(condition[member])))
            return {
              message: `A condition has a ${member} that is not documented`,
              expected: documentedWords('JobCondition', member).join(', '),
              received: shown(condition[member]),
              path: `/status/conditions/${i}/${member}`,
            };
      return conditions.length > 0 ? 'holds' : undefined;
    },
  ),
  jobInvariant('status/is-not-running-and-restarting', ['status.conditions.restarting'], readUntilFinal, (job) => {
    const [running, restarting] = [conditionOf(job, 'Running'), conditionOf(job, 'Restarting')];
    if (running === undefined && restarting === undefined) return undefined;
    return isTrue(running) && isTrue(restarting)
      ? {
          message: 'A job is Running and Restarting at once',
          expected: 'one of the two',
          received: shown([running, restarting]),
          path: '/status/conditions',
        }
      : 'holds';
  }),
  jobInvariant('status/has-each-condition-type-once', ['status.conditions.unique'], readUntilFinal, (job) => {
    const types = conditionsOf(job).map((condition) => String(condition['type']));
    if (types.length === 0) return undefined;
    if (new Set(types).size === types.length) return 'holds';
    return {
      message: 'A status has two conditions of one type',
      expected: 'each type once',
      received: types.join(', '),
      path: '/status/conditions',
    };
  }),
  jobInvariant('status/is-not-running-once-it-is-final', ['status.conditions.running-false'], readUntilFinal, (job) => {
    if (!isFinal(job)) return undefined;
    const running = conditionOf(job, 'Running');
    return isTrue(running)
      ? {
          message: 'A job that has ended is still Running',
          expected: 'Running is False, or absent',
          received: shown(running),
          path: '/status/conditions',
        }
      : 'holds';
  }),
  jobInvariant('status/has-one-outcome', ['status.conditions.final'], readUntilFinal, (job) => {
    const outcomes = conditionsOf(job).filter(
      (condition) => FINAL.includes(String(condition['type'])) && isTrue(condition),
    );
    if (outcomes.length === 0) return undefined;
    return outcomes.length === 1
      ? 'holds'
      : {
          message: 'A job is both Succeeded and Failed',
          expected: 'one of the two',
          received: shown(outcomes),
          path: '/status/conditions',
        };
  }),
  jobInvariant('status/names-its-reason', ['status.conditions.reason'], readUntilFinal, (job, kind) => {
    const named = conditionsOf(job).filter((condition) => condition['reason'] !== undefined);
    if (named.length === 0) return undefined;
    const stray = named.find(({ reason }) => typeof reason !== 'string' || !REASON.test(reason));
    return stray === undefined
      ? 'holds'
      : {
          message: `A condition of ${kind.kind} has a reason that is no word in CamelCase`,
          expected: `such as ${kind.kind}Created`,
          received: shown(stray['reason']),
          path: '/status/conditions',
        };
  }),
];
