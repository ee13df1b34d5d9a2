/** Credentials leave the process in requests and in nothing else: not in evidence, messages, files or logs. */

const MASK = '***';
/** Masking shorter values would hide half of every body. The header that carries the credential is always masked. */
const SHORTEST_SECRET = 4;

export type Redact = (text: string) => string;

/** A regular expression for the number in hexadecimal digits, upper or lower case. */
const hex = (n: number, digits: number): string =>
  n
    .toString(16)
    .padStart(digits, '0')
    .replaceAll(/[a-f]/g, (d) => `[${d}${d.toUpperCase()}]`);

/**
 * A character as a target may echo it: as it is, escaped in JSON (RFC 8259, section 7), or encoded in a URL (RFC 3986,
 * section 2.1).
 */
function spelled(character: string): string {
  const units = character.split('').map((unit) => `\\\\u${hex(unit.charCodeAt(0), 4)}`);
  const bytes = [...Buffer.from(character)].map((byte) => `%${hex(byte, 2)}`);
  return `(?:\\\\?\\u{${character.codePointAt(0)!.toString(16)}}|${units.join('')}|${bytes.join('')})`;
}

/** Replaces every occurrence of any of the secrets, in whatever way its characters are escaped. */
export function redactor(secrets: readonly string[]): Redact {
  const known = [...new Set(secrets.filter((secret) => secret.length >= SHORTEST_SECRET))].sort(
    (a, b) => b.length - a.length,
  );
  if (known.length === 0) return (text) => text;
  const any = new RegExp(known.map((secret) => [...secret].map(spelled).join('')).join('|'), 'gu');
  return (text) => text.replaceAll(any, MASK);
}

/** The value of a header that carries credentials is masked as a whole; in all other headers only the secrets are. */
export function redactHeaders(
  headers: readonly [string, string][],
  carriers: readonly string[],
  redact: Redact,
): [string, string][] {
  const secret = new Set([
    ...carriers.map((name) => name.toLowerCase()),
    'authorization',
    'x-auth-token',
    'x-security-token',
    'x-subject-token',
    'cookie',
    'set-cookie',
    'proxy-authorization',
  ]);
  return headers.map(([name, value]) => [name, secret.has(name.toLowerCase()) ? MASK : redact(value)]);
}

/** Plain data with every string redacted. */
export function redactDeep<T>(value: T, redact: Redact): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactDeep(item, redact)])) as T;
}
