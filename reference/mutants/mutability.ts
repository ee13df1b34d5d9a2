/** What a replace or patch may change and does not, and what it may not change and does: generated from kinds and tables. */
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { fieldsOf } from '../../contract/structures.ts';
import type { Kind, Verb } from '../../contract/types.ts';
import { equal, objectAt, type Job } from '../state/model.ts';
import { edited, without } from './helpers/places.ts';
import type { Mutant } from './types.ts';

const UPDATES = ['replace', 'patch'] as const satisfies readonly Verb[];

const at = (job: Job, [first = '', second = '']: readonly string[]): Json | undefined => objectAt(job, first)[second];
const withValue = (job: Job, [first = '', second = '']: readonly string[], value: Json | undefined): Job => ({
  ...job,
  [first]: value === undefined ? without(objectAt(job, first), second) : { ...objectAt(job, first), [second]: value },
});

/** How a change of a mutable field, or of one key of a mutable map, goes wrong. */
const SLIPS = {
  'is-not-changed': { text: 'keeps its value', keeps: () => true },
  'is-not-removed': {
    text: 'cannot be removed',
    keeps: (_before: Json | undefined, after: Json | undefined) => after === undefined,
  },
  'is-not-added': {
    text: 'cannot be set where it is absent',
    keeps: (before: Json | undefined) => before === undefined,
  },
} as const;
type Keeps = (typeof SLIPS)[keyof typeof SLIPS]['keeps'];

/** The value that is stored where some changes are not made; of maps key by key. */
function slipped(before: Json | undefined, after: Json | undefined, keeps: Keeps, map: boolean): Json | undefined {
  if (!map) return !equal(before, after) && keeps(before, after) ? before : after;
  const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const values = [...new Set([...Object.keys(old), ...Object.keys(now)])].map(
    (key) => [key, slipped(old[key], now[key], keeps, false)] as const,
  );
  const left = values.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined);
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

const stuck = (kind: Kind, verb: Verb, path: string): Mutant[] =>
  Object.entries(SLIPS).map(([slip, { text, keeps }]): Mutant => {
    const keys = path.split('.'),
      leaf = keys.at(-1) as string;
    return {
      name: `${verb}-${leaf}-${slip}-of-${kind.singular}`,
      breaks: `${verb}.mutable.${leaf}`,
      kinds: [kind.plural],
      verbs: [verb],
      text: `${path} of a ${kind.kind} ${text} by ${verb}.`,
      override: (base) => ({
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          return current === undefined
            ? stored
            : withValue(stored, keys, slipped(at(current, keys), at(stored, keys), keeps, keys[0] === 'metadata'));
        },
      }),
    };
  });

/** The differences between the two are looked at without those that `blind` makes disappear. */
const blindTo =
  (blind: (kind: Kind, job: Job) => Job): Mutant['override'] =>
  (base) => ({
    immutableCauses: (kind, current, next) => base.immutableCauses(kind, blind(kind, current), blind(kind, next)),
  });

const blindField =
  (structure: string, field: string) =>
  (kind: Kind, job: Job): Job =>
    edited(kind, job, structure, (object) => without(object, field));

/** The chapter that a field's change belongs to. */
function chapterOf(kind: Kind, structure: string, field: string): string {
  if (structure === `${kind.kind}Spec`) return field === kind.replicaMap ? 'immutable.replica-map' : 'immutable.spec';
  return structure === 'ReplicaSpec' && field !== 'template' ? 'immutable.replica' : 'immutable.template';
}

/** Each documented field that may not change, once: kinds and verbs take turns. */
function loosened(): Mutant[] {
  const seen = new Set<string>();
  let turn = 0;
  return KINDS.flatMap((kind) =>
    fieldsOf(kind).flatMap(({ path, field, structure }): Mutant[] => {
      const key = `${structure.name}.${field.name}`;
      if (!path.startsWith('spec.') || kind.mutable.includes(path) || seen.has(key) || field.name === kind.replicaMap)
        return [];
      // A template's owners and namespace mean nothing to anybody, and its amounts change in pairs or not at all.
      if (['OwnerReference', 'ResourceRequirements'].includes(structure.name) || key === 'ObjectMeta.namespace')
        return [];
      if (field.readOnly === true || ['generateName', 'finalizers', 'ownerReferences'].includes(field.name)) return [];
      seen.add(key);
      turn += 1;
      const own = structure.name.startsWith(kind.kind) ? kind : (KINDS[turn % KINDS.length] as Kind),
        verb = UPDATES[turn % 2] as Verb;
      return [
        {
          name: `${verb}-changes-${structure.name}-${field.name}`,
          breaks: chapterOf(own, structure.name, field.name),
          kinds: [own.plural],
          verbs: [verb],
          text: `A ${verb} changes ${field.name} of ${structure.name} in a ${own.kind}.`,
          override: blindTo(blindField(structure.name, field.name)),
        },
      ];
    }),
  );
}

