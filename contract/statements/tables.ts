import type { Constraint } from '../constraints/index.ts';
import { rowOf } from '../sources.ts';
import { listOf, objectOf } from '../structures/index.ts';
import type { Field, FieldType, Kind, Statement, Structure } from '../types.ts';

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

const UNSUPPORTED =
  'the service does not support it: a server may refuse, drop or keep it, which fields.unsupported says of all (errata 35 and 37)';
const TWO_TYPES = 'the tables give it two types (erratum 40): a server may take either, and refuse the other';
const NOT_SERVED = 'it is reached through fields that the service does not support, or through none (errata 35 and 37)';

/** Tables that list keys of maps: of limits and requests, and of annotations. No field refers to them. */
const KEYS = ['ResourceName', 'Annotations'];

const refsOf = (is: FieldType): string[] => {
  if (is.type === 'array') return refsOf(is.items);
  if (is.type === 'map') return refsOf(is.values);
  return is.type === 'ref' ? [is.ref] : [];
};

/** The structures that a request or an answer can hold, without what lies under unsupported fields. */
function servedBy(kinds: readonly Kind[], structures: readonly Structure[]): ReadonlySet<string> {
  const byName = new Map(structures.map((structure) => [structure.name, structure]));
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const field of byName.get(name)?.fields ?? []) if (field.unsupported !== true) refsOf(field.is).forEach(visit);
  };
  const roots = kinds.flatMap((kind) => [objectOf(kind).name, listOf(kind).name]);
  [...roots, 'Status', 'WatchEvent', 'DeleteOptions', ...KEYS].forEach(visit);
  return found;
}

const NO_LIST_SENT = 'no request has a ListMeta in which a client could assign it';
const BOTH_SENT = 'it binds clients: a body has both (erratum 34), and a server may read one that lacks them';
/** Constraints that no server can violate, with the reason. */
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
  source: rowOf(structure, field.name, field.errata),
  layer: 'general',
  level: 'MUST',
});

/** `default.ReplicaSpec.replicas`. Whether a server stores defaults is a freedom; their value is not. */
const defaultStatement = (structure: Structure, field: Field): Statement => ({
  id: `default.${structure.name}.${field.name}`,
  text: `Where the server writes ${field.name} of ${structure.name} into an object that was sent without it, it writes ${JSON.stringify(field.default)}.`,
  source: rowOf(structure, field.name, field.errata),
  layer: 'general',
  level: 'MUST',
});

const constraintStatement = (constraint: Constraint, structure: Pick<Structure, 'table' | 'document'>): Statement => ({
  id: `constraint.${constraint.id}`,
  text: constraint.text,
  source: rowOf(structure, constraint.field, constraint.errata),
  layer: 'general',
  level: 'MUST',
});

/**
 * The statements of the tables, row by row, and of their constraints. They are derived, so that no fact is written
 * twice.
 */
export function tableStatements(
  kinds: readonly Kind[],
  structures: readonly Structure[],
  constraints: readonly Constraint[],
): Statement[] {
  const served = servedBy(kinds, structures);
  const documents = new Map(structures.map(({ name, document }) => [name, document]));
  const testable = (statement: Statement, structure: string, reason: string | undefined): Statement => {
    const untestable = served.has(structure) ? reason : NOT_SERVED;
    return untestable === undefined ? statement : { ...statement, untestable };
  };
  const rows = structures.flatMap((structure) => structure.fields.map((field) => ({ structure, field })));
  const fieldReason = ({ unsupported, errata }: Field): string | undefined => {
    if (unsupported !== true) return undefined;
    return errata?.includes(40) === true ? TWO_TYPES : UNSUPPORTED;
  };
  return [
    ...rows.map(({ structure, field }) =>
      testable(fieldStatement(structure, field), structure.name, fieldReason(field)),
    ),
    ...rows
      .filter(({ field }) => field.default !== undefined)
      .map(({ structure, field }) => testable(defaultStatement(structure, field), structure.name, fieldReason(field))),
    ...constraints.map((constraint) => {
      const { id, structure, table } = constraint;
      const document = documents.get(structure);
      return testable(
        constraintStatement(constraint, { table, ...(document !== undefined && { document }) }),
        structure,
        CLIENTS_ALONE[id],
      );
    }),
  ];
}
