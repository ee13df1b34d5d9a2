import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { constraints } from './tables.ts';

export const constraintsRequirements = (_contract: Contract): readonly Requirement[] => [...constraints];
