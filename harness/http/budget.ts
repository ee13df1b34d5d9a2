/** How many requests a run may send: what it makes has to be removed with them, too. */
import { Refused } from '../errors/endings.ts';

/** Nothing more may be sent: the request has not left. */
export class Spent extends Refused {
  constructor() {
    super('the requests of --max-requests are spent', { name: 'Spent' });
  }
}

export interface Budget {
  /** Requests that were sent. */
  readonly sent: number;
  /** Whether a request was refused. */
  readonly spent: boolean;
  /** Counts a request that judges. Throws Spent where the rest is needed to remove what the run made. */
  take(): void;
  /** Counts a request that removes something: it is never refused. */
  remove(): void;
}

/**
 * @param most requests in all
 * @param reserve how many it would take now to remove what the run has made
 */
export function createBudget(most: number, reserve: () => number): Budget {
  let sent = 0;
  let spent = false;
  return {
    get sent() {
      return sent;
    },
    get spent() {
      return spent;
    },
    take() {
      spent ||= sent + reserve() >= most;
      if (spent) throw new Spent();
      sent += 1;
    },
    remove() {
      sent += 1;
    },
  };
}
