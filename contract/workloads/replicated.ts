/**
 * Workloads whose spec has a map of replicas: the training jobs. All code about that map is here, so
 * that workloads without one would be another file next to this one.
 */
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Kind } from '../types.ts';

const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** Every spelling of the kind's replica types that a spec may use (erratum 4). */
export const replicaTypeNames = (kind: Kind): string[] =>
  kind.replicaTypes.flatMap(({ name, aliases = [] }) => [name, ...aliases]);

/** The table's spelling of a replica type; what is no type of the kind stays as it is. */
export const canonicalType = (kind: Kind, spelling: string): string =>
  kind.replicaTypes.find(({ aliases = [] }) => aliases.includes(spelling))?.name ?? spelling;

/** A replica type that may have any number of replicas, also zero; undefined when the kind has no such type. */
export const scalableType = (kind: Kind): string | undefined =>
  kind.replicaTypes.find(({ single }) => single !== true)?.name;

/** The path from the object to its replicas, as a list of names. */
export const replicasPath = (kind: Kind): string[] => ['spec', kind.replicaMap];

/** The path from the object to the pod spec of one replica type, as a list of names. */
export const podPath = (kind: Kind, type: string): string[] => [...replicasPath(kind), type, 'template', 'spec'];

/** The replicas of an object by their types; empty where it has none, or is malformed. */
export const replicasOf = (kind: Kind, manifest: Json | undefined): JsonObject =>
  object(object(object(manifest)['spec'])[kind.replicaMap]);

/** The object with these replicas in place of its own. */
export const withReplicas = (kind: Kind, manifest: JsonObject, replicas: JsonObject): JsonObject => ({
  ...manifest,
  spec: { ...object(manifest['spec']), [kind.replicaMap]: replicas },
});

/** The names that the map of replicas in a status may have, the kind's own first (erratum 7). */
export const statusMapsOf = (kind: Kind): string[] => [kind.statusMap, ...(kind.statusMapAliases ?? [])];

/**
 * The name of the type that every job has which has to be accepted: the first with one spelling alone (erratum 4), which
 * is that without which the operators refuse a job (Scheduler, Master, Launcher).
 */
export function leadingType(kind: Kind): string {
  const type = kind.replicaTypes.find(({ aliases }) => aliases === undefined) ?? kind.replicaTypes[0];
  if (type === undefined) throw new Error(`${kind.kind} has no replica types`);
  return type.name;
}

/** The smallest valid replicas: one, of the leading type. */
export function smallReplicas(kind: Kind, container: JsonObject): JsonObject {
  const containers = [{ name: kind.container, ...container }];
  return { [kind.replicaMap]: { [leadingType(kind)]: { replicas: 1, template: { spec: { containers } } } } };
}
