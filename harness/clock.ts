/** Time: the machine's, or one that stands still while anything can run and then jumps to whoever wakes first. */
import type { Clock } from '../contract/seam.ts';

/** Longer delays overflow Node's timers and would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Rounds of the event loop without any use of the clock after which nothing counts as runnable. One round is enough for
 * chains of promises; the others are for code that yields by `setImmediate` on its own.
 */
const QUIET_ROUNDS = 5;

/** A pause of the event loop that everything already queued gets in before. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const realClock: Clock = {
  now: () => Date.now(),
  sleep(ms, signal) {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (ms <= 0) return turn();
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', cancel);
        resolve();
      }, Math.min(ms, LONGEST_TIMER));
      signal?.addEventListener('abort', cancel, { once: true });
    });
  },
};

export interface VirtualClock extends Clock {
  /** Sleepers that have not woken. */
  readonly waiting: number;
  /** Time stands still from now on: who sleeps never wakes, and the event loop is left alone. */
  stop(): void;
}

interface Sleeper { due: number; wake: () => void }

/**
 * A clock of its own time, in milliseconds since the epoch. It advances to the earliest sleeper when nothing is runnable:
 * when several rounds of the event loop went by in which nobody used it. It knows nothing of sockets and threads: whoever
 * waits for those must use the real clock.
 */
export function virtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  const sleepers = new Set<Sleeper>();
  let time = start;
  let quiet = 0;
  let pumping = false;
  let stopped = false;

  function advance(): void {
    let earliest = Infinity;
    for (const sleeper of sleepers) earliest = Math.min(earliest, sleeper.due);
    time = Math.max(time, earliest);
    for (const sleeper of [...sleepers]) if (sleeper.due <= time && sleepers.delete(sleeper)) sleeper.wake();
  }

  function pump(): void {
    pumping = !stopped && sleepers.size > 0;
    if (!pumping) return;
    quiet += 1;
    if (quiet > QUIET_ROUNDS) {
      quiet = 0;
      advance();
    }
    setImmediate(pump);
  }

  function enlist(due: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper: Sleeper = {
        due,
        wake: () => {
          signal?.removeEventListener('abort', cancel);
          resolve();
        },
      };
      const cancel = (): void => {
        sleepers.delete(sleeper);
        quiet = 0;
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      sleepers.add(sleeper);
      if (!pumping) setImmediate(pump);
      pumping = true;
    });
  }

  return {
    now() {
      quiet = 0;
      return time;
    },
    sleep(ms, signal) {
      quiet = 0;
      if (signal?.aborted) return Promise.reject(signal.reason);
      return ms <= 0 ? turn() : enlist(time + ms, signal);
    },
    get waiting() {
      return sleepers.size;
    },
    stop() {
      stopped = true;
      sleepers.clear();
    },
  };
}
