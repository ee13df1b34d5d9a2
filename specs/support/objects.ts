import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Trial } from '../../harness/model/trial.ts';

/** The member at a path of keys; undefined where the path leaves the objects. */
export function at(value: Json | undefined, ...keys: string[]): Json | undefined {
  return keys.reduce<Json | undefined>((v, key) => (isObject(v) && Object.hasOwn(v, key) ? v[key] : undefined), value);
}

export const metadataOf = (object: Json | undefined): JsonObject => {
  const metadata = at(object, 'metadata');
  return isObject(metadata) ? metadata : {};
};

export const specOf = (object: Json | undefined): JsonObject => {
  const spec = at(object, 'spec');
  return isObject(spec) ? spec : {};
};

/** The labels or the annotations; none where there is no such map. */
export const mapOf = (object: Json | undefined, map: 'labels' | 'annotations'): JsonObject => {
  const entries = at(object, 'metadata', map);
  return isObject(entries) ? entries : {};
};

export const nameOf = (object: Json | undefined): string => String(metadataOf(object)['name'] ?? '');

/** A text with something in it; undefined for any other value: an empty text says no more than a missing one. */
const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** undefined where the object shows none: two objects without one do not have the same. */
export const uidOf = (object: Json | undefined): string | undefined => textOf(metadataOf(object)['uid']);

export const versionOf = (object: Json | undefined): string | undefined =>
  textOf(metadataOf(object)['resourceVersion']);

/** The statements by which the server sets them. */
const SET = {
  uid: 'metadata.uid.set',
  resourceVersion: 'metadata.resource-version.set',
  creationTimestamp: 'metadata.creation-timestamp.set',
} as const;

/** What the server sets of this object; where the object shows none, nothing can be judged by it. */
export const shownOf = (trial: Trial, object: Json | undefined, member: keyof typeof SET): string =>
  textOf(metadataOf(object)[member]) ??
  trial.inconclusive(`the target shows no ${member} of ${nameOf(object)}`, SET[member]);

/** The items of a list's body, objects only. */
export const itemsOf = (body: Json | undefined): JsonObject[] => {
  const items = at(body, 'items');
  return Array.isArray(items) ? items.filter(isObject) : [];
};

/** A copy with one member set (or removed, by undefined); the path's objects are made where they are missing. */
export function withMember(object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const last = path.at(-1);
  if (last === undefined) throw new Error('a member has a path of at least one key');
  const copy = structuredClone(object);
  let place = copy;
  for (const key of path.slice(0, -1)) {
    if (!isObject(place[key])) place[key] = {};
    place = place[key];
  }
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

/** The one item of a list that has to have exactly one. */
export function only<T>(list: readonly T[]): T {
  const [item, ...rest] = list;
  if (item === undefined || rest.length > 0) throw new Error(`a list of one item has ${list.length}`);
  return item;
}

/** The name of the replica type that smallest manifests carry. */
export const firstReplica = (trial: Trial, manifest: JsonObject): string =>
  Object.keys(at(manifest, 'spec', trial.kind.replicaMap) ?? {})[0] ?? '';

/** The last part of a dotted path: `cleanPodPolicy` of `spec.cleanPodPolicy`. */
export const leaf = (dotted: string): string => dotted.slice(dotted.lastIndexOf('.') + 1);

/**
 * `TFJobSpec.cleanPodPolicy` as `tf-job-spec-clean-pod-policy`: how ids are spelled that are made from names of the
 * tables.
 */
export const kebab = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();
