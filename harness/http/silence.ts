/** Notices that a target serves nothing any more, so that a run does not wait for it for hours. */
import type { Clock } from '../../contract/clock.ts';

/** Requests in a row, of the whole run, that were served by nobody, however often they were sent again. */
export const IN_A_ROW = 16;
/** Milliseconds before each time that the target is asked again. */
const PAUSES = [0, 10_000, 30_000];

export const sayGone = (since: number): string =>
  `the target has served nothing since ${new Date(since).toISOString()}`;

export interface Silence {
  /** Milliseconds since the epoch at which the first of the requests without an answer was sent, once it is over. */
  readonly since: number | undefined;
  answered(): void;
  /** Resolves when the target has been asked again, if it was time for that. */
  unanswered(sentAt: number): Promise<void>;
  /** Asks the target again, though fewer requests than that got no answer, the first of them sent then. */
  ask(sentAt: number): Promise<void>;
}

/** @param probe asks the target for anything, and tells whether it answered */
export function watchSilence(clock: Clock, probe: () => Promise<boolean>): Silence {
  let count = 0;
  let first = Infinity;
  let asking: Promise<void> | undefined;
  let since: number | undefined;

  function reset(): void {
    count = 0;
    first = Infinity;
  }
  async function ask(): Promise<void> {
    for (const pause of PAUSES) {
      await clock.sleep(pause);
      if (count === 0) return; // another request was answered meanwhile
      if (await probe()) return reset();
    }
    since = first;
  }
  const askOnce = (): Promise<void> => (asking ??= ask().finally(() => (asking = undefined)));
  return {
    get since() {
      return since;
    },
    answered: reset,
    async unanswered(sentAt) {
      count += 1;
      first = Math.min(first, sentAt);
      if (count < IN_A_ROW || since !== undefined) return;
      await askOnce();
    },
    async ask(sentAt) {
      count += 1;
      first = Math.min(first, sentAt);
      if (since === undefined) await askOnce();
    },
  };
}
