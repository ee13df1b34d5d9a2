import type { Clock } from '../../contract/clock.ts';

/** Longer delays overflow Node's timers and would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Number of rounds of the event loop without any use of the clock, after which we conclude that nothing is runnable.
 * One is enough for chains of promises; the others are for code that itself uses `setImmediate`.
 */
const QUIET_ROUNDS = 5;

/** Resolves after everything that is already queued in the event loop. */
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
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', cancel);
          resolve();
        },
        Math.min(ms, LONGEST_TIMER),
      );
      signal?.addEventListener('abort', cancel, { once: true });
    });
  },
};

export interface VirtualClock extends Clock {
  /** Number of sleeps that have not ended. */
  readonly waiting: number;
  /** Time stops: no sleep ends any more, and the clock no longer keeps the event loop busy. */
  stop(): void;
}

interface Sleeper {
  due: number;
  wake: () => void;
}

/**
 * A clock with its own time, in milliseconds since the epoch. It advances to the earliest end of a sleep when nothing
 * is runnable: when nobody used it for several rounds of the event loop. It knows nothing of sockets and threads: code
 * that waits for them must use the real clock.
 */
export const virtualClock = (start = Date.UTC(2026, 0, 1)): VirtualClock => new VirtualTime(start);

class VirtualTime implements VirtualClock {
  readonly #sleepers = new Set<Sleeper>();
  #time: number;
  #quiet = 0;
  #pumping = false;
  #stopped = false;

  constructor(start: number) {
    this.#time = start;
  }

  get waiting(): number {
    return this.#sleepers.size;
  }

  now(): number {
    this.#quiet = 0;
    return this.#time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#quiet = 0;
    if (signal?.aborted) return Promise.reject(signal.reason);
    return ms <= 0 ? turn() : this.#enlist(this.#time + ms, signal);
  }

  stop(): void {
    this.#stopped = true;
    this.#sleepers.clear();
  }

  #enlist(due: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        this.#sleepers.delete(sleeper);
        this.#quiet = 0;
        reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', cancel);
        resolve();
      };
      const sleeper: Sleeper = { due, wake };
      signal?.addEventListener('abort', cancel, { once: true });
      this.#sleepers.add(sleeper);
      if (!this.#pumping) setImmediate(this.#pump);
      this.#pumping = true;
    });
  }

  readonly #pump = (): void => {
    this.#pumping = !this.#stopped && this.#sleepers.size > 0;
    if (!this.#pumping) return;
    this.#quiet += 1;
    if (this.#quiet > QUIET_ROUNDS) this.#advance();
    setImmediate(this.#pump);
  };

  #advance(): void {
    this.#quiet = 0;
    let earliest = Infinity;
    for (const sleeper of this.#sleepers) earliest = Math.min(earliest, sleeper.due);
    this.#time = Math.max(this.#time, earliest);
    for (const sleeper of [...this.#sleepers])
      if (sleeper.due <= this.#time && this.#sleepers.delete(sleeper)) sleeper.wake();
  }
}
