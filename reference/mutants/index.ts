import { AUTH_MUTANTS } from './auth.ts';
import { ERROR_MUTANTS } from './errors.ts';
import type { Mutant } from './types.ts';

/** The catalogue, in the order of the register's chapters. */
export const MUTANTS: readonly Mutant[] = [...ERROR_MUTANTS, ...AUTH_MUTANTS];
