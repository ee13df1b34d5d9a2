import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { auth } from './auth.ts';

export const authRequirements = (_contract: Contract): readonly Requirement[] => [...auth];
