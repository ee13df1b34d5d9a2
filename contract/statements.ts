import { AUTH_STATEMENTS } from './statements/auth.ts';
import { CONCURRENCY_STATEMENTS } from './statements/concurrency.ts';
import { CREATE_STATEMENTS } from './statements/create.ts';
import { DELETE_STATEMENTS } from './statements/delete.ts';
import { ERROR_STATEMENTS } from './statements/errors.ts';
import { METADATA_STATEMENTS } from './statements/metadata.ts';
import { OPERATION_STATEMENTS } from './statements/operations.ts';
import { PATCH_STATEMENTS } from './statements/patch.ts';
import { READ_STATEMENTS } from './statements/reads.ts';
import { REPLACE_STATEMENTS } from './statements/replace.ts';
import { STATUS_STATEMENTS } from './statements/status.ts';
import { TABLE_STATEMENTS } from './statements/tables.ts';
import { WATCH_STATEMENTS } from './statements/watch.ts';
import type { Statement } from './types.ts';

/** The register: every normative sentence of the documents about the job API, once. */
export const STATEMENTS: readonly Statement[] = [
  ...OPERATION_STATEMENTS,
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
  ...TABLE_STATEMENTS,
];

const BY_ID: ReadonlyMap<string, Statement> = new Map(STATEMENTS.map((s) => [s.id, s]));

/** Throws when there is none of that id. */
export function statement(id: string): Statement {
  const found = BY_ID.get(id);
  if (found === undefined) throw new Error(`no statement ${id} in the register`);
  return found;
}

/** Ids of the testable statements under a prefix: `field.ReplicaSpec` gives `field.ReplicaSpec.replicas` and so on. */
export const statementsUnder = (prefix: string): string[] =>
  STATEMENTS.filter((s) => s.untestable === undefined && (s.id === prefix || s.id.startsWith(`${prefix}.`))).map(
    (s) => s.id,
  );
