import { listKindOf, apiVersionOf } from '../operations.ts';
import { API_STRUCTURES } from './api.ts';
import { field, listOfRefs, oneOf, ref } from './build.ts';
import { CONTAINER_STRUCTURES } from './container.ts';
import { JOB_STATUS_FIELDS, JOB_STATUS_TABLE, JOB_STRUCTURES } from './job.ts';
import { METADATA_STRUCTURES } from './metadata.ts';
import { POD_STRUCTURES } from './pod.ts';
import { SCHEDULING_STRUCTURES } from './scheduling.ts';
import type { Field, FieldType, Kind, Structure } from '../types.ts';
import { replicaTypeNames, statusMapsOf } from '../workloads/replicated.ts';

export { CAUSE_REASONS, STATUS_REASONS, WATCH_TYPES } from './api.ts';
export { NAME_PATTERN } from './metadata.ts';
export { QUERY_PARAMETERS } from './parameters.ts';

const byName = (structures: readonly Structure[]): Readonly<Record<string, Structure>> =>
  Object.fromEntries(structures.map((s) => [s.name, s]));

/**
 * The tables that do not depend on the kind. Where the documents use one name for two tables, the names are our own.
 */
export const STRUCTURES: Readonly<Record<string, Structure>> = byName([
  ...METADATA_STRUCTURES,
  ...POD_STRUCTURES,
  ...CONTAINER_STRUCTURES,
  ...SCHEDULING_STRUCTURES,
  ...JOB_STRUCTURES,
  ...API_STRUCTURES,
]);

const replicaMap = (kind: Kind, values: string): FieldType => ({
  type: 'map',
  values: ref(values),
  keyPattern: `^(${replicaTypeNames(kind).join('|')})$`,
});

/** The prefix of the names of a kind's tables; each version of a kind has its own. */
const tableName = ({ kind, version, label }: Kind): string =>
  label === undefined ? kind : kind + version.slice(0, 1).toUpperCase() + version.slice(1);

/** `TFJobSpec` and so on: the fields of the kind's entry and its map of ReplicaSpecs. */
export const specOf = (kind: Kind): Structure => ({
  name: `${tableName(kind)}Spec`,
  table: kind.tables.spec,
  fields: [
    ...kind.specFields,
    field(kind.replicaMap, replicaMap(kind, 'ReplicaSpec'), { required: true, errata: [2, 3, 4] }),
  ],
});

/** `TFJobStatus` and so on (table 159): its map of ReplicaStatuses has the kind's name, or another (erratum 7). */
export const statusOf = (kind: Kind): Structure => ({
  name: `${tableName(kind)}Status`,
  table: JOB_STATUS_TABLE,
  fields: [
    ...JOB_STATUS_FIELDS,
    ...statusMapsOf(kind).map((name) => field(name, replicaMap(kind, 'ReplicaStatus'), { errata: [3, 4, 7] })),
  ],
});

/** The object itself, `TFJob` and so on. Its status is the server's (errata 10 and 21). */
export const objectOf = (kind: Kind): Structure => ({
  name: tableName(kind),
  table: kind.tables.object,
  fields: [
    field('apiVersion', oneOf(apiVersionOf(kind)), { required: true, errata: [5] }),
    field('kind', oneOf(kind.kind), { required: true }),
    field('metadata', ref('ObjectMeta'), { required: true }),
    field('spec', ref(specOf(kind).name), { required: true }),
    field('status', ref(statusOf(kind).name), { readOnly: true, errata: [21] }),
  ],
});

/** `TFJobList` and so on. */
export const listOf = (kind: Kind): Structure => ({
  name: `${tableName(kind)}List`,
  table: kind.tables.list,
  fields: [
    field('apiVersion', oneOf(apiVersionOf(kind)), { required: true, errata: [5] }),
    field('kind', oneOf(listKindOf(kind)), { required: true }),
    field('metadata', ref('ListMeta')),
    field('items', listOfRefs(tableName(kind)), { required: true }),
  ],
});

/** The tables of the kind alone. */
const ownOf = (kind: Kind): Structure[] =>
  [specOf(kind), statusOf(kind), objectOf(kind), listOf(kind)].map((structure) =>
    kind.document === undefined ? structure : { ...structure, document: kind.document },
  );

const known = new WeakMap<Kind, Readonly<Record<string, Structure>>>();

/** Every structure that the kind's documents refer to, by name: the shared ones and its own. */
export function structuresOf(kind: Kind): Readonly<Record<string, Structure>> {
  const structures = known.get(kind) ?? { ...STRUCTURES, ...byName(ownOf(kind)) };
  known.set(kind, structures);
  return structures;
}

/** Every structure that the documents of these kinds refer to: first the shared ones, then each kind's own. */
export const structuresOfAll = (kinds: readonly Kind[]): Structure[] => [
  ...Object.values(STRUCTURES),
  ...kinds.flatMap(ownOf),
];

/** A documented field at one place of a kind's object. */
export interface FieldAt {
  /**
   * Dotted; `[]` for the items of an array, `{replicaType}` for the values of a replica map:
   * `spec.tfReplicaSpecs.{replicaType}.replicas`.
   */
  path: string;
  field: Field;
  structure: Structure;
}

/**
 * Every documented field of the kind's object, depth first in the order of the tables. A structure used in several
 * places is walked in each. Unsupported fields, and what lies under them, only with `unsupported`.
 */
export function fieldsOf(kind: Kind, options: { unsupported?: boolean } = {}): FieldAt[] {
  const structures = structuresOf(kind);
  const below = (is: FieldType, path: string): FieldAt[] => {
    if (is.type === 'array') return below(is.items, `${path}[]`);
    if (is.type === 'map') return below(is.values, `${path}.{replicaType}`);
    return is.type === 'ref' ? walk(named(structures, is.ref), `${path}.`) : [];
  };
  const walk = (structure: Structure, prefix: string): FieldAt[] =>
    structure.fields
      .filter((f) => options.unsupported === true || f.unsupported !== true)
      .flatMap((f) => [{ path: prefix + f.name, field: f, structure }, ...below(f.is, prefix + f.name)]);
  return walk(objectOf(kind), '');
}

/** The structure of that name. Throws when there is none. */
export function named(structures: Readonly<Record<string, Structure>>, name: string): Structure {
  const structure = structures[name];
  if (structure === undefined) throw new Error(`no structure is named ${name}`);
  return structure;
}
