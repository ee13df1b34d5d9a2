import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { ownerReferences } from './owner-references.ts';
import { brokenConstraints, defectiveJobs, mistypedFields } from './tables.ts';

export const constraintsRequirements = (contract: Contract): readonly Requirement[] => [
  ...brokenConstraints(contract),
  ...mistypedFields(contract),
  ...defectiveJobs,
  ...ownerReferences,
];
