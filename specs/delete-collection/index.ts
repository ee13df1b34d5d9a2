import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { deleteCollection } from './delete-collection.ts';
import { collectionDependents } from './dependents.ts';
import { collectionSelectors } from './selectors.ts';

export const deleteCollectionRequirements = (_contract: Contract): readonly Requirement[] => [
  ...deleteCollection,
  ...collectionSelectors,
  ...collectionDependents,
];
