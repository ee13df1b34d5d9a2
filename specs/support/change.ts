import type { Json, JsonObject } from '../../contract/json.ts';
import type { Ref } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { withMember } from './objects.ts';

/** Sets one member of a stored object, or removes it (undefined); returns what is stored then. */
export const setMember = (
  trial: Trial,
  job: Ref,
  path: readonly string[],
  value: Json | undefined,
): Promise<JsonObject> => trial.given.updated(job, (object) => Object.assign(object, withMember(object, path, value)));

export const setLabel = (trial: Trial, job: Ref, key: string, value: string | undefined): Promise<JsonObject> =>
  setMember(trial, job, ['metadata', 'labels', key], value);
