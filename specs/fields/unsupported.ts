/** Fields of a pod that the documents list, and that the service does not support. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { at, firstReplica, nameOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { ownParts } from '../support/round-trip.ts';

const KEY = 'conformance.cci-job/nowhere';
/** A server that minds them finds no node for such a pod. */
const PLACING: JsonObject = {
  nodeSelector: { [KEY]: 'yes' },
  tolerations: [{ key: KEY, operator: 'Exists', effect: 'NoSchedule' }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: KEY, operator: 'In', values: ['yes'] }] }],
      },
    },
  },
};

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || ['""', '[]', '{}'].includes(JSON.stringify(value));

/** What is stored is what was sent, as far as it is there: parts may be dropped, and others added. */
function isPartOf(stored: Json | undefined, sent: Json | undefined): boolean {
  if (isEmpty(stored)) return true;
  if (Array.isArray(stored) && Array.isArray(sent))
    return sent.every((item) => stored.some((one) => isPartOf(one, item)));
  if (isObject(stored) && isObject(sent))
    return Object.entries(stored).every(([key, value]) => sent[key] === undefined || isPartOf(value, sent[key]));
  return stored === sent;
}

export const unsupported: readonly Requirement[] = [
  requirement('fields/unsupported-ones-are-kept-dropped-or-refused', {
    tests: ['fields.unsupported'],
    needs: ['create/accepts-the-documented-body', 'fields/pod-spec'],
    async check(trial) {
      const plain = trial.given.manifest();
      const podOf = (job: JsonObject) => ['spec', trial.kind.replicaMap, firstReplica(trial, job), 'template', 'spec'];
      const fields = Object.entries(PLACING);
      const manifest = fields.reduce((job, [name, value]) => withMember(job, [...podOf(plain), name], value), plain);
      await trial.given.control(trial.given.manifest());
      const answer = await trial.target.create(manifest);
      const name = nameOf(manifest);
      if (answer.status >= 300) {
        trial.expect.refused(answer);
        trial.choice('unsupported-fields', 'unsupported-refused', answer);
        return trial.expect.absent({ name });
      }
      trial.expect.accepted(answer);
      const read = await trial.target.read({ name });
      const stored = trial.expect.documented(read);
      // All else is as it was sent, whatever becomes of these.
      trial.expect.match(stored, ownParts(trial.kind, plain, stored), read);
      // The replica type may be spelled otherwise.
      const place = podOf(stored);
      const kept = fields.filter(([field]) => !isEmpty(at(stored, ...place, field)));
      for (const [field, value] of kept)
        trial.expect.that(isPartOf(at(stored, ...place, field), value), {
          message: `${field}, which the service does not support, is kept with another value`,
          expected: JSON.stringify(value),
          received: JSON.stringify(at(stored, ...place, field)),
          path: `/${[...place, field].join('/')}`,
          answer: read,
        });
      if (kept.length === fields.length) trial.choice('unsupported-fields', 'unsupported-kept', read);
      if (kept.length === 0) trial.choice('unsupported-fields', 'unsupported-dropped', read);
    },
  }),
];
