import type { Contract } from '../../contract/contract.ts';
import type { SchemaSet } from '../../schemas/validate.ts';
import type { Requirement } from './requirement.ts';

/** What a run judges by: a contract, and all that follows from it. */
export interface Suite {
  contract: Contract;
  requirements: readonly Requirement[];
  /** The schemas of the bodies, made at the first call. */
  schemas(): SchemaSet;
}
