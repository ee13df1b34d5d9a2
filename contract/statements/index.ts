import { AUTH_STATEMENTS } from './auth.ts';
import { CONCURRENCY_STATEMENTS } from './concurrency.ts';
import { CREATE_STATEMENTS } from './create.ts';
import { DELETE_STATEMENTS } from './delete.ts';
import { ERROR_STATEMENTS } from './errors.ts';
import { INTERMEDIARY_STATEMENTS } from './intermediaries.ts';
import { METADATA_STATEMENTS } from './metadata.ts';
import { operationStatements } from './operations.ts';
import { PATCH_STATEMENTS } from './patch.ts';
import { READ_STATEMENTS } from './reads.ts';
import { REPLACE_STATEMENTS } from './replace.ts';
import { SIZE_STATEMENTS } from './size.ts';
import { REQUEST_STATEMENTS } from './requests.ts';
import { STATUS_STATEMENTS } from './status.ts';
import { tableStatements } from './tables.ts';
import { VALUE_STATEMENTS } from './values.ts';
import { WATCH_STATEMENTS } from './watch.ts';
import type { Constraint } from '../constraints/index.ts';
import type { Kind, Statement, Structure } from '../types.ts';

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
  ...SIZE_STATEMENTS,
  ...VALUE_STATEMENTS,
  ...STATUS_STATEMENTS,
  ...ERROR_STATEMENTS,
  ...REQUEST_STATEMENTS,
  ...INTERMEDIARY_STATEMENTS,
  ...AUTH_STATEMENTS,
  ...tableStatements(kinds, structures, constraints),
];
