import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { read } from './read.ts';

export const readRequirements = (_contract: Contract): readonly Requirement[] => [...read];
