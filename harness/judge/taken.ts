/** Objects of a judgement that are gone though it has deleted none of them: another client may have done that. */
import { pathOf } from '../../contract/operations.ts';
import type { Client } from '../http/client.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Result } from '../model/result.ts';
import type { Made } from '../ownership/made.ts';
import { Inconclusive } from './errors.ts';

/** The most that are looked for: whoever deletes one job of a namespace by its labels deletes all that are like it. */
const MOST = 8;

/** So many names stand in a reason. */
const SOME = 3;

const placeOf = ({ path }: Exchange): string => path.split('?', 1)[0] ?? '';

/** The names of those that are gone. */
export async function takenAway(
  client: Pick<Client, 'call'>,
  made: readonly Made[],
  exchanges: readonly Exchange[],
): Promise<string[]> {
  const deleted = new Set(exchanges.filter(({ method }) => method === 'DELETE').map(placeOf));
  const kept = made.filter(
    ({ kind, namespace, name }) => !deleted.has(pathOf(kind, namespace)) && !deleted.has(pathOf(kind, namespace, name)),
  );
  const taken: string[] = [];
  for (const { kind, namespace, name } of kept.slice(0, MOST)) {
    const answer = await client.call({ method: 'GET', path: pathOf(kind, namespace, name) }).catch((error: unknown) => {
      if (error instanceof Inconclusive) return undefined;
      throw error;
    });
    if (answer?.status === 404) taken.push(name);
  }
  return taken;
}

/** It found fault where something it had made was gone, and passed when it was judged again: somebody else may have deleted that. */
export const withoutWhatWasTaken = ({ restsOn: _, ...result }: Result, taken: readonly string[]): Result => ({
  ...result,
  verdict: 'inconclusive',
  reason: `${taken.slice(0, SOME).join(', ')}${taken.length > SOME ? ` and ${taken.length - SOME} more` : ''} had gone, which no request of this judgement deleted; it passed when it was judged again: somebody else may delete jobs here`,
  findings: [],
});
