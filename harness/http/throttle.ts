/** Limits the requests of a run, over all of its judgements: at one time, a second, and by what the target bears. */
import type { Clock } from '../../contract/clock.ts';
import { realClock } from './clock.ts';

export interface Limiter {
  /** Starts the work as soon as a slot is free, in the order of the calls. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** What a request without a slot waits for, so that no more are sent a second than may be; undefined: nothing. */
  paced(): Promise<void> | undefined;
  /** Is told of every answer, and of how many milliseconds it took: the number of slots follows. */
  saw(status: number, ms: number): void;
}

interface Pace {
  clock?: Clock;
  /** The most requests a second; default: no bound. */
  rate?: number | undefined;
}

/** A semaphore with this number of slots at most. Watches must take no slot: a few would block everything else. */
export function limiter(slots: number, { clock = realClock, rate }: Pace = {}): Limiter {
  const most = Math.max(1, slots);
  const bearable = bearing(most);
  const waiting: (() => void)[] = [];
  let used = 0;
  let nextAt = 0;

  function paced(): Promise<void> | undefined {
    if (rate === undefined) return undefined;
    const now = clock.now();
    const at = Math.max(now, nextAt);
    nextAt = at + 1_000 / rate;
    return at > now ? clock.sleep(at - now) : undefined;
  }
  return {
    async run(work) {
      if (used < bearable.slots() && waiting.length === 0) used += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        await paced();
        return await work();
      } finally {
        used -= 1;
        while (used < bearable.slots() && waiting.length > 0) {
          used += 1;
          waiting.shift()?.();
        }
      }
    },
    paced,
    saw: bearable.saw,
  };
}

/** An answer is late when it takes so many times what the quickest answers took, and so many milliseconds more. */
const LATE = { times: 3, more: 100 };

/**
 * How many requests at one time the target bears: half as many after it was too many (429), one less while answers get
 * slower and slower, one more after each round of answers without such a sign.
 */
function bearing(most: number): { slots: () => number; saw: Limiter['saw'] } {
  let slots = most;
  let answers = 0;
  let total = 0;
  let usual: number | undefined;
  const round = (): void => {
    answers = 0;
    total = 0;
  };
  return {
    slots: () => slots,
    saw(status, ms) {
      answers += 1;
      total += ms;
      if (status === 429) {
        // Requests that were under way with this one are refused, too: they are one sign together.
        if (answers >= slots || slots === most) slots = Math.max(1, Math.floor(slots / 2));
        return round();
      }
      if (answers < Math.max(4, slots)) return undefined;
      const mean = total / answers;
      usual = Math.min(usual ?? mean, mean);
      const late = mean > usual * LATE.times && mean > usual + LATE.more;
      slots = late ? Math.max(1, slots - 1) : Math.min(most, slots + 1);
      return round();
    },
  };
}

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/** An HTTP date begins with the name of a day (RFC 9110, section 5.6.7). */
const DATE = /^[A-Za-z]{3,9},? /;

/** Milliseconds that Retry-After asks for; undefined where it is neither a number of seconds nor a date. */
function askedFor(retryAfter: string, now: number): number | undefined {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = DATE.test(retryAfter) ? Date.parse(retryAfter) : NaN;
  return Number.isNaN(date) ? undefined : date - now;
}

/**
 * Milliseconds to wait before the same request is sent again. An answer asks for that by 429 (RFC 6585, section 4), or
 * by 503 with Retry-After (RFC 9110, sections 10.2.3 and 15.6.4); for any other answer the delay is undefined. Who asks
 * for less than it needs is given more each time.
 */
export function retryDelay(
  status: number,
  retryAfter: string | undefined,
  attempt: number,
  now: number,
): number | undefined {
  if (status !== 429 && !(status === 503 && retryAfter !== undefined)) return undefined;
  const asked = askedFor(retryAfter?.trim() ?? '', now);
  const least = asked !== undefined && attempt === 0 ? 0 : FIRST_WAIT * 2 ** attempt;
  return Math.min(Math.max(asked ?? 0, least), LONGEST_WAIT);
}
