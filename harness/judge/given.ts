/** What a check starts from: jobs that it makes, changes and removes, without judging that. */
import type { Loans } from './loans.ts';
import type { Seen } from '../http/seen.ts';
import type { Accepted, Job, Target } from '../model/target.ts';
import type { Given, Overrides, Several, Trial } from '../model/trial.ts';
import { createChanges } from './changes.ts';
import type { Served } from './context.ts';
import { createCreates } from './creates.ts';
import { createManifests, type ManifestOptions } from './manifests.ts';
import { createReads } from './reads.ts';
import { createSharing } from './sharing.ts';

export interface GivenOptions extends ManifestOptions {
  target: Target;
  namespace: string;
  eventually: Trial['eventually'];
  retry: Trial['retry'];
  /** What the run has seen to succeed. */
  served: Served;
  /** What the judgement has read. */
  seen: Seen;
  /** Jobs of earlier judgements. */
  loans: Loans;
}

/** One after the other. */
async function several<T, Count extends number>(count: Count, make: () => Promise<T>): Promise<Several<T, Count>> {
  const made: T[] = [];
  for (let i = 0; i < count; i += 1) made.push(await make());
  return made as Several<T, Count>;
}

export function createGiven(options: GivenOptions): Given {
  const manifests = createManifests(options);
  const reads = createReads(options);
  const creates = createCreates(options, reads);
  const job = (overrides: Overrides = {}): Promise<Job> =>
    creates.started(manifests.manifest(overrides), { namespace: overrides.namespace });
  const accepted = (overrides: Overrides = {}): Promise<Accepted> =>
    creates.accepted(manifests.manifest(overrides), { namespace: overrides.namespace });
  return {
    ...manifests,
    ...createSharing({ ...options, manifests, reads, creates }),
    ...createChanges(options, reads),
    job,
    jobs: (count, overrides) => several(count, () => job(overrides)),
    created: creates.created,
    accepted,
    allAccepted: (count, overrides) => several(count, () => accepted(overrides)),
    control: creates.control,
    tried: creates.tried,
    read: reads.read,
    known: reads.known,
  };
}
