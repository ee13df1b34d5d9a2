import type { Mutant } from '../types.ts';
import { FIELD_SELECTORS } from './field-selectors.ts';
import { LABEL_SELECTORS } from './label-selectors.ts';
import { LIST_PARAMETERS } from './list-parameters.ts';
import { LISTS } from './lists.ts';
import { READS } from './read.ts';

export const READ_MUTANTS: readonly Mutant[] = [...READS, ...LISTS, ...LIST_PARAMETERS];
export const SELECTOR_MUTANTS: readonly Mutant[] = [...LABEL_SELECTORS, ...FIELD_SELECTORS];
