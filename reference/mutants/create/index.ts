import type { Mutant } from '../types.ts';
import { MALFORMED } from './malformed.ts';
import { OPTIONS } from './options.ts';
import { REFUSALS } from './refusals.ts';
import { SPELLINGS } from './spellings.ts';
import { STORING } from './storing.ts';
import { VISIBILITY } from './visibility.ts';

export const CREATE_MUTANTS: readonly Mutant[] = [
  ...STORING,
  ...SPELLINGS,
  ...REFUSALS,
  ...MALFORMED,
  ...OPTIONS,
  ...VISIBILITY,
];
