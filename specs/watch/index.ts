import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { watch } from './watch.ts';
import { watchEvents } from './events.ts';
import { watchQuiet } from './no-spurious-events.ts';
import { watchSelectors } from './selectors.ts';
import { watchEnds } from './ends.ts';
import { watchRefusals } from './refused.ts';

export const watchRequirements = (_contract: Contract): readonly Requirement[] => [
  ...watch,
  ...watchEvents,
  ...watchQuiet,
  ...watchSelectors,
  ...watchEnds,
  ...watchRefusals,
];
