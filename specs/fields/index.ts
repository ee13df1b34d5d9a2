import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { received } from './received.ts';
import { resources } from './resources.ts';
import { sent } from './sent.ts';
import { unsupported } from './unsupported.ts';

export const fieldsRequirements = (contract: Contract): readonly Requirement[] => [
  ...sent(contract),
  ...resources(contract),
  ...received(contract),
  ...unsupported,
];
