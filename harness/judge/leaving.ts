/** What an object that is being deleted waits for, by what it shows. */
import { OWN_PREFIX } from '../ownership/journal.ts';
import { metadataOf } from '../ownership/ownership.ts';

interface Leaving {
  /** The time that the target gives it, in milliseconds: no longer than somebody would wait. */
  grace: number;
  /** Finalizers of others, which nobody here can take off: they have a prefix, and it is not that of the suite. */
  holders: readonly string[];
}

const LONGEST_GRACE = 300_000;

/** Undefined: it is not being deleted. */
export function leavingOf(object: unknown): Leaving | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = metadataOf(object);
  if (typeof deletionTimestamp !== 'string') return undefined;
  const seconds = typeof deletionGracePeriodSeconds === 'number' ? deletionGracePeriodSeconds : 0;
  const names = Array.isArray(finalizers) ? finalizers.map(String) : [];
  return {
    grace: Math.min(Math.max(seconds * 1000, 0), LONGEST_GRACE),
    holders: names.filter((name) => name.includes('/') && !name.startsWith(OWN_PREFIX)),
  };
}
