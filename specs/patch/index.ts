import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { patchFinalizers } from './finalizers.ts';
import { patchInvalid } from './invalid.ts';
import { patchIsolation } from './isolation.ts';
import { patchLocking } from './locking.ts';
import { patchMaps } from './maps.ts';
import { mergePatches } from './merge-patch.ts';
import { patch } from './patch.ts';
import { patchRefusals } from './refused.ts';
import { patchServerSet } from './server-set.ts';

export const patchRequirements = (contract: Contract): readonly Requirement[] => [
  ...patch,
  ...patchRefusals(contract),
  ...patchMaps,
  ...mergePatches,
  ...patchFinalizers,
  ...patchServerSet,
  ...patchInvalid,
  ...patchLocking,
  ...patchIsolation,
];
