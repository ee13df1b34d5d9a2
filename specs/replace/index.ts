import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { replaceInvalid } from './invalid.ts';
import { replaceIsolation } from './isolation.ts';
import { replaceLocking } from './locking.ts';
import { replaceRefusals } from './refused.ts';
import { replace } from './replace.ts';
import { replaceServerSet } from './server-set.ts';

export const replaceRequirements = (contract: Contract): readonly Requirement[] => [
  ...replace,
  ...replaceRefusals(contract),
  ...replaceServerSet,
  ...replaceInvalid,
  ...replaceLocking,
  ...replaceIsolation,
];
