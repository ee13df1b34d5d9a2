/** The one way in which anything is written. */
import type { Server } from './context.ts';
import type { Job, Place, Writer } from '../state/model.ts';

/** What an attempt at a write came to: something to commit, or nothing. */
export type Outcome = { do: 'store' | 'remove'; job: Job } | { do: 'nothing'; job: Job };

/**
 * Reads, decides, yields, and commits if nobody else has written meanwhile; otherwise begins again. The yield is there
 * so that writers really race, as on a server with more than one thread: the comparison is what makes it right.
 */
export async function commit(s: Server, place: Place, writer: Writer, decide: (current: Job | undefined) => Outcome): Promise<Job> {
  for (;;) {
    const read = s.store.get(place);
    const outcome = decide(read);
    if (outcome.do === 'nothing') return outcome.job;
    await s.clock.sleep(0);
    if (s.b.mayCommit(read, s.store.get(place), writer)) return s.store.commit(place, outcome.do, outcome.job);
  }
}
