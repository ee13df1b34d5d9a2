/**
 * The server's data: the objects, and the log of changes from which watches, snapshots and old revisions are read.
 * Nothing here waits: a writer compares and commits in one step (see `handlers/commit.ts`).
 */
import { keyOf } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { metadataOf, textAt, withMetadata, type Change, type Job, type ObjectRef } from './model.ts';

/** Number of changes to keep: older revisions are expired (410). */
const WINDOW = 20_000;

export class Store {
  #revision: number;
  readonly #shelves = new Map<string, Map<string, Job>>();
  #log: Change[] = [];
  readonly #births = new Map<string, number>();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #versionText: (revision: number) => string;

  /** `first`: the revision of the empty store; older ones never existed, and count as expired. */
  constructor(first: number, versionText: (revision: number) => string) {
    this.#revision = first;
    this.#versionText = versionText;
  }

  get revision(): number {
    return this.#revision;
  }

  /** The oldest revision whose state is still known. */
  get oldest(): number {
    return (this.#log[0]?.revision ?? this.#revision + 1) - 1;
  }

  get({ kind, namespace, name }: ObjectRef): Job | undefined {
    return this.#shelf(kind, namespace).get(name);
  }

  /** All objects of a kind in these namespaces. */
  all(kind: Kind, namespaces: readonly string[]): Job[] {
    return namespaces.flatMap((namespace) => [...this.#shelf(kind, namespace).values()]);
  }

  /** The objects as they were at a revision not older than `oldest`: the later changes are undone. */
  allAt(revision: number, kind: Kind, namespaces: readonly string[]): Job[] {
    if (revision >= this.#revision) return this.all(kind, namespaces);
    return namespaces.flatMap((namespace) => {
      const then = new Map(this.#shelf(kind, namespace));
      for (const change of this.since(revision).reverse()) {
        if (change.kind !== kind || change.namespace !== namespace) continue;
        if (change.before === undefined) then.delete(change.name);
        else then.set(change.name, change.before);
      }
      return [...then.values()];
    });
  }

  /** Forgets the changes up to a revision: older ones are expired. */
  forget(revision: number): void {
    this.#log = this.#log.filter((change) => change.revision > revision);
  }

  /** The changes after a revision, oldest first. */
  since(revision: number): Change[] {
    return this.#log.slice(Math.max(0, revision - this.oldest));
  }

  /** The revision in which an object was created; also for deleted objects, which old snapshots show. */
  born(job: Job): number {
    return this.#births.get(textAt(metadataOf(job), 'uid') ?? '') ?? 0;
  }

  /**
   * Stores (or removes) the object with a new revision. Returns the stored object, or the removed one as it last was.
   */
  commit(place: ObjectRef, type: 'store' | 'remove', job: Job): Job {
    const shelf = this.#shelf(place.kind, place.namespace);
    const before = shelf.get(place.name);
    this.#revision += 1;
    const after = withMetadata(job, { resourceVersion: this.#versionText(this.#revision) });
    if (type === 'remove') {
      shelf.delete(place.name);
    } else {
      shelf.set(place.name, after);
      if (before === undefined) this.#births.set(textAt(metadataOf(after), 'uid') ?? '', this.#revision);
    }
    const happened = type === 'remove' ? 'DELETED' : before === undefined ? 'ADDED' : 'MODIFIED';
    this.#tell({
      ...place,
      revision: this.#revision,
      type: happened,
      ...(before === undefined ? {} : { before }),
      after,
    });
    // As on Kubernetes: a deleted object keeps its last version; only the event of its deletion has the new one.
    return type === 'remove' && before !== undefined
      ? withMetadata(after, { resourceVersion: metadataOf(before)['resourceVersion'] })
      : after;
  }

  /** Calls the listener for every change from now on, until the returned function is called. */
  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(change: Change): void {
    this.#log.push(change);
    if (this.#log.length > 2 * WINDOW) this.#log = this.#log.slice(-WINDOW);
    for (const listener of [...this.#listeners]) listener(change);
  }

  #shelf(kind: Kind, namespace: string): Map<string, Job> {
    const key = `${kind.group}/${keyOf(kind)}/${namespace}`;
    let shelf = this.#shelves.get(key);
    if (shelf === undefined) this.#shelves.set(key, (shelf = new Map<string, Job>()));
    return shelf;
  }
}
