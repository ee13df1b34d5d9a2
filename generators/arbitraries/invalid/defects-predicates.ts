/** Defects of several fields together: amounts, names and sources that must agree. */
import { CCI } from '../../../contract/contract.ts';
import { scalableType } from '../../../contract/workloads/replicated.ts';
import type { Constraint } from '../../../contract/constraints/index.ts';
import type { JsonObject } from '../../../contract/json.ts';
import { named, structuresOf } from '../../../contract/structures/index.ts';
import type { Kind } from '../../../contract/types.ts';
import { segment, withValueAt } from '../../../contract/pointer.ts';
import { jobWith, minimal, pointerOf, spotsOf } from '../values/structure-paths.ts';
import type { Spot } from '../values/structure-paths.ts';

/** A job that violates one constraint in one place. */
export interface Defect {
  constraint: Constraint;
  /** JSON pointer of what is wrong, or missing. */
  path: string;
  /** What is wrong there, in a few words. */
  what: string;
  valid: JsonObject;
  defective: JsonObject;
}

const constraintOf = (id: string): Constraint => CCI.constraints.find((constraint) => constraint.id === id)!;
const at = (kind: Kind, structure: string): Spot[] => spotsOf(kind).filter((spot) => spot.structure.name === structure);
const both = (amounts: JsonObject): JsonObject => ({ limits: { ...amounts }, requests: { ...amounts } });

/**
 * A type that may have zero replicas, so that nothing is scheduled or paid for when a valid control requests large
 * resources.
 */
const idleType = scalableType;
const idle = (kind: Kind, type: string, job: JsonObject): JsonObject =>
  withValueAt(job, `/spec${segment(kind.replicaMap)}${segment(type)}/replicas`, 0);

/** At every place of resources: an amount that is requested and limited alike, and one that is not. */
function resources(
  kind: Kind,
  id: string,
  control: JsonObject,
  broken: readonly [what: string, value: JsonObject][],
): Defect[] {
  const type = idleType(kind);
  if (type === undefined) return [];
  return at(kind, 'ResourceRequirements').flatMap((spot) => {
    const path = pointerOf(kind, spot, type);
    const valid = idle(kind, type, jobWith(kind, [spot], [control], [type]));
    return broken.map(([what, value]) => ({
      constraint: constraintOf(id),
      path,
      what,
      valid,
      defective: withValueAt(valid, path, value),
    }));
  });
}

const AMOUNTS = { cpu: '500m', memory: '512Mi' };
const GPU = 'nvidia.com/gpu-tesla-v100-16GB';

/** The same name twice among the containers of a pod, of one list or of both. */
function repeatedNames(kind: Kind): Defect[] {
  const type = kind.replicaTypes[0]!.name;
  const structures = structuresOf(kind);
  const pod = at(kind, 'PodSpec')[0]!;
  const path = pointerOf(kind, pod, type);
  const container = (name: string): JsonObject => ({ ...minimal(kind, named(structures, 'Container')), name });
  const lists: JsonObject = {
    containers: [container(kind.container), container('second')],
    initContainers: [container('first'), container('third')],
  };
  const valid = jobWith(kind, [pod], [{ ...minimal(kind, pod.structure), ...lists }], [type]);
  return [
    ['/containers/1/name', kind.container],
    ['/initContainers/1/name', 'first'],
    ['/initContainers/0/name', kind.container],
  ].map(([where, name]) => ({
    constraint: constraintOf('Container.name.unique'),
    path: path + where!,
    what: `a second ${name!}`,
    valid,
    defective: withValueAt(valid, path + where!, name),
  }));
}

export const predicateDefects = (kind: Kind): Defect[] => [
  // A request that is left out is the limit by Kubernetes' own rule, so that only amounts that stand there and differ
  // are a defect.
  ...resources(kind, 'ResourceRequirements.limits-equal-requests', both(AMOUNTS), [
    ['a request of less cpu than its limit', { ...both(AMOUNTS), requests: { ...AMOUNTS, cpu: '250m' } }],
    ['a request of less memory than its limit', { ...both(AMOUNTS), requests: { ...AMOUNTS, memory: '256Mi' } }],
    ['a request of more memory than its limit', { ...both(AMOUNTS), requests: { ...AMOUNTS, memory: '1Gi' } }],
  ]),
  ...resources(kind, 'ResourceName.gpu-is-positive-integer', both({ ...AMOUNTS, [GPU]: '1' }), [
    ['no GPU at all', both({ ...AMOUNTS, [GPU]: '0' })],
    ['half a GPU', both({ ...AMOUNTS, [GPU]: '500m' })],
  ]),
  ...repeatedNames(kind),
];
