/** What a check changes in what it starts from. */
import type { Kind } from '../../contract/types.ts';
import type { Answer, Target } from '../model/target.ts';
import type { Given, Trial } from '../model/trial.ts';
import { metadataOf } from '../ownership/ownership.ts';
import { describeAnswer } from './describe-answer.ts';
import { Inconclusive } from '../errors/endings.ts';
import { goes } from './leaving.ts';
import { isBusy, ok, textOf } from './outcomes.ts';
import type { Reads } from './reads.ts';

export interface ChangeOptions {
  kind: Kind;
  target: Target;
  eventually: Trial['eventually'];
  retry: Trial['retry'];
}

export function createChanges(
  { kind, target, eventually, retry }: ChangeOptions,
  { read, known }: Reads,
): Pick<Given, 'updated' | 'deleted'> {
  return {
    async updated(ref, change) {
      const unchanged = (answer: Answer): string =>
        describeAnswer(`${kind.kind} ${ref.name} could not be changed`, answer);
      let look = known;
      const answer = await retry(
        async () => {
          const object = structuredClone(await look(ref));
          look = read;
          change(object);
          return target.replace(ref, object);
        },
        ({ status }) => status === 409,
        unchanged,
      );
      if (!ok(answer)) throw new Inconclusive(unchanged(answer));
    },
    async deleted(ref) {
      const answer = await retry(() => target.delete(ref), isBusy);
      if (!ok(answer) && answer.status !== 404)
        throw new Inconclusive(describeAnswer(`${kind.kind} ${ref.name} could not be deleted`, answer));
      const last = await goes(() => target.read(ref), eventually);
      if (last === undefined) return;
      // Only an answer that shows the object says that it is there.
      if (!(ok(last) && textOf(metadataOf(last.json)['name']) !== undefined))
        throw new Inconclusive(describeAnswer(`whether ${kind.kind} ${ref.name} is gone cannot be told`, last), {
          restsOn: 'read.code.404',
        });
      throw new Inconclusive(`${kind.kind} ${ref.name} was deleted in exchange ${answer.exchange} and is still there`);
    },
  };
}
