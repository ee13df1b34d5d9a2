import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { deletion } from './delete.ts';
import { dependents } from './dependents.ts';
import { deleteOptions } from './options.ts';
import { finalizers } from './finalizers.ts';
import { meanwhile } from './meanwhile.ts';
import { deleteIsolation } from './isolation.ts';

export const deleteRequirements = (_contract: Contract): readonly Requirement[] => [
  ...deletion,
  ...deleteOptions,
  ...finalizers,
  ...meanwhile,
  ...dependents,
  ...deleteIsolation,
];
