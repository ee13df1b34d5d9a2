/** Jobs with every documented field of a spec, for checks that fields cannot be changed. */
import { replicasOf } from '../../../contract/workloads/replicated.ts';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../contract/json.ts';
import { apiVersionOf } from '../../../contract/operations.ts';
import { STRUCTURES, named, structuresOf } from '../../../contract/structures/index.ts';
import type { Kind } from '../../../contract/types.ts';
import { coherent } from './consistent-pods.ts';
import { immutablePaths } from '../changes/immutable.ts';
import type { ForbiddenChange } from '../changes/immutable.ts';
import { manifests } from './manifests.ts';
import { ONE_OF } from '../values/kubernetes-values.ts';
import { structureValues } from '../values/values.ts';

/** A fixed seed: the job is the same in every run, so that the forbidden changes are, too. */
const SEED = 1;
/** Number of samples that is enough to contain each of a few alternatives. */
const ENOUGH = 60;

const objectsOf = (value: Json | undefined): JsonObject[] =>
  (Array.isArray(value) ? value : []).filter(
    (item): item is JsonObject => typeof item === 'object' && item !== null && !Array.isArray(item),
  );

/** Which of the alternatives an item has taken, two levels down: `valueFrom` and which of its sources. */
const alternativeOf = (item: JsonObject): string => {
  const names = Object.values(ONE_OF).flat();
  const taken = Object.keys(item).filter((key) => names.includes(key));
  return taken
    .flatMap((key) => [
      key,
      ...Object.keys((typeof item[key] === 'object' ? item[key] : null) ?? {}).filter((below) => names.includes(below)),
    ])
    .join('.');
};

/** One item of each alternative, of all that were drawn. */
const oneOfEach = (items: readonly JsonObject[]): JsonObject[] => [
  ...new Map(items.map((item) => [alternativeOf(item), item])).values(),
];

const replicaOf = (manifest: JsonObject, kind: Kind): JsonObject =>
  Object.values(replicasOf(kind, manifest))[0] as JsonObject;

const drawn = (kind: Kind, density: number): JsonObject =>
  structuredClone(fc.sample(manifests(kind, { density, maxReplicas: 1 }), { seed: SEED, numRuns: 1 })[0]!);

/** The training container has what excludes each other item by item, and the only one of its sort. */
function completed(kind: Kind, pod: JsonObject): JsonObject {
  const [first] = objectsOf(pod['containers']);
  if (first === undefined) throw new Error(`a drawn ${kind.kind} has no container`);
  const drawing = { kind, structures: structuresOf(kind), maxReplicas: 1, unsent: false, density: 100, wanted: [] };
  const samples = (structure: string): JsonObject[] =>
    oneOfEach(fc.sample(structureValues(named(STRUCTURES, structure), '', drawing), { seed: SEED, numRuns: ENOUGH }));
  const env = [
    { name: 'PLAIN', value: 'x' },
    ...samples('EnvVarSource').map((valueFrom, i) => ({ name: `SOURCE_${i}`, valueFrom })),
  ];
  const volumes = samples('Volume');
  const claim = volumes.find((volume) => volume['persistentVolumeClaim'] !== undefined);
  const devices: JsonObject =
    claim === undefined ? {} : { volumeDevices: [{ name: claim['name']!, devicePath: '/dev/claimed' }] };
  const container = { ...first, env, envFrom: samples('EnvFromSource'), ...devices };
  const second = { name: 'beside', image: first['image']!, command: ['sleep'], args: ['1'] };
  return {
    ...pod,
    volumes,
    containers: [container, second],
    initContainers: objectsOf(pod['initContainers']).slice(0, 1),
  };
}

/**
 * A valid job of all the kind's replica types. The last has every documented field, and of fields that exclude each
 * other each in an item of its own; the others have what no job can do without.
 */
export function fullJob(kind: Kind): JsonObject {
  const rich = drawn(kind, 100);
  const replica = replicaOf(rich, kind);
  const template = replica['template'] as JsonObject;
  const full: JsonObject = {
    ...replica,
    replicas: 1,
    template: { ...template, spec: completed(kind, template['spec'] as JsonObject) },
  };
  const plain: JsonObject = { ...replicaOf(drawn(kind, 0), kind), replicas: 1, restartPolicy: 'OnFailure' };
  const types = kind.replicaTypes.map(({ name }, i): [string, Json] => [
    name,
    i === kind.replicaTypes.length - 1 ? full : structuredClone(plain),
  ]);
  const spec: JsonObject = { ...(rich['spec'] as JsonObject), [kind.replicaMap]: Object.fromEntries(types) };
  return coherent({ apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: {}, spec }, kind);
}

/**
 * What makes two changes alike: items of lists are, but for containers; of init containers the first level is told
 * apart; additions to the replica types are alike, for all of them lack the same.
 */
function shapeOf({ change, path }: ForbiddenChange, kind: Kind): string {
  const steps = path.split('/').map((step, i, all) => (/^\d+$/.test(step) && all[i - 1] !== 'containers' ? '#' : step));
  const init = steps.indexOf('initContainers');
  if (init >= 0 && steps.length > init + 3) return WITHIN_INIT;
  return `${change}:${steps.map((step, i) => (change === 'added' && i === 3 && steps[2] === kind.replicaMap && steps.length > 4 ? '*' : step)).join('/')}`;
}
const WITHIN_INIT = 'within an init container';

/** The forbidden changes of a manifest, one of each shape. */
export function forbiddenChanges(kind: Kind, manifest: JsonObject): ForbiddenChange[] {
  const seen = new Set<string>([WITHIN_INIT]);
  return immutablePaths(kind, manifest).filter((change) => {
    const shape = shapeOf(change, kind);
    return !seen.has(shape) && seen.add(shape);
  });
}
