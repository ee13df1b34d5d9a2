/** Documented fields, each lost, altered or mistyped in one kind: generated from the tables. */
import { CCI } from '../../contract/contract.ts';
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import {
  STRUCTURES,
  listOf,
  named,
  objectOf,
  specOf,
  statusOf,
  structuresOf,
} from '../../contract/structures/index.ts';
import type { Field, Kind, Structure } from '../../contract/types.ts';
import { equal, objectAt } from '../state/model.ts';
import { altered, inMember, mistyped, without } from './helpers/places.ts';
import { isTestable, kindInTurn } from './helpers/catalogue.ts';
import { inBodies } from './helpers/bodies.ts';
import { inAnswers, said } from './helpers/answers.ts';
import { mutant, type Mutant, type Override } from './types.ts';

interface Draft {
  text: string;
  override: Override;
}

/** The structures that can be reached from one, itself included. */
function under(kind: Kind, root: string): Set<string> {
  const structures = structuresOf(kind);
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const { is, unsupported } of structures[name]?.fields ?? []) {
      const inner = is.type === 'array' ? is.items : is.type === 'map' ? is.values : is;
      if (inner.type === 'ref' && unsupported !== true) visit(inner.ref);
    }
  };
  visit(root);
  return found;
}

const set = (object: JsonObject, key: string, value: Json): JsonObject =>
  object[key] === undefined ? object : { ...object, [key]: value };

/** A field of what a client sends: lost by one mutant, altered by the next. */
function ofBody(kind: Kind, structure: Structure, field: Field, lose: boolean): Draft {
  const change = (object: JsonObject): JsonObject => {
    const value = object[field.name];
    const changed = altered(value ?? null);
    return lose || equal(changed, value) ? without(object, field.name) : set(object, field.name, changed);
  };
  return {
    text: `${field.name} of ${structure.name} is ${lose ? 'lost' : 'altered'} where a ${kind.kind} has it.`,
    override: inBodies(structure.name, change),
  };
}

/** A field that the server fills, or may, shown with a value of another type. */
const ofAnswer = (structure: Structure, field: Field, kind?: Kind): Draft => ({
  text: `${field.name} of ${structure.name} is shown with a value of the wrong type.`,
  override: said(structure.name, (object) => ({ ...object, [field.name]: mistyped(field) }), kind),
});

const inDeleteOptions =
  (field: string): Override =>
  (base) => ({
    bodyOptions: (body) => base.bodyOptions(isObject(body) ? without(body, field) : body),
  });

/** The tables that no job holds. */
function other(structure: Structure, field: Field): Draft | undefined {
  switch (structure.name) {
    case 'Status':
    case 'StatusDetails':
    case 'StatusCause':
    case 'ListMeta':
    case 'WatchEvent':
      return ofAnswer(structure, field);
    case 'WatchedObject':
      return {
        text: `${field.name} is lacking in the objects of events.`,
        override: said(structure.name, (object) => without(object, field.name)),
      };
    case 'DeleteOptions':
      return ['kind', 'apiVersion'].includes(field.name)
        ? {
            text: `A body of DeleteOptions with its ${field.name} is refused.`,
            override: (base) => ({
              bodyOptions: (body) =>
                base.bodyOptions(isObject(body) && body[field.name] !== undefined ? { ...body, kind: 'Other' } : body),
            }),
          }
        : {
            text: `${field.name} in a body of DeleteOptions counts for nothing.`,
            override: inDeleteOptions(field.name),
          };
    case 'Preconditions':
      return { text: `${field.name} of Preconditions counts for nothing.`, override: inDeleteOptions('preconditions') };
    case 'ResourceName':
      return {
        text: `An amount of ${field.name} is lost.`,
        override: inBodies('ResourceRequirements', (object) =>
          inMember(
            inMember(object, 'limits', (map) => without(map, field.name)),
            'requests',
            (map) => without(map, field.name),
          ),
        ),
      };
    case 'Annotations':
      return {
        text: `The annotation ${field.name} is lost.`,
        override: (base) => ({
          clientMetadata: (sent) =>
            inMember(base.clientMetadata(sent), 'annotations', (map) => without(map, field.name)),
        }),
      };
    default:
      return undefined;
  }
}

