import type { Requirement } from '../../../harness/model/requirement.ts';
import { acceptedDelete, finalizersOf, HOLD, released } from '../../delete/support.ts';
import { requirement } from '../requirement.ts';
import { expectUnmoved } from '../unmoved.ts';
import { BASIS, everyMutableField, everyPart, METHOD, writeAll, type UpdateVerb } from './write.ts';

/** A dry run of a write of every part answers as if it had been done, and leaves no trace. */
export const dryRunStoresNothing = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: [`${verb}.dry-run`],
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await trial.given.job({
        spec: everyMutableField(trial.kind),
        metadata: { finalizers: [HOLD] },
      });
      await expectUnmoved(trial, job, job.stored, `A dry run of a ${METHOD[verb]}`, async () => {
        const answer = await writeAll(trial, verb, job, everyPart(trial.kind, 'dry'), { query: { dryRun: 'All' } });
        trial.expect.match(
          trial.expect.documented(answer),
          {
            metadata: { name: job.name, uid: job.uid, labels: { refused: 'dry' }, annotations: { refused: 'dry' } },
            spec: everyMutableField(trial.kind, 1),
          },
          answer,
        );
        return trial.expect.unchanged(job, job.stored);
      });
      if (!finalizersOf(job.stored).includes(HOLD)) return;
      // What would free an object that waits for its finalizers does not, either.
      acceptedDelete(trial, await trial.target.delete(job));
      const freeing = await writeAll(trial, verb, job, [[['metadata', 'finalizers'], []]], {
        query: { dryRun: 'All' },
      });
      trial.expect.accepted(freeing);
      trial.expect.match(
        finalizersOf(await trial.expect.stored(job, { metadata: { uid: job.uid } })).filter((one) => one === HOLD),
        [HOLD],
        freeing,
        '/metadata/finalizers',
      );
      await released(trial, job);
    },
  });
