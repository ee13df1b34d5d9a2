import { AGED_MUTANTS } from './aged.ts';
import { AUTH_MUTANTS } from './auth.ts';
import { CALLER_MUTANTS } from './callers.ts';
import { CODE_MUTANTS } from './codes.ts';
import { CONDITION_MUTANTS } from './conditions.ts';
import { CONSTRAINT_MUTANTS } from './constraints.ts';
import { CONTAINER_LIST_MUTANTS } from './container-lists.ts';
import { CREATE_MUTANTS } from './create/index.ts';
import { DELETION_MUTANTS } from './deletion/index.ts';
import { DURING_WRITES_MUTANTS } from './during-writes.ts';
import { ERROR_MUTANTS } from './errors.ts';
import { FIELD_MUTANTS } from './fields.ts';
import { INTERMEDIARY_MUTANTS } from './intermediaries.ts';
import { METADATA_MUTANTS } from './metadata/index.ts';
import { MUTABILITY_MUTANTS } from './mutability.ts';
import { PAGE_MUTANTS } from './pages.ts';
import { PART_RACE_MUTANTS } from './races-of-parts.ts';
import { RACE_MUTANTS } from './races.ts';
import { ISOLATION_MUTANTS } from './isolation.ts';
import { READ_MUTANTS, SELECTOR_MUTANTS } from './reads/index.ts';
import { REQUEST_MUTANTS } from './requests.ts';
import { SAID_MUTANTS } from './response-bodies.ts';
import { SIZE_MUTANTS } from './size.ts';
import { POD_MUTANTS } from './pods.ts';
import { STATUS_MUTANTS } from './status.ts';
import { TRACE_MUTANTS } from './refusals-with-effect.ts';
import { PART_MUTANTS } from './traces.ts';
import type { Mutant } from './types.ts';
import { UNKNOWN_MUTANTS } from './unknown.ts';
import { LOCKING_MUTANTS, PATCH_MUTANTS, REPLACE_MUTANTS } from './updates/index.ts';
import { VALUE_MUTANTS } from './values.ts';
import { WATCH_MUTANTS } from './watch/index.ts';

/** The catalogue, in the order of the register's chapters. */
export const MUTANTS: readonly Mutant[] = [
  ...CODE_MUTANTS,
  ...CREATE_MUTANTS,
  ...READ_MUTANTS,
  ...SELECTOR_MUTANTS,
  ...PAGE_MUTANTS,
  ...AGED_MUTANTS,
  ...REPLACE_MUTANTS,
  ...PATCH_MUTANTS,
  ...LOCKING_MUTANTS,
  ...MUTABILITY_MUTANTS,
  ...DELETION_MUTANTS,
  ...WATCH_MUTANTS,
  ...RACE_MUTANTS,
  ...PART_RACE_MUTANTS,
  ...DURING_WRITES_MUTANTS,
  ...METADATA_MUTANTS,
  ...ISOLATION_MUTANTS,
  ...SIZE_MUTANTS,
  ...VALUE_MUTANTS,
  ...CONTAINER_LIST_MUTANTS,
  ...STATUS_MUTANTS,
  ...POD_MUTANTS,
  ...ERROR_MUTANTS,
  ...UNKNOWN_MUTANTS,
  ...TRACE_MUTANTS,
  ...PART_MUTANTS,
  ...REQUEST_MUTANTS,
  ...INTERMEDIARY_MUTANTS,
  ...AUTH_MUTANTS,
  ...CALLER_MUTANTS,
  ...FIELD_MUTANTS,
  ...SAID_MUTANTS,
  ...CONSTRAINT_MUTANTS,
  ...CONDITION_MUTANTS,
];
