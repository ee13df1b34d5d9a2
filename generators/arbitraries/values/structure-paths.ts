/** The places of each structure in a kind's spec, and small jobs with given values at these places. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../contract/json.ts';
import { apiVersionOf } from '../../../contract/operations.ts';
import { named, objectOf, specOf, structuresOf } from '../../../contract/structures/index.ts';
import type { FieldType, Kind, Structure } from '../../../contract/types.ts';
import { leadingType } from '../../../contract/workloads/replicated.ts';
import { coherent } from '../jobs/consistent-pods.ts';
import { ONE_OF } from './kubernetes-values.ts';
import { segment } from '../../../contract/pointer.ts';
import { onceForEach } from './once.ts';
import { isDrawn, structureValues } from './values.ts';

/** One place of a structure: the names of the fields on the path from the job to it. */
export interface Spot {
  structure: Structure;
  steps: readonly string[];
}

/** The metadata of an object has rules of its own; of a pod template's, Kubernetes checks little. */
const HELD_ELSEWHERE: ReadonlySet<string> = new Set(['ObjectMeta']);
/** Index of what is put into a list: the first container is the training container, whose name is given. */
const indexIn = (structure: Structure, field: string): number =>
  structure.name === 'PodSpec' && field === 'containers' ? 1 : 0;

const refOf = (is: FieldType): string | undefined => {
  if (is.type === 'array') return refOf(is.items);
  if (is.type === 'map') return refOf(is.values);
  return is.type === 'ref' ? is.ref : undefined;
};

/** Every place of every structure from the spec down, in the order of the tables, that a client may fill. */
export function spotsOf(kind: Kind): Spot[] {
  const structures = structuresOf(kind);
  const walk = (structure: Structure, steps: readonly string[], path: string): Spot[] => [
    { structure, steps },
    ...structure.fields.flatMap((field) => {
      const ref = refOf(field.is);
      const at = `${path}.${field.name}`;
      if (ref === undefined || HELD_ELSEWHERE.has(ref) || !isDrawn(structure, field, at, false)) return [];
      return walk(named(structures, ref), [...steps, field.name], field.is.type === 'array' ? `${at}[]` : at);
    }),
  ];
  return walk(specOf(kind), ['spec'], 'spec');
}

const smallest = onceForEach(
  (kind, structure) =>
    fc.sample(
      structureValues(structure, '', {
        kind,
        structures: structuresOf(kind),
        maxReplicas: 1,
        unsent: false,
        density: 0,
        wanted: [],
      }),
      { seed: 1, numRuns: 1 },
    )[0] as JsonObject,
);

/** An object of the structure with its required fields, always the same. */
export const minimal = (kind: Kind, structure: Structure): JsonObject => structuredClone(smallest(kind, structure));

/** Whether one of these fields, each in what the one before it holds, is a list. */
function hasList(
  structures: Placing['structures'],
  { fields }: Structure,
  [name, ...rest]: readonly string[],
): boolean {
  const is = fields.find((field) => field.name === name)?.is;
  return is !== undefined && (is.type === 'array' || hasList(structures, named(structures, refOf(is) ?? ''), rest));
}

interface Placing {
  kind: Kind;
  types: readonly string[];
  structures: Readonly<Record<string, Structure>>;
}

function place(
  holder: JsonObject,
  structure: Structure,
  [name = '', ...rest]: readonly string[],
  values: readonly JsonObject[],
  placing: Placing,
): void {
  const { is } = structure.fields.find((field) => field.name === name)!;
  const below = named(placing.structures, refOf(is)!);
  const alternatives = ONE_OF[structure.name] ?? [];
  if (alternatives.includes(name)) for (const other of alternatives) if (other !== name) delete holder[other];
  const into = (held: Json | undefined, its = values): JsonObject => {
    const object = (held ?? minimal(placing.kind, below)) as JsonObject;
    if (rest.length > 0) place(object, below, rest, its, placing);
    return object;
  };
  if (is.type === 'map') {
    const map = (holder[name] ?? {}) as JsonObject;
    holder[name] = Object.fromEntries(
      placing.types.map((type, t) => {
        const own = [...values.slice(t % values.length), ...values.slice(0, t % values.length)];
        return [type, rest.length === 0 ? structuredClone(own[0]!) : into(map[type], own)];
      }),
    );
  } else if (is.type === 'array') {
    const items = (holder[name] ?? []) as Json[];
    if (rest.length > 0) {
      const each = hasList(placing.structures, below, rest) ? [values] : values.map((value) => [value]);
      holder[name] = [...each.map((its, i) => into(items[i], its)), ...items.slice(each.length)];
    } else
      holder[name] = [
        ...(indexIn(structure, name) === 1 ? [items[0] ?? minimal(placing.kind, below)] : []),
        ...structuredClone(values as JsonObject[]),
      ];
  } else holder[name] = rest.length === 0 ? structuredClone(values[0]!) : into(holder[name]);
}

/** Volumes for whatever is mounted, of both sorts, where a pod has none. */
function withVolumes(pod: JsonObject): void {
  if (pod['volumes'] !== undefined || !/"volume(Mounts|Devices)"/.test(JSON.stringify(pod))) return;
  const claim = (n: number): JsonObject => ({ name: `claim-${n}`, persistentVolumeClaim: { claimName: `claim-${n}` } });
  pod['volumes'] = [{ name: 'scratch-1', emptyDir: {} }, { name: 'scratch-2', emptyDir: {} }, claim(1), claim(2)];
}

/**
 * A small valid job of these replica types, and of the leading one, that holds the values at each of the spots: all of
 * them where the spot is in a list, or in what is; elsewhere one, under each replica type the next.
 */
export function jobWith(
  kind: Kind,
  spots: readonly Spot[],
  values: readonly JsonObject[],
  types: readonly string[],
): JsonObject {
  const placing: Placing = { kind, types, structures: structuresOf(kind) };
  const job: JsonObject = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: { name: 'a' } };
  for (const { steps } of spots) place(job, objectOf(kind), steps, values, placing);
  const spec = job['spec'] as JsonObject;
  const replicas = Object.fromEntries(
    [...new Set([...types, leadingType(kind)])].map((type) => [
      type,
      (spec[kind.replicaMap] as JsonObject | undefined)?.[type] ??
        minimal(kind, named(placing.structures, 'ReplicaSpec')),
    ]),
  );
  spec[kind.replicaMap] = replicas;
  for (const replica of Object.values(replicas))
    withVolumes(((replica as JsonObject)['template'] as JsonObject)['spec'] as JsonObject);
  return coherent(job, kind);
}

/** JSON pointer of the spot in such a job, under the replica type. */
export function pointerOf(kind: Kind, { steps }: Spot, type: string): string {
  const structures = structuresOf(kind);
  let structure = objectOf(kind);
  return steps
    .map((name, i) => {
      const { is } = structure.fields.find((field) => field.name === name)!;
      const index = i === steps.length - 1 ? indexIn(structure, name) : 0;
      structure = named(structures, refOf(is)!);
      return segment(name) + (is.type === 'array' ? segment(index) : is.type === 'map' ? segment(type) : '');
    })
    .join('');
}
