/**
 * The objects that the target has to hold according to its own answers so far; whatever it shows later is compared with
 * them.
 */
import { isPromise } from '../../contract/operations.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Collection, Content, Selection, Slot } from '../../generators/arbitraries/histories.ts';
import type { Answer, Target } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, shownOf, uidOf } from '../support/objects.ts';
import { ok } from '../support/updates/write.ts';
import { Vocabulary, contentOf, disagreement, isIn, itemAt, keyOf, selects } from './model.ts';
import type { Happened, ObjectRef, Stored } from './model.ts';

export class HistoryState {
  readonly trial: Trial;
  /** What the names of all objects of the history begin with. */
  readonly base: string;
  readonly words = new Vocabulary();
  /** Everything that happened to objects, in order. */
  readonly happened: Happened[] = [];
  readonly #kinds: readonly Kind[];
  readonly #namespaces: readonly string[];
  readonly #objects = new Map<string, { slot: Slot; object: Stored }>();
  readonly #shown = new Map<string, JsonObject>();
  readonly #uids = new Set<string>();

  constructor(trial: Trial, kinds: readonly Kind[], namespaces: readonly string[]) {
    this.trial = trial;
    this.base = trial.given.name('h');
    this.#kinds = kinds;
    this.#namespaces = namespaces;
  }

  get(slot: Slot): Stored | undefined {
    return this.#objects.get(keyOf(slot))?.object;
  }

  /** The object of the slot as the last read of it showed it, where that has shown one. */
  shown(slot: Slot): JsonObject | undefined {
    return this.#shown.get(keyOf(slot));
  }

  /** All objects, by the keys of their slots. */
  snapshot(): Map<string, Stored> {
    return new Map([...this.#objects].map(([key, { object }]) => [key, object]));
  }

  kindOf(collection: Pick<Collection, 'kind'>): Kind {
    return itemAt(this.#kinds, collection.kind);
  }

  namespaceOf(collection: Pick<Collection, 'namespace'>): string {
    return itemAt(this.#namespaces, collection.namespace);
  }

  /** One name is the beginning of the next, so that a server which compares prefixes mixes them up. */
  place(slot: Slot): ObjectRef {
    return {
      kind: this.kindOf(slot),
      namespace: this.namespaceOf(slot),
      name: this.base + '-x'.repeat(slot.name),
    };
  }

  target(collection: Pick<Collection, 'kind'>): Target {
    return this.trial.for(this.kindOf(collection)).target;
  }

  /** The objects of a collection that match. */
  within(collection: Collection, select: Selection): { slot: Slot; object: Stored }[] {
    return [...this.#objects.values()].filter(({ slot, object }) => isIn(slot, collection) && selects(select, object));
  }

  /** Expects an object as the target shows it to agree with the model. */
  compare(slot: Slot, shown: JsonObject, model: Stored, answer: Answer, where: string): void {
    const found = disagreement(this.kindOf(slot), shown, model, this.words);
    this.trial.expect.that(found === undefined, {
      message: `${where} shows another object than the answers before it say`,
      expected: found?.expected ?? '',
      received: found?.received ?? '',
      path: found?.path ?? '',
      answer,
    });
  }

  /** Reads the slot, and compares it with the model: returns the object, or undefined where the model has none. */
  async look(slot: Slot): Promise<JsonObject | undefined> {
    const model = this.get(slot);
    if (model !== undefined) return this.lookAt(slot, model);
    const place = this.place(slot);
    await this.trial.for(place.kind).expect.absent(place);
    return undefined;
  }

  /** Reads the slot, where the model has this object, and compares the two. */
  async lookAt(slot: Slot, model: Stored): Promise<JsonObject> {
    const answer = await this.target(slot).read(this.place(slot));
    const object = this.trial.expect.documented(answer);
    this.#shown.set(keyOf(slot), object);
    this.compare(slot, object, model, answer, 'A read');
    const generation = Number(at(object, 'metadata', 'generation') ?? model.generation);
    this.trial.expect.that(generation >= model.generation, {
      message: 'The generation went down',
      expected: `${model.generation} or more`,
      received: String(generation),
      path: '/metadata/generation',
      answer,
    });
    this.#put(slot, { ...model, version: shownOf(this.trial, object, 'resourceVersion'), generation });
    return object;
  }

  /** Notes what a write has made of the object, compares the answer with it, and reads it back. */
  async wrote(slot: Slot, after: Stored, answer: Answer): Promise<void> {
    const before = this.get(slot);
    this.words.learn(after.labels, after.annotations);
    this.#put(slot, after);
    this.compare(slot, isObject(answer.json) ? answer.json : {}, after, answer, 'The answer');
    await this.look(slot);
    this.happened.push({ slot, before, after: this.get(slot) });
  }

  /** Notes a new object, whose uid no other has had. */
  async born(slot: Slot, content: Content, answer: Answer): Promise<void> {
    const uid = uidOf(this.trial.expect.accepted(answer));
    this.trial.expect.that(uid === undefined || !this.#uids.has(uid), {
      message: 'A new object has the uid of another',
      expected: 'a uid of its own',
      received: uid ?? 'none',
      path: '/metadata/uid',
      answer,
    });
    if (uid !== undefined) this.#uids.add(uid);
    if (isPromise(answer.verb, answer.status))
      await this.trial.eventually(async () => ok(await this.target(slot).read(this.place(slot))) || undefined);
    const version = shownOf(this.trial, answer.json, 'resourceVersion');
    await this.wrote(slot, { ...contentOf(content), uid, before: undefined, version, generation: 0 }, answer);
  }

  /** Waits until the object of the slot is gone, and notes it. */
  async gone(slot: Slot): Promise<void> {
    const place = this.place(slot);
    await this.trial.for(place.kind).expect.absent(place, { settle: true });
    this.happened.push({ slot, before: this.get(slot), after: undefined });
    this.#objects.delete(keyOf(slot));
    this.#shown.delete(keyOf(slot));
  }

  #put(slot: Slot, object: Stored): void {
    this.#objects.set(keyOf(slot), { slot, object });
  }
}
