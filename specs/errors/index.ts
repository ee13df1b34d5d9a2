import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { errors } from './errors.ts';
import { refusals } from './without-trace.ts';
import { paths } from './paths.ts';

export const errorsRequirements = (contract: Contract): readonly Requirement[] => [
  ...errors(contract),
  ...refusals,
  ...paths,
];
