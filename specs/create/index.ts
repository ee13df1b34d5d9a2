import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { create } from './accepted.ts';
import { names } from './names.ts';
import { metadata } from './metadata.ts';
import { createTaken } from './taken-names.ts';
import { createRefusals } from './refused.ts';

export const createRequirements = (_contract: Contract): readonly Requirement[] => [
  ...create,
  ...names,
  ...metadata,
  ...createTaken,
  ...createRefusals,
];
