import { isObject, type Json, type JsonObject } from '../../../contract/json.ts';
import { named, structuresOf } from '../../../contract/structures/index.ts';
import type { Field, FieldType, Kind, Structure } from '../../../contract/types.ts';
import { type Job } from '../../state/model.ts';

type Change = (object: JsonObject, path: string) => JsonObject;

/**
 * The object with every occurrence of a structure changed; `path` is dotted, as in the causes of a Status. `root`: the
 * structure of the object itself.
 */
export function edited(
  kind: Kind,
  object: JsonObject,
  structure: string,
  change: Change,
  root: string = kind.kind,
): JsonObject {
  const structures = structuresOf(kind);
  const inValue = (is: FieldType, value: Json, path: string): Json => {
    if (is.type === 'ref') return isObject(value) ? inObject(named(structures, is.ref), value, path) : value;
    if (is.type === 'array')
      return Array.isArray(value) ? value.map((item, i) => inValue(is.items, item, `${path}[${i}]`)) : value;
    if (is.type !== 'map' || !isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, inValue(is.values, member, `${path}.${key}`)]),
    );
  };
  const inObject = (own: Structure, value: JsonObject, path: string): JsonObject => {
    const inside: JsonObject = { ...value };
    for (const field of own.fields) {
      const member = value[field.name];
      if (member !== undefined)
        inside[field.name] = inValue(field.is, member, path === '' ? field.name : `${path}.${field.name}`);
    }
    return own.name === structure ? change(inside, path) : inside;
  };
  return inObject(named(structures, root), object, '');
}

/** The object with one member changed, where that is an object. */
export const inMember = (object: JsonObject, key: string, change: (member: JsonObject) => JsonObject): JsonObject =>
  isObject(object[key]) ? { ...object, [key]: change(object[key]) } : object;

export const without = (object: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

/** A value near the one given, of the same type. */
export function altered(value: Json): Json {
  if (typeof value === 'string') return value === '' ? 'x' : value.slice(0, -1);
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return value.slice(0, -1);
  return isObject(value) ? Object.fromEntries(Object.entries(value).slice(0, -1)) : value;
}

/** A value of another JSON type than the field's. */
export const mistyped = ({ is }: Field): Json =>
  is.type === 'string' ? 7 : is.type === 'quantity' ? true : 'mistyped';

/** Every object of a structure, each with its dotted path. */
export function placesOf(kind: Kind, job: Job, structure: string): { path: string; object: JsonObject }[] {
  const found: { path: string; object: JsonObject }[] = [];
  edited(kind, job, structure, (object, path) => {
    found.push({ path, object });
    return object;
  });
  return found;
}
