import type { Mutant } from '../types.ts';
import { CONSTRAINED } from './constrained.ts';
import { GENERATED_NAMES } from './generated-names.ts';
import { MAPS_AND_LISTS } from './maps-and-lists.ts';
import { NAMES } from './names.ts';
import { SERVER_ASSIGNED } from './server-assigned.ts';
import { VERSIONS } from './versions.ts';

export const METADATA_MUTANTS: readonly Mutant[] = [
  ...NAMES,
  ...GENERATED_NAMES,
  ...SERVER_ASSIGNED,
  ...MAPS_AND_LISTS,
  ...VERSIONS,
  ...CONSTRAINED,
];
