/** Texts and arrays of containers, kept as they were sent. */
import { isObject, type JsonObject } from '../../contract/json.ts';
import { podPath } from '../../contract/workloads/replicated.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, firstReplica, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { createdAndListed } from '../support/round-trip.ts';

/** Texts that readers of YAML, or of loosely typed JSON, take for something else. */
const LOOKALIKES = [
  ...['1e3', '0x10', '0o17', '007', '1_000', '+1', '-0', '1.10', '.5', '9007199254740993', '12:30:45'],
  ...['true', 'false', 'yes', 'no', 'on', 'off', 'y', 'N', 'null', 'Null', '~', 'NaN', '.inf', '-Infinity'],
  ...['2019-07-23', '2019-07-23T12:39:47Z', '2019-07-23T12:39:47.000Z', '1000m', '0.50', '1Gi'],
  ...['{}', '[]', '{"a":1}', '- a', 'a: b', '# a', '"quoted"', "'quoted'", '!!str a', '&a', '*a', '|', '>'],
  ...[' around ', 'two\nlines\n', 'tab\tinside', 'back\\slash', '\\u0041', '%41', '<&>', '$(VAR)', '\u2028'],
  ...['\u00e9', 'e\u0301', '\u{1f600}', '\u{10ffff}', '\ufeffmark'],
];

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
        command: ['sleep', 'sleep', '3600'],
        // Repeated, and in no order.
        args: [...LOOKALIKES, '', 'b', 'a', 'b', ''],
        env: LOOKALIKES.map((value, i) => ({ name: `V${(i * 7) % 10}_${i}`, value })),
        tty: false,
        stdin: true,
      });
      await createdAndListed(trial, [manifest], mark);
    },
  }),
];
