/** What a judgement has done to a job that others may have after it, and how it is undone. */
import { isObject, parseJson, type JsonObject } from '../../contract/json.ts';
import { mergePatchBetween } from '../../contract/merge-patch.ts';
import { isPromise, pathOf, succeeds } from '../../contract/operations.ts';
import type { Client } from '../http/client.ts';
import type { Made } from '../ownership/made.ts';
import type { Exchange } from '../model/exchange.ts';
import { metadataOf } from '../ownership/ownership.ts';
import { Inconclusive } from '../errors/endings.ts';
import { merged } from './limits.ts';
import { changesOf, madeIn, type Shared, type Use } from './pool.ts';

const CHANGEABLE = ['labels', 'annotations', 'finalizers'];

/** What of an object its writers change. */
function writtenOf(object: JsonObject): JsonObject {
  const metadata = Object.entries(metadataOf(object)).filter(([name]) => CHANGEABLE.includes(name));
  return { metadata: Object.fromEntries(metadata), spec: object['spec'] ?? null };
}

/** A judgement that passed leaves the job to others with this: nothing to undo, or a patch. Undefined: it must not. */
export function leftBy(
  job: Made,
  exchanges: readonly Exchange[],
  creation: Exchange,
  use: Use,
): Pick<Shared, 'undo'> | undefined {
  const changes = changesOf(job, exchanges);
  if (changes.length === 0) return {};
  const made = madeIn(creation)?.made;
  const isDone = ({ verb, status = 0 }: Exchange): boolean =>
    (verb === 'replace' || verb === 'patch') && succeeds(verb, status) && !isPromise(verb, status);
  if (use === 'look' || made === undefined || !changes.every(isDone)) return undefined;
  // Of several writers the last answer need not show what is stored in the end: whatever was seen is undone.
  const path = pathOf(job.kind, job.namespace, job.name);
  const undo = exchanges
    .filter((exchange) => exchange.path.split('?')[0] === path && succeeds('read', exchange.status))
    .map(({ responseBody }) => parseJson(responseBody))
    .filter((seen) => isObject(seen))
    .map((seen) => mergePatchBetween(writtenOf(seen), writtenOf(made)))
    .reduce((all, one) => merged(all, one), {});
  return Object.keys(undo).length > 0 ? { undo } : {};
}

/** Makes the job again as it was made. Returns the exchange; where that does not succeed, whoever reads the job sees that. */
export async function undo(client: Client, made: Made, patch: JsonObject): Promise<Exchange | undefined> {
  const answer = await client
    .call({
      method: 'PATCH',
      path: pathOf(made.kind, made.namespace, made.name),
      headers: [['content-type', 'application/merge-patch+json']],
      body: JSON.stringify(patch),
    })
    .catch((error: unknown) => {
      if (!(error instanceof Inconclusive)) throw error;
      return undefined;
    });
  return answer && client.evidence.exchanges[answer.exchange - 1];
}