/**
 * A field of ObjectMeta: the client's are lost, the server's mistyped; what makes an object's address is mistyped too.
 */
function ofMetadata(field: Field): Draft {
  if (['labels', 'annotations', 'ownerReferences', 'finalizers'].includes(field.name)) {
    return {
      text: `The ${field.name} that a client sends are lost.`,
      override: (base) => ({ clientMetadata: (sent) => without(base.clientMetadata(sent), field.name) }),
    };
  }
  return {
    text: `metadata.${field.name} is shown with a value of the wrong type.`,
    override: inAnswers((_, job) => ({
      ...job,
      metadata: set(objectAt(job, 'metadata'), field.name, mistyped(field)),
    })),
  };
}

/** Breaks that a field is supported, in one kind or in all. */
const unsupporting = (structure: Structure, field: Field, { text, override }: Draft, kind?: Kind): Mutant =>
  mutant(
    `field-${structure.name}-${field.name}`.replaceAll(/[^A-Za-z0-9-]/g, '-'),
    `field.${structure.name}.${field.name}`,
    { text, ...(kind === undefined ? {} : { kinds: [kind.plural] }), override },
  );

/** The shared tables: the kinds take turns, and so do losing and altering. */
function shared(): Mutant[] {
  let turn = 0;
  return Object.values(STRUCTURES).flatMap((structure) =>
    structure.fields
      .filter((field) => isTestable(`field.${structure.name}.${field.name}`))
      .map((field): Mutant => {
        const direct = structure.name === 'ObjectMeta' ? ofMetadata(field) : other(structure, field);
        if (direct !== undefined) return unsupporting(structure, field, direct);
        const kind = kindInTurn(turn++);
        const served = under(kind, statusOf(kind).name).has(structure.name);
        const draft = served ? ofAnswer(structure, field, kind) : ofBody(kind, structure, field, turn % 2 === 0);
        return unsupporting(structure, field, draft, kind);
      }),
  );
}

/** The tables that each kind has of its own. */
const own = (kind: Kind): Mutant[] => [
  ...specOf(kind).fields.map((field, i) => {
    const lose = field.required !== true && i % 2 === 0;
    return unsupporting(specOf(kind), field, ofBody(kind, specOf(kind), field, lose), kind);
  }),
  ...[statusOf(kind), objectOf(kind), listOf(kind)].flatMap((structure) =>
    structure.fields.map((field) => unsupporting(structure, field, ofAnswer(structure, field, kind), kind)),
  ),
];

/** Written defaults are a freedom; which value is not. */
const defaults = (): Mutant[] =>
  CCI.statements
    .filter(({ id }) => isTestable(id) && id.startsWith('default.'))
    .map(({ id }): Mutant => {
      const [, structure = '', name = ''] = id.split('.');
      const kind = KINDS.find((one) => under(one, one.kind).has(structure));
      const field = kind && named(structuresOf(kind), structure).fields.find((one) => one.name === name);
      if (kind === undefined || field === undefined) throw new Error(`${id} is about no field of any kind`);
      return mutant(`default-${structure}-${name}`, id, {
        text: `Where ${name} of ${structure} is absent, another value than its default is written.`,
        kinds: [kind.plural],
        override: inBodies(structure, (object) =>
          object[name] === undefined ? { ...object, [name]: wrongDefault(field) } : object,
        ),
      });
    });

const wrongDefault = ({ is, default: right }: Field): Json =>
  is.type === 'string' && is.enum !== undefined
    ? (is.enum.find((value) => value !== right) ?? 'x')
    : altered(right as Json);

export const FIELD_MUTANTS: readonly Mutant[] = [...shared(), ...KINDS.flatMap(own), ...defaults()].filter(
  ({ breaks }) => isTestable(breaks),
);
