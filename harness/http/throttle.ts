/** Limits the number of simultaneous requests, over all judgements of a run. */
export interface Limiter {
  /** Starts the work as soon as a slot is free, in the order of the calls. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** A semaphore with this number of slots. Watches must take no slot: a few of them would block everything else. */
export function limiter(slots: number): Limiter {
  const waiting: (() => void)[] = [];
  let free = Math.max(1, slots);
  return {
    async run(work) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free += 1;
      }
    },
  };
}

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/**
 * Milliseconds to wait before the same request is sent again. An answer asks for that by 429 (RFC 6585, section 4), or
 * by 503 with Retry-After (RFC 9110, sections 10.2.3 and 15.6.4); for any other answer the delay is undefined.
 */
export function retryDelay(
  status: number,
  retryAfter: string | undefined,
  attempt: number,
  now: number,
): number | undefined {
  if (status !== 429 && !(status === 503 && retryAfter !== undefined)) return undefined;
  const seconds = retryAfter !== undefined && /^\d+$/.test(retryAfter.trim()) ? Number(retryAfter) : undefined;
  const date = Date.parse(retryAfter ?? '');
  const asked = seconds !== undefined ? seconds * 1000 : Number.isNaN(date) ? FIRST_WAIT * 2 ** attempt : date - now;
  return Math.min(Math.max(asked, 0), LONGEST_WAIT);
}
