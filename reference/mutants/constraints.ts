/** Documented constraints, each no longer checked in one kind: generated from the tables. */
import { CONSTRAINTS, predicateViolations, type Constraint } from '../../contract/constraints.ts';
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type Json } from '../../contract/json.ts';
import { STATEMENTS } from '../../contract/statements.ts';
import { structuresOf } from '../../contract/structures.ts';
import type { FieldType, Kind } from '../../contract/types.ts';
import { objectAt, type Cause, type Job } from '../state/model.ts';
import { placesOf } from './helpers/places.ts';
import type { Mutant } from './types.ts';

const TESTABLE = new Set(STATEMENTS.filter((s) => s.untestable === undefined).map((s) => s.id));
/** Checked by rules of their own, and broken in metadata.ts and delete.ts. */
const ELSEWHERE = ['ObjectMeta', 'DeleteOptions', 'Preconditions', 'ListMeta', ...KINDS.map(({ kind }) => kind)];

/** Whether a value breaks what a keyword says, and is of the right type otherwise. */
function breaks(keyword: Constraint['keyword'], is: FieldType, value: Json | undefined): boolean {
  if (keyword === 'required') return value === undefined;
  if (is.type === 'array' && keyword !== 'minItems')
    return Array.isArray(value) && value.some((item) => breaks(keyword, is.items, item));
  switch (keyword) {
    case 'minItems':
      return Array.isArray(value);
    case 'keyPattern':
      return isObject(value);
    case 'minimum':
    case 'exclusiveMinimum':
      return typeof value === 'number' && value <= 0;
    case 'maximum':
      return typeof value === 'number' && value > 0;
    case 'const':
      return typeof value === 'boolean';
    case 'minLength':
      return value === '';
    case 'maxLength':
      return typeof value === 'string' && is.type === 'string' && value.length > (is.maxLength ?? 0);
    case 'pattern':
      return typeof value === 'string' && is.type === 'string' && value.length <= (is.maxLength ?? Infinity);
    default:
      return typeof value === 'string';
  }
}

/** Whether a cause is about what a constraint says of a field of the object at `path`. */
function isAbout({ field: name = '', keyword }: Constraint, path: string, cause: Cause): boolean {
  const place = path === '' ? name : `${path}.${name}`;
  if (keyword === 'required')
    return cause.reason === 'FieldValueRequired' && cause.field === path && cause.message.includes(`'${name}'`);
  return (
    cause.reason !== 'FieldValueRequired' &&
    (cause.field === place ||
      cause.field.startsWith(`${place}[`) ||
      (keyword === 'keyPattern' && cause.field.startsWith(place)))
  );
}

const ofSchema =
  (constraint: Constraint): Mutant['override'] =>
  (base) => ({
    schemaCauses: (kind: Kind, job: Job) => {
      const field = structuresOf(kind)[constraint.structure]?.fields.find((f) => f.name === constraint.field);
      if (field === undefined) return base.schemaCauses(kind, job);
      const broken = placesOf(kind, job, constraint.structure).filter(({ object }) =>
        breaks(constraint.keyword, field.is, object[field.name]),
      );
      return base
        .schemaCauses(kind, job)
        .filter((cause) => !broken.some(({ path }) => isAbout(constraint, path, cause)));
    },
    // Owners stand in the metadata as well, which has rules of its own.
    ownerCauses: (metadata) =>
      base
        .ownerCauses(metadata)
        .filter(({ field }) => constraint.structure !== 'OwnerReference' || !field.endsWith(`.${constraint.field}`)),
  });

