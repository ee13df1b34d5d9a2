/** What has become of the objects of a judgement by none of its requests: another client may have deleted or labelled them. */
import { isObject } from '../../contract/json.ts';
import { pathOf } from '../../contract/operations.ts';
import type { Client } from '../http/client.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import type { Result } from '../model/result.ts';
import type { Answer } from '../model/target.ts';
import { metadataOf } from '../ownership/ownership.ts';
import type { Made } from '../ownership/made.ts';
import { Inconclusive } from '../errors/endings.ts';

/** The most that are looked for: whoever deletes one job of a namespace by its labels deletes all that are like it. */
const MOST = 8;

/** So many names stand in a reason. */
const SOME = 3;

const placeOf = ({ path }: Exchange): string => path.split('?', 1)[0] ?? '';

/** The names of those that are gone. */
async function takenAway(
  client: Pick<Client, 'call'>,
  made: readonly Made[],
  exchanges: readonly Exchange[],
): Promise<string[]> {
  const deleted = new Set(exchanges.filter(({ method }) => method === 'DELETE').map(placeOf));
  const kept = made.filter(
    ({ kind, namespace, name }) => !deleted.has(pathOf(kind, namespace)) && !deleted.has(pathOf(kind, namespace, name)),
  );
  const read = async (path: string): Promise<Answer | undefined> =>
    client.call({ method: 'GET', path }).catch((error: unknown) => {
      if (error instanceof Inconclusive) return undefined;
      throw error;
    });
  const lists = new Map<string, Promise<Answer | undefined>>();
  const listed = (path: string): Promise<Answer | undefined> => {
    const list = lists.get(path) ?? read(path);
    lists.set(path, list);
    return list;
  };
  const taken: string[] = [];
  for (const { kind, namespace, name } of kept.slice(0, MOST)) {
    const one = await read(pathOf(kind, namespace, name));
    if (one?.status !== 404) continue;
    // What a list still shows was taken by nobody: the target does not find it.
    const list = (await listed(pathOf(kind, namespace)))?.json;
    const items = isObject(list) ? list['items'] : undefined;
    if (!Array.isArray(items) || !items.some((item) => metadataOf(item)['name'] === name)) taken.push(name);
  }
  return taken;
}

/** A label or annotation that is new, and that no request has named. */
function marking({ path = '', expected }: Finding, exchanges: readonly Exchange[]): string | undefined {
  const key = /^\/metadata\/(?:labels|annotations)\/([^/]+)$/.exec(path)?.[1];
  if (key === undefined || expected !== 'nothing') return undefined;
  return exchanges.some(({ requestBody = '' }) => requestBody.includes(key)) ? undefined : key;
}

/** What others may have done, in words; undefined: nothing that would be seen. */
export async function doneByOthers(
  client: Pick<Client, 'call'>,
  made: readonly Made[],
  exchanges: readonly Exchange[],
  finding: Finding,
): Promise<string | undefined> {
  const mark = marking(finding, exchanges);
  if (mark !== undefined) return `${mark} was written to what it had made`;
  const taken = await takenAway(client, made, exchanges);
  if (taken.length === 0) return undefined;
  return `${taken.slice(0, SOME).join(', ')}${taken.length > SOME ? ` and ${taken.length - SOME} more` : ''} had gone`;
}

/** It found fault where others may have done something, and passed when it was judged again. */
export const besideOthers = ({ restsOn: _, ...result }: Result, done: string): Result => ({
  ...result,
  verdict: 'inconclusive',
  reason: `${done}, by no request of this judgement; it passed when it was judged again: somebody else may delete or change jobs here`,
  findings: [],
});
