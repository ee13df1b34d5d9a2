import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Collection, Command, Content, Selection, Slot } from '../../generators/arbitraries/histories.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, metadataOf, nameOf, specOf, uidOf, versionOf } from '../support/objects.ts';
import { manifestOf, mutableSpecFields } from '../support/kinds.ts';
import { OTHER_UID, optionsBody } from '../delete/support.ts';
import { Vocabulary, contentOf, disagreement, isIn, keyOf, patched, selectorOf, selects } from './model.ts';
import type { Happened, ObjectRef, Stored } from './model.ts';
import { HistoryWatch } from './watch.ts';
import { ok } from '../support/updates/write.ts';

export class HistoryRun {
  readonly #trial: Trial;
  readonly #kinds: readonly Kind[];
  readonly #namespaces: readonly string[];
  readonly #base: string;
  readonly #objects = new Map<string, Stored>();
  readonly #uids = new Set<string>();
  readonly #words = new Vocabulary();
  readonly #happened: Happened[] = [];
  readonly #watches: HistoryWatch[] = [];

  constructor(trial: Trial, kinds: readonly Kind[], namespaces: readonly string[]) {
    [this.#trial, this.#kinds, this.#namespaces, this.#base] = [trial, kinds, namespaces, trial.given.name('h')];
  }

  async run(history: readonly Command[]): Promise<void> {
    try {
      for (const command of history) await this.#do(command);
      for (const [kind] of this.#kinds.entries())
        for (const [namespace] of this.#namespaces.entries()) await this.#list({ kind, namespace }, {});
      for (const watch of this.#watches) await watch.judge(this.#happened);
    } finally {
      for (const watch of this.#watches) watch.close();
    }
  }

  #do(command: Command): Promise<void> {
    switch (command.op) {
      case 'create':
        return this.#create(command.at, command.content);
      case 'read':
        return this.#read(command.at);
      case 'replace':
        return this.#replace(command.at, command.content, command.version);
      case 'patch':
        return this.#patch(command.at, command.patch, command.version);
      case 'delete':
        return this.#delete(command.at, command.uid);
      case 'list':
        return this.#list(command.in, command.select, command.limit);
      case 'deletecollection':
        return this.#deleteCollection(command.in, command.select);
      case 'watch':
        return this.#watch(command.in, command.select);
    }
  }

  /** Names that begin alike: the second is the first with something after it. */
  #place(slot: Slot): ObjectRef {
    return {
      kind: this.#kinds[slot.kind]!,
      namespace: this.#namespaces[slot.namespace]!,
      name: this.#base + '-x'.repeat(slot.name),
    };
  }

  #target(slot: Pick<Slot, 'kind'>): Trial['target'] {
    return this.#trial.for(this.#kinds[slot.kind]!).target;
  }

  // -------------------------------------------------------------------------------------------- what is there

  /** What the target shows of an object agrees with the model. */
  #compare(slot: Slot, object: JsonObject, model: Stored, answer: Answer | undefined, where: string): void {
    const found = disagreement(this.#place(slot).kind, object, model, this.#words);
    this.#trial.expect.that(found === undefined, {
      message: `${where} shows another object than the answers before it say`,
      expected: found?.expected ?? '',
      received: found?.received ?? '',
      path: found?.path ?? '',
      answer,
    });
  }

