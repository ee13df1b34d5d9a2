import type { Field, FieldType, Structure } from '../types.ts';

/** Short names for the field types that the tables use often. */
export const STRING: FieldType = { type: 'string' };
export const BOOLEAN: FieldType = { type: 'boolean' };
export const INT32: FieldType = { type: 'integer', format: 'int32' };
export const INT64: FieldType = { type: 'integer', format: 'int64' };
export const TIME: FieldType = { type: 'string', format: 'date-time' };
/** In any zone. */
export const LOCAL_TIME: FieldType = { type: 'string', format: 'date-time', anyZone: true };
export const QUANTITY: FieldType = { type: 'quantity' };
export const STRINGS: FieldType = { type: 'array', items: STRING };
export const STRING_MAP: FieldType = { type: 'map', values: STRING };

export const ref = (name: string): FieldType => ({ type: 'ref', ref: name });
export const listOfRefs = (name: string): FieldType => ({ type: 'array', items: ref(name) });
export const oneOf = (...values: string[]): FieldType => ({ type: 'string', enum: values });

export const field = (name: string, is: FieldType, more: Omit<Field, 'name' | 'is'> = {}): Field => ({
  name,
  is,
  ...more,
});
export const structure = (table: number, name: string, ...fields: Field[]): Structure => ({ name, table, fields });
