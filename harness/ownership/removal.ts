/** Deletes single objects of a run, with a precondition on their uid where they have one. */
import type { JsonObject } from '../../contract/json.ts';
import { hasBody, pathOf, succeeds } from '../../contract/operations.ts';
import type { Kind } from '../../contract/types.ts';
import type { Client } from '../http/client.ts';
import { metadataOf, uidOf } from './ownership.ts';
import type { Answer } from '../model/target.ts';

export interface Owned {
  kind: Kind;
  namespace: string;
  name: string;
  /** Undefined where the target gives none. */
  uid?: string | undefined;
}

const JSON_HEADER: [string, string] = ['content-type', 'application/json'];
const PATCH_HEADER: [string, string] = ['content-type', 'application/merge-patch+json'];

const finalizersOf = (object: unknown): number => {
  const finalizers = metadataOf(object)['finalizers'];
  return Array.isArray(finalizers) ? finalizers.length : 0;
};

/** Whether what a read shows is the object that is to go. Default: it has the same uid. */
type IsMeant = (object: unknown) => boolean;
const isSameAs =
  (owned: Owned): IsMeant =>
  (object) =>
    isSame(object, owned);

/**
 * Deletes the object if it still has this uid. If the target refuses the precondition, or gives no uids, the object is
 * read, and deleted without one if it is meant. Our own finalizers, which nobody else would remove, are removed too.
 * Returns the last answer.
 */
export async function remove(client: Client, owned: Owned, isMeant: IsMeant = isSameAs(owned)): Promise<Answer> {
  const path = pathOf(owned.kind, owned.namespace, owned.name);
  let answer = owned.uid === undefined ? undefined : await removeIf(client, path, owned.uid);
  if (answer === undefined || (answer.status >= 400 && answer.status !== 404)) {
    const seen = await client.call({ method: 'GET', path });
    if (!succeeds('read', seen.status) || !isMeant(seen.json)) return answer?.status === 409 ? answer : seen;
    answer = await client.call({ method: 'DELETE', path, twice: true });
  }
  if (answer.status >= 300) return answer;
  // An answer without a body does not say what holds the object.
  const left = hasBody('delete', answer.status) ? answer : await client.call({ method: 'GET', path });
  if (finalizersOf(left.json) > 0 && isMeant(left.json)) await release(client, owned, isMeant);
  return answer;
}

function removeIf(client: Client, path: string, uid: string): Promise<Answer> {
  const options: JsonObject = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid } };
  return client.call({ method: 'DELETE', path, headers: [JSON_HEADER], body: JSON.stringify(options), twice: true });
}

/** Whether an answer shows the object itself, by its name and uid, and not another one. */
export function isSame(object: unknown, { name, uid }: Pick<Owned, 'name' | 'uid'>): boolean {
  const shown = metadataOf(object)['name'];
  return (shown === name || (shown === undefined && uid !== undefined)) && uidOf(object) === uid;
}

/**
 * Removes all finalizers, if the object still has this uid. Where the target refuses that, or gives no uids, the object
 * is read, and patched in the version that was seen if it is meant. Returns the last answer.
 */
export async function release(client: Client, owned: Owned, isMeant: IsMeant = isSameAs(owned)): Promise<Answer> {
  const path = pathOf(owned.kind, owned.namespace, owned.name);
  const patch = (precondition: JsonObject): Promise<Answer> =>
    client.call({
      method: 'PATCH',
      path,
      headers: [PATCH_HEADER],
      body: JSON.stringify({ metadata: { ...precondition, finalizers: null } }),
      twice: true,
    });
  const answer = owned.uid === undefined ? undefined : await patch({ uid: owned.uid });
  if (answer !== undefined && (answer.status < 400 || answer.status === 404)) return answer;
  const seen = await client.call({ method: 'GET', path });
  const { resourceVersion } = metadataOf(seen.json);
  if (!succeeds('read', seen.status) || !isMeant(seen.json)) return answer ?? seen;
  return patch(typeof resourceVersion === 'string' ? { resourceVersion } : {});
}
