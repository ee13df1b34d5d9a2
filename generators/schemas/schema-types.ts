import { QUANTITY_PATTERN } from '../../contract/quantity.ts';
import type { JsonObject } from '../../contract/json.ts';
import { named } from '../../contract/structures/index.ts';
import type { Field, FieldType, Structure } from '../../contract/types.ts';

/**
 * How strictly a schema reads the tables. `sent`: what a client may send, every constraint, no unknown member.
 * `received`: what a server may answer, the documented members' types, further members allowed. `patch`: a merge patch
 * of what is sent.
 */
export type Mode = 'sent' | 'received' | 'patch';

export interface Writing {
  /** The `$ref` to a shared structure in a mode. */
  refTo: (mode: Mode, structure: string) => string;
  /** Structures of one kind: written in place, since nothing else refers to them. */
  own: Readonly<Record<string, Structure>>;
  /** Structures whose values are the server's alone: their constraints hold in what is received. */
  serversOwn: ReadonlySet<string>;
}

/** RFC 3339, with and without a fraction (erratum 16); in UTC where the table says so (table 10). */
const timePattern = (isUtc: boolean): string =>
  `^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]${isUtc ? '00:00' : '\\d{2}:\\d{2}'})$`;

const given = (members: JsonObject | Record<string, unknown>): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject;

/** A schema of the type that also takes null. */
function nullable(schema: JsonObject): JsonObject {
  if (typeof schema['type'] !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const { const: constant, ...rest } = schema;
  const values = constant === undefined ? schema['enum'] : [constant];
  return { ...rest, type: [schema['type'], 'null'], ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
}

function stringSchema(is: FieldType & { type: 'string' }, constrained: boolean): JsonObject {
  if (!constrained) return { type: 'string' };
  if (is.format !== undefined) return { type: 'string', format: is.format, pattern: timePattern(is.anyZone !== true) };
  if (is.enum?.length === 1) return { type: 'string', const: is.enum[0]! };
  return given({
    type: 'string',
    enum: is.enum,
    pattern: is.pattern,
    minLength: is.minLength,
    maxLength: is.maxLength,
  });
}

function integerSchema(is: FieldType & { type: 'integer' }, constrained: boolean): JsonObject {
  if (!constrained) return { type: 'integer' };
  return given({
    type: 'integer',
    format: is.format,
    minimum: is.minimum,
    exclusiveMinimum: is.exclusiveMinimum,
    maximum: is.maximum,
  });
}

/**
 * Only whole numbers are documented as numbers, and servers with typed fields take no others; anything may come back.
 */
const quantitySchema = (mode: Mode): JsonObject =>
  mode === 'received'
    ? { anyOf: [{ type: 'string' }, { type: 'number' }] }
    : { anyOf: [{ type: 'string', pattern: QUANTITY_PATTERN }, { type: 'integer' }] };

function mapSchema(is: FieldType & { type: 'map' }, mode: Mode, constrained: boolean, writing: Writing): JsonObject {
  const values = typeSchema(is.values, mode, constrained, writing);
  return given({
    type: 'object',
    propertyNames: constrained && is.keyPattern !== undefined ? { type: 'string', pattern: is.keyPattern } : undefined,
    additionalProperties: mode === 'patch' ? nullable(values) : values,
  });
}

/** A merge patch replaces arrays whole (RFC 7396, section 2), so that their items are what is sent, not patches. */
const arraySchema = (
  is: FieldType & { type: 'array' },
  mode: Mode,
  constrained: boolean,
  writing: Writing,
): JsonObject =>
  given({
    type: 'array',
    minItems: constrained ? is.minItems : undefined,
    items: typeSchema(is.items, mode === 'patch' ? 'sent' : mode, constrained, writing),
  });

/** JSON Schema of a field's type. */
export function typeSchema(is: FieldType, mode: Mode, constrained: boolean, writing: Writing): JsonObject {
  switch (is.type) {
    case 'string':
      return stringSchema(is, constrained);
    case 'integer':
      return integerSchema(is, constrained);
    case 'boolean':
      return given({ type: 'boolean', const: constrained ? is.const : undefined });
    case 'quantity':
      return quantitySchema(mode);
    case 'array':
      return arraySchema(is, mode, constrained, writing);
    case 'map':
      return mapSchema(is, mode, constrained, writing);
    case 'ref': {
      const own = writing.own[is.ref];
      return own === undefined ? { $ref: writing.refTo(mode, is.ref) } : structureSchema(own, mode, writing);
    }
  }
}

/** Empty lists, maps and times of servers with typed fields are null on the wire; of their own members, any that is absent. */
const mayBeNull = (is: FieldType, isServersOwn: boolean): boolean =>
  isServersOwn || is.type === 'array' || is.type === 'map' || (is.type === 'string' && is.format === 'date-time');

function fieldSchema(field: Field, structure: Structure, mode: Mode, writing: Writing): JsonObject {
  const isServersOwn = field.readOnly === true || writing.serversOwn.has(structure.name);
  const constrained = mode !== 'received' || isServersOwn;
  const schema = typeSchema(field.is, mode, constrained, writing);
  if (field.required === true || mode === 'sent') return schema;
  if (mode === 'received') return mayBeNull(field.is, isServersOwn) ? nullable(schema) : schema;
  return field.readOnly === true ? schema : nullable(schema);
}

/**
 * JSON Schema of a structure: an object. Unsupported fields are left out (erratum 35): unknown where it is strict, free
 * where it is open.
 */
export function structureSchema(structure: Structure, mode: Mode, writing: Writing): JsonObject {
  const fields = structure.fields.filter((f) => f.unsupported !== true);
  const required = mode === 'patch' ? [] : fields.filter((f) => f.required === true).map((f) => f.name);
  return given({
    type: 'object',
    required: required.length > 0 ? required : undefined,
    properties: Object.fromEntries(fields.map((f) => [f.name, fieldSchema(f, structure, mode, writing)])),
    additionalProperties: mode === 'received' ? undefined : false,
  });
}

/** Names of the shared structures that can be reached from these types, in the order of the tables. */
export function reachable(roots: readonly string[], structures: Readonly<Record<string, Structure>>): string[] {
  const seen = new Set<string>();
  const visit = (is: FieldType): void => {
    if (is.type === 'array') return visit(is.items);
    if (is.type === 'map') return visit(is.values);
    if (is.type !== 'ref' || seen.has(is.ref)) return;
    seen.add(is.ref);
    for (const field of named(structures, is.ref).fields) if (field.unsupported !== true) visit(field.is);
  };
  for (const root of roots) visit({ type: 'ref', ref: root });
  return Object.keys(structures).filter((name) => seen.has(name));
}
