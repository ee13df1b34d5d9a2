import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { agedVersions } from './aged.ts';
import { watch } from './watch.ts';
import { scope } from './scope.ts';
import { changes } from './changes.ts';
import { resume } from './resume.ts';
import { noSpuriousEvents } from './no-spurious-events.ts';
import { watchSelectors } from './selectors.ts';
import { watchEnds } from './ends.ts';
import { watchRefusals } from './refused.ts';
import { duringWrites } from './during-writes.ts';
import { idle } from './idle.ts';
import { lastStates } from './last-states.ts';
import { slowReaders } from './slow-readers.ts';
import { controllers } from './controllers.ts';

export const watchRequirements = (_contract: Contract): readonly Requirement[] => [
  ...watch,
  ...scope,
  ...changes,
  ...resume,
  ...noSpuriousEvents,
  ...watchSelectors,
  ...watchEnds,
  ...watchRefusals,
  ...duringWrites,
  ...idle,
  ...agedVersions,
  ...lastStates,
  ...slowReaders,
  ...controllers,
];
