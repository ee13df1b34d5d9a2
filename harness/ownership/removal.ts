/** Deletes single objects of this run, with a precondition on their uid. */
import type { JsonObject } from '../../contract/json.ts';
import { hasBody, pathOf, succeeds } from '../../contract/operations.ts';
import type { Kind } from '../../contract/types.ts';
import type { Client } from '../http/client.ts';
import { metadataOf } from './ownership.ts';
import type { Answer } from '../model/target.ts';

export interface Owned {
  kind: Kind;
  namespace: string;
  name: string;
  uid: string;
}

const JSON_HEADER: [string, string] = ['content-type', 'application/json'];
const PATCH_HEADER: [string, string] = ['content-type', 'application/merge-patch+json'];

const finalizersOf = (object: unknown): number => {
  const finalizers = metadataOf(object)['finalizers'];
  return Array.isArray(finalizers) ? finalizers.length : 0;
};

/**
 * Deletes the object if it still has this uid. If the target refuses the precondition, the object is read, and deleted
 * without one if the uid is right. Our own finalizers, which nobody else would remove, are removed too. Returns the
 * last answer.
 */
export async function remove(client: Client, owned: Owned): Promise<Answer> {
  const path = pathOf(owned.kind, owned.namespace, owned.name);
  const options: JsonObject = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: owned.uid } };
  let answer = await client.call({ method: 'DELETE', path, headers: [JSON_HEADER], body: JSON.stringify(options) });
  if (answer.status >= 400 && answer.status !== 404 && answer.status !== 409) {
    const seen = await client.call({ method: 'GET', path });
    if (!succeeds('read', seen.status) || metadataOf(seen.json)['uid'] !== owned.uid) return seen;
    answer = await client.call({ method: 'DELETE', path });
  }
  if (answer.status >= 300) return answer;
  // An answer without a body does not say what holds the object.
  const left = hasBody('delete', answer.status) ? answer : await client.call({ method: 'GET', path });
  if (finalizersOf(left.json) > 0 && metadataOf(left.json)['uid'] === owned.uid) await release(client, owned);
  return answer;
}

/** Removes all finalizers, if the object still has this uid. */
export const release = (client: Client, { kind, namespace, name, uid }: Owned): Promise<Answer> =>
  client.call({
    method: 'PATCH',
    path: pathOf(kind, namespace, name),
    headers: [PATCH_HEADER],
    body: JSON.stringify({ metadata: { uid, finalizers: null } }),
  });
