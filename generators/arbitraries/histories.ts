/**
 * Sequences of operations on a few objects, for comparing models with servers. Commands are plain JSON: they refer to
 * kinds, namespaces and objects by index, and to versions by their meaning, so that one history can be run on any
 * server.
 */
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { mutableFields } from './changes/mutable.ts';
import { mergePatchesFor } from './changes/patches.ts';

/**
 * Indices into the kinds and namespaces given, and of one of a few names. One name stands in each kind and namespace.
 */
export interface Slot {
  kind: number;
  namespace: number;
  name: number;
}
/** A kind in a namespace. */
export interface Collection {
  kind: number;
  namespace: number;
}

/** The mutable parts of an object. The code that runs the history adds the other parts, always the same. */
export interface Content {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Members of the spec, by name. */
  spec: JsonObject;
}

/**
 * The resourceVersion that a write sends: the one stored now, the one before the last write to the object
 * that succeeded (without such a write: the current one), or none.
 */
export type Version = 'current' | 'stale' | 'none';

/** Labels that an object must have, all of them; an empty record selects everything. */
export type Selection = Record<string, string>;

export type Command =
  | { op: 'create'; at: Slot; content: Content }
  | { op: 'read'; at: Slot }
  | { op: 'replace'; at: Slot; content: Content; version: Version }
  | { op: 'patch'; at: Slot; patch: JsonObject; version: Version }
  /** `uid`: a precondition with the uid of the existing object, or with a uid of no object. */
  | { op: 'delete'; at: Slot; uid?: 'current' | 'other' }
  | { op: 'list'; in: Collection; select: Selection; limit?: number }
  | { op: 'deletecollection'; in: Collection; select: Selection }
  /** A watch of the collection starts here and runs to the end of the history. */
  | { op: 'watch'; in: Collection; select: Selection };

export interface HistoryBounds {
  namespaces: number;
  /** Number of names in each kind and namespace. Default 2. */
  names?: number;
  maxLength?: number;
}

const LABELS = ['app', 'tier'];
const LABEL_VALUES = ['a', 'b', ''];

const dictionary = (keys: readonly string[], values: Arbitrary<string>): Arbitrary<Record<string, string>> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...keys), values), { selector: ([key]) => key, maxLength: keys.length })
    .map((entries) => Object.fromEntries(entries));
const labels = dictionary(LABELS, fc.constantFrom(...LABEL_VALUES));
const index = (count: number): Arbitrary<number> => fc.nat({ max: count - 1 });

const contents = (kind: Kind): Arbitrary<Content> =>
  fc.record({
    labels,
    annotations: dictionary(['note', 'example.com/note'], fc.constantFrom('', 'x', '大きさ')),
    spec: fc.record(
      Object.fromEntries(
        mutableFields(kind).map(({ field, values }): [string, Arbitrary<Json>] => [field.name, values]),
      ),
      { requiredKeys: [] },
    ) as Arbitrary<JsonObject>,
  });

/** Patches of the labels that selections use, and of everything else that is mutable. */
const patches = (kind: Kind): Arbitrary<JsonObject> =>
  fc.oneof(
    mergePatchesFor(kind),
    fc
      .tuple(fc.constantFrom(...LABELS), fc.constantFrom<Json>(...LABEL_VALUES, null))
      .map(([key, value]) => ({ metadata: { labels: { [key]: value } } })),
  );

function commandsOf(kinds: readonly Kind[], { namespaces, names = 2 }: HistoryBounds): Arbitrary<Command> {
  const inside = fc.record({ kind: index(kinds.length), namespace: index(namespaces) });
  const version = fc.oneof<{ weight: number; arbitrary: Arbitrary<Version> }[]>(
    { weight: 3, arbitrary: fc.constant('current') },
    { weight: 1, arbitrary: fc.constantFrom('stale', 'none') },
  );
  const op = <T extends string>(name: T): Arbitrary<T> => fc.constant(name);
  const ofKind = kinds.map((kind, i): Arbitrary<Command> => {
    const at = fc.record({ kind: fc.constant(i), namespace: index(namespaces), name: index(names) });
    return fc.oneof(
      { weight: 4, arbitrary: fc.record({ op: op('create'), at, content: contents(kind) }) },
      { weight: 6, arbitrary: fc.record({ op: op('replace'), at, content: contents(kind), version }) },
      { weight: 5, arbitrary: fc.record({ op: op('patch'), at, patch: patches(kind), version }) },
      { weight: 1, arbitrary: fc.record({ op: op('read'), at }) },
      {
        weight: 2,
        arbitrary: fc.record(
          { op: op('delete'), at, uid: fc.constantFrom<'current' | 'other'>('current', 'other') },
          { requiredKeys: ['op', 'at'] },
        ),
      },
    );
  });
  return fc.oneof(
    { weight: 18, arbitrary: fc.oneof(...ofKind) },
    {
      weight: 2,
      arbitrary: fc.record(
        { op: op('list'), in: inside, select: labels, limit: fc.integer({ min: 1, max: 4 }) },
        { requiredKeys: ['op', 'in', 'select'] },
      ),
    },
    { weight: 1, arbitrary: fc.record({ op: op('deletecollection'), in: inside, select: labels }) },
    { weight: 1, arbitrary: fc.record({ op: op('watch'), in: inside, select: labels }) },
  );
}

/**
 * Histories of 1 to `maxLength` (20) commands; they shrink to fewer. The least length is a filter, since an array that
 * has one by itself never shrinks its last item away. Unbiased: fast-check's liking for the short leaves little to
 * happen.
 */
export const histories = (kinds: readonly Kind[], bounds: HistoryBounds): Arbitrary<Command[]> =>
  fc
    .noBias(fc.array(commandsOf(kinds, bounds), { maxLength: bounds.maxLength ?? 20, size: 'max' }))
    .filter((commands) => commands.length > 0);
