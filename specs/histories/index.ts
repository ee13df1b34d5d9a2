import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { histories } from './histories.ts';

export const historiesRequirements = (_contract: Contract): readonly Requirement[] => [...histories];
