/**
 * What a replace or patch may change and does not, and what it may not change and does: generated from kinds and
 * tables.
 */
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { fieldsOf } from '../../contract/structures/index.ts';
import type { Kind } from '../../contract/types.ts';
import { equal, metadataOf, objectAt, type Job } from '../state/model.ts';
import { edited, without } from './helpers/places.ts';
import { kindInTurn } from './helpers/catalogue.ts';
import { replicasOf, withReplicas } from './helpers/bodies.ts';
import { mutantOn, perKind, type Mutant, type Override } from './types.ts';

const UPDATES = ['replace', 'patch'] as const;
type Update = (typeof UPDATES)[number];

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

const stuck = (kind: Kind, verb: Update, path: string): Mutant[] =>
  Object.entries(SLIPS).map(([slip, { text, keeps }]) => {
    const keys = path.split('.');
    const leaf = keys.at(-1) ?? path;
    return mutantOn(verb)(`${verb}-${leaf}-${slip}-of-${kind.singular}`, `${verb}.mutable.${leaf}`, {
      text: `${path} of a ${kind.kind} ${text} by ${verb}.`,
      kinds: [kind.plural],
      override: (base) => ({
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          return current === undefined
            ? stored
            : withValue(stored, keys, slipped(at(current, keys), at(stored, keys), keeps, keys[0] === 'metadata'));
        },
      }),
    });
  });

/** The differences between the two are looked at without those that `blind` makes disappear. */
const blindTo =
  (blind: (kind: Kind, job: Job) => Job): Override =>
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
      const own = structure.name.startsWith(kind.kind) ? kind : kindInTurn(turn);
      const verb = turn % 2 === 0 ? 'replace' : 'patch';
      return [
        mutantOn(verb)(`${verb}-changes-${structure.name}-${field.name}`, chapterOf(own, structure.name, field.name), {
          text: `A ${verb} changes ${field.name} of ${structure.name} in a ${own.kind}.`,
          kinds: [own.plural],
          override: blindTo(blindField(structure.name, field.name)),
        }),
      ];
    }),
  );
}

const inArrays = (object: JsonObject, change: (items: Json[]) => Json[]): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, Array.isArray(value) ? change(value) : value]));
const headed = (items: Json[]): Json[] => items.slice(0, 1);
const sorted = (items: Json[]): Json[] =>
  [...items].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));

/** The job with some fields of its spec alone. */
const specOnly = (job: Job, keep: (key: string) => boolean): Job => ({
  ...job,
  spec: Object.fromEntries(Object.entries(objectAt(job, 'spec')).filter(([key]) => keep(key))),
});

/** The job with those of its replica types that the other has too. */
const restricted = (kind: Kind, job: Job, other: Job): Job => {
  const there = replicasOf(kind, other);
  return withReplicas(kind, job, (replicas) =>
    Object.fromEntries(Object.entries(replicas).filter(([type]) => isObject(there[type]))),
  );
};

/** Whole sorts of changes, in each verb. */
const sorts = (verb: Update): Mutant[] => {
  const onVerb = mutantOn(verb);
  const immutable = verb === 'replace' ? 'replace.immutable' : 'patch.immutable';
  return [
    onVerb(`${verb}-changes-anything`, immutable, {
      text: `A ${verb} changes every field.`,
      override: () => ({ immutableCauses: () => [] }),
    }),
    ...perKind(KINDS, (kind) =>
      onVerb(`${verb}-changes-anything`, immutable, {
        text: `A ${verb} changes every field of a ${kind.kind}.`,
        override: () => ({ immutableCauses: () => [] }),
      }),
    ),
    onVerb(`${verb}-adds-replica-types`, 'immutable.replica-map', {
      text: `A ${verb} adds replica types.`,
      override: (base) => ({
        immutableCauses: (kind, current, next) => base.immutableCauses(kind, current, restricted(kind, next, current)),
      }),
    }),
    onVerb(`${verb}-removes-replica-types`, 'immutable.replica-map', {
      text: `A ${verb} removes replica types.`,
      override: (base) => ({
        immutableCauses: (kind, current, next) => base.immutableCauses(kind, restricted(kind, current, next), next),
      }),
    }),
    onVerb(`${verb}-looks-at-the-first-replica-type`, 'immutable.replica', {
      text: `A ${verb} changes every replica type but the first.`,
      override: blindTo((kind, job) =>
        withReplicas(kind, job, (map) =>
          Object.fromEntries(Object.entries(map).map(([type, replica], i) => [type, i === 0 ? replica : {}])),
        ),
      ),
    }),
    onVerb(`${verb}-looks-at-the-first-container`, 'immutable.template', {
      text: `A ${verb} changes every container but the first.`,
      override: blindTo((kind, job) =>
        edited(kind, job, 'PodSpec', (pod) =>
          Array.isArray(pod['containers'])
            ? { ...pod, containers: pod['containers'].map((container, i) => (i === 0 ? container : {})) }
            : pod,
        ),
      ),
    }),
    onVerb(`${verb}-reorders-arrays`, 'immutable.template', {
      text: `A ${verb} that only reorders arrays of a template is stored.`,
      override: blindTo((kind, job) => edited(kind, job, 'Container', (container) => inArrays(container, sorted))),
    }),
    onVerb(`${verb}-shortens-arrays`, 'immutable.template', {
      text: `A ${verb} may take items away from the end of arrays of containers.`,
      override: blindTo((kind, job) => edited(kind, job, 'Container', (container) => inArrays(container, headed))),
    }),
    onVerb(`${verb}-removes-immutable-fields`, 'immutable.spec', {
      text: `A ${verb} may leave out fields of the spec that it cannot change.`,
      override: (base) => ({
        immutableCauses: (kind, current, next) => {
          const kept = objectAt(next, 'spec');
          const left = specOnly(current, (key) => key in kept || key === kind.replicaMap);
          return base.immutableCauses(kind, left, next);
        },
      }),
    }),
    onVerb(`${verb}-adds-immutable-fields`, 'immutable.spec', {
      text: `A ${verb} may add fields of the spec that it cannot change.`,
      override: (base) => ({
        immutableCauses: (kind, current, next) => {
          const there = objectAt(current, 'spec');
          return base.immutableCauses(
            kind,
            current,
            specOnly(next, (key) => key in there),
          );
        },
      }),
    }),
    onVerb(`${verb}-changes-everything-beside-a-label`, `${verb}.immutable`, {
      text: `A ${verb} that changes a label may change every field.`,
      override: (base) => ({
        immutableCauses: (kind, current, next) => {
          const [before, after] = [current, next].map((job) => objectAt(metadataOf(job), 'labels'));
          return equal(before, after) ? base.immutableCauses(kind, current, next) : [];
        },
      }),
    }),
    onVerb(`${verb}-refuses-what-stays`, 'immutable.same-value', {
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
    }),
  ];
};

export const MUTABILITY_MUTANTS: readonly Mutant[] = [
  ...UPDATES.flatMap((verb) => KINDS.flatMap((kind) => kind.mutable.flatMap((path) => stuck(kind, verb, path)))),
  ...loosened(),
  ...UPDATES.flatMap(sorts),
];
