import type { OptionId } from '../../contract/freedoms/index.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { SchemaSet } from '../../schemas/validate.ts';

/**
 * A stored object. Never changed in place: every write stores a new object, so that snapshots and events can share the
 * old one.
 */
export type Job = JsonObject;

/** The address of an object: names are unique within a kind and namespace (erratum 29). */
export interface ObjectRef {
  kind: Kind;
  namespace: string;
  name: string;
}

/** The writer: a verb of a client, or the server's controller. */
export type Writer = 'create' | 'replace' | 'patch' | 'delete' | 'controller';

/**
 * The change of one object in one revision. `before` is absent for a creation; for a deletion, `after` is the last
 * state.
 */
export interface Change extends ObjectRef {
  revision: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  before?: Job;
  after: Job;
}

/** The parts of the server that the behaviour functions use. */
export interface Env {
  kinds: readonly Kind[];
  namespaces: ReadonlySet<string>;
  /** Whether a variant (a non-default option of a freedom) is switched on. */
  has(option: OptionId): boolean;
  /** The time by the server's clock, in milliseconds since the epoch. */
  now(): number;
  /** A seeded random number in [0, 1). */
  random(): number;
  /** The generated schemas. */
  schemas(): SchemaSet;
  token: string | undefined;
  readOnlyToken: string | undefined;
  foreignToken: string | undefined;
}

/** One error in a body or an option, as in `details.causes` of a Status (table 75). */
export interface Cause {
  reason: string;
  message: string;
  /** Dotted path, e.g. `spec.tfReplicaSpecs.Worker.replicas`. */
  field: string;
}

/** The content of an error Status. */
export interface Fault {
  code: number;
  reason: string;
  message: string;
  details?: JsonObject;
}

/** The member if it is an object; otherwise an empty object. */
export const objectAt = (value: Json | undefined, key: string): JsonObject => {
  const member = isObject(value) ? value[key] : undefined;
  return isObject(member) ? member : {};
};

export const metadataOf = (job: Json | undefined): JsonObject => objectAt(job, 'metadata');

/** The member of the metadata if it is a non-empty string; otherwise undefined. */
export const textAt = (metadata: JsonObject, key: string): string | undefined => {
  const value = metadata[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export const finalizersOf = (job: Job): string[] => {
  const list = metadataOf(job)['finalizers'];
  return Array.isArray(list) ? list.filter((f): f is string => typeof f === 'string') : [];
};

export const isMarked = (job: Job): boolean => textAt(metadataOf(job), 'deletionTimestamp') !== undefined;

/** Sets a member, also one named `__proto__`, where an assignment would set the prototype. */
export function put(object: JsonObject, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  else object[key] = value;
}

/** A copy with other metadata members; undefined removes one. */
export function withMetadata(job: Job, change: Record<string, Json | undefined>): Job {
  const metadata: JsonObject = { ...metadataOf(job) };
  for (const [key, value] of Object.entries(change)) {
    if (value === undefined) delete metadata[key];
    else metadata[key] = value;
  }
  return { ...job, metadata };
}

export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}
