/** Compares received values with expected ones. Quantities and timestamps are compared by their meaning. */
import { briefly } from '../evidence/brief.ts';
import { equalQuantities } from '../../contract/quantity.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { segment } from '../../contract/pointer.ts';
import { ABSENT, type Pattern } from '../model/trial.ts';

export interface Mismatch {
  /** JSON pointer (RFC 6901) of the first difference. */
  path: string;
  expected: string;
  received: string;
}

const LONGEST = 400;
/** Where the contract's tables have quantities: resource lists, a divisor, a volume's size limit. */
const QUANTITY_PATH = /\/(?:(?:limits|requests)\/[^/]+|divisor|sizeLimit)$/;
/** RFC 3339, section 5.6. */
const TIMESTAMP = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** Compact JSON for messages, cut to a readable length. */
export function shown(value: unknown): string {
  if (value === ABSENT || value === undefined) return 'nothing';
  const text = JSON.stringify(value, (_, v: unknown) => (v === ABSENT ? '(nothing)' : v)) ?? String(value);
  return briefly(text, LONGEST);
}

const items = (list: readonly unknown[]): string =>
  `${list.length} ${list.length === 1 ? 'item' : 'items'}: ${shown(list)}`;

/** The first place where `actual` does not match the pattern; undefined when it matches. */
export function mismatch(actual: Json | undefined, pattern: Pattern, path = ''): Mismatch | undefined {
  const differs = (): Mismatch => ({ path, expected: shown(pattern), received: shown(actual) });
  if (pattern === ABSENT) return actual === undefined ? undefined : differs();
  if (Array.isArray(pattern)) {
    if (!Array.isArray(actual)) return differs();
    if (actual.length !== pattern.length)
      return {
        path,
        expected: items(pattern),
        received: items(actual),
      };
    return first(pattern.map((item: Pattern, i) => () => mismatch(actual[i], item, `${path}/${i}`)));
  }
  if (typeof pattern === 'object' && pattern !== null) {
    if (!isObject(actual)) return differs();
    const members = Object.entries(pattern as { [key: string]: Pattern | undefined });
    return first(
      members.map(
        ([key, item]) =>
          () =>
            item === undefined ? undefined : mismatch(memberOf(actual, key), item, path + segment(key)),
      ),
    );
  }
  return sameScalar(actual, pattern, path) ? undefined : differs();
}

/** Compares exactly: no value may have a member that the other lacks. */
export const difference = (actual: Json | undefined, expected: Json | undefined, path = ''): Mismatch | undefined =>
  mismatch(actual, expected ?? ABSENT, path) ?? swapped(mismatch(expected, actual ?? ABSENT, path));

/** All places where two values differ, each with what the first has there: undefined for nothing. */
export function differences(
  actual: Json | undefined,
  other: Json | undefined,
  path = '',
): { path: string; actual: Json | undefined }[] {
  if (isObject(actual) && isObject(other))
    return [...new Set([...Object.keys(actual), ...Object.keys(other)])].flatMap((key) =>
      differences(memberOf(actual, key), memberOf(other, key), path + segment(key)),
    );
  if (Array.isArray(actual) && Array.isArray(other) && actual.length === other.length)
    return actual.flatMap((item, i) => differences(item, other[i], `${path}/${i}`));
  return difference(actual, other) === undefined ? [] : [{ path, actual }];
}

const swapped = (m: Mismatch | undefined): Mismatch | undefined =>
  m && { path: m.path, expected: m.received, received: m.expected };

/** Own members only, because `constructor` is a legal label key. */
const memberOf = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

function first(tries: (() => Mismatch | undefined)[]): Mismatch | undefined {
  for (const attempt of tries) {
    const found = attempt();
    if (found) return found;
  }
  return undefined;
}

function sameScalar(actual: Json | undefined, expected: Json, path: string): boolean {
  if (actual === expected) return true;
  if (QUANTITY_PATH.test(path)) return equalQuantities(actual, expected);
  return (
    isInstant(actual) &&
    isInstant(expected) &&
    Date.parse(actual) === Date.parse(expected) &&
    /Time(stamp)?$/.test(path)
  );
}

const isInstant = (value: unknown): value is string => typeof value === 'string' && TIMESTAMP.test(value);
