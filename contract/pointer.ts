/** JSON pointers (RFC 6901). */
import type { Json, JsonObject } from './json.ts';

/** One step of a pointer, with its slash. */
export const segment = (name: string | number): string =>
  `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
const segmentsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((s) => s.replaceAll('~1', '/').replaceAll('~0', '~'));

const isContainer = (value: Json | undefined): value is JsonObject | Json[] =>
  typeof value === 'object' && value !== null;
const member = (holder: JsonObject | Json[], name: string): Json | undefined => {
  if (Array.isArray(holder)) return holder[Number(name)];
  return Object.hasOwn(holder, name) ? holder[name] : undefined;
};

/** The value at the pointer, or undefined. */
export const valueAt = (document: Json, pointer: string): Json | undefined =>
  segmentsOf(pointer).reduce<Json | undefined>(
    (value, name) => (isContainer(value) ? member(value, name) : undefined),
    document,
  );

function replaced(holder: JsonObject | Json[], name: string, value: Json | undefined): JsonObject | Json[] {
  if (Array.isArray(holder)) return holder.toSpliced(Number(name), 1, ...(value === undefined ? [] : [value]));
  if (value === undefined) return Object.fromEntries(Object.entries(holder).filter(([key]) => key !== name));
  return Object.fromEntries(new Map(Object.entries(holder)).set(name, value));
}

/**
 * A copy with another value at the pointer (an array's length appends), or without one. Throws when nothing could hold
 * it.
 */
export function withValueAt<T extends Json>(document: T, pointer: string, value: Json | undefined): T {
  const [name, ...rest] = segmentsOf(pointer);
  if (name === undefined || !isContainer(document)) throw new Error(`nothing holds ${pointer}`);
  const below = rest.map(segment).join('');
  if (below === '') return replaced(document, name, value) as T;
  const held = member(document, name);
  if (held === undefined) throw new Error(`there is no ${name} to hold ${below}`);
  return replaced(document, name, withValueAt(held, below, value)) as T;
}

/** The pointer of the first place in a manifest that a path as in `fieldsOf` names. */
export function pointerOf(manifest: JsonObject, path: string): string {
  return path.split('.').reduce((pointer, part) => {
    const [name, ...items] = part.split('[]');
    const key = name === '{replicaType}' ? Object.keys((valueAt(manifest, pointer) ?? {}) as JsonObject)[0] : name;
    if (key === undefined) throw new Error(`nothing is at ${pointer} to follow ${path}`);
    return pointer + segment(key) + items.map(() => '/0').join('');
  }, '');
}
