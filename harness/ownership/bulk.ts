/** Which of very many objects are still there: a check that makes hundreds also deletes them, by one request. */
import { pathOf } from '../../contract/operations.ts';
import type { Client } from '../http/client.ts';
import { listEach } from '../http/target.ts';
import { Inconclusive } from '../errors/endings.ts';
import { metadataOf } from './ownership.ts';
import type { Owned } from './removal.ts';

/** Up to so many objects of one collection are deleted by name, whether they are there or not. */
const FEW = 64;

/**
 * The objects that are known to be gone. Nothing is known of a collection with few of them, of one that cannot be
 * listed, and of one whose list lacks objects that a read finds.
 */
export async function knownGone(client: Client, objects: readonly Owned[]): Promise<Set<Owned>> {
  const gone = new Set<Owned>();
  for (const collection of collections(objects)) {
    const [{ kind, namespace }] = collection;
    if (collection.length <= FEW) continue;
    const known = new Set<unknown>(collection.map(({ name }) => name));
    const listed = new Set<unknown>();
    const isListed = await listEach(client, kind, namespace, (items) => {
      for (const item of items) {
        const { name } = metadataOf(item);
        if (known.has(name)) listed.add(name);
      }
    }).catch((error: unknown) => {
      if (error instanceof Inconclusive) return false;
      throw error;
    });
    const unlisted = isListed ? collection.filter(({ name }) => !listed.has(name)) : [];
    const sample = [unlisted[0], unlisted[Math.floor(unlisted.length / 2)], unlisted.at(-1)];
    const answers = await Promise.all(
      sample.flatMap((one) => (one ? client.call({ method: 'GET', path: pathOf(kind, namespace, one.name) }) : [])),
    );
    if (answers.every(({ status }) => status === 404)) for (const one of unlisted) gone.add(one);
  }
  return gone;
}

type Collection = [Owned, ...Owned[]];

function collections(objects: readonly Owned[]): Collection[] {
  const byPath = new Map<string, Collection>();
  for (const one of objects) {
    const path = pathOf(one.kind, one.namespace);
    const others = byPath.get(path);
    if (others === undefined) byPath.set(path, [one]);
    else others.push(one);
  }
  return [...byPath.values()];
}
