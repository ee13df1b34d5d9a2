import { pathOf } from '../../contract/operations.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { CallOptions } from '../../harness/model/target.ts';
import { requirement } from './requirement.ts';

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
        const answer = await trial.target.send('GET', pathOf(unknown, namespace), { query });
        // A client without the permission to ask is not told whether the resource exists.
        if (answer.status === 403)
          return trial.inconclusive(
            `the token may not ask for ${unknown.plural} of ${unknown.group}/${unknown.version}`,
          );
        trial.expect.refused(answer, [404]);
      }
    },
  });
