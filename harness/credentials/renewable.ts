/** A value that has to be obtained, and obtained anew before its time is over. */

export interface Lasting<T> {
  value: T;
  /** Milliseconds since the epoch, by the run's clock: from then on it is obtained anew, and still counts. */
  renewAt: number;
  /** From then on it counts no more. */
  until: number;
}

export interface Renewable<T> {
  /**
   * The value at once while it is fresh, else a promise of it. Whoever asks meanwhile waits for the same one. When a
   * renewal fails, the value at hand counts as long as it lasts; without one, the failure is told again for a while.
   */
  get(now: number): T | Promise<T>;
  /** It was refused though it had been accepted: it counts no more, unless it was obtained after that time. */
  forget(sentAt: number): void;
}

/** Milliseconds after a failure before it is asked for again. */
const REST = 5_000;

export function renewable<T>(obtain: (now: number) => Promise<Lasting<T>>): Renewable<T> {
  let held: (Lasting<T> & { since: number }) | undefined;
  let pending: Promise<T> | undefined;
  let failed: { error: unknown; until: number } | undefined;
  async function renew(now: number): Promise<T> {
    try {
      held = { ...(await obtain(now)), since: now };
      failed = undefined;
      return held.value;
    } catch (error) {
      failed = { error, until: now + REST };
      return atHand(now, error);
    } finally {
      pending = undefined;
    }
  }
  function atHand(now: number, error: unknown): T {
    if (held !== undefined && now < held.until) return held.value;
    throw error;
  }
  async function obtained(now: number): Promise<T> {
    return failed !== undefined && now < failed.until ? atHand(now, failed.error) : (pending ??= renew(now));
  }
  return {
    get: (now) => (held !== undefined && now < held.renewAt ? held.value : obtained(now)),
    forget(sentAt) {
      if (held !== undefined && held.since <= sentAt) held = undefined;
    },
  };
}