/** Whole sorts of changes, in each verb. */
const sorts = (verb: Verb): Mutant[] => [
  {
    name: `${verb}-changes-anything`,
    breaks: `${verb}.immutable`,
    verbs: [verb],
    text: `A ${verb} changes every field.`,
    override: () => ({ immutableCauses: () => [] }),
  },
  ...KINDS.map((kind): Mutant => ({
    name: `${verb}-changes-anything-of-${kind.singular}`,
    breaks: `${verb}.immutable`,
    verbs: [verb],
    kinds: [kind.plural],
    text: `A ${verb} changes every field of a ${kind.kind}.`,
    override: () => ({ immutableCauses: () => [] }),
  })),
  {
    name: `${verb}-adds-replica-types`,
    breaks: 'immutable.replica-map',
    verbs: [verb],
    text: `A ${verb} adds replica types.`,
    override: (base) => ({
      immutableCauses: (kind, current, next) => base.immutableCauses(kind, current, restricted(kind, next, current)),
    }),
  },
  {
    name: `${verb}-removes-replica-types`,
    breaks: 'immutable.replica-map',
    verbs: [verb],
    text: `A ${verb} removes replica types.`,
    override: (base) => ({
      immutableCauses: (kind, current, next) => base.immutableCauses(kind, restricted(kind, current, next), next),
    }),
  },
  {
    name: `${verb}-looks-at-the-first-replica-type`,
    breaks: 'immutable.replica',
    verbs: [verb],
    text: `A ${verb} changes every replica type but the first.`,
    override: blindTo((kind, job) =>
      inMap(kind, job, (map) =>
        Object.fromEntries(Object.entries(map).map(([type, replica], i) => [type, i === 0 ? replica : {}])),
      ),
    ),
  },
  {
    name: `${verb}-looks-at-the-first-container`,
    breaks: 'immutable.template',
    verbs: [verb],
    text: `A ${verb} changes every container but the first.`,
    override: blindTo((kind, job) =>
      edited(kind, job, 'PodSpec', (pod) =>
        Array.isArray(pod['containers'])
          ? { ...pod, containers: pod['containers'].map((container, i) => (i === 0 ? container : {})) }
          : pod,
      ),
    ),
  },
  {
    name: `${verb}-reorders-arrays`,
    breaks: 'immutable.template',
    verbs: [verb],
    text: `A ${verb} that only reorders arrays of a template is stored.`,
    override: blindTo((kind, job) =>
      edited(kind, job, 'Container', (container) =>
        Object.fromEntries(
          Object.entries(container).map(([key, value]) => [
            key,
            Array.isArray(value) ? [...value].sort((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1)) : value,
          ]),
        ),
      ),
    ),
  },
  {
    name: `${verb}-shortens-arrays`,
    breaks: 'immutable.template',
    verbs: [verb],
    text: `A ${verb} may take items away from the end of arrays of containers.`,
    override: (base) => ({
      immutableCauses: (kind, current, next) =>
        base.immutableCauses(kind, edited(kind, current, 'Container', headed), edited(kind, next, 'Container', headed)),
    }),
  },
  {
    name: `${verb}-removes-immutable-fields`,
    breaks: 'immutable.spec',
    verbs: [verb],
    text: `A ${verb} may leave out fields of the spec that it cannot change.`,
    override: (base) => ({
      immutableCauses: (kind, current, next) => {
        const kept = objectAt(next, 'spec');
        return base.immutableCauses(
          kind,
          {
            ...current,
            spec: Object.fromEntries(
              Object.entries(objectAt(current, 'spec')).filter(([key]) => key in kept || key === kind.replicaMap),
            ),
          },
          next,
        );
      },
    }),
  },
  {
    name: `${verb}-adds-immutable-fields`,
    breaks: 'immutable.spec',
    verbs: [verb],
    text: `A ${verb} may add fields of the spec that it cannot change.`,
    override: (base) => ({
      immutableCauses: (kind, current, next) => {
        const there = objectAt(current, 'spec');
        return base.immutableCauses(kind, current, {
          ...next,
          spec: Object.fromEntries(Object.entries(objectAt(next, 'spec')).filter(([key]) => key in there)),
        });
      },
    }),
  },
  {
    name: `${verb}-refuses-what-stays`,
    breaks: 'immutable.same-value',
    verbs: [verb],
    text: `A ${verb} that repeats immutable fields is refused.`,
    override: (base) => {
      let named = false;
      return {
        parseJson: (body) => {
          const parsed = base.parseJson(body);
          named = KINDS.some(({ replicaMap }) => replicaMap in objectAt(parsed, 'spec'));
          return parsed;
        },
        immutableCauses: (kind, current, next) =>
          named
            ? [
                {
                  reason: 'FieldValueForbidden',
                  message: 'Forbidden: may not be named',
                  field: `spec.${kind.replicaMap}`,
                },
              ]
            : base.immutableCauses(kind, current, next),
      };
    },
  },
];

const headed = (container: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(container).map(([key, value]) => [key, Array.isArray(value) ? value.slice(0, 1) : value]),
  );
const inMap = (kind: Kind, job: Job, change: (map: JsonObject) => JsonObject): Job => ({
  ...job,
  spec: { ...objectAt(job, 'spec'), [kind.replicaMap]: change(objectAt(objectAt(job, 'spec'), kind.replicaMap)) },
});

/** The replica types of the one that the other has too. */
const restricted = (kind: Kind, job: Job, other: Job): Job => {
  const there = objectAt(objectAt(other, 'spec'), kind.replicaMap);
  return inMap(kind, job, (map) => Object.fromEntries(Object.entries(map).filter(([type]) => isObject(there[type]))));
};

export const MUTABILITY_MUTANTS: readonly Mutant[] = [
  ...UPDATES.flatMap((verb) => KINDS.flatMap((kind) => kind.mutable.flatMap((path) => stuck(kind, verb, path)))),
  ...loosened(),
  ...UPDATES.flatMap(sorts),
];
