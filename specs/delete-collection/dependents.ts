/** The deletion of a collection whose jobs own others, once a garbage collector has been seen at work. */
import type { Requirement } from '../../harness/model/requirement.ts';
import {
  FOREGROUND,
  blockingDependent,
  expectAwaited,
  expectCollected,
  expectCollector,
  expectOrphaned,
  expectSpared,
  inBody,
  pair,
} from '../delete/dependents.ts';
import { released, type DeleteCall } from '../delete/support.ts';
import { requirement } from '../support/requirement.ts';

export const collectionDependents: readonly Requirement[] = [
  requirement('delete-collection/treats-dependents-as-the-policy-says', {
    tests: ['delete.dependents', 'deletecollection.dependents'],
    needs: ['delete/removes-dependents-in-the-background', 'delete-collection/deletes-by-label'],
    async check(trial) {
      const orphaned = await pair(trial, { labels: { owner: 'orphaning' } });
      const collected = await pair(trial, { labels: { owner: 'background' } });
      const owner = await trial.given.accepted({ labels: { owner: 'foreground' } });
      const blocking = await blockingDependent(trial, owner);
      await expectCollector(trial);
      const deleteAll = async (of: string, call: DeleteCall): Promise<void> =>
        void trial.expect.documented(
          await trial.target.deleteCollection({ ...call, query: { ...call.query, labelSelector: `owner=${of}` } }),
        );
      await deleteAll('orphaning', inBody('Orphan'));
      await deleteAll('background', inBody('Background'));
      await deleteAll('foreground', FOREGROUND);
      await expectAwaited(trial, { owner, dependent: blocking });
      await expectOrphaned(trial, orphaned);
      await expectCollected(trial, collected.dependent, 'its owner was deleted with its collection');
      await expectSpared(trial, orphaned.dependent, 'it was orphaned');
      await released(trial, blocking);
      await trial.expect.absent(owner, { settle: true });
    },
  }),
];
