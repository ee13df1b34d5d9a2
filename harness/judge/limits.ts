/**
 * Manifests that use few resources when they are created: the smallest valid one, the documented one, and any other
 * with its resources limited.
 */
import { example } from '../../contract/examples.ts';
import { apiVersionOf } from '../../contract/operations.ts';
import { compareQuantities } from '../../contract/quantity.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { replicasOf, smallReplicas } from '../../contract/workloads/replicated.ts';
import type { Overrides, JobLimits } from '../model/trial.ts';

/** Requests equal limits, so that a job gets exactly the resources that it pays for. */
const resourcesOf = ({ cpu, memory }: JobLimits): JsonObject => ({
  limits: { cpu, memory },
  requests: { cpu, memory },
});

/**
 * The erratum about what is documented by examples alone: a target may well require it, so that a control gives what
 * they give.
 */
const BY_EXAMPLE = 6;

/** One replica of one type. */
export function smallest(kind: Kind, settings: JobLimits): JsonObject {
  const replicas = smallReplicas(kind, { image: settings.image, resources: resourcesOf(settings) });
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: {},
    spec: { ...givenByExample(kind), ...replicas },
  };
}

function givenByExample(kind: Kind): JsonObject {
  const fields = kind.specFields.filter(({ errata }) => errata?.includes(BY_EXAMPLE));
  const spec = (fields.length === 0 ? {} : (example(kind, 'create', 'request')?.['spec'] ?? {})) as JsonObject;
  return Object.fromEntries(fields.flatMap(({ name }) => (spec[name] === undefined ? [] : [[name, spec[name]]])));
}

/**
 * A copy with the image, resources and maximum of replicas from the settings, wherever pods are described. Malformed
 * parts are not changed.
 */
export function limited(manifest: JsonObject, kind: Kind, settings: JobLimits): JsonObject {
  const copy = structuredClone(manifest);
  for (const replica of Object.values(replicasOf(kind, copy))) {
    if (!isObject(replica)) continue;
    const count = replica['replicas'];
    if (typeof count === 'number' && count > settings.maxReplicas) replica['replicas'] = settings.maxReplicas;
    const template = replica['template'];
    const pod = isObject(template) ? template['spec'] : undefined;
    for (const container of [...containersOf(pod, 'containers'), ...containersOf(pod, 'initContainers')]) {
      if (typeof container['image'] === 'string' && container['image'] !== '') container['image'] = settings.image;
      if (wellFormed(container['resources'])) container['resources'] = resourcesOf(settings);
    }
  }
  return copy;
}

/**
 * Absent, or maps of quantities with no request over its limit. Anything else may be the subject of a check, and must
 * stay.
 */
function wellFormed(resources: Json | undefined): boolean {
  if (resources === undefined) return true;
  if (!isObject(resources)) return false;
  const { limits = {}, requests = {} } = resources;
  if (!isObject(limits) || !isObject(requests)) return false;
  const amounts = [...Object.values(limits), ...Object.values(requests)];
  if (amounts.some((amount) => compareQuantities(amount, 0) === undefined)) return false;
  return Object.entries(requests).every(
    ([key, amount]) => limits[key] === undefined || (compareQuantities(amount, limits[key]) ?? 1) <= 0,
  );
}

function containersOf(pod: Json | undefined, list: string): JsonObject[] {
  const containers = isObject(pod) ? pod[list] : undefined;
  return Array.isArray(containers) ? containers.filter(isObject) : [];
}

/** Deep merge: objects member by member, any other value as a whole; undefined removes a member. */
export function merged(base: JsonObject, over: Readonly<Record<string, unknown>>): JsonObject {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    if (value === undefined) delete result[key];
    else define(result, key, isObject(value) ? merged(isObject(before) ? before : {}, value) : (value as Json));
  }
  return result;
}

/** An assignment would not do for `__proto__`, which is a legal key of a label. */
const define = (object: JsonObject, key: string, value: Json): void => {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
};

/** The manifest with the overrides merged in; `namespace` goes into the metadata. */
export function overridden(manifest: JsonObject, overrides: Overrides): JsonObject {
  const { name, namespace, labels, annotations, metadata = {}, spec } = overrides;
  const named: Record<string, unknown> = {
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
    ...(labels && { labels }),
    ...(annotations && { annotations }),
  };
  const over = merged(named as JsonObject, metadata);
  return merged(manifest, { ...(Object.keys(over).length > 0 && { metadata: over }), ...(spec && { spec }) });
}
