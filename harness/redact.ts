/** Credentials leave the process in requests and in nothing else: not in evidence, messages, files or logs. */

const MASK = '***';
/** Shorter values would mask half of every body. The header that carried them is masked all the same. */
const SHORTEST_SECRET = 4;

export type Redact = (text: string) => string;

/** The forms in which a target may echo a value: as it is, inside JSON, inside a URL. */
const forms = (secret: string): string[] => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];

/** Replaces every occurrence of any of the secrets. */
export function redactor(secrets: readonly (string | undefined)[]): Redact {
  const known = new Set(secrets.filter((s) => s !== undefined).filter((s) => s.length >= SHORTEST_SECRET).flatMap(forms));
  const ordered = [...known].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((t, secret) => t.replaceAll(secret, MASK), text);
}

/** Headers that carry credentials lose their value whatever it is; in all others the secrets are replaced. */
export function redactHeaders(headers: readonly [string, string][], tokenHeader: string, redact: Redact): [string, string][] {
  const secret = new Set([tokenHeader.toLowerCase(), 'authorization', 'x-auth-token', 'cookie', 'set-cookie', 'proxy-authorization']);
  return headers.map(([name, value]) => [name, secret.has(name.toLowerCase()) ? MASK : redact(value)]);
}

/** Plain data with every string redacted. */
export function redactDeep<T>(value: T, redact: Redact): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactDeep(item, redact)])) as T;
}
