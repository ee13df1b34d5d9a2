import type { Job, Requirement, Trial } from '../harness/types.ts';
import { expectNames, itemsOf, nameOf, ownItems, requirement } from './common.ts';

/** Waits until exactly these of the jobs are left, and checks it by the list. */
async function expectLeft(trial: Trial, jobs: readonly Job[], left: readonly Job[], namespace?: string): Promise<void> {
  for (const job of jobs.filter((one) => !left.includes(one))) await trial.expect.absent(job, { settle: true });
  const answer = await trial.target.list(namespace === undefined ? {} : { namespace });
  expectNames(trial, answer, ownItems(trial, answer, jobs), left.map((job) => job.name), 'The list after the deletion');
  for (const job of left) await trial.expect.stored(job, { metadata: { uid: job.uid } });
}

const two = async (trial: Trial): Promise<{ doomed: Job[]; spared: Job[] }> => ({
  doomed: await trial.given.jobs(2, { labels: { set: 'doomed' } }),
  spared: await trial.given.jobs(2, { labels: { set: 'spared' } }),
});

const refusesQuery = (id: string, tests: readonly string[], query: Record<string, string>): Requirement =>
  requirement(`delete-collection/refuses-${id}`, {
    tests,
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const { doomed, spared } = await two(trial);
      trial.expect.accepted(await trial.target.deleteCollection({ query: { labelSelector: 'set=doomed' } }), [200]);
      trial.expect.refused(await trial.target.deleteCollection({ query: { labelSelector: 'set=spared', ...query } }));
      await expectLeft(trial, [...doomed, ...spared], spared);
    },
  });

