/** Deletes all objects that one or several runs left on the target. */
import { nameFor } from '../../contract/kinds.ts';
import { isObject } from '../../contract/json.ts';
import type { Clock } from '../../contract/clock.ts';
import { pathOf, succeeds } from '../../contract/operations.ts';
import type { Kind } from '../../contract/types.ts';
import type { Client } from '../http/client.ts';
import { Inconclusive, Unreachable } from '../judge/errors.ts';
import { keyOf, RUN_LABEL, unsettled, type JournalLine } from './journal.ts';
import { metadataOf } from './ownership.ts';
import { release, remove, type Owned } from './removal.ts';
import { listAll } from '../http/target.ts';

export interface CleanupOptions {
  client: Client;
  clock: Clock;
  kinds: readonly Kind[];
  /** Namespaces to search, besides those that the journal names. */
  namespaces: readonly string[];
  /**
   * Lines of one run or several. An object is ours if its label has the id of one of these runs, or if its uid is in
   * one of the lines.
   */
  lines: readonly JournalLine[];
  /** Milliseconds to wait for the deletions. */
  settle: number;
}

const PAUSE = 200;

/**
 * Deletes the objects that are ours and waits until they are gone. Returns one sentence for each object that is left.
 * Rejects only on errors of the suite.
 */
export async function cleanup(options: CleanupOptions): Promise<string[]> {
  const { clock, client } = options;
  const left = new Map<string, string>();
  const owned = await findOwned(options, left);
  await eachOf(owned, left, async (one) => {
    await remove(client, one);
  });
  const until = clock.now() + options.settle;
  let waiting = owned;
  for (;;) {
    const still = await Promise.all(waiting.map((one) => isThere(client, one, left)));
    waiting = waiting.filter((_, i) => still[i]);
    if (waiting.length === 0 || clock.now() >= until) break;
    await clock.sleep(PAUSE);
  }
  for (const one of waiting)
    left.set(describeOwned(one), `${describeOwned(one)} is still there after ${options.settle / 1000} s`);
  return [...left.values()];
}

const describeOwned = ({ kind, namespace, name }: Pick<Owned, 'kind' | 'namespace' | 'name'>): string =>
  `${kind.plural} ${namespace}/${name}`;

/** Does the work for every object. Where the target prevents it, the object is recorded as left. */
async function eachOf(
  objects: readonly Owned[],
  left: Map<string, string>,
  work: (one: Owned) => Promise<void>,
): Promise<void> {
  await Promise.all(objects.map((one) => work(one).catch((error: unknown) => noted(error, describeOwned(one), left))));
}

function noted(error: unknown, what: string, left: Map<string, string>): void {
  if (!(error instanceof Inconclusive)) throw error;
  left.set(what, error.message.includes(what) ? error.message : `${what}: ${error.message}`);
}

/** Whether the object with this uid is still there. If only its finalizers keep it, they are removed. */
async function isThere(client: Client, one: Owned, left: Map<string, string>): Promise<boolean> {
  try {
    const answer = await client.call({ method: 'GET', path: pathOf(one.kind, one.namespace, one.name) });
    const { uid, deletionTimestamp, finalizers } = metadataOf(answer.json);
    const same = String(uid) === one.uid;
    if (!same && answer.status < 300) return false;
    if (same && typeof deletionTimestamp === 'string' && Array.isArray(finalizers) && finalizers.length > 0)
      await release(client, one);
    return answer.status !== 404;
  } catch (error) {
    noted(error, describeOwned(one), left);
    return false;
  }
}

interface Collection {
  kind: Kind;
  namespace: string;
}

const placeKey = (kind: string, namespace: string): string => `${kind}/${namespace}`;

/** Each kind in each namespace of the options or the journal. */
function placesOf({ kinds, namespaces, lines }: CleanupOptions): Map<string, Collection> {
  const places = new Map<string, Collection>();
  for (const kind of kinds) {
    const journaled = lines.filter((line) => line.kind === nameFor(kind, kind.kind)).map((line) => line.namespace);
    for (const namespace of new Set([...namespaces, ...journaled]))
      places.set(placeKey(nameFor(kind, kind.kind), namespace), { kind, namespace });
  }
  return places;
}

/** Strings only: otherwise a line without a uid would match an object without one. */
const texts = (values: readonly unknown[]): Set<unknown> =>
  new Set(values.filter((value) => typeof value === 'string'));

/**
 * Returns a function that returns the identity of an object, if its label or uid proves that one of the runs created
 * it.
 */
function provenBy({ lines }: CleanupOptions): (object: unknown, place: Collection) => Owned | undefined {
  const ids = texts(lines.map((line) => line.run));
  const uids = texts(lines.map((line) => line.uid));
  return (object, { kind, namespace }) => {
    const { name, uid, labels } = metadataOf(object);
    const ours = (isObject(labels) && ids.has(labels[RUN_LABEL])) || uids.has(uid);
    return ours && typeof name === 'string' ? { kind, namespace, name, uid: String(uid) } : undefined;
  };
}

/** Finds all objects that are proven to be ours. */
async function findOwned(options: CleanupOptions, left: Map<string, string>): Promise<Owned[]> {
  const { client, kinds, lines } = options;
  const proven = provenBy(options);
  const owned = new Map<string, Owned>();
  const keep = (object: unknown, place: Collection): void => {
    const one = proven(object, place);
    if (one) owned.set(keyOf({ ...one, kind: nameFor(one.kind, one.kind.kind) }), one);
  };
  const silent = new Set<string>();
  await Promise.all(
    [...placesOf(options)].map(async ([key, place]) => {
      const items = await listAll(client, place.kind, place.namespace).catch((error: unknown) => {
        if (error instanceof Unreachable) silent.add(key);
        noted(error, `${place.kind.plural} in ${place.namespace}`, left);
      });
      items?.forEach((item) => keep(item, place));
    }),
  );
  // A list may be wrong: objects that may still exist are also read by name, unless the target does not answer.
  await Promise.all(
    unsettled(lines).map(async ({ kind: kindName, namespace, name }) => {
      const kind = kinds.find((k) => nameFor(k, k.kind) === kindName);
      if (!kind || silent.has(placeKey(kindName, namespace)) || owned.has(keyOf({ kind: kindName, namespace, name })))
        return;
      const answer = await client
        .call({ method: 'GET', path: pathOf(kind, namespace, name) })
        .catch((error: unknown) => noted(error, describeOwned({ kind, namespace, name }), left));
      if (answer && succeeds('read', answer.status)) keep(answer.json, { kind, namespace });
    }),
  );
  return [...owned.values()];
}
