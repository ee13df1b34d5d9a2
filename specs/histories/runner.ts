/** Runs a history against the target, and compares each answer with the state that the answers before it imply. */
import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Collection, Command, Content, Selection, Slot, Version } from '../../generators/arbitraries/histories.ts';
import type { Answer, CallOptions } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, metadataOf, nameOf, shownOf, specOf, versionOf } from '../support/objects.ts';
import { followPages } from '../pagination/follow.ts';
import { manifestOf, mutableSpecFields } from '../support/kinds.ts';
import { OTHER_UID, optionsBody } from '../delete/support.ts';
import { ok } from '../support/updates/write.ts';
import { contentOf, patched, selectorOf } from './model.ts';
import type { ObjectRef, Stored } from './model.ts';
import { HistoryState } from './state.ts';
import { HistoryWatch } from './watch.ts';

/** That version, and whether the write has to be refused because of it. */
function insisting(model: Stored, version: Version, now: string): { version: string | undefined; stale: boolean } {
  if (version === 'none') return { version: undefined, stale: false };
  const wanted = version === 'stale' ? (model.before ?? now) : now;
  return { version: wanted, stale: wanted !== now };
}

/** The collections that the commands are about. */
const collectionsOf = (history: readonly Command[]): Collection[] => [
  ...new Map(
    history
      .map((command) => ('in' in command ? command.in : command.at))
      .map(({ kind, namespace }) => [`${kind}/${namespace}`, { kind, namespace }]),
  ).values(),
];

export class HistoryRun {
  readonly #trial: Trial;
  readonly #state: HistoryState;
  readonly #watches: HistoryWatch[] = [];

  constructor(trial: Trial, kinds: readonly Kind[], namespaces: readonly string[]) {
    this.#trial = trial;
    this.#state = new HistoryState(trial, kinds, namespaces);
  }

