import { AUTH_STATEMENTS } from './statements/auth.ts';
import { CONCURRENCY_STATEMENTS } from './statements/concurrency.ts';
import { CREATE_STATEMENTS } from './statements/create.ts';
import { DELETE_STATEMENTS } from './statements/delete.ts';
import { ERROR_STATEMENTS } from './statements/errors.ts';
import { METADATA_STATEMENTS } from './statements/metadata.ts';
import { operationStatements } from './statements/operations.ts';
import { PATCH_STATEMENTS } from './statements/patch.ts';
import { READ_STATEMENTS } from './statements/reads.ts';
import { REPLACE_STATEMENTS } from './statements/replace.ts';
import { STATUS_STATEMENTS } from './statements/status.ts';
import { tableStatements } from './statements/tables.ts';
import { WATCH_STATEMENTS } from './statements/watch.ts';
import type { Constraint } from './constraints.ts';
import type { Kind, Statement, Structure } from './types.ts';

/** The statements for these kinds: every normative sentence of the documents about the job API, once. */
export const statementsOf = (
  kinds: readonly Kind[],
  structures: readonly Structure[],
  constraints: readonly Constraint[],
): Statement[] => [
  ...operationStatements(kinds),
  ...CREATE_STATEMENTS,
  ...READ_STATEMENTS,
  ...REPLACE_STATEMENTS,
  ...PATCH_STATEMENTS,
  ...DELETE_STATEMENTS,
  ...WATCH_STATEMENTS,
  ...CONCURRENCY_STATEMENTS,
  ...METADATA_STATEMENTS,
  ...STATUS_STATEMENTS,
  ...ERROR_STATEMENTS,
  ...AUTH_STATEMENTS,
  ...tableStatements(kinds, structures, constraints),
];
