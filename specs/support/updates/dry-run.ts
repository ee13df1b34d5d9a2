import type { Requirement } from '../../../harness/model/requirement.ts';
import { requirement } from '../requirement.ts';
import { expectUnmoved } from '../unmoved.ts';
import { BASIS, everyMutableField, everyPart, METHOD, writeAll, type UpdateVerb } from './write.ts';

/** A dry run of a write of every part answers as if it had been done, and leaves no trace. */
export const dryRunStoresNothing = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: [`${verb}.dry-run`],
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await trial.given.job({ spec: everyMutableField(trial.kind) });
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
    },
  });
