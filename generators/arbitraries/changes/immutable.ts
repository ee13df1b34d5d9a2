/** Changes that neither replace nor patch may make: of every documented field that is not mutable, at any depth. */
import { equalQuantities } from '../../../contract/quantity.ts';
import type { Json, JsonObject } from '../../../contract/json.ts';
import { STRUCTURES, named, specOf, structuresOf } from '../../../contract/structures/index.ts';
import type { FieldType, Kind, Structure } from '../../../contract/types.ts';
import { mergePatchBetween } from '../../../contract/merge-patch.ts';
import { ONE_OF } from '../values/kubernetes-values.ts';
import { segment, valueAt, withValueAt } from '../../../contract/pointer.ts';
import { isDrawn, samplesOf } from '../values/values.ts';
import type { Drawing, FieldPlace } from '../values/values.ts';

/** A change of a documented field that is not mutable. */
export interface ForbiddenChange {
  /** Unique within a manifest: the change and its place. */
  id: string;
  /** JSON pointer (RFC 6901) of what is changed, added or removed. */
  path: string;
  change: 'changed' | 'added' | 'removed';
  /** Returns the manifest with only that change, still valid. Throws when the manifest lacks the parent. */
  apply(manifest: JsonObject): JsonObject;
  /** The merge patch that makes this change to the manifest. */
  patch(manifest: JsonObject): JsonObject;
}

/**
 * `path`: the pointer. `value`: what is there afterwards, undefined for nothing. `also`: pointers at which the same has
 * to happen.
 */
const change = (
  kind: ForbiddenChange['change'],
  path: string,
  value: Json | undefined,
  also: readonly string[] = [],
): ForbiddenChange => {
  const apply = (manifest: JsonObject): JsonObject =>
    [path, ...also].reduce((document, pointer) => withValueAt(document, pointer, value), manifest);
  return {
    id: `${kind}:${path}`,
    path,
    change: kind,
    apply,
    patch: (manifest) => mergePatchBetween(manifest, apply(manifest)),
  };
};
const changed = (path: string, value: Json | undefined): ForbiddenChange[] =>
  value === undefined ? [] : [change('changed', path, value)];
const added = (path: string, value: Json | undefined): ForbiddenChange[] =>
  value === undefined ? [] : [change('added', path, value)];

/** A place of the walk in a manifest. */
interface Here extends FieldPlace {
  pointer: string;
}

/** Texts that may be anything: to some stores the case of a letter is no difference. */
const FREE: ReadonlySet<string> = new Set(['Container.args', 'EnvVar.value']);
const inOtherCase = (text: string): string => (text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase());

/** Another value of the type, for numbers the nearest; undefined when there is none. */
function another(is: FieldType, value: Json, here: Here): Json | undefined {
  if (is.type === 'integer') return typeof value === 'number' ? value + (value > 1 ? -1 : 1) : undefined;
  if (is.type === 'quantity') return ['3', '4'].find((amount) => !equalQuantities(amount, value));
  if (is.type === 'boolean') return is.const === undefined ? value !== true : undefined;
  const free = typeof value === 'string' && FREE.has(`${here.structure.name}.${here.field.name}`);
  const samples = samplesOf(is, here);
  return (free ? [inOtherCase(value), ...samples] : samples).find((sample) => sample !== value);
}

/** A value for an absent field; never the default, which a server may treat as present. */
const fresh = (here: Here): Json | undefined =>
  samplesOf(here.field.is, here).find((sample) => sample !== here.field.default);

function inArray(is: FieldType & { type: 'array' }, items: Json[], here: Here): ForbiddenChange[] {
  const at = (i: number): string => here.pointer + segment(i);
  const nameOf = (item: Json | undefined): Json | undefined =>
    is.items.type === 'ref' ? (item as JsonObject)['name'] : undefined;
  const more = samplesOf(is, here)
    .map((sample) => (sample as Json[])[0]!)
    .find((item) => nameOf(item) === undefined || items.every((other) => nameOf(other) !== nameOf(item)));
  return [
    ...items.flatMap((item, i) => within(is.items, item, { ...here, pointer: at(i), path: `${here.path}[]` })),
    ...added(at(items.length), more),
    // The order of arguments counts; lists of objects are maps by a key to some servers (Kubernetes: list type map).
    ...(is.items.type !== 'ref' && items.length > 1 && items[0] !== items.at(-1)
      ? changed(here.pointer, items.toReversed())
      : []),
    ...(items.length > Math.max(1, is.minItems ?? 0) ? [change('removed', at(items.length - 1), undefined)] : []),
  ];
}

/** A new entry for a map, with a key that the map does not have. */
function freshEntry(is: FieldType & { type: 'map' }, map: JsonObject, here: Here): [string, Json] | undefined {
  const { kind } = here.drawing;
  const taken = kind.replicaTypes
    .filter((type) => [type.name, ...(type.aliases ?? [])].some((name) => name in map))
    .flatMap((type) => [type.name, ...(type.aliases ?? [])]);
  return samplesOf(is, here)
    .flatMap((sample) => Object.entries(sample as JsonObject))
    .find(([key]) => !(key in map) && !taken.includes(key));
}

