import { canonicalType, replicasOf, withReplicas } from '../../contract/workloads/replicated.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Field, FieldType, Kind, Structure } from '../../contract/types.ts';
import { named, objectOf, structuresOf } from '../../contract/structures.ts';
import { put, type Env, type Job } from '../state/model.ts';
import { canonicalQuantity } from '../state/quantity.ts';

/** What becomes of fields on the way in. */
interface Treatment {
  unknown: 'drop' | 'keep';
  unsupported: 'drop' | 'keep';
  defaults: boolean;
  canonical: boolean;
}

/** Fields met that nobody documents, and fields that the service does not support, dotted. */
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

/** What the variant `fields-added` puts into a spec; no client is blamed for sending it back. */
const ADDED_FIELD = 'referenceNote';

/** A structure, its fields by name. */
type Index = ReadonlyMap<string, Field>;
/** A kind's tables, and the object's own without metadata and status, which have rules of their own. */
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

/** The object with all but its metadata and status shaped. */
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
  /** A body as it would be stored: unknown fields pruned, null members dropped, and what the variants say. */
  shaped: (kind: Kind, job: Job): Job =>
    shape(kind, job, {
      unknown: env.has('unknown-fields-kept') ? 'keep' : 'drop',
      unsupported: env.has('unsupported-dropped') ? 'drop' : 'keep',
      defaults: env.has('defaults-written'),
      canonical: env.has('quantities-canonical'),
    }).job,
  /** The fields of a body that nobody documents, dotted. */
  unknownFields: (kind: Kind, job: Job): string[] => {
    const { met } = shape(kind, job, { unknown: 'keep', unsupported: 'keep', defaults: false, canonical: false });
    return met.unknown;
  },
  /** The fields of a body that the server refuses to know, dotted. */
  refusedFields: (kind: Kind, job: Job): string[] => {
    if (!env.has('unknown-fields-refused') && !env.has('unsupported-refused')) return [];
    const { met } = shape(kind, job, { unknown: 'keep', unsupported: 'keep', defaults: false, canonical: false });
    return [
      ...(env.has('unknown-fields-refused') ? met.unknown : []),
      ...(env.has('unsupported-refused') ? met.unsupported : []),
    ];
  },
  /** Replica types under the table's spelling, where the server respells them (erratum 4). */
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
  /** Fields that the server adds of its own accord. */
  addedFields: (job: Job): Job =>
    env.has('fields-added') && isObject(job['spec'])
      ? { ...job, spec: { ...job['spec'], [ADDED_FIELD]: 'added by the server' } }
      : job,
});