  /** Reads the slot, and compares it with the model: returns the object, or undefined where the model has none. */
  async #look(slot: Slot): Promise<JsonObject | undefined> {
    const model = this.#objects.get(keyOf(slot));
    if (model !== undefined) return this.#lookAt(slot, model);
    this.#trial.expect.refused(await this.#target(slot).read(this.#place(slot)), [404]);
    return undefined;
  }

  /** Reads the slot, where the model has this object, and compares the two. */
  async #lookAt(slot: Slot, model: Stored): Promise<JsonObject> {
    const answer = await this.#target(slot).read(this.#place(slot));
    const object = this.#trial.expect.accepted(answer, [200]);
    this.#compare(slot, object, model, answer, 'A read');
    const generation = Number(at(object, 'metadata', 'generation') ?? model.generation);
    this.#trial.expect.that(generation >= model.generation, {
      message: 'The generation went down',
      expected: `${model.generation} or more`,
      received: String(generation),
      path: '/metadata/generation',
      answer,
    });
    this.#objects.set(keyOf(slot), { ...model, version: versionOf(object), generation });
    return object;
  }

  async #read(slot: Slot): Promise<void> {
    await this.#look(slot);
  }

  /** Notes what a write has made of the object, compares the answer, and reads it back. */
  async #wrote(slot: Slot, after: Stored, answer: Answer): Promise<void> {
    const before = this.#objects.get(keyOf(slot));
    this.#words.learn(after.labels, after.annotations);
    this.#objects.set(keyOf(slot), after);
    this.#compare(slot, answer.json as JsonObject, after, answer, 'The answer');
    await this.#look(slot);
    this.#happened.push({ slot, before, after: this.#objects.get(keyOf(slot)) });
  }

  #gone(slot: Slot): void {
    this.#happened.push({ slot, before: this.#objects.get(keyOf(slot)), after: undefined });
    this.#objects.delete(keyOf(slot));
  }

  // -------------------------------------------------------------------------------------------- writes

  async #create(slot: Slot, content: Content): Promise<void> {
    const { kind, namespace, name } = this.#place(slot);
    const manifest = manifestOf(this.#trial, kind, {
      name,
      namespace,
      labels: content.labels,
      annotations: content.annotations,
      spec: content.spec,
    });
    const answer = await this.#target(slot).create(manifest, { namespace });
    if (this.#objects.has(keyOf(slot))) {
      this.#trial.expect.refused(answer, [409]);
      await this.#look(slot);
    } else await this.#born(slot, content, answer);
  }

  /** A new object: under a uid that nobody had. */
  async #born(slot: Slot, content: Content, answer: Answer): Promise<void> {
    const uid = uidOf(this.#trial.expect.accepted(answer));
    this.#trial.expect.that(uid !== '' && !this.#uids.has(uid), {
      message: 'A new object has the uid of another',
      expected: 'a uid of its own',
      received: uid,
      path: '/metadata/uid',
      answer,
    });
    this.#uids.add(uid);
    if (answer.status === 202)
      await this.#trial.eventually(async () => ok(await this.#target(slot).read(this.#place(slot))) || undefined);
    await this.#wrote(
      slot,
      { ...contentOf(content), uid, before: undefined, version: versionOf(answer.json), generation: 0 },
      answer,
    );
  }

  /** The version that a write insists on, and whether it has to be refused for that. */
  #insisting(
    model: Stored,
    version: 'current' | 'stale' | 'none',
    now: string,
  ): { version: string | undefined; stale: boolean } {
    if (version === 'none') return { version: undefined, stale: false };
    const wanted = version === 'stale' ? (model.before ?? now) : now;
    return { version: wanted, stale: wanted !== now };
  }

  async #replace(slot: Slot, content: Content, version: 'current' | 'stale' | 'none'): Promise<void> {
    const place = this.#place(slot);
    const model = this.#objects.get(keyOf(slot));
    if (model === undefined) return this.#replaceMissing(slot, content);
    const { answer, seen, stale } = await this.#trial.retry(
      async () => {
        const object = await this.#lookAt(slot, model);
        const insisting = this.#insisting(model, version, versionOf(object));
        const body = replacement(place.kind, object, content, insisting.version);
        return {
          answer: await this.#target(slot).replace(place, body),
          seen: versionOf(object),
          stale: insisting.stale,
        };
      },
      async (sent) =>
        sent.answer.status === 409 && version === 'current' && versionOf(await this.#look(slot)) !== sent.seen,
    );
    if (ok(answer) && !stale) return this.#wrote(slot, { ...model, ...contentOf(content), before: seen }, answer);
    // Without a version a replace may be refused, with an old one it must be.
    if (version === 'current' && !stale) this.#trial.expect.accepted(answer);
    this.#trial.expect.refused(answer);
    await this.#look(slot);
  }

  async #replaceMissing(slot: Slot, content: Content): Promise<void> {
    const { kind, namespace, name } = this.#place(slot);
    const body = manifestOf(this.#trial, kind, {
      name,
      namespace,
      labels: content.labels,
      annotations: content.annotations,
      spec: content.spec,
    });
    const answer = await this.#target(slot).replace({ name, namespace }, body);
    if (ok(answer)) return this.#born(slot, content, answer);
    this.#trial.expect.refused(answer);
    await this.#look(slot);
  }

  async #patch(slot: Slot, patch: JsonObject, version: 'current' | 'stale' | 'none'): Promise<void> {
    const place = this.#place(slot);
    const model = this.#objects.get(keyOf(slot));
    if (model === undefined) {
      await this.#look(slot);
      this.#trial.expect.refused(await this.#target(slot).patch(place, patch));
      return void (await this.#look(slot));
    }
    const { answer, seen, stale } = await this.#trial.retry(
      async () => {
        const object = await this.#lookAt(slot, model);
        const insisting = this.#insisting(model, version, versionOf(object));
        const body =
          insisting.version === undefined
            ? patch
            : { ...patch, metadata: { ...metadataOf(patch), resourceVersion: insisting.version } };
        return { answer: await this.#target(slot).patch(place, body), seen: versionOf(object), stale: insisting.stale };
      },
      async (sent) =>
        sent.answer.status === 409 &&
        !sent.stale &&
        (version === 'none' || versionOf(await this.#look(slot)) !== sent.seen),
    );
    if (ok(answer) && !stale) return this.#wrote(slot, { ...patched(model, patch), before: seen }, answer);
    if (!stale) this.#trial.expect.accepted(answer, [200]);
    this.#trial.expect.refused(answer);
    await this.#look(slot);
  }

  async #delete(slot: Slot, uid: 'current' | 'other' | undefined): Promise<void> {
    const place = this.#place(slot);
    const model = this.#objects.get(keyOf(slot));
    const body =
      uid === undefined
        ? {}
        : {
            body: optionsBody({
              preconditions: { uid: uid === 'current' && model !== undefined ? model.uid : OTHER_UID },
            }),
          };
    const answer = await this.#target(slot).delete(place, body);
    if (model === undefined || uid === 'other') {
      this.#trial.expect.refused(answer, [404, 409]);
      return void (await this.#look(slot));
    }
    this.#trial.expect.accepted(answer, [200, 202]);
    await this.#trial.for(place.kind).expect.absent(place, { settle: true });
    this.#gone(slot);
  }

  async #deleteCollection(collection: Collection, select: Selection): Promise<void> {
    const labelSelector = selectorOf(select);
    const namespace = this.#namespaces[collection.namespace]!;
    const answer = await this.#target(collection).deleteCollection({
      namespace,
      ...(labelSelector !== undefined && { query: { labelSelector } }),
    });
    this.#trial.expect.accepted(answer, [200]);
    for (const slot of this.#slots(collection, select)) {
      const place = this.#place(slot);
      await this.#trial.for(place.kind).expect.absent(place, { settle: true });
      this.#gone(slot);
    }
    await this.#list(collection, {});
  }

  // -------------------------------------------------------------------------------------------- lists and watches

  /** The objects of a collection that match. */
  #slots(collection: Collection, select: Selection): Slot[] {
    return [...this.#objects].flatMap(([key, object]) => {
      const [kind, namespace, name] = key.split('/').map(Number) as [number, number, number];
      const slot = { kind, namespace, name };
      return isIn(slot, collection) && selects(select, object) ? [slot] : [];
    });
  }

  async #list(collection: Collection, select: Selection, limit?: number): Promise<void> {
    const wanted = this.#slots(collection, select);
    const labelSelector = selectorOf(select);
    const found: JsonObject[] = [];
    let token = '';
    let last: Answer;
    do {
      const query = {
        ...(labelSelector !== undefined && { labelSelector }),
        ...(limit !== undefined && { limit }),
        ...(token !== '' && { continue: token }),
      };
      last = await this.#target(collection).list({ namespace: this.#namespaces[collection.namespace]!, query });
      const page = this.#trial.expect.accepted(last, [200]);
      found.push(...itemsOf(page).filter((item) => nameOf(item).startsWith(this.#base)));
      token = String(at(page, 'metadata', 'continue') ?? '');
    } while (token !== '');
    const names = wanted.map((slot) => this.#place(slot).name);
    this.#trial.expect.that(
      [...names].sort().join() ===
        found
          .map((item) => nameOf(item))
          .sort()
          .join(),
      {
        message: 'A list shows other objects than the answers before it say',
        expected: [...names].sort().join(', ') || 'none',
        received: found.map((item) => nameOf(item)).join(', ') || 'none',
        path: '/items',
        answer: last,
      },
    );
    for (const slot of wanted) {
      const { name } = this.#place(slot);
      this.#compare(
        slot,
        found.find((item) => nameOf(item) === name) as JsonObject,
        this.#objects.get(keyOf(slot)) as Stored,
        last,
        'A list',
      );
    }
  }

  async #watch(collection: Collection, select: Selection): Promise<void> {
    const namespace = this.#namespaces[collection.namespace]!;
    const labelSelector = selectorOf(select);
    const resourceVersion = String(
      at((await this.#target(collection).list({ namespace })).json, 'metadata', 'resourceVersion') ?? '',
    );
    const stream = await this.#target(collection).watch({
      namespace,
      query: {
        watch: true,
        timeoutSeconds: 60,
        resourceVersion,
        ...(labelSelector !== undefined && { labelSelector }),
      },
    });
    const nameOfSlot = (name: number): string => this.#place({ ...collection, name }).name;
    this.#watches.push(
      new HistoryWatch({
        trial: this.#trial,
        kind: this.#kinds[collection.kind]!,
        stream,
        in: collection,
        select,
        names: [0, 1].map(nameOfSlot),
        since: this.#happened.length,
        start: new Map(this.#objects),
        words: this.#words,
      }),
    );
    this.#trial.expect.accepted(stream.answer, [200]);
  }
}

/** The object with the content in place of its own: the run's labels stay, by which the suite knows its objects. */
function replacement(kind: Kind, object: JsonObject, content: Content, version: string | undefined): JsonObject {
  const { resourceVersion: _, labels, ...metadata } = metadataOf(object);
  const own = Object.fromEntries(
    Object.entries((labels ?? {}) as JsonObject).filter(([key]) => key.startsWith('conformance.')),
  );
  const kept = Object.fromEntries(
    Object.entries(specOf(object)).filter(([name]) => !mutableSpecFields(kind).includes(name)),
  );
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...own, ...content.labels },
      annotations: content.annotations,
      ...(version !== undefined && { resourceVersion: version }),
    },
    spec: { ...kept, ...content.spec },
  };
}
