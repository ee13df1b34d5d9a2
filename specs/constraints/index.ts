import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { ownerReferences } from './owner-references.ts';
import { defectiveJobs, tables } from './tables.ts';

export const constraintsRequirements = (contract: Contract): readonly Requirement[] => [
  ...tables(contract),
  ...defectiveJobs,
  ...ownerReferences,
];
