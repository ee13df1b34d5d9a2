import { createHash } from 'node:crypto';

const LENGTH = 16;

/** Sorts members by name, at every depth, so that the digest does not depend on the order in the sources. */
const sorted = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** The first 16 hex digits of the SHA-256 of the canonical JSON of a value. Functions are ignored. */
export const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, sorted)).digest('hex').slice(0, LENGTH);