function inMap(is: FieldType & { type: 'map' }, map: JsonObject, here: Here): ForbiddenChange[] {
  const entry = freshEntry(is, map, here);
  const isReplicas = is.values.type === 'ref';
  return [
    ...Object.entries(map).flatMap(([key, value]) =>
      within(is.values, value, {
        ...here,
        pointer: here.pointer + segment(key),
        path: isReplicas ? `${here.path}.{replicaType}` : here.path,
      }),
    ),
    ...(Object.keys(map).length > 1
      ? Object.keys(map).map((key) => change('removed', here.pointer + segment(key), undefined))
      : []),
    ...(entry === undefined ? [] : added(here.pointer + segment(entry[0]), entry[1])),
  ];
}

/** limits and requests must be equal, so both change. */
function inResources(resources: JsonObject, { pointer }: Here): ForbiddenChange[] {
  const [side, ...others] = ['limits', 'requests'].filter(
    (name) => resources[name] !== undefined && resources[name] !== null,
  );
  if (side === undefined) return [];
  const amounts = resources[side] as JsonObject;
  const both = (kind: ForbiddenChange['change'], name: string, value: Json | undefined): ForbiddenChange =>
    change(
      kind,
      pointer + segment(side) + segment(name),
      value,
      others.map((other) => pointer + segment(other) + segment(name)),
    );
  const shared = Object.keys(amounts).filter((name) =>
    others.every((other) => name in (resources[other] as JsonObject)),
  );
  const unused = named(STRUCTURES, 'ResourceName')
    .fields.map((field) => field.name)
    .find((name) => !(name in amounts));
  return [
    ...shared.map((name) => both('changed', name, equalQuantities(amounts[name], '3') ? '4' : '3')),
    ...(shared.length > 1 ? shared.map((name) => both('removed', name, undefined)) : []),
    ...(unused === undefined ? [] : [both('added', unused, '1')]),
  ];
}

/** Changes inside an existing value. */
function within(is: FieldType, value: Json, here: Here): ForbiddenChange[] {
  if (is.type === 'array') return Array.isArray(value) ? inArray(is, value, here) : [];
  if (is.type !== 'map' && is.type !== 'ref') return changed(here.pointer, another(is, value, here));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  if (is.type === 'map') return inMap(is, value, here);
  return is.ref === 'ResourceRequirements'
    ? inResources(value, here)
    : inObject(named(here.drawing.structures, is.ref), value, here);
}

function inObject(
  structure: Structure,
  object: JsonObject,
  { pointer, path, drawing }: Omit<Here, 'structure' | 'field'>,
): ForbiddenChange[] {
  const exclusive = ONE_OF[structure.name] ?? [];
  const taken = exclusive.some((name) => object[name] !== undefined);
  return structure.fields.flatMap((field) => {
    const here: Here = {
      structure,
      field,
      path: `${path}.${field.name}`,
      pointer: pointer + segment(field.name),
      drawing,
    };
    if (drawing.kind.mutable.includes(here.path) || !isDrawn(structure, field, here.path, drawing.unsent)) return [];
    const value = object[field.name];
    if (value === undefined || value === null)
      return taken && exclusive.includes(field.name) ? [] : added(here.pointer, fresh(here));
    // Without a value that is the default anyway nothing is another.
    const kept = field.required === true || value === field.default;
    return [...within(field.is, value, here), ...(kept ? [] : [change('removed', here.pointer, undefined)])];
  });
}

/**
 * Every change of the manifest's spec that the documents forbid: of what is there changed or removed, of what is
 * documented and not there added; map keys and array items likewise. Unsupported fields are left alone (erratum 35).
 */
export function immutablePaths(kind: Kind, manifest: JsonObject): ForbiddenChange[] {
  const drawing: Drawing = {
    kind,
    structures: structuresOf(kind),
    maxReplicas: 1,
    unsent: false,
    density: 100,
    wanted: [],
  };
  const spec = valueAt(manifest, '/spec');
  return inObject(specOf(kind), spec as JsonObject, { path: 'spec', pointer: '/spec', drawing });
}

const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));

/**
 * The list in which a change adds, removes or names an item: two that do may give one name to two items. Init
 * containers share the names of containers.
 */
function listOf({ change: kind, path }: ForbiddenChange): string | undefined {
  const list = path.endsWith('/name') ? parentOf(parentOf(path)) : parentOf(path);
  return list !== parentOf(path) || (kind !== 'changed' && /\/\d+$/.test(path))
    ? list.replace(/\/initContainers$/, '/containers')
    : undefined;
}

/** Whether one of the changes would undo the other, move its place, or be invalid beside it. */
const disturb = (one: ForbiddenChange, other: ForbiddenChange): boolean =>
  `${one.path}/`.startsWith(`${other.path}/`) ||
  `${other.path}/`.startsWith(`${one.path}/`) ||
  (listOf(one) !== undefined && listOf(one) === listOf(other));

/** Groups of changes that one request can make together: each in the first where it disturbs no other. */
export function together(changes: readonly ForbiddenChange[]): ForbiddenChange[][] {
  const groups: ForbiddenChange[][] = [];
  for (const one of changes) {
    const group = groups.find((others) => !others.some((other) => disturb(one, other)));
    if (group === undefined) groups.push([one]);
    else group.push(one);
  }
  return groups;
}

/** The manifest with all of these changes. */
export const withAll = (changes: readonly ForbiddenChange[], manifest: JsonObject): JsonObject =>
  changes.reduce((document, one) => one.apply(document), manifest);
