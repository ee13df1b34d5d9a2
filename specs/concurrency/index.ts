import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { concurrentHistories } from './linearizability.ts';
import { deletions } from './deletions.ts';
import { listsAtOnce } from './lists.ts';
import { lives } from './lives.ts';
import { parts } from './parts.ts';
import { writes } from './writes.ts';

export const concurrencyRequirements = (_contract: Contract): readonly Requirement[] => [
  ...lives,
  ...writes,
  ...parts,
  ...listsAtOnce,
  ...deletions,
  ...concurrentHistories,
];
