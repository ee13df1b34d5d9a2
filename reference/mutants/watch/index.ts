import type { Mutant } from '../types.ts';
import { ENDS } from './ends.ts';
import { AGREEMENT, EVENTS } from './events.ts';
import { LAST_STATES } from './last-states.ts';
import { ORDER } from './order.ts';
import { SELECTION } from './selection.ts';
import { SLOW_READERS } from './slow-readers.ts';

export const WATCH_MUTANTS: readonly Mutant[] = [
  ...EVENTS,
  ...ORDER,
  ...SELECTION,
  ...ENDS,
  ...AGREEMENT,
  ...LAST_STATES,
  ...SLOW_READERS,
];
