import { QUANTITY_PATTERN } from '../../contract/quantity.ts';
import type { JsonObject } from '../../contract/json.ts';
import { named } from '../../contract/structures/index.ts';
import type { Field, FieldType, Structure } from '../../contract/types.ts';

/**
 * Structural schemas (apiextensions.k8s.io/v1): no `$ref`, no `const`, no `propertyNames`; everything stands where it
 * is used, and members that are not named are pruned.
 */
export type Structures = Readonly<Record<string, Structure>>;

/** The names that a key pattern of the form `^(a|b)$` lists. */
const listedKeys = (keyPattern: string): string[] => keyPattern.slice(2, -2).split('|');

/** A map whose keys a pattern lists; the bound keeps the rule's cost small. */
function keyRule(keyPattern: string): JsonObject {
  const keys = listedKeys(keyPattern);
  return {
    maxProperties: keys.length,
    'x-kubernetes-validations': [
      {
        rule: `self.all(key, key in [${keys.map((k) => `'${k}'`).join(', ')}])`,
        message: `keys are ${keys.join(', ')}`,
      },
    ],
  };
}

const given = (members: Record<string, unknown>): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject;

function integerSchema({ format, minimum, exclusiveMinimum, maximum }: FieldType & { type: 'integer' }): JsonObject {
  const exclusive = exclusiveMinimum === undefined ? {} : { minimum: exclusiveMinimum, exclusiveMinimum: true };
  return given({ type: 'integer', format, minimum, ...exclusive, maximum });
}

/** Containers of a pod are told apart by their names. */
const uniqueBy = (is: FieldType & { type: 'array' }): JsonObject =>
  is.items.type === 'ref' && is.items.ref === 'Container'
    ? { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] }
    : {};

/** The structural schema of a field's type. */
function crdType(is: FieldType, structures: Structures): JsonObject {
  switch (is.type) {
    case 'string':
      return given({
        type: 'string',
        format: is.format,
        pattern: is.pattern,
        minLength: is.minLength,
        maxLength: is.maxLength,
        enum: is.enum,
      });
    case 'integer':
      return integerSchema(is);
    case 'boolean':
      return given({ type: 'boolean', enum: is.const === undefined ? undefined : [is.const] });
    case 'quantity':
      return {
        anyOf: [{ type: 'integer' }, { type: 'string' }],
        pattern: QUANTITY_PATTERN,
        'x-kubernetes-int-or-string': true,
      };
    case 'array':
      return given({ type: 'array', minItems: is.minItems, items: crdType(is.items, structures), ...uniqueBy(is) });
    case 'map':
      return {
        type: 'object',
        additionalProperties: crdType(is.values, structures),
        ...(is.keyPattern === undefined ? {} : keyRule(is.keyPattern)),
      };
    case 'ref':
      return crdStructure(named(structures, is.ref), structures);
  }
}

/** Times, lists and maps that a server written in Go leaves empty are null on the wire. */
const mayBeNull = (is: FieldType, inStatus: boolean): boolean =>
  (is.type === 'string' && is.format === 'date-time') || (inStatus && (is.type === 'array' || is.type === 'map'));

/** The structural schema of a structure. Unsupported fields are left out, and so pruned (erratum 35). */
export function crdStructure(structure: Structure, structures: Structures, inStatus = false): JsonObject {
  const fields = structure.fields.filter((f) => f.unsupported !== true);
  const required = fields.filter((f) => f.required === true).map((f) => f.name);
  const property = ({ is }: Field): JsonObject => ({
    ...crdType(is, structures),
    ...(mayBeNull(is, inStatus) ? { nullable: true } : {}),
  });
  return given({
    type: 'object',
    required: required.length > 0 ? required : undefined,
    properties: Object.fromEntries(fields.map((f) => [f.name, property(f)])),
  });
}
