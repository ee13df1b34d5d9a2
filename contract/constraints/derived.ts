import type { Field, FieldType, Structure } from '../types.ts';
import type { Constraint, Keyword } from './types.ts';
import { wordsFor } from './words.ts';

type Said = [keyword: Keyword, text: string];

const optional = <T>(keyword: Keyword, value: T | undefined, text: (value: T) => string): Said[] =>
  value === undefined ? [] : [[keyword, text(value)]];
const names = (values: readonly string[]): string => values.map((v) => `\`${v}\``).join(', ');

/** The constraints of a type besides its JSON type. */
function saidBy(is: FieldType): Said[] {
  switch (is.type) {
    case 'string':
      return [
        ...optional('pattern', is.pattern, (p) => `matches \`${p}\``),
        ...optional('minLength', is.minLength, (n) => `has at least ${n} character${n === 1 ? '' : 's'}`),
        ...optional('maxLength', is.maxLength, (n) => `has at most ${n} characters`),
        ...optional('enum', is.enum, (values) =>
          values.length === 1 ? `is ${names(values)}` : `is one of ${names(values)}`,
        ),
        ...optional('format', is.format, () => `is an RFC 3339 time${is.anyZone === true ? '' : ' in UTC'}`),
      ];
    case 'integer':
      return [
        ...optional('minimum', is.minimum, (n) => `is at least ${n}`),
        ...optional('exclusiveMinimum', is.exclusiveMinimum, (n) => `is greater than ${n}`),
        ...optional('maximum', is.maximum, (n) => `is at most ${n}`),
      ];
    case 'boolean':
      return optional('const', is.const, (value) => `is never ${!value}`);
    case 'array':
      return [
        ...optional('minItems', is.minItems, (n) => `has at least ${n} item${n === 1 ? '' : 's'}`),
        ...saidBy(is.items),
      ];
    case 'map':
      return [...optional('keyPattern', is.keyPattern, (p) => `has keys that match \`${p}\``), ...saidBy(is.values)];
    default:
      return [];
  }
}

const saidByField = (field: Field): Said[] => [
  ...(field.required === true ? [['required', 'is required'] as Said] : []),
  // That a status is the server's is said by the conventions alone (status.not-writable), not by the tables.
  ...(field.readOnly === true && field.is.type !== 'ref'
    ? [['readOnly', "is set by the server; a client's value never becomes the object's"] as Said]
    : []),
  ...saidBy(field.is),
];

/** The constraints that follow from the fields' types and flags. Unsupported fields have none (erratum 35). */
export const constraintsOfStructure = (structure: Structure): Constraint[] =>
  structure.fields
    .filter((field) => field.unsupported !== true)
    .flatMap((field) =>
      saidByField(field).map(([keyword, text]): Constraint => {
        const id = `${structure.name}.${field.name}.${keyword}`;
        const says = wordsFor({ id, keyword, field: field.name }, structure);
        return {
          id,
          text: `${structure.name}.${field.name} ${text}.`,
          table: structure.table,
          ...(says !== undefined && { says }),
          structure: structure.name,
          field: field.name,
          keyword,
          judge: keyword === 'readOnly' ? 'server' : 'schema',
          ...(field.errata === undefined ? {} : { errata: field.errata }),
        };
      }),
    );
