import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { status } from './status.ts';

export const statusRequirements = (_contract: Contract): readonly Requirement[] => [...status];
