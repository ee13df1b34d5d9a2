import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Collection, Selection } from '../../generators/arbitraries/histories.ts';
import type { Trial } from '../../harness/model/trial.ts';
import type { WatchEvent, WatchStream } from '../../harness/model/target.ts';
import { mapOf, nameOf, specOf, uidOf, versionOf } from '../support/objects.ts';
import { mutableSpecFields } from '../support/kinds.ts';
import { eventsOf, keyOf, sameContent } from './model.ts';
import type { Expected, Happened, Stored, Vocabulary } from './model.ts';

export interface HistoryWatchOptions {
  trial: Trial;
  kind: Kind;
  stream: WatchStream;
  in: Collection;
  select: Selection;
  /** The names of the objects that the history may make in the collection, in the order of their slots. */
  names: readonly string[];
  /** The number of things that had happened when the watch began, and the objects at that time. */
  since: number;
  start: ReadonlyMap<string, Stored>;
  words: Vocabulary;
}

export class HistoryWatch {
  readonly #options: HistoryWatchOptions;
  /** The events of each object, without those that show nothing that a client changed. */
  readonly #shown = new Map<string, Expected[]>();

  constructor(options: HistoryWatchOptions) {
    this.#options = options;
  }

  close(): void {
    this.#options.stream.close();
  }

  async judge(happened: readonly Happened[]): Promise<void> {
    const { trial, stream, select, since, names } = this.#options;
    const plain = happened
      .slice(since)
      .map(({ slot, before, after }) => ({ slot, before: this.#clients(before), after: this.#clients(after) }));
    const wanted = eventsOf(plain, this.#options.in, select);
    const total = (events: ReadonlyMap<string, readonly Expected[]>): number =>
      [...events.values()].reduce((sum, own) => sum + own.length, 0);
    let seen = 0;
    await stream.collect((events) => {
      for (const event of events.slice(seen)) this.#note(event);
      seen = events.length;
      return total(this.#shown) >= total(wanted);
    });
    for (const [name, full] of names.entries()) {
      const key = keyOf({ ...this.#options.in, name });
      const [expected, got] = [wanted.get(key) ?? [], this.#shown.get(key) ?? []];
      trial.expect.that(expected.length === got.length && expected.every((event, i) => sameEvent(event, got[i])), {
        message: `The events of ${full} in a watch are not those of what happened to it`,
        expected: describeEvents(expected),
        received: describeEvents(got),
        path: '/object',
        answer: stream.answer,
      });
    }
  }

  #note(event: WatchEvent): void {
    const { names } = this.#options;
    const name = names.indexOf(nameOf(event.object));
    if (name < 0 || !isExpected(event.type)) return;
    const key = keyOf({ ...this.#options.in, name });
    const object = this.#clients(this.#read(event.object));
    const own = this.#shown.get(key) ?? [];
    const last = own.length === 0 ? this.#clients(this.#options.start.get(key)) : own.at(-1)?.object;
    // A write of a controller, or the mark of a deletion, changes nothing of a client's.
    if (event.type === 'MODIFIED' && sameContent(last, object)) return;
    this.#shown.set(key, [...own, { type: event.type, object }]);
  }

  #read(object: JsonObject): Stored {
    const spec = Object.fromEntries(
      mutableSpecFields(this.#options.kind).flatMap((field) => {
        const value = specOf(object)[field] ?? undefined;
        return value === undefined ? [] : [[field, value]];
      }),
    );
    return {
      uid: uidOf(object),
      labels: mapOf(object, 'labels'),
      annotations: mapOf(object, 'annotations'),
      spec,
      before: undefined,
      version: versionOf(object) ?? '',
      generation: 0,
    };
  }

  /** Without what the server may have added, and without defaults, which a server may show or not. */
  #clients<T extends Stored | undefined>(object: T): T {
    if (object === undefined) return object;
    const own = (map: JsonObject): JsonObject =>
      Object.fromEntries(Object.entries(map).filter(([key]) => this.#options.words.isClients(key)));
    const isDefault = (name: string, value: unknown): boolean =>
      this.#options.kind.specFields.find((field) => field.name === name)?.default === value;
    return {
      ...object,
      labels: own(object.labels),
      annotations: own(object.annotations),
      spec: Object.fromEntries(Object.entries(object.spec).filter(([name, value]) => !isDefault(name, value))),
    };
  }
}

const isExpected = (type: string): type is Expected['type'] => ['ADDED', 'MODIFIED', 'DELETED'].includes(type);

const sameEvent = (one: Expected, other: Expected | undefined): boolean =>
  other !== undefined &&
  one.type === other.type &&
  (one.type === 'DELETED' ? one.object.uid === other.object.uid : sameContent(one.object, other.object));

const describeEvents = (events: readonly Expected[]): string =>
  events
    .map(
      ({ type, object: { labels, annotations, spec } }) =>
        `${type} ${JSON.stringify({ labels, annotations, ...spec })}`,
    )
    .join('; ') || 'no event';
