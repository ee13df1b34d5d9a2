/** What a judgement is given from outside when it is made: the target itself. */
import { nameFor } from '../../contract/kinds.ts';
import { createClient, type Client } from '../http/client.ts';
import { isAtOnePlace, type Made } from '../ownership/made.ts';
import { knownGone } from '../ownership/bulk.ts';
import type { Journal } from '../ownership/journal.ts';
import { remove } from '../ownership/removal.ts';
import type { JudgeContext, Outside } from './context.ts';
import { Inconclusive } from '../errors/endings.ts';
import { poolOf } from './pool.ts';
import { undo } from './reuse.ts';

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
      const undone = one?.undo && (await undo(createClient({ ...context, signal }), one.made, one.undo));
      const creation = one && client.evidence.repeat(one.creation);
      if (undone !== undefined) client.evidence.repeat(undone);
      return creation;
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
  const left = objects.filter(({ deleted }) => deleted === undefined);
  // Of one name, what is left says what is there.
  const deleted = objects.filter((one) => one.deleted && !left.some((other) => isAtOnePlace(one, other)));
  const gone = new Set([...deleted, ...(await knownGone(client, left))]);
  const outcomes = await Promise.allSettled(
    [...deleted, ...left].map(async (one) => {
      const { status, method } = gone.has(one) ? GONE : await remove(client, one);
      if ((status < 300 && method === 'DELETE') || status === 404)
        journal.gone({ kind: nameFor(one.kind, one.kind.kind), namespace: one.namespace, name: one.name });
    }),
  );
  const reasons = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
  const suiteError = reasons.find((reason) => !(reason instanceof Inconclusive));
  if (suiteError) throw suiteError;
}
