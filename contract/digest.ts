import { createHash } from 'node:crypto';
import { CONSTRAINTS } from './constraints.ts';
import { ERRATA } from './errata.ts';
import { FREEDOMS } from './freedoms.ts';
import { KINDS } from './kinds.ts';
import { OPERATIONS } from './operations.ts';
import { STATEMENTS } from './statements.ts';
import { STRUCTURES } from './structures.ts';

const LENGTH = 16;

/** Members in the order of their names, at every depth, so that the digest is of what is said and not of how it is laid out. */
const sorted = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** SHA-256 over the canonical JSON of a value, the first 16 hex digits. Functions do not count. */
export const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, sorted)).digest('hex').slice(0, LENGTH);

/** Which contract a verdict rests on: the same for the same kinds, operations, tables, statements, freedoms and readings. */
export const contractDigest = (): string =>
  digestOf({ KINDS, OPERATIONS, STRUCTURES, CONSTRAINTS, STATEMENTS, FREEDOMS, ERRATA });
