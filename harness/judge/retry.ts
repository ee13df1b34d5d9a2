import type { Clock } from '../../contract/clock.ts';
import type { Trial } from '../model/trial.ts';

/**
 * Maximum number of attempts before the last outcome counts. It is high because a controller may write as often as a
 * client.
 */
const ATTEMPTS = 30;
/** Each pause is this many milliseconds longer than the one before, so that another writer has the time to finish. */
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
