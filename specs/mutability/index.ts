import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { mutability } from './mutable.ts';
import { immutability } from './immutable.ts';

export const mutabilityRequirements = (contract: Contract): readonly Requirement[] => [
  ...mutability(contract),
  ...immutability,
];