export const deleteCollection: readonly Requirement[] = [
  requirement('delete-collection/deletes-by-label', {
    tests: ['deletecollection.success', 'deletecollection.query.labelSelector'],
    needs: ['create/accepts-the-documented-body', 'list/selects-by-equality'],
    async check(trial) {
      const { doomed, spared } = await two(trial);
      trial.expect.accepted(await trial.target.deleteCollection({ query: { labelSelector: 'set=doomed' } }), [200]);
      await expectLeft(trial, [...doomed, ...spared], spared);
    },
  }),
  requirement('delete-collection/answers-a-list-or-a-status', {
    tests: ['deletecollection.answer'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const { doomed } = await two(trial);
      const answer = await trial.target.deleteCollection({ query: { labelSelector: 'set=doomed' } });
      const body = trial.expect.accepted(answer, [200]);
      if (body['kind'] === 'Status') {
        trial.saw('collection-answer', 'collection-answers-status', answer);
        trial.expect.match(body, { status: 'Success' }, answer);
      } else {
        trial.saw('collection-answer', 'collection-answers-list', answer);
        trial.expect.match(body, { kind: `${trial.kind.kind}List` }, answer);
        expectNames(trial, answer, itemsOf(body), doomed.map((job) => job.name), 'The answer');
      }
    },
  }),
  requirement('delete-collection/deletes-by-field', {
    tests: ['deletecollection.query.fieldSelector'],
    needs: ['delete-collection/deletes-by-label', 'list/selects-by-field-name'],
    async check(trial) {
      const jobs = await trial.given.jobs(3);
      trial.expect.accepted(await trial.target.deleteCollection({ query: { fieldSelector: `metadata.name=${jobs[1]!.name}` } }), [200]);
      await expectLeft(trial, jobs, [jobs[0]!, jobs[2]!]);
    },
  }),
  requirement('delete-collection/succeeds-on-an-empty-match', {
    tests: ['deletecollection.empty'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const jobs = await trial.given.jobs(2);
      const answer = await trial.target.deleteCollection({ query: { labelSelector: `none=${trial.given.name()}` } });
      const body = trial.expect.accepted(answer, [200]);
      trial.expect.match(itemsOf(body).map((item) => nameOf(item)), [], answer, '/items');
      await expectLeft(trial, jobs, jobs);
    },
  }),
  requirement('delete-collection/spares-other-namespaces', {
    tests: ['deletecollection.namespace'],
    needs: ['delete-collection/deletes-by-label'],
    requires: ['other-namespace'],
    async check(trial) {
      const [here] = await trial.given.jobs(1, { labels: { set: 'doomed' } });
      const there = await trial.given.job({ name: here!.name, labels: { set: 'doomed' }, namespace: trial.otherNamespace });
      trial.expect.accepted(await trial.target.deleteCollection({ query: { labelSelector: 'set=doomed' } }), [200]);
      await trial.expect.absent(here!, { settle: true });
      await trial.expect.stored(there, { metadata: { uid: there.uid } });
    },
  }),
  requirement('delete-collection/spares-other-kinds', {
    tests: ['deletecollection.kind'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const [job] = await trial.given.jobs(1, { labels: { set: 'spared' } });
      for (const kind of trial.kinds.filter((other) => other !== trial.kind)) {
        const answer = await trial.target.for(kind).deleteCollection({ query: { labelSelector: 'set=spared' } });
        if (answer.status >= 400) return trial.inconclusive(`the deletion of ${kind.plural} was refused`);
      }
      await trial.expect.stored(job!, { metadata: { uid: job!.uid } });
    },
  }),
  requirement('delete-collection/empties-a-namespace', {
    tests: ['deletecollection.all'],
    needs: ['delete-collection/deletes-by-label'],
    requires: ['scratch-namespace'],
    async check(trial) {
      const jobs = await trial.given.jobs(3, { namespace: trial.scratchNamespace });
      const here = await trial.given.job();
      trial.expect.accepted(await trial.target.deleteCollection({ namespace: trial.scratchNamespace }), [200]);
      await expectLeft(trial, jobs, [], trial.scratchNamespace);
      await trial.expect.stored(here, { metadata: { uid: here.uid } });
    },
  }),
  requirement('delete-collection/takes-timeout-seconds', {
    tests: ['deletecollection.query.timeoutSeconds'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const { doomed, spared } = await two(trial);
      trial.expect.accepted(await trial.target.deleteCollection({ query: { labelSelector: 'set=doomed', timeoutSeconds: 30 } }), [200]);
      await expectLeft(trial, [...doomed, ...spared], spared);
    },
  }),
  requirement('delete-collection/deletes-at-most-limit-or-all', {
    tests: ['deletecollection.query.limit'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const { doomed, spared } = await two(trial);
      trial.expect.accepted(await trial.target.deleteCollection({ query: { labelSelector: 'set=doomed', limit: 1 } }), [200]);
      const left = await trial.eventually(async () => {
        const answer = await trial.target.list({ query: { labelSelector: 'set=doomed' } });
        const names = ownItems(trial, answer, doomed);
        return names.length < doomed.length ? names.length : undefined;
      });
      trial.expect.that(left !== undefined, { message: 'A limited deletion deleted nothing', expected: 'one object gone, or all', received: 'none gone' });
      trial.saw('limit', left === 0 ? 'limit-ignored' : 'limit-honoured', undefined, 'deletecollection');
      for (const job of spared) await trial.expect.stored(job, { metadata: { uid: job.uid } });
    },
  }),
  requirement('delete-collection/takes-resource-version-zero', {
    tests: ['deletecollection.query.resourceVersion', 'deletecollection.query.watch'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const { doomed, spared } = await two(trial);
      trial.expect.accepted(await trial.target.deleteCollection({ query: { labelSelector: 'set=doomed', resourceVersion: '', watch: false } }), [200]);
      await expectLeft(trial, [...doomed, ...spared], spared);
    },
  }),
  refusesQuery('a-malformed-label-selector', ['deletecollection.selector.malformed'], { labelSelector: 'set in (' }),
  refusesQuery('an-unknown-field-selector', ['deletecollection.selector.malformed'], { fieldSelector: 'spec.nothing=x' }),
];
