/** Values of documented types: the walk from a structure to the objects it describes. */
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { Json, JsonObject } from '../../../contract/json.ts';
import { named } from '../../../contract/structures/index.ts';
import type { Field, FieldType, Kind, ReplicaType, Structure } from '../../../contract/types.ts';
import { leadingType } from '../../../contract/workloads/replicated.ts';
import {
  ALWAYS,
  ENTRIES,
  LASTING,
  ONE_OF,
  RANGES,
  UNSENT,
  UNSENT_OF_INIT_CONTAINERS,
  VALUES,
} from './kubernetes-values.ts';
import { resources } from './resources.ts';
import { dnsLabel } from './text.ts';

/** How a manifest is drawn. */
export interface Drawing {
  kind: Kind;
  /** `structuresOf(kind)`. */
  structures: Readonly<Record<string, Structure>>;
  maxReplicas: number;
  /** Also fields that a server may act on (`UNSENT` in kubernetes-values.ts). */
  unsent: boolean;
  /** How often an optional field is there, of 100. */
  density: number;
  /** Paths as in `fieldsOf`: these fields are there in any case, with all that holds them. */
  wanted: readonly string[];
}

/** A field at one place of the walk. */
export interface FieldPlace {
  structure: Structure;
  field: Field;
  path: string;
  drawing: Drawing;
}

const INT32_MAX = 2 ** 31 - 1;

/** The entry of `Structure.field`, or of the field's name where the structure is a kind's own. */
const entryOf = <T>(table: Readonly<Record<string, T>>, structure: Structure, field: Field): T | undefined =>
  table[`${structure.name}.${field.name}`] ?? table[field.name];

const isWanted = (path: string, { wanted }: Drawing): boolean =>
  wanted.some((want) => want === path || want.startsWith(`${path}.`) || want.startsWith(`${path}[`));

/** The greatest and the least integer of a field that are valid and plausible. */
function boundsOf(
  is: FieldType & { type: 'integer' },
  { structure, field, drawing: { unsent, maxReplicas } }: FieldPlace,
): { min: number; max: number } {
  // What is really created is paid for by somebody.
  if (`${structure.name}.${field.name}` === 'ReplicaSpec.replicas') return { min: field.least ?? 0, max: maxReplicas };
  const plausible = entryOf(RANGES, structure, field);
  const lasting = unsent ? undefined : entryOf(LASTING, structure, field);
  const least = field.least ?? is.minimum ?? (is.exclusiveMinimum === undefined ? 0 : is.exclusiveMinimum + 1);
  const greatest = is.maximum ?? (unsent && is.format === 'int64' ? Number.MAX_SAFE_INTEGER : INT32_MAX);
  return {
    min: Math.max(least, plausible?.min ?? least, lasting?.min ?? least),
    max: Math.min(greatest, plausible?.max ?? greatest, lasting?.max ?? greatest),
  };
}

function integers({ min, max }: { min: number; max: number }): Arbitrary<number> {
  const boundaries = [min, min + 1, max - 1, max, 0, 1, INT32_MAX, INT32_MAX + 1].filter((n) => n >= min && n <= max);
  return fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min, max: Math.min(max, min + 100) }) },
    { weight: 3, arbitrary: fc.constantFrom(...new Set(boundaries)) },
    { weight: 1, arbitrary: fc.integer({ min, max }) },
  );
}

function strings(is: FieldType & { type: 'string' }): Arbitrary<string> {
  if (is.enum !== undefined) return fc.constantFrom(...is.enum);
  if (is.format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2099-12-31T23:59:59Z') })
      .map((d) => d.toISOString());
  const { minLength = 0, maxLength = Infinity, pattern } = is;
  if (pattern === undefined) return dnsLabel(Math.max(2, Math.min(maxLength, 63)));
  return fc.stringMatching(new RegExp(pattern)).filter((s) => s.length >= minLength && s.length <= maxLength);
}

/** The kind's map of replicas: the leading type, and perhaps another, each in one of its spellings. */
function replicaMaps(values: Structure, path: string, drawing: Drawing): Arbitrary<JsonObject> {
  const entryFor = ({ name, aliases = [], single }: ReplicaType): Arbitrary<[name: string, replica: JsonObject]> =>
    fc.tuple(
      fc.constantFrom(name, ...aliases),
      structureValues(values, `${path}.{replicaType}`, {
        ...drawing,
        maxReplicas: single === true ? 1 : drawing.maxReplicas,
      }),
    );
  const { replicaTypes } = drawing.kind;
  const leading = leadingType(drawing.kind);
  const others = replicaTypes.filter(({ name }) => name !== leading);
  const beside = others.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...others.map(entryFor)), { maxLength: 1 });
  return fc
    .tuple(beside, ...replicaTypes.filter(({ name }) => name === leading).map(entryFor))
    .map(([more, ...lead]) => Object.fromEntries([...more, ...lead]));
}

