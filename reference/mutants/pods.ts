/** What becomes of jobs that run. */
import { objectAt, textAt } from '../state/model.ts';
import { mutant, type Mutant } from './types.ts';

export const POD_MUTANTS: readonly Mutant[] = [
  mutant('time-to-live-is-forgotten', 'status.effect.ttl', {
    text: 'A job that has ended is never removed.',
    override: () => ({ timeToLive: () => undefined }),
  }),
  mutant('time-to-live-is-over-at-once', 'status.effect.ttl', {
    text: 'A job that has a ttlSecondsAfterFinished is removed when it ends.',
    override: (base) => ({ timeToLive: (job) => (base.timeToLive(job) === undefined ? undefined : 0) }),
  }),
  mutant('deadline-is-forgotten', 'status.effect.deadline', {
    text: 'A job runs on after its activeDeadlineSeconds.',
    override: () => ({ deadline: () => undefined }),
  }),
  mutant('deadline-is-over-at-once', 'status.effect.deadline', {
    text: 'A job that has activeDeadlineSeconds is ended when it runs.',
    override: (base) => ({ deadline: (job) => (base.deadline(job) === undefined ? undefined : 0) }),
  }),
  mutant('backoff-without-end', 'status.effect.backoff', {
    text: 'Pods that fail are started again for ever.',
    override: () => ({ backoffLimit: () => Infinity }),
  }),
  mutant('template-restarts-before-the-replica', 'status.effect.restart-policy', {
    text: 'The restartPolicy of the pod template goes before that of the replica.',
    override: (base) => ({
      restartPolicy: (replica) =>
        textAt(objectAt(objectAt(replica, 'template'), 'spec'), 'restartPolicy') ?? base.restartPolicy(replica),
    }),
  }),
  mutant('pods-are-always-restarted', 'status.effect.restart-policy', {
    text: 'Pods that have failed are started again, also where the replica says Never.',
    override: (base) => ({ isRestarted: (_, run) => base.isRestarted('OnFailure', run) }),
  }),
];
