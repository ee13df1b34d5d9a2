import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { accepted } from './accepted.ts';
import { generatedNames } from './generate-name.ts';
import { malformed } from './malformed.ts';
import { metadata } from './metadata.ts';
import { names } from './names.ts';
import { refused } from './refused.ts';
import { serverSet } from './server-set.ts';
import { takenNames } from './taken-names.ts';

export const createRequirements = (contract: Contract): readonly Requirement[] => [
  ...accepted,
  ...names(contract),
  ...generatedNames,
  ...metadata,
  ...serverSet,
  ...takenNames,
  ...refused(contract),
  ...malformed,
];
