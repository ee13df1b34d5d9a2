/**
 * What the server holds: the objects, and the log of changes that watches, snapshots and old revisions are read from.
 * Nothing here waits: whoever writes compares and commits in one step (see `write.ts`).
 */
import { keyOf } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { metadataOf, textAt, withMetadata, type Change, type Job, type ObjectRef } from './model.ts';

/** Changes that are kept: older revisions are gone (410 Expired). */
const WINDOW = 20_000;

export class Store {
  #revision: number;
  readonly #shelves = new Map<string, Map<string, Job>>();
  #log: Change[] = [];
  readonly #births = new Map<string, number>();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #versionText: (revision: number) => string;

  /** `first`: the revision of the empty store; older ones never were, and count as expired. */
  constructor(first: number, versionText: (revision: number) => string) {
    this.#revision = first;
    this.#versionText = versionText;
  }

  get revision(): number {
    return this.#revision;
  }

  /** The oldest revision whose state can still be told. */
  get oldest(): number {
    return (this.#log[0]?.revision ?? this.#revision + 1) - 1;
  }

  get({ kind, namespace, name }: ObjectRef): Job | undefined {
    return this.#shelf(kind, namespace).get(name);
  }

  /** All objects of a kind, in one namespace or (undefined) in those given. */
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

  /** The changes after a revision, oldest first. */
  since(revision: number): Change[] {
    return this.#log.slice(Math.max(0, revision - this.oldest));
  }

  /** The revision in which an object came to be; told of deleted ones too, which old snapshots show. */
  born(job: Job): number {
    return this.#births.get(textAt(metadataOf(job), 'uid') ?? '') ?? 0;
  }

  /** Stores (or removes) under a new revision. Answers the object as it is, or last was, with that revision. */
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
    // As on Kubernetes: what is gone has no version of its own; the event of its deletion alone has the new one.
    return type === 'remove' && before !== undefined
      ? withMetadata(after, { resourceVersion: metadataOf(before)['resourceVersion'] })
      : after;
  }

  /** Calls back on every change from now on, until the answered function is called. */
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
