import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { annotations } from './annotations.ts';
import { countsAllPartsAlike } from './generation.ts';
import { labels } from './labels.ts';
import { finalizersAndOwners } from './finalizers-and-owners.ts';
import { serverAssigned } from './server-assigned.ts';

export const metadataRequirements = (contract: Contract): readonly Requirement[] => [
  ...labels,
  ...annotations(contract),
  ...finalizersAndOwners(contract),
  ...serverAssigned,
  countsAllPartsAlike,
];
