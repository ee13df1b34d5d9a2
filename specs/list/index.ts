import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { list } from './list.ts';
import { listVersions } from './resource-versions.ts';
import { selectors } from './selectors.ts';
import { malformedSelection } from './malformed-selectors.ts';

export const listRequirements = (_contract: Contract): readonly Requirement[] => [
  ...list,
  ...listVersions,
  ...selectors,
  ...malformedSelection,
];
