import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { list } from './list.ts';
import { current } from './current.ts';
import { parameters } from './parameters.ts';
import { listVersions } from './resource-versions.ts';
import { byLabel } from './label-selectors.ts';
import { comparisons } from './comparisons.ts';
import { byField } from './field-selectors.ts';
import { malformedSelectors } from './malformed-selectors.ts';

export const listRequirements = (_contract: Contract): readonly Requirement[] => [
  ...list,
  ...current,
  ...parameters,
  ...listVersions,
  ...byLabel,
  ...comparisons,
  ...byField,
  ...malformedSelectors,
];
