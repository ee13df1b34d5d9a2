import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { maps } from './labels-and-annotations.ts';

export const metadataRequirements = (_contract: Contract): readonly Requirement[] => [...maps];
