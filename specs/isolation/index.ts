import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { isolation } from './isolation.ts';

export const isolationRequirements = (_contract: Contract): readonly Requirement[] => [...isolation];
