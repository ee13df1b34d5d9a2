import { createHash } from 'node:crypto';

const LENGTH = 16;

/** Members in the order of their names, at every depth, so that the digest is of what is said and not of how it is laid out. */
const sorted = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** SHA-256 over the canonical JSON of a value, the first 16 hex digits. Functions do not count. */
export const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, sorted)).digest('hex').slice(0, LENGTH);
