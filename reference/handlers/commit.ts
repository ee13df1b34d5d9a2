/** Commits writes: every change of an object goes through this file. */
import type { Server } from './context.ts';
import type { Job, ObjectRef, Writer } from '../state/model.ts';

/** The decision of a write: what to commit, if anything. */
export type Outcome = { do: 'store' | 'remove'; job: Job } | { do: 'nothing'; job: Job };

/**
 * Reads, decides, yields, and commits if nobody else has written meanwhile; otherwise starts again. The yield is there
 * so that writers really race, as on a server with several threads: only the comparison before the commit prevents lost
 * updates.
 */
export async function commit(
  server: Server,
  place: ObjectRef,
  writer: Writer,
  decide: (current: Job | undefined) => Outcome,
): Promise<Job> {
  for (;;) {
    const read = server.store.get(place);
    const outcome = decide(read);
    if (outcome.do === 'nothing') return outcome.job;
    await server.clock.sleep(server.behaviour.commitTime(writer));
    if (server.behaviour.mayCommit(read, server.store.get(place), writer))
      return server.store.commit(place, outcome.do, outcome.job);
  }
}