function maps(is: FieldType & { type: 'map' }, at: FieldPlace): Arbitrary<JsonObject> {
  if (is.values.type === 'ref') return replicaMaps(named(at.drawing.structures, is.values.ref), at.path, at.drawing);
  const [key, value] = ENTRIES[`${at.structure.name}.${at.field.name}`] ?? [dnsLabel(), typeValues(is.values, at)];
  return fc
    .uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, minLength: 1, maxLength: 3 })
    .map((entries) => Object.fromEntries(entries));
}

function typeValues(is: FieldType, at: FieldPlace): Arbitrary<Json> {
  const { structure, field, path, drawing } = at;
  switch (is.type) {
    case 'boolean':
      return is.const === undefined ? fc.boolean() : fc.constant(is.const);
    case 'integer':
      return integers(boundsOf(is, at));
    case 'string':
      return is.enum === undefined ? (entryOf(VALUES, structure, field) ?? strings(is)) : strings(is);
    case 'quantity':
      return entryOf(VALUES, structure, field) ?? fc.constantFrom<Json>('1', 1);
    // Never empty: to a server with typed fields that is the same as none.
    case 'array':
      return fc.array(typeValues(is.items, { ...at, path: `${path}[]` }), {
        minLength: Math.max(1, is.minItems ?? 1),
        maxLength: 2,
      });
    case 'map':
      return maps(is, at);
    case 'ref':
      return is.ref === 'ResourceRequirements'
        ? resources
        : structureValues(named(drawing.structures, is.ref), path, drawing);
  }
}

/** Values of a field on its own, as a job that is sent may have them. */
export const fieldValues = (
  kind: Kind,
  structures: Drawing['structures'],
  structure: Structure,
  field: Field,
): Arbitrary<Json> =>
  typeValues(field.is, {
    structure,
    field,
    path: '',
    drawing: { kind, structures, maxReplicas: 1, unsent: false, density: 0, wanted: [] },
  });

const SAMPLES = 20;
/** Some values of a type, always the same. */
export const samplesOf = (is: FieldType, at: FieldPlace): Json[] =>
  fc.sample(typeValues(is, at), { seed: SAMPLES, numRuns: SAMPLES });

/** Whether a client may set the field, and whether it is one for this drawing. */
export function isDrawn(structure: Structure, field: Field, path: string, unsent: boolean): boolean {
  if (field.unsupported === true || field.readOnly === true) return false;
  if (unsent) return true;
  return (
    !UNSENT.has(`${structure.name}.${field.name}`) &&
    !(path.includes('.initContainers[].') && UNSENT_OF_INIT_CONTAINERS.has(field.name))
  );
}

/** Whether an object means something with the field alone, whatever the table says. */
export const isAlways = (structure: Structure, field: Field, path: string): boolean =>
  field.required === true || ALWAYS.has(`${structure.name}.${field.name}`) || path === 'metadata.name';

type Member = [name: string, value: Json | undefined];

function member(structure: Structure, field: Field, holder: string, drawing: Drawing): Arbitrary<Member> | undefined {
  const path = holder === '' ? field.name : `${holder}.${field.name}`;
  if (!isDrawn(structure, field, path, drawing.unsent)) return undefined;
  const wanted = isWanted(path, drawing);
  const always = wanted || isAlways(structure, field, path);
  if (!always && drawing.density === 0) return undefined;
  const there = typeValues(field.is, { structure, field, path, drawing }).map((value): Member => [
    field.name,
    always || !isEmpty(value, field, drawing) ? value : undefined,
  ]);
  if (always) return there;
  const absent = fc.constant<Member>([field.name, undefined]);
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 100 - drawing.density, arbitrary: absent },
    { weight: drawing.density, arbitrary: there },
  );
}

/** An object of which the tables describe members and none is there: to a server with typed fields the same as none. */
const isEmpty = (value: Json, { is }: Field, { structures }: Drawing): boolean =>
  is.type === 'ref' && named(structures, is.ref).fields.length > 0 && Object.keys(value as JsonObject).length === 0;

/** The one of some members that is there: a wanted one before others. */
function oneOf(names: readonly string[], structure: Structure, path: string, drawing: Drawing): Arbitrary<Member>[] {
  const fields = structure.fields.filter(({ name }) => names.includes(name));
  const wanted = fields.filter(({ name }) => isWanted(`${path}.${name}`, drawing));
  const members = (wanted.length > 0 ? wanted : fields).map((field) =>
    typeValues(field.is, { structure, field, path: `${path}.${field.name}`, drawing }).map((value): Member => [
      field.name,
      value,
    ]),
  );
  return members.length > 0 ? [fc.oneof(...members)] : [];
}

/** Objects of a structure. */
export function structureValues(structure: Structure, path: string, drawing: Drawing): Arbitrary<JsonObject> {
  const exclusive = ONE_OF[structure.name] ?? [];
  const members = structure.fields
    .filter(({ name }) => !exclusive.includes(name))
    .flatMap((field) => member(structure, field, path, drawing) ?? []);
  return fc
    .tuple(...members, ...oneOf(exclusive, structure, path, drawing))
    .map((chosen) => Object.fromEntries(chosen.filter((m): m is [string, Json] => m[1] !== undefined)));
}