  async run(history: readonly Command[]): Promise<void> {
    try {
      for (const command of history) await this.#do(command);
      for (const collection of collectionsOf(history)) await this.#list(collection, {});
      for (const watch of this.#watches) await watch.judge(this.#state.happened);
    } finally {
      for (const watch of this.#watches) watch.close();
    }
  }

  #do(command: Command): Promise<unknown> {
    switch (command.op) {
      case 'create':
        return this.#create(command.at, command.content);
      case 'read':
        return this.#state.look(command.at);
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

  async #create(slot: Slot, content: Content): Promise<void> {
    const place = this.#state.place(slot);
    const manifest = this.#manifest(place, content);
    const answer = await this.#state.target(slot).create(manifest, { namespace: place.namespace });
    if (this.#state.get(slot) === undefined) return this.#state.born(slot, content, answer);
    this.#trial.expect.refused(answer, [409]);
    await this.#state.look(slot);
  }

  async #replace(slot: Slot, content: Content, version: Version): Promise<void> {
    const place = this.#state.place(slot);
    const model = this.#state.get(slot);
    if (model === undefined) return this.#replaceMissing(slot, content);
    const { answer, seen, stale } = await this.#trial.retry(
      async () => {
        const object = this.#state.shown(slot) ?? (await this.#state.lookAt(slot, this.#state.get(slot) ?? model));
        const insists = insisting(model, version, shownOf(this.#trial, object, 'resourceVersion'));
        const body = replacement(place.kind, object, content, insists.version);
        const sent = await this.#state.target(slot).replace(place, body);
        return { answer: sent, seen: versionOf(object), stale: insists.stale };
      },
      async (sent) =>
        sent.answer.status === 409 && version === 'current' && versionOf(await this.#state.look(slot)) !== sent.seen,
    );
    if (ok(answer) && !stale) return this.#state.wrote(slot, { ...model, ...contentOf(content), before: seen }, answer);
    // Without a version a replace may be refused, with an old one it must be.
    if (version === 'current' && !stale) this.#trial.expect.accepted(answer);
    this.#trial.expect.refused(answer);
    await this.#state.look(slot);
  }

  async #replaceMissing(slot: Slot, content: Content): Promise<void> {
    const place = this.#state.place(slot);
    const answer = await this.#state.target(slot).replace(place, this.#manifest(place, content));
    if (ok(answer)) return this.#state.born(slot, content, answer);
    this.#trial.expect.refused(answer);
    await this.#state.look(slot);
  }

  async #patch(slot: Slot, patch: JsonObject, version: Version): Promise<void> {
    const place = this.#state.place(slot);
    const model = this.#state.get(slot);
    if (model === undefined) return this.#patchMissing(slot, patch);
    const { answer, seen, stale } = await this.#trial.retry(
      async () => {
        const object = this.#state.shown(slot) ?? (await this.#state.lookAt(slot, this.#state.get(slot) ?? model));
        const insists = insisting(model, version, shownOf(this.#trial, object, 'resourceVersion'));
        const metadata = { ...metadataOf(patch), resourceVersion: insists.version ?? null };
        const body = insists.version === undefined ? patch : { ...patch, metadata };
        const sent = await this.#state.target(slot).patch(place, body);
        return { answer: sent, seen: versionOf(object), stale: insists.stale };
      },
      async (sent) =>
        sent.answer.status === 409 &&
        !sent.stale &&
        (version === 'none' || versionOf(await this.#state.look(slot)) !== sent.seen),
    );
    if (ok(answer) && !stale) return this.#state.wrote(slot, { ...patched(model, patch), before: seen }, answer);
    if (!stale) this.#trial.expect.documented(answer);
    this.#trial.expect.refused(answer);
    await this.#state.look(slot);
  }

  async #patchMissing(slot: Slot, patch: JsonObject): Promise<void> {
    this.#trial.expect.refused(await this.#state.target(slot).patch(this.#state.place(slot), patch));
    await this.#state.look(slot);
  }

  async #delete(slot: Slot, uid: 'current' | 'other' | undefined): Promise<void> {
    const model = this.#state.get(slot);
    const wanted =
      uid === 'current' && model !== undefined
        ? (model.uid ?? this.#trial.inconclusive('the target shows no uid to insist on'))
        : OTHER_UID;
    const options = uid === undefined ? {} : { body: optionsBody({ preconditions: { uid: wanted } }) };
    const answer = await this.#state.target(slot).delete(this.#state.place(slot), options);
    if (model === undefined || uid === 'other') {
      this.#trial.expect.refused(answer, [404, 409]);
      return void (await this.#state.look(slot));
    }
    this.#trial.expect.documented(answer);
    await this.#state.gone(slot);
  }

  async #deleteCollection(collection: Collection, select: Selection): Promise<void> {
    const labelSelector = selectorOf(select);
    const answer = await this.#state.target(collection).deleteCollection({
      namespace: this.#state.namespaceOf(collection),
      ...(labelSelector !== undefined && { query: { labelSelector } }),
    });
    this.#trial.expect.documented(answer);
    for (const { slot } of this.#state.within(collection, select)) await this.#state.gone(slot);
    await this.#list(collection, {});
  }

  async #list(collection: Collection, select: Selection, limit?: number): Promise<void> {
    const wanted = this.#state
      .within(collection, select)
      .map(({ slot, object }) => ({ slot, object, name: this.#state.place(slot).name }));
    const labelSelector = selectorOf(select);
    const { items, answer } = await this.#listed(collection, {
      ...(labelSelector !== undefined && { labelSelector }),
      ...(limit !== undefined && { limit }),
    });
    const names = wanted.map(({ name }) => name).sort();
    this.#trial.expect.that(names.join() === items.map(nameOf).sort().join(), {
      message: 'A list shows other objects than the answers before it say',
      expected: names.join(', ') || 'none',
      received: items.map(nameOf).join(', ') || 'none',
      path: '/items',
      answer,
    });
    for (const { slot, object, name } of wanted) {
      const item = items.find((one) => nameOf(one) === name) ?? {};
      this.#state.compare(slot, item, object, answer, 'A list');
    }
  }

  /** The objects of the history in a list, from all its pages, and the answer that was the last page. */
  async #listed(
    collection: Collection,
    query: NonNullable<CallOptions['query']>,
  ): Promise<{ items: JsonObject[]; answer: Answer }> {
    const trial = this.#trial.for(this.#state.kindOf(collection));
    const pages = await followPages(trial, query, { namespace: this.#state.namespaceOf(collection) });
    const items = pages.items.filter((item) => nameOf(item).startsWith(this.#state.base));
    return { items, answer: pages.last };
  }

  async #watch(collection: Collection, select: Selection): Promise<void> {
    const namespace = this.#state.namespaceOf(collection);
    const target = this.#state.target(collection);
    const labelSelector = selectorOf(select);
    const list = await target.list({ namespace });
    const stream = await target.watch({
      namespace,
      query: {
        watch: true,
        timeoutSeconds: 600,
        resourceVersion: String(at(list.json, 'metadata', 'resourceVersion') ?? ''),
        ...(labelSelector !== undefined && { labelSelector }),
      },
    });
    this.#watches.push(
      new HistoryWatch({
        trial: this.#trial,
        kind: this.#state.kindOf(collection),
        stream,
        in: collection,
        select,
        names: [0, 1].map((name) => this.#state.place({ ...collection, name }).name),
        since: this.#state.happened.length,
        start: this.#state.snapshot(),
        words: this.#state.words,
      }),
    );
    this.#trial.expect.documented(stream.answer);
  }

  #manifest({ kind, name, namespace }: ObjectRef, { labels, annotations, spec }: Content): JsonObject {
    return manifestOf(this.#trial, kind, { name, namespace, labels, annotations, spec });
  }
}

/**
 * The object with the content in place of its own. It keeps the labels of the run, by which the suite knows its
 * objects.
 */
function replacement(kind: Kind, object: JsonObject, content: Content, version: string | undefined): JsonObject {
  const { resourceVersion: _, ...metadata } = metadataOf(object);
  const labels = Object.entries(at(metadata, 'labels') ?? {}).filter(([key]) => key.startsWith('conformance.'));
  const mutable = mutableSpecFields(kind);
  const kept = Object.entries(specOf(object)).filter(([name]) => !mutable.includes(name));
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...Object.fromEntries(labels), ...content.labels },
      annotations: content.annotations,
      ...(version !== undefined && { resourceVersion: version }),
    },
    spec: { ...Object.fromEntries(kept), ...content.spec },
  };
}
