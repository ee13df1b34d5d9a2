/** Jobs of which no pod runs, so that nothing is paid for whatever they ask for. */
import { isObject, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { replicasOf, scalableType } from '../../contract/workloads/replicated.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { withMember } from './objects.ts';

/** The job with no replica of this type. */
export const withoutReplicas = ({ replicaMap }: Kind, job: JsonObject, type: string): JsonObject =>
  withMember(job, ['spec', replicaMap, type, 'replicas'], 0);

export const isIdle = (kind: Kind, job: JsonObject): boolean =>
  Object.values(replicasOf(kind, job)).some((replica) => isObject(replica) && replica['replicas'] === 0);

/** A type that may be without replicas; ends where the target takes no such job, which it need not (erratum 42). */
export async function idleType(trial: Trial): Promise<string> {
  const { kind } = trial;
  const type = scalableType(kind);
  if (type === undefined) return trial.notApplicable('no replica type of the kind may be without replicas');
  const smallest = replicasOf(kind, trial.given.manifest());
  const [replica = {}] = Object.values(smallest);
  const withReplicas = (replicas: number): Promise<Answer | undefined> =>
    trial.given.tried(
      trial.given.manifest({
        spec: { [kind.replicaMap]: { ...smallest, [type]: isObject(replica) ? { ...replica, replicas } : replica } },
      }),
    );
  const isRefused = (tried: Answer | undefined): boolean =>
    tried !== undefined && tried.status >= 400 && tried.status < 500;
  const answer = await withReplicas(0);
  const refused = isRefused(answer);
  // What refuses one replica, too, has another reason, which the check itself will show.
  if (refused && isRefused(await withReplicas(1))) return type;
  trial.choice('zero-replicas', refused ? 'zero-replicas-refused' : 'zero-replicas-accepted', answer);
  return refused ? trial.notApplicable('the target takes no job of 0 replicas, and its pods would be paid for') : type;
}
