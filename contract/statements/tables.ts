import { CONSTRAINTS } from '../constraints.ts';
import { KINDS } from '../kinds.ts';
import { table } from '../sources.ts';
import { STRUCTURES, listOf, objectOf, specOf, statusOf } from '../structures.ts';
import type { Field, FieldType, Statement, Structure } from '../types.ts';

const TYPES: Readonly<Record<Exclude<FieldType['type'], 'array' | 'map' | 'ref'>, string>> = {
  string: 'a string', integer: 'an integer', boolean: 'a boolean', quantity: 'a quantity, a string or a number',
};

/** `a map of ReplicaSpec`, `an array of strings`. */
function inWords(is: FieldType): string {
  switch (is.type) {
    case 'array': return `an array, each item ${inWords(is.items)}`;
    case 'map': return `a map, each value ${inWords(is.values)}`;
    case 'ref': return `a ${is.ref}`;
    default: return is.type === 'string' && is.format === 'date-time' ? 'a time in RFC 3339' : TYPES[is.type];
  }
}

const NOT_SERVED = 'the service does not support the field: a server may refuse, drop or keep it (erratum 35)';

/** `field.ReplicaSpec.replicas`: one row of a table. */
const fieldStatement = (structure: Structure, field: Field): Statement => ({
  id: `field.${structure.name}.${field.name}`,
  text: `${field.name} of ${structure.name} is ${inWords(field.is)}.`,
  source: table(structure.table, field.name, ...(field.errata ?? [])),
  layer: 'general',
  level: 'MUST',
  ...(field.unsupported === true ? { untestable: NOT_SERVED } : {}),
});

const STRUCTURES_OF_ALL: readonly Structure[] = [
  ...Object.values(STRUCTURES), ...KINDS.flatMap((kind) => [specOf(kind), statusOf(kind), objectOf(kind), listOf(kind)]),
];

/** The tables, row by row, and what they say about values: derived, so that no fact stands twice. */
export const TABLE_STATEMENTS: readonly Statement[] = [
  ...STRUCTURES_OF_ALL.flatMap((structure) => structure.fields.map((field) => fieldStatement(structure, field))),
  ...CONSTRAINTS.map((constraint): Statement => ({
    id: `constraint.${constraint.id}`,
    text: constraint.text,
    source: table(constraint.table, constraint.field, ...(constraint.errata ?? [])),
    layer: 'general',
    level: 'MUST',
  })),
];
