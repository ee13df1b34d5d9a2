import type { JsonObject } from '../../contract/json.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { HOLD, finalizersOf, heldJob, markedJob, released } from '../delete/support.ts';
import { requirement } from '../support/requirement.ts';

const PREFIX = 'conformance.cci-job/';
const FIRST = `${PREFIX}first`;
const LAST = `${PREFIX}last`;
const NEXT = `${PREFIX}next`;

/** The finalizers of the check, without those of the target. */
const ownOf = (object: JsonObject): string[] => finalizersOf(object).filter((one) => one.startsWith(PREFIX));

function expectWhole(
  trial: Trial,
  got: readonly string[],
  allowed: readonly (readonly string[])[],
  answer: Answer,
): void {
  const [wanted = []] = allowed;
  trial.expect.that(
    allowed.some((one) => one.join() === got.join()),
    {
      message: 'A patch did not replace an array as a whole',
      expected: wanted.join(', '),
      received: got.join(', ') || 'none',
      path: '/metadata/finalizers',
      answer,
    },
  );
}

export const patchFinalizers: readonly Requirement[] = [
  requirement('patch/replaces-arrays-whole', {
    tests: ['merge-patch.array'],
    needs: ['patch/merges', 'delete/waits-for-finalizers'],
    async check(trial) {
      const live = await heldJob(trial, [FIRST, HOLD, LAST]);
      // While nobody deletes the object, a server may ignore changes of its finalizers, but not merge them with those
      // that are there.
      const answer = await trial.target.patch(live, { metadata: { finalizers: [HOLD, NEXT] } });
      expectWhole(
        trial,
        ownOf(await trial.expect.stored(live, {})),
        [
          [HOLD, NEXT],
          [FIRST, HOLD, LAST],
        ],
        answer,
      );
      const job = await markedJob(trial, [FIRST, HOLD, LAST]);
      for (const finalizers of [[HOLD, LAST], [LAST]]) {
        const taken = await trial.target.patch(job, { metadata: { finalizers } });
        trial.expect.documented(taken);
        expectWhole(trial, ownOf(await trial.expect.stored(job, { metadata: { uid: job.uid } })), [finalizers], taken);
      }
      await released(trial, job);
    },
  }),
];
