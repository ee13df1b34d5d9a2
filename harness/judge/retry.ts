import type { Clock } from '../../contract/clock.ts';
import { Inconclusive } from './errors.ts';
import type { Trial } from '../model/trial.ts';

/** Maximum number of attempts. It is high because a controller may write as often as a client. */
const ATTEMPTS = 30;
/** Each pause is this many milliseconds longer than the one before, so that another writer has the time to finish. */
const PAUSE = 3;

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
