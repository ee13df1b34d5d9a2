import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { replace } from './replace.ts';
import { replaceRefusals } from './refused.ts';

export const replaceRequirements = (_contract: Contract): readonly Requirement[] => [...replace, ...replaceRefusals];
