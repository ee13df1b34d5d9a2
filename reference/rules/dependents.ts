import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { apiVersionOf } from '../../contract/operations.ts';
import type { Kind } from '../../contract/types.ts';
import { finalizersOf, isMarked, metadataOf, withMetadata, type Env, type Job } from '../state/model.ts';

/** What has become of the owner that a reference names: it is there, waits for its dependents to go, or is gone. */
export type OwnerState = 'there' | 'leaving' | 'gone';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

const references = (job: Job): JsonObject[] => {
  const list: Json | undefined = metadataOf(job)['ownerReferences'];
  return Array.isArray(list) ? list.filter(isObject) : [];
};

/** How the garbage collector treats jobs whose owners are other jobs. */
export const dependentRules = (env: Env) => ({
  /** Whether there is a garbage collector, which works off the finalizers of the propagation policies. */
  collects: (): boolean => !env.has('collector-absent'),
  /** The references to owners that the collector follows. */
  ownersOf: (job: Job): JsonObject[] => (env.has('collector-of-others') ? [] : references(job)),
  /** The kind of the owner that a reference names; undefined where it is none of the server's. */
  ownerKind: (reference: JsonObject): Kind | undefined =>
    env.kinds.find((kind) => apiVersionOf(kind) === reference['apiVersion'] && kind.kind === reference['kind']),
  /** Whether a reference names this very object, and not another of its name. */
  isOwner: (reference: JsonObject, owner: Job): boolean =>
    reference['name'] === metadataOf(owner)['name'] &&
    (reference['uid'] === undefined || reference['uid'] === metadataOf(owner)['uid']),
  /** Whether the deletion of an owner in the foreground waits for the dependent with this reference. */
  blocksOwner: (reference: JsonObject): boolean => reference['blockOwnerDeletion'] === true,
  /** Whether a job with owners is removed, by what has become of each. */
  isCollected: (owners: readonly OwnerState[]): boolean => owners.length > 0 && !owners.includes('there'),
  orphansDependents: (owner: Job): boolean => isMarked(owner) && finalizersOf(owner).includes(ORPHAN),
  awaitsDependents: (owner: Job): boolean => isMarked(owner) && finalizersOf(owner).includes(FOREGROUND),
  /** The dependent without its references to this owner. */
  orphaned: (job: Job, isIts: (reference: JsonObject) => boolean): Job => {
    const left = references(job).filter((reference) => !isIts(reference));
    return withMetadata(job, { ownerReferences: left.length === 0 ? undefined : left });
  },
  /** The owner, once its dependents have been seen to. */
  released: (owner: Job): Job => {
    const left = finalizersOf(owner).filter((name) => name !== ORPHAN && name !== FOREGROUND);
    return withMetadata(owner, { finalizers: left.length === 0 ? undefined : left });
  },
});
