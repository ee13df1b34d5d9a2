import type { Mutant } from '../types.ts';
import { forBoth } from './both.ts';
import { LOCKING } from './locking.ts';
import { MERGE } from './merge.ts';
import { PATCH } from './patch.ts';
import { REPLACE } from './replace.ts';

export const REPLACE_MUTANTS: readonly Mutant[] = [...forBoth('replace'), ...REPLACE];
export const PATCH_MUTANTS: readonly Mutant[] = [...forBoth('patch'), ...PATCH, ...MERGE];
export const LOCKING_MUTANTS = LOCKING;
