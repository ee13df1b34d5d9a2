import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { answers } from './answers.ts';

export const answersRequirements = (_contract: Contract): readonly Requirement[] => [...answers];
