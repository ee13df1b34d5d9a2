import { canonicalType, replicasOf } from '../../contract/workloads/replicated.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { metadataOf, textAt, type Env, type Job } from '../state/model.ts';

export type Phase = 'Created' | 'Running' | 'Succeeded' | 'Failed';

const WORDS: Readonly<Record<Phase, string>> = {
  Created: 'is created.',
  Running: 'is running.',
  Succeeded: 'successfully completed.',
  Failed: 'has failed.',
};
const REPLICAS: Readonly<Record<Phase, string | undefined>> = {
  Created: undefined,
  Running: 'active',
  Succeeded: 'succeeded',
  Failed: 'failed',
};

export const jobRules = (env: Env) => ({
  /** Whether the server changes the status at all. */
  movesStatus: (): boolean => !env.has('controller-absent'),
  /** The final phase of a job: by its uid, one in eight fails. */
  outcome: (job: Job): Phase =>
    Number.parseInt(String(metadataOf(job)['uid']).slice(0, 1), 16) < 2 ? 'Failed' : 'Succeeded',
  /** The phases of a job, each with the milliseconds since the previous one. */
  life: (outcome: Phase): { phase: Phase; after: number }[] => [
    { phase: 'Created', after: 100 },
    { phase: 'Running', after: 300 },
    { phase: outcome, after: 1500 },
  ],
  /** Milliseconds until the status is written again unchanged; undefined: never. */
  busyInterval: (writes: number): number | undefined =>
    env.has('controller-busy') ? (writes < 100 ? 5 : 500) : undefined,
  /** The job as the controller writes it. */
  withStatus: (current: Job, status: JsonObject): Job => ({ ...current, status }),
  isFinal: (phase: Phase): boolean => phase === 'Succeeded' || phase === 'Failed',
  condition: (kind: Kind, job: Job, phase: Phase, now: string): JsonObject => ({
    lastTransitionTime: now,
    lastUpdateTime: now,
    message: `${kind.kind} ${textAt(metadataOf(job), 'name') ?? ''} ${WORDS[phase]}`,
    reason: `${kind.kind}${phase}`,
    status: 'True',
    type: phase,
  }),
  /** The conditions with one added: each type occurs once, and Running is not True after the job has ended. */
  conditionsWith: (conditions: readonly JsonObject[], added: JsonObject, final: boolean, now: string): JsonObject[] => [
    ...conditions
      .filter((c) => c['type'] !== added['type'])
      .map((c) =>
        final && c['type'] === 'Running' && c['status'] === 'True'
          ? { ...c, status: 'False', lastTransitionTime: now, lastUpdateTime: now }
          : c,
      ),
    added,
  ],
  /** The table's spelling of a replica type (erratum 4). */
  statusKey: (kind: Kind, replicaType: string): string => canonicalType(kind, replicaType),
  statusMapName: (kind: Kind): string => kind.statusMap,
  /** The status of the replicas of one type: how many are in the phase. */
  replicaStatus: (replica: JsonObject, phase: Phase): JsonObject => {
    const key = REPLICAS[phase];
    return key === undefined ? {} : { [key]: typeof replica['replicas'] === 'number' ? replica['replicas'] : 1 };
  },
  replicasOf: (kind: Kind, job: Job): [type: string, replica: JsonObject][] =>
    Object.entries(replicasOf(kind, job)).map(([type, replica]) => [type, isObject(replica) ? replica : {}]),
});
