import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { absentMaps } from './absent-maps.ts';
import { defaultsSet } from './defaults.ts';
import { integers } from './integers.ts';
import { texts } from './texts.ts';
import { undecided } from './undecided.ts';

export const valuesRequirements = (_contract: Contract): readonly Requirement[] => [
  ...integers,
  ...defaultsSet,
  ...texts,
  ...absentMaps,
  ...undecided,
];
