import type { Json, JsonObject } from '../../contract/json.ts';
import { segment } from '../../contract/pointer.ts';
import type { Kind } from '../../contract/types.ts';
import type { Collection, Command, Content, Selection, Slot } from '../../generators/arbitraries/histories.ts';
import { mergePatch } from '../../generators/oracles/merge-patch.ts';
import { at, mapOf, metadataOf, specOf } from '../support/objects.ts';
import { mutableSpecFields } from '../support/kinds.ts';

/** An object as its clients made it. */
export interface Stored {
  /** undefined where the target shows none. */
  uid: string | undefined;
  labels: JsonObject;
  annotations: JsonObject;
  /** Its mutable fields. */
  spec: JsonObject;
  /** The versions before and after the last write that succeeded, as they were read. */
  before: string | undefined;
  version: string;
  /** Never goes down while the object lives. */
  generation: number;
}

/** Where the target has the object of a slot. */
export interface ObjectRef {
  kind: Kind;
  namespace: string;
  name: string;
}

/** One thing that happened to an object: what it was and what it is; a watch shows it. */
export interface Happened {
  slot: Slot;
  before: Stored | undefined;
  after: Stored | undefined;
}

export const keyOf = ({ kind, namespace, name }: Slot): string => `${kind}/${namespace}/${name}`;
export const isIn = (slot: Slot, collection: Collection): boolean =>
  slot.kind === collection.kind && slot.namespace === collection.namespace;

export const selects = (selection: Selection, object: { labels: JsonObject } | undefined): boolean =>
  object !== undefined && Object.entries(selection).every(([key, value]) => object.labels[key] === value);

export const selectorOf = (selection: Selection): string | undefined =>
  Object.keys(selection).length === 0
    ? undefined
    : Object.entries(selection)
        .map(([key, value]) => `${key}=${value}`)
        .join(',');

export const contentOf = ({ labels, annotations, spec }: Content): Pick<Stored, 'labels' | 'annotations' | 'spec'> => ({
  labels,
  annotations,
  spec,
});

/** The object after a merge patch of its mutable parts (RFC 7396). */
export function patched(object: Stored, patch: JsonObject): Stored {
  const { labels, annotations, spec } = object;
  const result = mergePatch({ metadata: { labels, annotations }, spec }, patch);
  return {
    ...object,
    labels: mapOf(result, 'labels'),
    annotations: mapOf(result, 'annotations'),
    spec: specOf(result),
  };
}

/** Keys that a client has ever given an object; others with a prefix may be the server's own. */
export class Vocabulary {
  readonly #keys = new Set<string>();

  learn(...maps: JsonObject[]): void {
    for (const key of maps.flatMap((map) => Object.keys(map))) this.#keys.add(key);
  }

  isClients(key: string): boolean {
    return this.#keys.has(key) || !key.includes('/');
  }
}

export interface Disagreement {
  path: string;
  expected: string;
  received: string;
}

const shown = (value: Json | undefined): string => (value === undefined ? 'absent' : JSON.stringify(value));

/** The first place at which an object that a target shows is not what the model says. */
export function disagreement(
  kind: Kind,
  shownObject: JsonObject,
  model: Stored,
  vocabulary: Vocabulary,
): Disagreement | undefined {
  const metadata = metadataOf(shownObject);
  if (model.uid !== undefined && metadata['uid'] !== model.uid)
    return { path: '/metadata/uid', expected: model.uid, received: shown(metadata['uid']) };
  for (const name of ['labels', 'annotations'] as const) {
    const there = mapOf(shownObject, name);
    const keys = new Set([
      ...Object.keys(model[name]),
      ...Object.keys(there).filter((key) => vocabulary.isClients(key)),
    ]);
    for (const key of keys) {
      const [wanted, got] = [at(model[name], key), at(there, key)];
      if (wanted !== got)
        return {
          path: `/metadata/${name}${segment(key)}`,
          expected: shown(wanted),
          received: shown(got),
        };
    }
  }
  for (const name of mutableSpecFields(kind)) {
    const [wanted, got] = [model.spec[name], specOf(shownObject)[name] ?? undefined];
    const byDefault = kind.specFields.find((field) => field.name === name)?.default;
    if (wanted !== got && !(wanted === undefined && got === byDefault))
      return { path: `/spec/${name}`, expected: shown(wanted), received: shown(got) };
  }
  return undefined;
}

/** Whether two states are the same to a client. */
export const sameContent = (one: Stored | undefined, other: Stored | undefined): boolean =>
  JSON.stringify([one?.uid, sorted(one?.labels), sorted(one?.annotations), sorted(one?.spec)]) ===
  JSON.stringify([other?.uid, sorted(other?.labels), sorted(other?.annotations), sorted(other?.spec)]);
const sorted = (map: JsonObject | undefined): [string, Json][] =>
  Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

export interface Expected {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: Stored;
}

/** The events that a watch of a collection shows of what happened, for each object in order. */
export function eventsOf(
  happened: readonly Happened[],
  collection: Collection,
  selection: Selection,
): Map<string, Expected[]> {
  const events = new Map<string, Expected[]>();
  for (const { slot, before, after } of happened.filter((one) => isIn(one.slot, collection))) {
    const [was, is] = [selects(selection, before), selects(selection, after)];
    // A write without effect may cause an event or not.
    if (was && is && sameContent(before, after)) continue;
    const object = is ? after : was ? before : undefined;
    if (object === undefined) continue;
    const type = was ? (is ? 'MODIFIED' : 'DELETED') : 'ADDED';
    events.set(keyOf(slot), [...(events.get(keyOf(slot)) ?? []), { type, object }]);
  }
  return events;
}

export function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`a history reaches for item ${index} of ${items.length}`);
  return item;
}

/** A command in words, with the kinds, namespaces and names that its indices stand for. */
export function describeCommand(command: Command, kinds: readonly Kind[], namespaces: readonly string[]): string {
  const place = (slot: Slot): string =>
    `${itemAt(kinds, slot.kind).plural}/${'abc'[slot.name] ?? slot.name} in ${itemAt(namespaces, slot.namespace)}`;
  const within = (collection: Collection, select: Selection): string => {
    const selector = selectorOf(select);
    const all = `${itemAt(kinds, collection.kind).plural} in ${itemAt(namespaces, collection.namespace)}`;
    return selector === undefined ? all : `${all} with ${selector}`;
  };
  const content = ({ labels, annotations, spec }: Content): string => JSON.stringify({ labels, annotations, ...spec });
  const version = { current: '', stale: ', with the version before the last write', none: ', without a version' };
  switch (command.op) {
    case 'create':
      return `create ${place(command.at)} ${content(command.content)}`;
    case 'read':
      return `read ${place(command.at)}`;
    case 'replace':
      return `replace ${place(command.at)} by ${content(command.content)}${version[command.version]}`;
    case 'patch':
      return `patch ${place(command.at)} by ${JSON.stringify(command.patch)}${command.version === 'none' ? '' : version[command.version] || ', with the current version'}`;
    case 'delete':
      return `delete ${place(command.at)}${command.uid === undefined ? '' : `, if its uid is ${command.uid === 'current' ? 'the stored one' : 'another'}`}`;
    case 'list':
      return `list ${within(command.in, command.select)}${command.limit === undefined ? '' : `, ${command.limit} at a time`}`;
    case 'deletecollection':
      return `delete all ${within(command.in, command.select)}`;
    case 'watch':
      return `watch ${within(command.in, command.select)} from here on`;
  }
}
