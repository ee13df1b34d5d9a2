import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { patch } from './patch.ts';
import { mergePatches } from './merge-patch.ts';

export const patchRequirements = (_contract: Contract): readonly Requirement[] => [...patch, ...mergePatches];
