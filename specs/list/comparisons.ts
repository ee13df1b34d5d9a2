/** Comparisons in label selectors, which Kubernetes reads and its guide does not show: nobody reads them as nothing. */
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { labelledJobs, type Labelled } from '../support/label-selectors.ts';
import { requirement } from '../support/requirement.ts';
import { ok } from '../support/updates/write.ts';

/** As texts these have another order than as numbers. */
const VALUES = ['5', '7', '10', 'x', ''];

/** What is refused has no effect; otherwise the selection holds these values of `n`. */
async function expectListed(
  trial: Trial,
  query: Record<string, string>,
  jobs: readonly Labelled[],
  values: readonly string[],
): Promise<void> {
  const answer: Answer = await trial.target.list({ query });
  if (!ok(answer)) return trial.expect.refused(answer);
  const wanted = jobs.filter(({ labels }) => values.includes(labels['n'] ?? 'none'));
  const named = wanted.map((job) => job.name);
  expectNames(
    trial,
    answer,
    ownItems(trial, answer, jobs),
    named,
    `The list for labelSelector ${query['labelSelector']}`,
  );
}

export const comparisons: readonly Requirement[] = [
  requirement('list/selects-by-comparison-or-refuses-it', {
    tests: ['selectors.label.compares'],
    needs: ['list/selects-by-equality', 'delete-collection/deletes-by-label'],
    async check(trial) {
      const set = trial.given.name('set');
      const jobs = await labelledJobs(trial, [...VALUES.map((n) => ({ set, n })), { set }]);
      for (const [term, values] of [
        ['n>7', ['10']],
        ['n<7', ['5']],
      ] as const)
        await expectListed(trial, { labelSelector: `set=${set},${term}` }, jobs, values);
      const deletion = await trial.target.deleteCollection({ query: { labelSelector: `set=${set},n>7` } });
      if (!ok(deletion)) trial.expect.refused(deletion);
      const left = [...VALUES, 'none'].filter((value) => !ok(deletion) || value !== '10');
      // A deletion may take a while; what it must not take is there at once and later.
      await trial.eventually(async () => {
        const items = ownItems(trial, await trial.target.list({ query: { labelSelector: `set=${set}` } }), jobs);
        return items.length <= left.length ? true : undefined;
      });
      await expectListed(trial, { labelSelector: `set=${set}` }, jobs, left);
    },
  }),
];
