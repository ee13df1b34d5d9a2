import { canonicalType, replicasOf, withReplicas } from '../../contract/workloads/replicated.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Field, FieldType, Kind, Structure } from '../../contract/types.ts';
import { named, objectOf, structuresOf } from '../../contract/structures/index.ts';
import { put, type Env, type Job } from '../state/model.ts';
import { canonicalQuantity } from '../state/quantity.ts';

/** What to do with the fields of a body. */
interface Treatment {
  unknown: 'drop' | 'keep';
  unsupported: 'drop' | 'keep';
  defaults: boolean;
  canonical: boolean;
}

/** Fields that were found: undocumented ones, and those that the service does not support, as dotted paths. */
interface Met {
  unknown: string[];
  unsupported: string[];
}

type Structures = Readonly<Record<string, Structure>>;
interface Walk {
  tables: Tables;
  how: Treatment;
  met: Met;
}

/** The field that the variant `fields-added` adds to a spec; a client may send it back. */
const ADDED_FIELD = 'referenceNote';

/** The fields of a structure by name. */
type Index = ReadonlyMap<string, Field>;
/** A kind's tables, and the fields of the object itself except metadata and status, which have their own rules. */
interface Tables {
  structures: Structures;
  body: Index;
  indices: Map<string, Index>;
}

const indexed = (fields: readonly Field[]): Index => new Map(fields.map((field) => [field.name, field]));
function indexOf({ structures, indices }: Tables, name: string): Index {
  let index = indices.get(name);
  if (index === undefined) indices.set(name, (index = indexed(named(structures, name).fields)));
  return index;
}

const tables = new WeakMap<Kind, Tables>();
function tablesOf(kind: Kind): Tables {
  let known = tables.get(kind);
  if (known === undefined) {
    known = {
      structures: structuresOf(kind),
      body: indexed(objectOf(kind).fields.filter((f) => f.name !== 'metadata' && f.name !== 'status')),
      indices: new Map(),
    };
    tables.set(kind, known);
  }
  return known;
}

function shapedValue(walk: Walk, is: FieldType, value: Json, path: string): Json {
  if (is.type === 'ref') return isObject(value) ? shapedObject(walk, indexOf(walk.tables, is.ref), value, path) : value;
  if (is.type === 'array')
    return Array.isArray(value) ? value.map((item, i) => shapedValue(walk, is.items, item, `${path}[${i}]`)) : value;
  if (is.type === 'map' && isObject(value)) {
    const result: JsonObject = {};
    for (const [key, member] of Object.entries(value))
      if (member !== null) put(result, key, shapedValue(walk, is.values, member, `${path}.${key}`));
    return result;
  }
  return is.type === 'quantity' && walk.how.canonical ? canonicalQuantity(value) : value;
}

/** Null members count as absent, as on Kubernetes. */
function shapedObject(walk: Walk, index: Index, value: JsonObject, path: string): JsonObject {
  const result: JsonObject = {};
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  for (const [name, member] of Object.entries(value)) {
    const field = index.get(name);
    if (field === undefined && name !== ADDED_FIELD) walk.met.unknown.push(at(name));
    if (field?.unsupported === true) walk.met.unsupported.push(at(name));
    if (
      field === undefined ? walk.how.unknown === 'drop' : field.unsupported === true && walk.how.unsupported === 'drop'
    )
      continue;
    if (member === null) continue;
    const kept = field === undefined ? member : shapedValue(walk, field.is, member, at(name));
    put(result, name, kept);
  }
  if (walk.how.defaults)
    for (const field of index.values()) if (field.default !== undefined) result[field.name] ??= field.default;
  return result;
}

/** The object shaped by its tables, except metadata and status. */
function shape(kind: Kind, job: Job, how: Treatment): { job: Job; met: Met } {
  const walk: Walk = { tables: tablesOf(kind), how, met: { unknown: [], unsupported: [] } };
  const { metadata, status, ...rest } = job;
  const shaped = shapedObject(walk, walk.tables.body, rest, '');
  return {
    job: { ...shaped, ...(metadata === undefined ? {} : { metadata }), ...(status === undefined ? {} : { status }) },
    met: walk.met,
  };
}

export const fieldRules = (env: Env) => ({
  /** A body as it would be stored: without unknown fields and null members, and changed as the variants say. */
  shaped: (kind: Kind, job: Job): Job =>
    shape(kind, job, {
      unknown: env.has('unknown-fields-kept') ? 'keep' : 'drop',
      unsupported: env.has('unsupported-dropped') ? 'drop' : 'keep',
      defaults: env.has('defaults-written'),
      canonical: env.has('quantities-canonical'),
    }).job,
  /** The undocumented fields of a body, as dotted paths. */
  unknownFields: (kind: Kind, job: Job): string[] => {
    const { met } = shape(kind, job, { unknown: 'keep', unsupported: 'keep', defaults: false, canonical: false });
    return met.unknown;
  },
  /** The fields of a body that the server refuses, as dotted paths. */
  refusedFields: (kind: Kind, job: Job): string[] => {
    if (!env.has('unknown-fields-refused') && !env.has('unsupported-refused')) return [];
    const { met } = shape(kind, job, { unknown: 'keep', unsupported: 'keep', defaults: false, canonical: false });
    return [
      ...(env.has('unknown-fields-refused') ? met.unknown : []),
      ...(env.has('unsupported-refused') ? met.unsupported : []),
    ];
  },
  /** The job with replica types in the table's spelling, if the server changes spellings (erratum 4). */
  respelled: (kind: Kind, job: Job): Job => {
    if (!env.has('ps-canonical')) return job;
    const replicas = Object.entries(replicasOf(kind, job));
    if (replicas.length === 0) return job;
    return withReplicas(
      kind,
      job,
      Object.fromEntries(replicas.map(([type, replica]) => [canonicalType(kind, type), replica])),
    );
  },
  /** The job with fields that the server adds by itself. */
  addedFields: (job: Job): Job =>
    env.has('fields-added') && isObject(job['spec'])
      ? { ...job, spec: { ...job['spec'], [ADDED_FIELD]: 'added by the server' } }
      : job,
});