const dotted = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`), '');

const ofPredicate =
  ({ id }: Constraint): Mutant['override'] =>
  (base) => ({
    predicateCauses: (kind, job) => {
      const broken = predicateViolations(job, kind)
        .filter((violation) => violation.constraint === id)
        .map(({ path }) => dotted(path));
      return base.predicateCauses(kind, job).filter(({ field }) => !broken.includes(field));
    },
  });

/** A kind's own structures belong to it; the shared ones go round. */
const kindFor = (constraint: Constraint, turn: number): Kind =>
  KINDS.find((kind) => constraint.structure.startsWith(kind.kind)) ?? (KINDS[turn % KINDS.length] as Kind);

const unchecked: Mutant[] = CONSTRAINTS.filter(
  ({ judge, structure, id }) =>
    judge !== 'server' && !ELSEWHERE.includes(structure) && TESTABLE.has(`constraint.${id}`),
)
  .filter(({ structure }) => KINDS.some((kind) => placesPossible(kind, structure)))
  .map((constraint, i): Mutant => {
    const kind = kindFor(constraint, i);
    return {
      name: `unchecked-${constraint.id.replaceAll(/[^A-Za-z0-9]+/g, '-')}`,
      breaks: `constraint.${constraint.id}`,
      kinds: [kind.plural],
      text: `Not checked in a ${kind.kind}: ${constraint.text}`,
      override: constraint.judge === 'predicate' ? ofPredicate(constraint) : ofSchema(constraint),
    };
  });

/** Structures that a client sends within a job; what the server alone writes is fields.ts's. */
function placesPossible(kind: Kind, structure: string): boolean {
  return (
    structure in structuresOf(kind) &&
    !/^(Status|StatusDetails|StatusCause|Watch.*|JobCondition|ReplicaStatus|.*JobStatus|.*JobList)$/.test(structure)
  );
}

/** One verb that does not check at all, and one that checks the first replica type alone. */
const onVerbs: Mutant[] = (['create', 'replace', 'patch'] as const)
  .flatMap((verb): Mutant[] => [
    {
      name: `${verb}-checks-nothing`,
      breaks: `${verb}.invalid`,
      verbs: [verb],
      text: `A ${verb} does not check the constraints of the spec.`,
      override: () => ({ schemaCauses: () => [], predicateCauses: () => [] }),
    },
    {
      name: `${verb}-checks-the-first-replica-type-alone`,
      breaks: `${verb}.invalid`,
      verbs: [verb],
      text: `A ${verb} checks the first replica type, and none of the others.`,
      override: (base) => ({
        schemaCauses: (kind, job) => {
          const map = objectAt(objectAt(job, 'spec'), kind.replicaMap);
          const others = Object.keys(map)
            .slice(1)
            .map((type) => `spec.${kind.replicaMap}.${type}`);
          return base.schemaCauses(kind, job).filter(({ field }) => !others.some((path) => field.startsWith(path)));
        },
      }),
    },
    {
      name: `${verb}-checks-no-types`,
      breaks: `${verb}.invalid`,
      verbs: [verb],
      text: `A ${verb} takes values of the wrong JSON type.`,
      override: (base) => ({
        schemaCauses: (kind, job) =>
          base
            .schemaCauses(kind, job)
            .filter(({ message }) => !/must be (string|integer|boolean|object|array|number)/.test(message)),
      }),
    },
    {
      name: `${verb}-takes-unknown-replica-types`,
      breaks: `${verb}.invalid`,
      verbs: [verb],
      text: `A ${verb} takes replica types that the kind does not have.`,
      override: (base) => ({
        schemaCauses: (kind, job) =>
          base
            .schemaCauses(kind, job)
            .filter(
              ({ field, message }) =>
                !(field === `spec.${kind.replicaMap}` && /property name|propertyNames|pattern/.test(message)),
            ),
      }),
    },
  ])
  .filter(({ verbs, name }) => !(verbs?.[0] !== 'create' && /replica-type/.test(name)));

/** What every object has at its top, each no longer wanted of a new object of one kind. */
const tops: Mutant[] = KINDS.flatMap((kind): Mutant[] => {
  const named = (id: string): Pick<Mutant, 'name' | 'breaks' | 'kinds' | 'verbs'> => ({
    name: `unchecked-${kind.kind}-${id.replaceAll('.', '-')}`,
    breaks: `constraint.${kind.kind}.${id}`,
    kinds: [kind.plural],
    verbs: ['create'],
  });
  const right = { apiVersion: `${kind.group}/${kind.version}`, kind: kind.kind };
  /** A body is read as if its member were right. */
  const mending =
    (key: 'apiVersion' | 'kind', when: (value: Json | undefined) => boolean): Mutant['override'] =>
    (base) => ({
      parseJson: (body) => {
        const parsed = base.parseJson(body);
        return isObject(parsed) && when(parsed[key]) ? { ...parsed, [key]: right[key] } : parsed;
      },
    });
  const absent = (value: Json | undefined): boolean => value === undefined;
  const wrong = (value: Json | undefined): boolean => typeof value === 'string' && value !== '';
  return [
    {
      ...named('apiVersion.required'),
      text: `A ${kind.kind} is created without apiVersion.`,
      override: mending('apiVersion', absent),
    },
    {
      ...named('apiVersion.enum'),
      text: `A ${kind.kind} is created with any apiVersion.`,
      override: mending('apiVersion', wrong),
    },
    { ...named('kind.required'), text: `A ${kind.kind} is created without kind.`, override: mending('kind', absent) },
    { ...named('kind.enum'), text: `A ${kind.kind} is created with any kind.`, override: mending('kind', wrong) },
    {
      ...named('metadata.required'),
      text: `A ${kind.kind} is created without metadata.`,
      override: (base) => ({
        parseJson: (body) => {
          const parsed = base.parseJson(body);
          return isObject(parsed) && parsed['metadata'] === undefined
            ? { ...parsed, metadata: { generateName: 'unnamed-' } }
            : parsed;
        },
      }),
    },
    {
      ...named('spec.required'),
      text: `A ${kind.kind} is created without spec.`,
      override: (base) => ({
        schemaCauses: (of, job) => (job['spec'] === undefined ? [] : base.schemaCauses(of, job)),
      }),
    },
  ];
});

export const CONSTRAINT_MUTANTS: readonly Mutant[] = [...unchecked, ...onVerbs, ...tops];
