import { pathOf } from '../../contract/operations.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Answer, CallOptions } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { requirement } from './requirement.ts';

/** Expects the answer 404. A client without the permission to ask is not told whether the resource exists. */
export function expectUnknown(trial: Trial, answer: Answer): void {
  if (answer.status === 403)
    trial.inconclusive(`the token may not ask: ${answer.method} ${answer.path} was answered 403`);
  trial.expect.refused(answer, [404]);
}

/** A GET of a collection that does not exist, for its resource, version or group, is answered 404. */
export const answers404ForUnknownResources = (
  id: string,
  tests: readonly string[],
  needs: readonly string[],
  query: NonNullable<CallOptions['query']>,
): Requirement =>
  requirement(id, {
    tests,
    needs,
    async check(trial) {
      const { kind, namespace } = trial;
      trial.expect.documented(await trial.target.list());
      for (const unknown of [
        { ...kind, plural: `${kind.plural}x` },
        { ...kind, version: 'v9' },
        { ...kind, group: `none.${kind.group}` },
      ]) {
        expectUnknown(trial, await trial.target.send('GET', pathOf(unknown, namespace), { query }));
      }
    },
  });
