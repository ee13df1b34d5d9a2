import type { Json, JsonObject } from '../../contract/json.ts';
import { named, objectOf, structuresOf } from '../../contract/structures/index.ts';
import type { Field, FieldType, Kind, Structure } from '../../contract/types.ts';

type Structures = Readonly<Record<string, Structure>>;

function fullString(is: FieldType & { type: 'string' }): string {
  if (is.enum !== undefined) return is.enum[0]!;
  return is.format === 'date-time' ? '2024-02-29T12:00:00Z' : 'a-1';
}

function full(is: FieldType, structures: Structures): Json {
  switch (is.type) {
    case 'string':
      return fullString(is);
    case 'integer':
      return is.minimum ?? (is.exclusiveMinimum ?? 0) + 1;
    case 'boolean':
      return is.const ?? true;
    case 'quantity':
      return '1';
    case 'array':
      return [full(is.items, structures)];
    case 'map':
      return {
        [is.keyPattern === undefined ? 'key' : is.keyPattern.slice(2, -2).split('|')[0]!]: full(is.values, structures),
      };
    case 'ref':
      return fullObject(named(structures, is.ref), structures);
  }
}

const fullObject = (structure: Structure, structures: Structures): JsonObject =>
  Object.fromEntries(
    structure.fields.filter((f) => f.unsupported !== true).map((f) => [f.name, full(f.is, structures)]),
  );

/** An object of the structure in which every documented field has a value that keeps its constraints. */
export const fullOf = (kind: Kind, structure: Structure): JsonObject => fullObject(structure, structuresOf(kind));
export const fullJob = (kind: Kind): JsonObject => fullOf(kind, objectOf(kind));

/** A field's value in a document, with the object that holds it. */
export interface FieldPlace {
  pointer: string;
  structure: Structure;
  field: Field;
  holder: JsonObject;
}

/** Every field of every structure in the document, in order. */
export function placesOf(kind: Kind, document: JsonObject, root: Structure): FieldPlace[] {
  const structures = structuresOf(kind);
  const into = (is: FieldType, value: Json | undefined, pointer: string): FieldPlace[] => {
    if (is.type === 'array' && Array.isArray(value))
      return value.flatMap((item, i) => into(is.items, item, `${pointer}/${i}`));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    if (is.type === 'map')
      return Object.entries(value).flatMap(([key, item]) => into(is.values, item, `${pointer}/${key}`));
    return is.type === 'ref' ? walk(named(structures, is.ref), value, pointer) : [];
  };
  const walk = (structure: Structure, holder: JsonObject, pointer: string): FieldPlace[] =>
    structure.fields
      .filter((f) => f.name in holder)
      .flatMap((field) => {
        const at = `${pointer}/${field.name}`;
        return [{ pointer: at, structure, field, holder }, ...into(field.is, holder[field.name], at)];
      });
  return walk(root, document, '');
}
