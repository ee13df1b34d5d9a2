/** An update or a delete changes the object that it names, and no other. */
import type { Verb } from '../../../contract/types.ts';
import type { Answer, Job } from '../../../harness/model/target.ts';
import type { Requirement } from '../../../harness/model/requirement.ts';
import type { Trial } from '../../../harness/model/trial.ts';
import { ofOtherKinds } from '../kinds.ts';
import { requirement } from '../requirement.ts';
import { BASIS, write, type UpdateVerb } from './write.ts';

/** One request that changes or deletes a job. */
export interface Act {
  verb: Verb;
  tests: string;
  /** What the ids of the statements about the path of its page begin with. */
  path: string;
  needs: string;
  send: (trial: Trial, job: Job) => Promise<Answer>;
}

export const updating = (verb: UpdateVerb): Act => ({
  verb,
  tests: verb === 'replace' ? 'replace.stores' : 'patch.merges',
  path: `${verb}.path`,
  needs: BASIS[verb],
  send: (trial, job) => write(trial, verb, job, ['metadata', 'labels', 'app'], 'changed'),
});

/** Acts on one job, and finds the others as they were made. */
async function alone(trial: Trial, act: Act, job: Job, others: readonly { trial: Trial; job: Job }[]): Promise<void> {
  trial.expect.accepted(await act.send(trial, job));
  if (act.verb === 'delete') await trial.expect.absent(job, { settle: true });
  for (const other of others) await other.trial.expect.unchanged(other.job, other.job.stored);
}

const LABELS = { app: 'same' };

export const touchesNothingElse = (id: string, act: Act): Requirement =>
  requirement(id, {
    tests: [act.tests, 'isolation.names', `${act.path}.name`],
    needs: [act.needs],
    async check(trial) {
      const job = await trial.given.job({ labels: LABELS });
      const longer = await trial.given.job({ name: `${job.name}-x`, labels: LABELS });
      const longest = await trial.given.job({ name: `${job.name}-x-y`, labels: LABELS });
      const other = await trial.given.job({ labels: LABELS });
      await alone(
        trial,
        act,
        longer,
        [job, longest, other].map((one) => ({ trial, job: one })),
      );
      await alone(
        trial,
        act,
        job,
        [longest, other].map((one) => ({ trial, job: one })),
      );
    },
  });

export const touchesNoOtherNamespace = (id: string, act: Act): Requirement =>
  requirement(id, {
    tests: [act.tests, 'isolation.namespaces', `${act.path}.namespace`],
    needs: [act.needs],
    requires: ['other-namespace'],
    async check(trial) {
      const job = await trial.given.job({ labels: LABELS });
      const there = await trial.given.job({ name: job.name, namespace: trial.otherNamespace, labels: LABELS });
      const elsewhere = await trial.given.job({ namespace: trial.otherNamespace, labels: LABELS });
      await alone(trial, act, job, [{ trial, job: there }]);
      // The other way round: the name exists in the other namespace only.
      await alone(trial, act, elsewhere, [{ trial, job: there }]);
    },
  });

export const touchesNoOtherKind = (id: string, act: Act): Requirement =>
  requirement(id, {
    tests: [act.tests, 'isolation.kinds'],
    needs: [act.needs],
    async check(trial) {
      const others = ofOtherKinds(trial);
      if (others.length === 0) trial.notApplicable('the run has one kind alone');
      const job = await trial.given.job({ labels: LABELS });
      const namesakes = [];
      for (const other of others)
        namesakes.push({ trial: other, job: await other.given.job({ name: job.name, labels: LABELS }) });
      await alone(trial, act, job, namesakes);
    },
  });
