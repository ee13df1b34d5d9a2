import { CONSTRAINTS } from '../constraints.ts';
import { KINDS } from '../kinds.ts';
import { table } from '../sources.ts';
import { STRUCTURES, listOf, objectOf, specOf, statusOf } from '../structures.ts';
import type { Field, FieldType, Statement, Structure } from '../types.ts';

const TYPES: Readonly<Record<Exclude<FieldType['type'], 'array' | 'map' | 'ref'>, string>> = {
  string: 'a string',
  integer: 'an integer',
  boolean: 'a boolean',
  quantity: 'a quantity, a string or a number',
};

/** `a map of ReplicaSpec`, `an array of strings`. */
function inWords(is: FieldType): string {
  switch (is.type) {
    case 'array':
      return `an array, each item ${inWords(is.items)}`;
    case 'map':
      return `a map, each value ${inWords(is.values)}`;
    case 'ref':
      return `${/^[AEIOU]/.test(is.ref) ? 'an' : 'a'} ${is.ref}`;
    default:
      return is.type === 'string' && is.format === 'date-time' ? 'a time in RFC 3339' : TYPES[is.type];
  }
}

const UNSUPPORTED = 'the service does not support it: a server may refuse, drop or keep it (errata 35 and 37)';
const NOT_SERVED = 'it is reached through fields that the service does not support, or through none (errata 35 and 37)';

const STRUCTURES_OF_ALL: readonly Structure[] = [
  ...Object.values(STRUCTURES),
  ...KINDS.flatMap((kind) => [specOf(kind), statusOf(kind), objectOf(kind), listOf(kind)]),
];

/** Tables that list keys of maps: of limits and requests, and of annotations. No field refers to them. */
const KEYS = ['ResourceName', 'Annotations'];

const refsOf = (is: FieldType): string[] => {
  if (is.type === 'array') return refsOf(is.items);
  if (is.type === 'map') return refsOf(is.values);
  return is.type === 'ref' ? [is.ref] : [];
};

/** The structures that a request or an answer can hold, without what lies under unsupported fields. */
function served(): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const structure = STRUCTURES_OF_ALL.find((s) => s.name === name);
    for (const field of structure?.fields ?? []) if (field.unsupported !== true) refsOf(field.is).forEach(visit);
  };
  [
    ...KINDS.flatMap((kind) => [kind.kind, listOf(kind).name]),
    'Status',
    'WatchEvent',
    'DeleteOptions',
    ...KEYS,
  ].forEach(visit);
  return found;
}

const SERVED = served();

const untestable = (structure: string, unsupported: boolean): { untestable?: string } => {
  if (!SERVED.has(structure)) return { untestable: NOT_SERVED };
  return unsupported ? { untestable: UNSUPPORTED } : {};
};

const NO_LIST_SENT = 'no request has a ListMeta in which a client could assign it';
const BOTH_SENT = 'it binds clients: a body has both (erratum 34), and a server may read one that lacks them';
/** Constraints that no server can break, with the reason. */
const CLIENTS_ALONE: Readonly<Record<string, string>> = {
  'ListMeta.resourceVersion.readOnly': NO_LIST_SENT,
  'ListMeta.selfLink.readOnly': NO_LIST_SENT,
  'DeleteOptions.kind.required': BOTH_SENT,
  'DeleteOptions.apiVersion.required': BOTH_SENT,
};

/** `field.ReplicaSpec.replicas`: one row of a table. */
const fieldStatement = (structure: Structure, field: Field): Statement => ({
  id: `field.${structure.name}.${field.name}`,
  text: `${field.name} of ${structure.name} is ${inWords(field.is)}.`,
  source: table(structure.table, field.name, ...(field.errata ?? [])),
  layer: 'general',
  level: 'MUST',
  ...untestable(structure.name, field.unsupported === true),
});

/** `default.ReplicaSpec.replicas`. Whether defaults are written is a freedom; which value is not. */
const defaultStatement = (structure: Structure, field: Field): Statement => ({
  id: `default.${structure.name}.${field.name}`,
  text: `Where the server writes ${field.name} of ${structure.name} into an object that was sent without it, it writes ${JSON.stringify(field.default)}.`,
  source: table(structure.table, field.name, ...(field.errata ?? [])),
  layer: 'general',
  level: 'MUST',
  ...untestable(structure.name, field.unsupported === true),
});

/** The tables, row by row, and what they say about values: derived, so that no fact stands twice. */
export const TABLE_STATEMENTS: readonly Statement[] = [
  ...STRUCTURES_OF_ALL.flatMap((structure) => structure.fields.map((field) => fieldStatement(structure, field))),
  ...STRUCTURES_OF_ALL.flatMap((structure) =>
    structure.fields.filter((f) => f.default !== undefined).map((field) => defaultStatement(structure, field)),
  ),
  ...CONSTRAINTS.map((constraint): Statement => ({
    id: `constraint.${constraint.id}`,
    text: constraint.text,
    source: table(constraint.table, constraint.field, ...(constraint.errata ?? [])),
    layer: 'general',
    level: 'MUST',
    ...(CLIENTS_ALONE[constraint.id] === undefined
      ? untestable(constraint.structure, false)
      : { untestable: CLIENTS_ALONE[constraint.id]! }),
  })),
];
