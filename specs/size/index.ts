import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { large } from './large.ts';
import { many } from './many.ts';
import { names } from './names.ts';

export const sizeRequirements = (_contract: Contract): readonly Requirement[] => [...large, ...names, ...many];
