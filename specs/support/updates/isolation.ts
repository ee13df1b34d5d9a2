import type { Answer, Job } from '../../../harness/model/target.ts';
import type { Requirement } from '../../../harness/model/requirement.ts';
import type { Trial } from '../../../harness/model/trial.ts';
import { ofOtherKinds } from '../kinds.ts';
import { requirement } from '../requirement.ts';
import { BASIS, write } from './write.ts';

interface Act {
  id: string;
  tests: string;
  path: string;
  needs: string;
  act: (trial: Trial, job: Job) => Promise<Answer>;
}

const ACTS: readonly Act[] = [
  ...(['replace', 'patch'] as const).map((verb): Act => ({
    id: verb,
    tests: verb === 'replace' ? 'replace.stores' : 'patch.merges',
    path: `${verb}.path`,
    needs: BASIS[verb],
    act: (trial, job) => write(trial, verb, job, ['metadata', 'labels', 'app'], 'changed'),
  })),
  {
    id: 'delete',
    tests: 'delete.only-named',
    path: 'delete.path',
    needs: 'delete/removes-the-object',
    act: (trial, job) => trial.target.delete(job),
  },
];

/** Acts on one job; the others are what they were, with everything in them. */
async function alone(trial: Trial, act: Act, job: Job, others: readonly { trial: Trial; job: Job }[]): Promise<void> {
  const before = await Promise.all(others.map((other) => other.trial.given.read(other.job)));
  trial.expect.accepted(await act.act(trial, job));
  if (act.id === 'delete') await trial.expect.absent(job, { settle: true });
  for (const [i, other] of others.entries()) {
    const there = await other.trial.target.read(other.job);
    trial.expect.that(there.status !== 404, {
      message: `A ${act.id} of ${trial.kind.plural} ${job.name} in ${job.namespace} removed ${other.trial.kind.plural} ${other.job.name} in ${other.job.namespace}`,
      expected: 'that it is still there',
      received: '404',
      path: 'status',
      answer: there,
    });
    await other.trial.expect.unchanged(other.job, before[i]!);
    other.trial.expect.match(
      (before[i]!['metadata'] as { uid?: string }).uid ?? null,
      other.job.uid,
      undefined,
      '/metadata/uid',
    );
  }
}

const LABELS = { app: 'same' };

export const writeIsolation: readonly Requirement[] = ACTS.flatMap((act) => [
  requirement(`${act.id}/touches-nothing-else`, {
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
  }),
  requirement(`${act.id}/touches-no-other-namespace`, {
    tests: [act.tests, 'isolation.namespaces', `${act.path}.namespace`],
    needs: [act.needs],
    requires: ['other-namespace'],
    async check(trial) {
      const job = await trial.given.job({ labels: LABELS });
      const there = await trial.given.job({ name: job.name, namespace: trial.otherNamespace, labels: LABELS });
      const elsewhere = await trial.given.job({ namespace: trial.otherNamespace, labels: LABELS });
      await alone(trial, act, job, [{ trial, job: there }]);
      // The other way round, for an object that is in that namespace alone.
      await alone(trial, act, elsewhere, [{ trial, job: there }]);
    },
  }),
  requirement(`${act.id}/touches-no-other-kind`, {
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
  }),
]);
