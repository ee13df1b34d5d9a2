import type { Mutant } from '../types.ts';
import { ANSWERS } from './answers.ts';
import { BODY } from './body.ts';
import { COLLECTION } from './collection.ts';
import { DEPENDENTS } from './dependents.ts';
import { MARKED } from './marked.ts';
import { OPTIONS } from './options.ts';
import { PRECONDITIONS } from './preconditions.ts';
import { RECREATION } from './recreation.ts';

export const DELETION_MUTANTS: readonly Mutant[] = [
  ...ANSWERS,
  ...OPTIONS,
  ...BODY,
  ...PRECONDITIONS,
  ...RECREATION,
  ...MARKED,
  ...DEPENDENTS,
  ...COLLECTION,
];
