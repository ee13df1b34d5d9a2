import type { Clock } from '../../contract/clock.ts';
import type { Trial } from '../model/trial.ts';

/** How often an attempt is made before its outcome counts: a controller may write as often as a client. */
const ATTEMPTS = 30;
/** Milliseconds by which each pause is longer than the one before: whoever wrote gets the time to finish. */
const PAUSE = 3;

export const createRetry =
  (clock: Clock): Trial['retry'] =>
  async (attempt, disturbed) => {
    for (let count = 1; ; count += 1) {
      const outcome = await attempt();
      if (count === ATTEMPTS || !(await disturbed(outcome))) return outcome;
      await clock.sleep(count * PAUSE);
    }
  };
