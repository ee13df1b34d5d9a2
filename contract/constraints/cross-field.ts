import { podPath, replicasOf } from '../workloads/replicated.ts';
import { segment } from '../pointer.ts';
import { compareQuantities, equalQuantities, isWhole } from '../quantity.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { STRUCTURES, named } from '../structures/index.ts';
import type { Kind } from '../types.ts';
import type { Constraint, Judge, Violation } from './types.ts';
import { wordsFor } from './words.ts';

const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
const array = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

interface At {
  path: string;
  value: JsonObject;
}

/** The pod specs of a manifest, with their JSON pointers. */
const podsOf = (manifest: Json, kind: Kind): At[] =>
  Object.entries(replicasOf(kind, manifest)).map(([type, replica]) => ({
    path: podPath(kind, type).map(segment).join(''),
    value: object(object(object(replica)['template'])['spec']),
  }));
const itemsOf = (at: At, name: string): At[] =>
  array(at.value[name]).map((item, i) => ({ path: `${at.path}/${name}/${i}`, value: object(item) }));
const containersOf = (pod: At): At[] => [...itemsOf(pod, 'initContainers'), ...itemsOf(pod, 'containers')];

/**
 * limits and requests name the same resources with equal amounts (table 29). Where one is left out, Kubernetes fills it
 * from the other.
 */
function unequalResources(container: At): Violation[] {
  const resources = object(container.value['resources']);
  if (!isObject(resources['limits']) || !isObject(resources['requests'])) return [];
  const [limits, requests] = [object(resources['limits']), object(resources['requests'])];
  return [...new Set([...Object.keys(limits), ...Object.keys(requests)])]
    .filter((name) => limits[name] !== requests[name] && !equalQuantities(limits[name], requests[name]))
    .map((name) => ({ path: `${container.path}/resources`, message: `limits and requests of ${name} differ` }));
}

const repeatedNames = (items: At[]): Violation[] =>
  items
    .filter(
      (item, i) =>
        typeof item.value['name'] === 'string' &&
        items.findIndex((other) => other.value['name'] === item.value['name']) < i,
    )
    .map((item) => ({ path: `${item.path}/name`, message: `a second ${String(item.value['name'])}` }));

const isGpu = (resource: string): boolean => resource.startsWith('nvidia.com/gpu');
const brokenGpus = (container: At): Violation[] =>
  ['limits', 'requests'].flatMap((side) =>
    Object.entries(object(object(container.value['resources'])[side]))
      .filter(
        ([resource, amount]) => isGpu(resource) && !(isWhole(amount) && (compareQuantities(amount, 1) ?? -1) >= 0),
      )
      .map(([resource]) => ({
        path: `${container.path}/resources/${side}/${escape(resource)}`,
        message: 'no integer of at least 1',
      })),
  );

const written = (
  id: string,
  judge: Judge,
  text: string,
  more: Pick<Constraint, 'field' | 'errata' | 'violations'> = {},
): Constraint => {
  const structure = named(STRUCTURES, id.split('.')[0]!);
  const says = wordsFor({ id, field: more.field }, structure);
  return { id, text, table: structure.table, ...(says && { says }), structure: structure.name, judge, ...more };
};
const inPods = (violations: (pod: At) => Violation[]): Pick<Constraint, 'violations'> => ({
  violations: (manifest, kind) => podsOf(manifest, kind).flatMap(violations),
});

/** Constraints that the type of a single field cannot express. */
export const WRITTEN: readonly Constraint[] = [
  written('ObjectMeta.name-or-generateName', 'schema', 'An object that is sent has a name or a generateName.', {
    errata: [20],
  }),
  written('ObjectMeta.name.unique', 'server', 'A name is taken once for each kind and namespace.', {
    field: 'name',
    errata: [29],
  }),
  written('ObjectMeta.name.immutable', 'server', 'The name of an object never changes.', { field: 'name' }),
  written('ObjectMeta.namespace.immutable', 'server', 'The namespace of an object never changes.', {
    field: 'namespace',
  }),
  written('ObjectMeta.finalizers.removal-only', 'server', 'Once deletion has begun, finalizers can only be removed.', {
    field: 'finalizers',
    errata: [27],
  }),
  written('ObjectMeta.finalizers.hold-deletion', 'server', 'An object is not gone before its finalizers are empty.', {
    field: 'finalizers',
  }),
  written(
    'DeleteOptions.orphanDependents-excludes-propagationPolicy',
    'schema',
    'orphanDependents and propagationPolicy are never given together.',
  ),
  written('Preconditions.uid.matches', 'server', 'A deletion whose uid precondition does not hold deletes nothing.', {
    field: 'uid',
  }),
  written(
    'ResourceRequirements.limits-equal-requests',
    'predicate',
    'limits and requests of a container are equal as quantities.',
    { errata: [17, 33], ...inPods((pod) => containersOf(pod).flatMap(unequalResources)) },
  ),
  written('ResourceName.gpu-is-positive-integer', 'predicate', 'An amount of GPUs is an integer of at least 1.', {
    errata: [17],
    ...inPods((pod) => containersOf(pod).flatMap(brokenGpus)),
  }),
  written('Container.name.unique', 'predicate', 'No two containers of a pod share a name.', {
    field: 'name',
    ...inPods((pod) => repeatedNames(containersOf(pod))),
  }),
];
