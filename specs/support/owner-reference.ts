import type { JsonObject } from '../../contract/json.ts';
import { apiVersionOf } from '../../contract/operations.ts';
import type { Accepted } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { shownOf } from './objects.ts';

/** A reference to a job that exists: a garbage collector deletes what an owner that is not there is named for. */
export const ownerReference = (trial: Trial, job: Accepted, more: JsonObject = {}): JsonObject => ({
  apiVersion: apiVersionOf(trial.kind),
  kind: trial.kind.kind,
  name: job.name,
  uid: shownOf(trial, { metadata: { name: job.name, uid: job.uid ?? null } }, 'uid'),
  ...more,
});
