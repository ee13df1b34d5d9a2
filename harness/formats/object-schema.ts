import type { JsonObject } from '../../contract/json.ts';

/** Names of the members that may be missing in JSON: they are optional, or may be undefined. */
type OptionalKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

/**
 * The JSON Schema of an interface. The compiler makes sure that they agree: each member of the interface has its schema
 * here, and is required exactly where the interface requires it. Members that the schema does not name are allowed
 * unless `closed`.
 */
export const objectSchema = <T>(members: {
  required: { [K in Exclude<keyof T, OptionalKeys<T>>]: JsonObject };
  optional: { [K in OptionalKeys<T>]-?: JsonObject };
  closed?: boolean;
}): JsonObject => ({
  type: 'object',
  properties: { ...members.required, ...members.optional },
  required: Object.keys(members.required),
  ...(members.closed === true && { additionalProperties: false }),
});

export const text = (description?: string): JsonObject => ({ type: 'string', ...(description && { description }) });
export const integer = (description?: string): JsonObject => ({
  type: 'integer',
  ...(description && { description }),
});
export const number = (description?: string): JsonObject => ({ type: 'number', ...(description && { description }) });
export const flag = (description?: string): JsonObject => ({ type: 'boolean', ...(description && { description }) });
export const oneOf = (values: readonly string[]): JsonObject => ({ enum: [...values] });
export const listOf = (items: JsonObject, description?: string): JsonObject => ({
  type: 'array',
  items,
  ...(description && { description }),
});
export const mapOf = (values: JsonObject): JsonObject => ({ type: 'object', additionalProperties: values });
