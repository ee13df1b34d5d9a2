/** Requests that are sent again: until something is seen, and until nobody disturbs them. */
import type { Clock } from '../../contract/clock.ts';
import { Inconclusive } from '../errors/endings.ts';
import type { Trial } from '../model/trial.ts';

/** Maximum number of attempts. It is high because a controller may write as often as a client. */
const ATTEMPTS = 30;
/** Each pause is this many milliseconds longer than the one before, so that another writer has the time to finish. */
const PAUSE = 3;

/** Milliseconds between two looks: each pause is longer than the one before. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;

/** `settle`: the milliseconds that are waited where a check says nothing else. */
export const createEventually =
  (clock: Clock, settle: number): Trial['eventually'] =>
  async (probe, within = settle) => {
    const until = clock.now() + within;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
      const found = await probe();
      const left = until - clock.now();
      if (found !== undefined || left <= 0) return found;
      await clock.sleep(Math.min(pause, left));
    }
  };

export const createRetry =
  (clock: Clock): Trial['retry'] =>
  async (attempt, disturbed, describe) => {
    for (let count = 1; ; count += 1) {
      const outcome = await attempt();
      if (!(await disturbed(outcome))) return outcome;
      if (count === ATTEMPTS)
        throw new Inconclusive(
          describe?.(outcome) ?? `others wrote between two requests, in each of ${ATTEMPTS} attempts`,
        );
      await clock.sleep(count * PAUSE);
    }
  };
