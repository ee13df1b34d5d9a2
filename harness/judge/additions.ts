/**
 * What a target adds of its own: to lists of named items in whatever is created (the container of a sidecar, a variable,
 * a volume), as admission may, and labels and annotations, as controllers may at any time. What was sent is there all the
 * same.
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
    const named = (items: readonly unknown[], name: string): unknown => items.find((item) => nameOf(item) === name);
    // Beside all that was sent: what stands in the place of an item is no addition, but a change.
    const isMore = sent.map(nameOf).every((name) => name === undefined || named(got, name) !== undefined);
    for (const item of got) {
      const name = nameOf(item);
      if (name === undefined) continue;
      const own = named(sent, name);
      if (own !== undefined) noteAdditions(own, item, added);
      else if (isMore && got.length > sent.length) added.add(keyOf(list, name));
    }
  } else if (isObject(sent) && isObject(got)) {
    for (const [key, member] of Object.entries(sent)) noteAdditions(member, got[key], added, key);
  }
}

/** Keys of labels and annotations with a prefix; keys without one belong to users. */
const PREFIXED = /"([^"\\/]+\/[^"\\/]+)"\s*:/g;
/** The same where a JSON Patch names one. */
const POINTED = /\/(?:labels|annotations)\/([^"\\/]+~1[^"\\/]+)"/g;
const MAPS = ['labels', 'annotations'];

/** The keys of labels and annotations that an answer has shown before any request named them: `labels KEY`. */
export function othersKeysIn(exchanges: readonly Exchange[]): ReadonlySet<string> {
  const own = new Set<string>();
  const others = new Set<string>();
  for (const { requestBody = '', responseBody } of exchanges) {
    for (const [, key = ''] of requestBody.matchAll(PREFIXED)) own.add(key);
    for (const [, key = ''] of requestBody.matchAll(POINTED)) own.add(key.replaceAll('~1', '/'));
    for (const [, key = ''] of responseBody.matchAll(PREFIXED))
      if (!own.has(key)) for (const map of MAPS) others.add(keyOf(map, key));
  }
  return others;
}

/** The value without these items and members; `list`: the name of the member that it is. */
export function withoutAdditions<T>(value: T, added: ReadonlySet<string>, list = ''): T {
  if (added.size === 0) return value;
  const isKept = (name = ''): boolean => !added.has(keyOf(list, name));
  if (Array.isArray(value))
    return value.filter((item) => isKept(nameOf(item))).map((item: unknown) => withoutAdditions(item, added)) as T;
  return isObject(value)
    ? (Object.fromEntries(
        Object.entries(value)
          .filter(([key]) => !MAPS.includes(list) || isKept(key))
          .map(([key, member]) => [key, withoutAdditions(member, added, key)]),
      ) as T)
    : value;
}

const keyOf = (list: string, name: string): string => `${list} ${name}`;
const nameOf = (item: unknown): string | undefined =>
  isObject(item) && typeof item['name'] === 'string' ? item['name'] : undefined;
