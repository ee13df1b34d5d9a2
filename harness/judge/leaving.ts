/** What an object that is being deleted waits for, by what it shows, and that it is given the time. */
import type { Answer } from '../model/target.ts';
import type { Trial } from '../model/trial.ts';
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

/**
 * Reads until the object is not found, at first as long as anything is waited for, and then as long as it shows that it
 * may take. Returns the last answer where it is there still, and undefined where it has gone.
 */
export async function goes(read: () => Promise<Answer>, eventually: Trial['eventually']): Promise<Answer | undefined> {
  let last: Answer | undefined;
  const gone = async (): Promise<true | undefined> => {
    last = await read();
    return last.status === 404 ? true : undefined;
  };
  if (await eventually(gone)) return undefined;
  const grace = leavingOf(last?.json)?.grace ?? 0;
  return grace > 0 && (await eventually(gone, grace)) ? undefined : last;
}
