import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { fields } from './sent.ts';
import { resources } from './resources.ts';
import { received } from './received.ts';

export const fieldsRequirements = (_contract: Contract): readonly Requirement[] => [
  ...fields,
  ...resources,
  ...received,
];
