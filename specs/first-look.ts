/**
 * The first look at a kind, before anything else is made: whether the target shows a job that it took, and removes it. A
 * target that does not would be left with everything that a run makes.
 */
import type { JsonObject } from '../contract/json.ts';
import type { Answer } from '../harness/model/target.ts';
import type { Trial } from '../harness/model/trial.ts';
import { expectNames } from './support/expectations.ts';
import { itemsOf, nameOf } from './support/objects.ts';
import { ok } from './support/updates/write.ts';

export interface FirstLook {
  /** A check, as that of a requirement. */
  check(trial: Trial): Promise<void>;
  /** The requirement that demands the step at which the check is. */
  readonly demandedBy: string;
  /** The object that the target took and neither shows nor says to have deleted. */
  readonly unseen: string | undefined;
}

/** Codes that say nothing of the target's API: identity, permission, quota, and what stands before the target. */
const OF_OTHERS: readonly number[] = [401, 403, 407, 429, 502, 503, 504];

export function firstLook(): FirstLook {
  let demandedBy = 'create/answers-with-a-documented-code';
  let unseen: string | undefined;
  return {
    get demandedBy() {
      return demandedBy;
    },
    get unseen() {
      return unseen;
    },
    async check(trial) {
      const name = trial.given.name('first');
      const ours = owned(trial);
      ours(await trial.target.create(trial.given.manifest({ name })));
      demandedBy = 'read/answers-with-what-is-stored';
      const read = await reads(trial, name, true);
      if (!isShown(read, name)) {
        const { status } = await trial.target.delete({ name });
        if (status >= 300) unseen = `${trial.kind.plural} ${trial.namespace}/${name}`;
        trial.expect.match(ours(read).json, { kind: trial.kind.kind, metadata: { name } }, read);
      }
      demandedBy = 'list/holds-what-was-created';
      await expectListed(trial, name);
      demandedBy = 'delete/removes-the-object';
      ours(await trial.target.delete({ name }));
      const last = await reads(trial, name, false);
      trial.expect.that(!isShown(last, name), {
        message: `${trial.kind.kind} ${name} was deleted and is still there`,
        expected: '404',
        received: String(last.status),
        path: 'status',
        answer: last,
      });
    },
  };
}

/** The answer, if it is a success; where the reason of a refusal is not the target's, nothing is judged by it. */
const owned =
  (trial: Trial) =>
  (answer: Answer): Answer => {
    const { method, path, status, exchange } = answer;
    if (OF_OTHERS.includes(status))
      trial.inconclusive(`${method} ${path} was answered ${status} (exchange ${exchange})`);
    trial.expect.accepted(answer);
    return answer;
  };

const isShown = (answer: Answer, name: string): boolean => ok(answer) && nameOf(answer.json) === name;

/** Reads until the object is there, or is not: what a promise or a controller does takes its time. */
async function reads(trial: Trial, name: string, there: boolean): Promise<Answer> {
  let answer = await trial.target.read({ name });
  /** Nothing else is to come: as wanted, or an answer that shows something else. */
  const isSettled = (): true | undefined =>
    isShown(answer, name) === there || (there && answer.status !== 404) ? true : undefined;
  if (!isSettled())
    await trial.eventually(async () => {
      answer = await trial.target.read({ name });
      return isSettled();
    });
  if (OF_OTHERS.includes(answer.status)) owned(trial)(answer);
  return answer;
}

/** By a selector first: there may be very many others. */
async function expectListed(trial: Trial, name: string): Promise<void> {
  const lists = async (): Promise<Answer> => owned(trial)(await trial.target.list());
  const itself = (answer: Answer): JsonObject[] => itemsOf(answer.json).filter((item) => nameOf(item) === name);
  const isListed = (answer: Answer): boolean => itself(answer).length > 0;
  if (isListed(await trial.target.list({ query: { fieldSelector: `metadata.name=${name}` } }))) return;
  let answer = await lists();
  if (!isListed(answer))
    await trial.eventually(async () => {
      answer = await lists();
      return isListed(answer) ? true : undefined;
    });
  if (!isListed(answer)) expectNames(trial, answer, itself(answer), [name], 'The list');
}
