/** All that a judgement is given from outside: whoever stands there can note it, or give it once more. */
import { nameFor } from '../../contract/kinds.ts';
import type { Clock } from '../../contract/clock.ts';
import { createClient, type Client } from '../http/client.ts';
import type { Made } from '../http/target.ts';
import { knownGone } from '../ownership/bulk.ts';
import type { Journal } from '../ownership/journal.ts';
import { remove } from '../ownership/removal.ts';
import type { JudgeContext } from './context.ts';
import { Inconclusive } from './errors.ts';
import { poolOf, type Shared } from './pool.ts';

/** The operations that have been seen to succeed in the run: `KIND VERB`. */
export interface Served {
  has(operation: string): boolean;
  add(operation: string): void;
}

export interface Outside {
  clock: Clock;
  journal: Journal;
  served: Served;
  client: Client;
  /**
   * Lends a job that another judgement has made and left as it was, if there is one. Returns the number of the exchange
   * that made it, which is part of the evidence from then on.
   */
  lend(key: string): Promise<number | undefined>;
  /** Keeps a job that the judgement has left as it was. Returns what has to be deleted in its place. */
  keep(one: Shared): Made[];
  /** Deletes what it can. The cleanup at the end of the run deletes the rest, or reports it. */
  cleanup(objects: readonly Made[]): Promise<void>;
}

/** What the judgements of a run have seen to succeed; contexts of one run share the journal. */
const servedIn = new WeakMap<Journal, Set<string>>();

/** The target itself, over the context's connection. Aborting the signal ends all requests of the client. */
export function liveOutside(context: JudgeContext, signal: AbortSignal): Outside {
  const { clock, journal } = context;
  const served = servedIn.get(journal) ?? new Set<string>();
  servedIn.set(journal, served);
  // The cleanup is not part of what is judged: its exchanges are recorded by another client, and not reported.
  const client = createClient({ ...context, signal });
  const pool = poolOf(journal);
  const cleaner = createClient({ ...context, removes: true });
  return {
    clock,
    journal,
    served,
    client,
    async lend(key) {
      const one = pool.take(key);
      return one && client.evidence.repeat(one.creation);
    },
    keep: (one) => pool.put(one, context.idle),
    cleanup: (objects) => removeAll(cleaner, journal, objects),
  };
}

/** Deletes the jobs that no judgement needs any more. */
export const emptyPool = (context: JudgeContext): Promise<void> =>
  removeAll(createClient({ ...context, removes: true }), context.journal, poolOf(context.journal).empty());

const GONE = { status: 404, method: 'GET' };

async function removeAll(client: Client, journal: Journal, objects: readonly Made[]): Promise<void> {
  const gone = await knownGone(client, objects);
  const outcomes = await Promise.allSettled(
    objects.map(async (one) => {
      const { status, method } = gone.has(one) ? GONE : await remove(client, one);
      if ((status < 300 && method === 'DELETE') || status === 404)
        journal.gone({ kind: nameFor(one.kind, one.kind.kind), namespace: one.namespace, name: one.name });
    }),
  );
  const reasons = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
  const suiteError = reasons.find((reason) => !(reason instanceof Inconclusive));
  if (suiteError) throw suiteError;
}
