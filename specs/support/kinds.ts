/** What concerns more than one kind. */
import { apiVersionOf } from '../../contract/operations.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Overrides, Trial } from '../../harness/model/trial.ts';
import { leaf } from './objects.ts';

/** The kind's mutable fields of the spec, without their `spec.`. */
export const mutableSpecFields = (kind: Kind): string[] =>
  kind.mutable.filter((path) => path.startsWith('spec.')).map((path) => leaf(path));

/** The trial for each other kind of the run. */
export const ofOtherKinds = (trial: Trial): Trial[] =>
  trial.kinds.filter((kind) => kind !== trial.kind).map((kind) => trial.for(kind));

/**
 * The same, once each has been seen to take a job: where it cannot, what lies between
 * the kinds cannot be judged, and this kind is not the one to blame.
 */
export async function otherKinds(trial: Trial): Promise<Trial[]> {
  const others = ofOtherKinds(trial);
  for (const other of others) await other.given.shared();
  return others;
}

/** `given.manifest` of another kind. */
export const manifestOf = (trial: Trial, kind: Kind, overrides?: Overrides): JsonObject =>
  trial.for(kind).given.manifest(overrides);

/** The versions of sibling kinds, other than that of the kind. */
export const siblingVersions = (kind: Kind, kinds: readonly Kind[]): string[] =>
  [...new Set(kinds.map(apiVersionOf))].filter((version) => version !== apiVersionOf(kind));
