/** A value that has to be obtained, and obtained anew before its time is over. */

export interface Lasting<T> {
  value: T;
  /** Milliseconds since the epoch, by the run's clock: from then on it is obtained anew, and still counts. */
  renewAt: number;
  /** From then on it counts no more. */
  until: number;
}

/**
 * Returns the value at once while it is fresh, else a promise of it. Whoever asks meanwhile waits for the same one. When
 * a renewal fails, the value at hand counts as long as it lasts.
 */
export function renewable<T>(obtain: (now: number) => Promise<Lasting<T>>): (now: number) => T | Promise<T> {
  let held: Lasting<T> | undefined;
  let pending: Promise<T> | undefined;
  async function renew(now: number): Promise<T> {
    try {
      held = await obtain(now);
      return held.value;
    } catch (error) {
      if (held !== undefined && now < held.until) return held.value;
      throw error;
    } finally {
      pending = undefined;
    }
  }
  return (now) => (held !== undefined && now < held.renewAt ? held.value : (pending ??= renew(now)));
}
