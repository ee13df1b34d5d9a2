import { constraintsOf, type Constraint } from './constraints.ts';
import { KINDS } from './kinds.ts';
import { STATEMENTS } from './statements.ts';
import type { Kind, Statement } from './types.ts';

/** What a server is held to: the kinds, and what the documents say about them. Everything that is demanded follows from it. */
export interface Contract {
  kinds: readonly Kind[];
  constraints: readonly Constraint[];
  statements: readonly Statement[];
}

/** The contract of the CCI documents for these kinds. */
export const contractOf = (kinds: readonly Kind[]): Contract => ({
  kinds,
  constraints: constraintsOf(kinds),
  statements: STATEMENTS,
});

/** The contract as documented: its four kinds. */
export const CCI: Contract = contractOf(KINDS);
