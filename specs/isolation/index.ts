import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { isolationOfReads } from './reads.ts';
import { isolationOfWrites } from './writes.ts';

export const isolationRequirements = (_contract: Contract): readonly Requirement[] => [
  ...isolationOfReads,
  ...isolationOfWrites,
];
