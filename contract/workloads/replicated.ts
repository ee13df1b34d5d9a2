/**
 * The family of workloads whose spec is a map of replicas: the training jobs. What is known of that map is known here, so
 * that a family without one would be another file beside this.
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

/** A type that may have any number of replicas, none among them; undefined where the kind has none. */
export const scalableType = (kind: Kind): string | undefined =>
  kind.replicaTypes.find(({ single }) => single !== true)?.name;

/** Where a spec holds its replicas, as the steps from the object. */
export const replicasPath = (kind: Kind): string[] => ['spec', kind.replicaMap];

/** Where the pods of one replica type are described, as the steps from the object. */
export const podPath = (kind: Kind, type: string): string[] => [...replicasPath(kind), type, 'template', 'spec'];

/** The replicas of an object by their types; empty where it has none, or is malformed. */
export const replicasOf = (kind: Kind, manifest: Json | undefined): JsonObject =>
  object(object(object(manifest)['spec'])[kind.replicaMap]);

/** The object with these replicas in place of its own. */
export const withReplicas = (kind: Kind, manifest: JsonObject, replicas: JsonObject): JsonObject => ({
  ...manifest,
  spec: { ...object(manifest['spec']), [kind.replicaMap]: replicas },
});

/** The names under which a status may count its replicas, the kind's own first (erratum 7). */
export const statusMapsOf = (kind: Kind): string[] => [kind.statusMap, ...(kind.statusMapAliases ?? [])];

/** The smallest valid replicas: one, of one type, of which every server knows the only spelling (erratum 4). */
export function smallReplicas(kind: Kind, container: JsonObject): JsonObject {
  const type = kind.replicaTypes.find(({ aliases }) => aliases === undefined) ?? kind.replicaTypes[0];
  if (type === undefined) throw new Error(`${kind.kind} has no replica types`);
  const containers = [{ name: kind.container, ...container }];
  return { [kind.replicaMap]: { [type.name]: { replicas: 1, template: { spec: { containers } } } } };
}
