/** Credentials leave the process in requests and in nothing else: not in evidence, messages, files or logs. */

import { formsOf, type Forms } from './secret-forms.ts';
import { unescaped, type Range, type Unescaped } from './unescape.ts';

export const MASK = '***';
/** Masking shorter values would hide half of every body. The header that carries the credential is always masked. */
const SHORTEST_SECRET = 4;

export type Redact = (text: string) => string;

/** How many layers of escapes are undone, one after the other, to see what a text says. */
const LAYERS = 4;

/** The same secrets mask the texts of many judgements. */
const made = new Map<string, Redact>();
const MOST_KEPT = 32;

/**
 * Replaces every occurrence of any of the secrets, in whatever way it is escaped or encoded, and every long part of one:
 * a text that was cut before shows nothing.
 */
export function redactor(secrets: readonly string[]): Redact {
  const known = [...new Set(secrets.filter((secret) => secret.length >= SHORTEST_SECRET))].sort();
  if (known.length === 0) return (text) => text;
  const key = JSON.stringify(known);
  const redact = made.get(key) ?? maskOf(formsOf(known));
  if (made.size >= MOST_KEPT) made.clear();
  made.set(key, redact);
  return redact;
}

const maskOf = (forms: Forms): Redact =>
  remembering((text) => {
    const found = forms.rangesIn(text);
    const layers: Unescaped[] = [];
    for (let layer = unescaped(text); layer !== undefined; layer = unescaped(layer.text)) {
      layers.unshift(layer);
      for (const range of forms.rangesIn(layer.text))
        found.push(layers.reduce((place, { origin }) => origin(place), range));
      if (layers.length === LAYERS) break;
    }
    return found.length === 0 ? text : masked(text, found);
  });

/** Headers repeat from exchange to exchange: what was made of so short a text is remembered, for so many of them. */
const SHORT = 100;
const MOST_REMEMBERED = 1_000;

function remembering(redact: Redact): Redact {
  const known = new Map<string, string>();
  return (text) => {
    if (text.length > SHORT) return redact(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const after = redact(text);
    known.set(text, after);
    return after;
  };
}

function masked(text: string, found: readonly Range[]): string {
  let result = '';
  let last = 0;
  for (const { start, end } of [...found].sort((a, b) => a.start - b.start || b.end - a.end)) {
    // One within another, or over its end, is masked together with it.
    if (start >= last) result += text.slice(last, start) + MASK;
    last = Math.max(last, end);
  }
  return result + text.slice(last);
}

const CARRIERS: ReadonlySet<string> = new Set([
  'authorization',
  'x-auth-token',
  'x-security-token',
  'x-subject-token',
  'cookie',
  'set-cookie',
  'proxy-authorization',
]);

/**
 * The value of a header that carries credentials is masked as a whole; in all other headers only the secrets are.
 * `carriers`: further names.
 */
export function redactHeaders(
  headers: readonly [string, string][],
  carriers: readonly string[],
  redact: Redact,
): [string, string][] {
  const isSecret = (name: string): boolean => CARRIERS.has(name) || carriers.some((one) => one.toLowerCase() === name);
  return headers.map(([name, value]) => [redact(name), isSecret(name.toLowerCase()) ? MASK : redact(value)]);
}

/** Plain data with every string redacted. */
export function redactDeep<T>(value: T, redact: Redact): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactDeep(item, redact)])) as T;
}
