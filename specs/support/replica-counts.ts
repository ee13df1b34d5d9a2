import type { JsonObject } from '../../contract/json.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, withMember } from './objects.ts';

/** Replica counts at the bounds of what has to be accepted (erratum 42): one, and as many as the settings allow. */
export function withCounts(trial: Trial, job: JsonObject, i: number): JsonObject {
  const {
    kind: { replicaMap, replicaTypes },
    settings: { maxReplicas },
  } = trial;
  const names = replicaTypes
    .filter(({ single }) => single !== true)
    .flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]);
  return names
    .filter((name) => at(job, 'spec', replicaMap, name) !== undefined)
    .reduce(
      (counted, name) => withMember(counted, ['spec', replicaMap, name, 'replicas'], i % 2 === 0 ? 1 : maxReplicas),
      job,
    );
}
