/** Texts and arrays of containers, kept as they were sent. */
import { isObject, type JsonObject } from '../../contract/json.ts';
import { podPath } from '../../contract/workloads/replicated.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { LOOKALIKES } from '../support/lookalikes.ts';
import { at, firstReplica, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { createdAndListed } from '../support/round-trip.ts';

const LONG = 'größe '.repeat(2000);

function withContainer(trial: Trial, manifest: JsonObject, more: JsonObject): JsonObject {
  const path = [...podPath(trial.kind, firstReplica(trial, manifest)), 'containers'];
  const containers = at(manifest, ...path);
  const [first] = Array.isArray(containers) ? containers : [];
  return withMember(manifest, path, [{ ...(isObject(first) ? first : {}), ...more }]);
}

export const texts: readonly Requirement[] = [
  requirement('values/keeps-texts-and-arrays-of-containers', {
    tests: ['values.texts'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const mark = { set: trial.given.name('set') };
      const manifest = withContainer(trial, trial.given.manifest({ labels: mark }), {
        command: ['sh', '-c', 'sleep 3600 && exit', 'sh', 'sh', ...LOOKALIKES],
        // Repeated, in no order, more than a hundred, and one that no column of a table holds.
        args: [...LOOKALIKES, '', 'b', 'a', 'b', '', ...LOOKALIKES, LONG, ...LOOKALIKES],
        // The first is what some of the texts name.
        env: ['named', ...LOOKALIKES, LONG].map((value, i) => ({
          name: i === 0 ? 'VAR' : `V${(i * 7) % 10}_${i}`,
          value,
        })),
        tty: false,
        stdin: true,
      });
      await createdAndListed(trial, [manifest], mark);
    },
  }),
];
