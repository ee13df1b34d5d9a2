import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { concurrency } from './concurrency.ts';
import { concurrentHistories } from './linearizability.ts';

export const concurrencyRequirements = (_contract: Contract): readonly Requirement[] => [
  ...concurrency,
  ...concurrentHistories,
];
