import type { Mutant } from '../types.ts';
import { ENDS } from './ends.ts';
import { AGREEMENT, EVENTS } from './events.ts';
import { ORDER } from './order.ts';
import { SELECTION } from './selection.ts';

export const WATCH_MUTANTS: readonly Mutant[] = [...EVENTS, ...ORDER, ...SELECTION, ...ENDS, ...AGREEMENT];
