import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { defaults } from './defaults.ts';

export const defaultsRequirements = (contract: Contract): readonly Requirement[] => defaults(contract);
