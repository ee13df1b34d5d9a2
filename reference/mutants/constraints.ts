/** Documented constraints, each no longer checked in one kind: generated from the tables. */
import { CCI } from '../../contract/contract.ts';
import { predicateViolations, type Constraint } from '../../contract/constraints/index.ts';
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type Json } from '../../contract/json.ts';
import { apiVersionOf } from '../../contract/operations.ts';
import { structuresOf } from '../../contract/structures/index.ts';
import type { FieldType, Kind, Verb } from '../../contract/types.ts';
import type { Cause, Job } from '../state/model.ts';
import { placesOf } from './helpers/places.ts';
import { isTestable, kindInTurn } from './helpers/catalogue.ts';
import { readAs, replicasOf } from './helpers/bodies.ts';
import { mutant, mutantOn, perVerb, type Mutant, type Override } from './types.ts';

const onCreate = mutantOn('create');

/** Checked by rules of their own, and broken among the mutants of metadata and of deletion. */
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
  (constraint: Constraint): Override =>
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
  ({ id }: Constraint): Override =>
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
  KINDS.find((kind) => constraint.structure.startsWith(kind.kind)) ?? kindInTurn(turn);

const unchecked: Mutant[] = CCI.constraints
  .filter(
    ({ judge, structure, id }) =>
      judge !== 'server' && !ELSEWHERE.includes(structure) && isTestable(`constraint.${id}`),
  )
  .filter(({ structure }) => KINDS.some((kind) => isSent(kind, structure)))
  .map((constraint, i): Mutant => {
    const kind = kindFor(constraint, i);
    return mutant(`unchecked-${constraint.id.replaceAll(/[^A-Za-z0-9]+/g, '-')}`, `constraint.${constraint.id}`, {
      text: `Not checked in a ${kind.kind}: ${constraint.text}`,
      kinds: [kind.plural],
      override: constraint.judge === 'predicate' ? ofPredicate(constraint) : ofSchema(constraint),
    });
  });

/** Whether clients send a structure within a job. What the server alone writes is broken in fields.ts. */
function isSent(kind: Kind, structure: string): boolean {
  return (
    structure in structuresOf(kind) &&
    !/^(Status|StatusDetails|StatusCause|Watch.*|JobCondition|ReplicaStatus|.*JobStatus|.*JobList)$/.test(structure)
  );
}

const WRITES = ['create', 'replace', 'patch'] as const satisfies readonly Verb[];

/** Checks that a verb leaves out. */
const ofVerbs: readonly Mutant[] = [
  ...perVerb(WRITES, (verb) =>
    mutant('checks-nothing', `${verb}.invalid`, {
      text: `A ${verb} does not check the constraints of the spec.`,
      override: () => ({ schemaCauses: () => [], predicateCauses: () => [] }),
    }),
  ),
  ...perVerb(WRITES, (verb) =>
    mutant('checks-no-types', `${verb}.invalid`, {
      text: `A ${verb} takes values of the wrong JSON type.`,
      override: (base) => ({
        schemaCauses: (kind, job) =>
          base
            .schemaCauses(kind, job)
            .filter(({ message }) => !/must be (string|integer|boolean|object|array|number)/.test(message)),
      }),
    }),
  ),
  onCreate('create-checks-the-first-replica-type-alone', 'create.invalid', {
    text: 'A create checks the first replica type, and none of the others.',
    override: (base) => ({
      schemaCauses: (kind, job) => {
        const others = Object.keys(replicasOf(kind, job))
          .slice(1)
          .map((type) => `spec.${kind.replicaMap}.${type}`);
        return base.schemaCauses(kind, job).filter(({ field }) => !others.some((path) => field.startsWith(path)));
      },
    }),
  }),
  onCreate('create-takes-unknown-replica-types', 'create.invalid', {
    text: 'A create takes replica types that the kind does not have.',
    override: (base) => ({
      schemaCauses: (kind, job) =>
        base
          .schemaCauses(kind, job)
          .filter(
            ({ field, message }) =>
              !(field === `spec.${kind.replicaMap}` && /property name|propertyNames|pattern/.test(message)),
          ),
    }),
  }),
];

const isAbsent = (value: Json | undefined): boolean => value === undefined;
const isText = (value: Json | undefined): boolean => typeof value === 'string' && value !== '';

/** What every object has at its top, each no longer wanted of a new object of one kind. */
const tops: readonly Mutant[] = KINDS.flatMap((kind): Mutant[] => {
  const kinds = [kind.plural];
  const right = { apiVersion: apiVersionOf(kind), kind: kind.kind };
  /** A body is read as if its member were right. */
  const mending = (key: 'apiVersion' | 'kind', when: (value: Json | undefined) => boolean): Override =>
    readAs((body) => (when(body[key]) ? { ...body, [key]: right[key] } : body));
  return [
    onCreate(`unchecked-${kind.kind}-apiVersion-required`, `constraint.${kind.kind}.apiVersion.required`, {
      text: `A ${kind.kind} is created without apiVersion.`,
      kinds,
      override: mending('apiVersion', isAbsent),
    }),
    onCreate(`unchecked-${kind.kind}-apiVersion-enum`, `constraint.${kind.kind}.apiVersion.enum`, {
      text: `A ${kind.kind} is created with any apiVersion.`,
      kinds,
      override: mending('apiVersion', isText),
    }),
    onCreate(`unchecked-${kind.kind}-kind-required`, `constraint.${kind.kind}.kind.required`, {
      text: `A ${kind.kind} is created without kind.`,
      kinds,
      override: mending('kind', isAbsent),
    }),
    onCreate(`unchecked-${kind.kind}-kind-enum`, `constraint.${kind.kind}.kind.enum`, {
      text: `A ${kind.kind} is created with any kind.`,
      kinds,
      override: mending('kind', isText),
    }),
    onCreate(`unchecked-${kind.kind}-metadata-required`, `constraint.${kind.kind}.metadata.required`, {
      text: `A ${kind.kind} is created without metadata.`,
      kinds,
      override: readAs((body) =>
        body['metadata'] === undefined ? { ...body, metadata: { generateName: 'unnamed-' } } : body,
      ),
    }),
    onCreate(`unchecked-${kind.kind}-spec-required`, `constraint.${kind.kind}.spec.required`, {
      text: `A ${kind.kind} is created without spec.`,
      kinds,
      override: (base) => ({
        schemaCauses: (of, job) => (job['spec'] === undefined ? [] : base.schemaCauses(of, job)),
      }),
    }),
  ];
});

export const CONSTRAINT_MUTANTS: readonly Mutant[] = [...unchecked, ...ofVerbs, ...tops];
