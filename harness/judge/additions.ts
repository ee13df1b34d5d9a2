/**
 * What a target adds to lists of named items in whatever is created: the container of a sidecar, a variable, a volume.
 * Admission may do so; what was sent is there all the same.
 */
import { isObject, parseJson, type Json } from '../../contract/json.ts';
import type { Exchange } from '../model/exchange.ts';

/** Adds the items that answers to creates have and their requests had not: `LIST NAME`. */
export function noteAdditionsIn(exchanges: readonly Exchange[], added: Set<string>): void {
  for (const { verb, status = 0, requestBody = '', responseBody } of exchanges)
    if (verb === 'create' && status >= 200 && status < 300)
      noteAdditions(parseJson(requestBody), parseJson(responseBody), added);
}

export function noteAdditions(sent: unknown, got: Json | undefined, added: Set<string>, list = ''): void {
  if (Array.isArray(sent) && Array.isArray(got)) {
    for (const item of got) {
      const name = nameOf(item);
      const own = name === undefined ? undefined : sent.find((other) => nameOf(other) === name);
      if (own !== undefined) noteAdditions(own, item, added);
      else if (name !== undefined) added.add(keyOf(list, name));
    }
  } else if (isObject(sent) && isObject(got)) {
    for (const [key, member] of Object.entries(sent)) noteAdditions(member, got[key], added, key);
  }
}

/** The value without these items. */
export function withoutAdditions(value: Json | undefined, added: ReadonlySet<string>, list = ''): Json | undefined {
  if (value === undefined || added.size === 0) return value;
  const kept = (one: Json, key: string): Json => withoutAdditions(one, added, key) ?? one;
  if (Array.isArray(value))
    return value.filter((item) => !added.has(keyOf(list, nameOf(item) ?? ''))).map((item) => kept(item, ''));
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, kept(member, key)]))
    : value;
}

const keyOf = (list: string, name: string): string => `${list} ${name}`;
const nameOf = (item: unknown): string | undefined =>
  isObject(item) && typeof item['name'] === 'string' ? item['name'] : undefined;
