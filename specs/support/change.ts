import type { Json } from '../../contract/json.ts';
import type { Ref } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { withMember } from './objects.ts';

/** Sets one member of a stored object, or removes it (undefined). */
export const setMember = (trial: Trial, job: Ref, path: readonly string[], value: Json | undefined): Promise<void> =>
  trial.given.updated(job, (object) => void Object.assign(object, withMember(object, path, value)));

export const setLabel = (trial: Trial, job: Ref, key: string, value: string | undefined): Promise<void> =>
  setMember(trial, job, ['metadata', 'labels', key], value);
