import type { Job } from '../../harness/model/target.ts';
import type { Overrides, Trial } from '../../harness/model/trial.ts';

/** A job that is read once it is made, whatever the run has seen of creates: for a check of what is stored then. */
export const readBack = ({ given }: Trial, overrides: Overrides = {}): Promise<Job> =>
  given.created(given.manifest(overrides), { namespace: overrides.namespace });
