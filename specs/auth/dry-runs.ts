/** A dry run says whether the operation would be done: a caller to whom it is refused is refused that, too. */
import type { Verb } from '../../contract/types.ts';
import type { Identity } from '../../harness/model/exchange.ts';
import type { Capability, Requirement } from '../../harness/model/requirement.ts';
import type { Answer, Job } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { UNKNOWN, expectNothingShown } from './calls.ts';

type Writing = Exclude<Verb, 'read' | 'list' | 'watch'>;

const query = { dryRun: 'All' };
const LABELS = { metadata: { labels: { written: 'yes' } } };

/** Dry runs that the full identity may do: none changes anything. */
const DRY: Readonly<Record<Writing, (trial: Trial, job: Job, as: Identity) => Promise<Answer>>> = {
  create: (trial, _, as) => trial.target.create(trial.given.manifest(), { as, query }),
  replace: (trial, job, as) =>
    trial.target.replace(job, withMember(job.stored, ['metadata', 'labels', 'written'], 'yes'), { as, query }),
  patch: (trial, job, as) => trial.target.patch(job, LABELS, { as, query }),
  delete: (trial, job, as) => trial.target.delete(job, { as, query }),
  deletecollection: (trial, job, as) =>
    trial.target.deleteCollection({ as, query: { ...query, fieldSelector: `metadata.name=${job.name}` } }),
};
const WRITING = Object.keys(DRY) as Writing[];

const refusesDryRuns = (
  id: string,
  requires: Capability,
  as: Identity,
  codes: readonly number[],
  needs: readonly string[],
): Requirement =>
  requirement(id, {
    tests: ['auth.dry-run'],
    needs,
    requires: [requires],
    async check(trial) {
      const job = await trial.given.job();
      for (const verb of WRITING) {
        const answer = await DRY[verb](trial, job, as);
        trial.expect.refused(answer, codes);
        expectNothingShown(trial, answer, job);
      }
      // The control: the same with the full token works.
      trial.expect.accepted(await DRY.patch(trial, job, 'full'));
      await trial.expect.unchanged(job, job.stored);
    },
  });

export const dryRuns: readonly Requirement[] = [
  refusesDryRuns(
    'auth/dry-runs-refuse-a-wrong-token',
    'authentication',
    UNKNOWN,
    [401],
    ['auth/patch-refuses-a-wrong-token', 'patch/dry-run-stores-nothing'],
  ),
  refusesDryRuns(
    'auth/dry-runs-refuse-the-read-only-token',
    'read-only-token',
    'read-only',
    [403],
    ['auth/patch-refuses-the-read-only-token', 'patch/dry-run-stores-nothing'],
  ),
];
