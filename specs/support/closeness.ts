/** How closely a kind is looked at: the run's first one the most closely. */
import type { Trial } from '../../harness/model/trial.ts';

/** All of what is alike; of other kinds than the closest every other one, and of the next kind the others. */
export const someOf = <T>(
  { kind, kinds, isClosest }: Pick<Trial, 'kind' | 'kinds' | 'isClosest'>,
  all: readonly T[],
): T[] => all.filter((_, i) => isClosest || all.length === 1 || i % 2 === kinds.indexOf(kind) % 2);
