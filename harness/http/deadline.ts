import type { Clock } from '../../contract/clock.ts';
import { Inconclusive } from '../errors/endings.ts';

/** The suite itself ended the stream. */
export class Closed extends Error {
  constructor() {
    super('closed by the suite');
  }
}

export class Timeout extends Inconclusive {}

/**
 * Reason for aborting a sleep that is no longer needed. Without a reason, every abort creates an exception, which costs
 * time.
 */
export const CALLED_OFF = 'called off';

export interface Deadline {
  signal: AbortSignal;
  /** Something has come: the time begins anew. */
  moved(): void;
  /** From now on, neither the time nor the other signals abort it. */
  clear(): void;
  /** From now on, the time does not abort it; the other signals still do. */
  rest(): void;
}

/** No more than so many times as long all in all: what comes byte by byte, without end, is not waited for. */
const LONGEST = 20;

/**
 * A signal that is aborted when nothing has moved for this many milliseconds of the clock, or when any of the others
 * is.
 */
export function deadline(clock: Clock, ms: number, others: readonly AbortSignal[]): Deadline {
  const own = new AbortController();
  const timer = new AbortController();
  const pass = (event: Event): void => own.abort((event.target as AbortSignal).reason);
  for (const other of others) {
    if (other.aborted) own.abort(other.reason);
    other.addEventListener('abort', pass);
  }
  const begun = clock.now();
  const latest = begun + LONGEST * ms;
  let last = begun;
  async function timing(): Promise<void> {
    for (let left = ms; left > 0; left = Math.min(last + ms, latest) - clock.now())
      await clock.sleep(left, timer.signal);
    const said = last === begun ? 'none' : last + ms > latest ? 'not whole' : 'nothing more';
    own.abort(new Timeout(`${said} within ${said === 'not whole' ? LONGEST * ms : ms} ms`));
  }
  timing().catch(() => {}); // called off
  return {
    signal: own.signal,
    moved: () => void (last = clock.now()),
    rest: () => timer.abort(CALLED_OFF),
    clear() {
      timer.abort(CALLED_OFF);
      for (const other of others) other.removeEventListener('abort', pass);
    },
  };
}

/** The work's outcome, or the signal's reason, whichever comes first. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
