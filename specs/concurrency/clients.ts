/** Several clients at work at once. */
import type { Answer } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { someOf } from '../support/closeness.ts';
import { ok } from '../support/updates/write.ts';

/** How many clients send at once. */
const CLIENTS = 5;
/** A race is repeated in another way; with other kinds than the closest, there is one of the two. */
export const ROUNDS = [0, 1];

/** Sends by several clients at once; returns the answers in the order of the clients. */
export const byAll = <T>(trial: Trial, send: (client: number) => Promise<T>, count = CLIENTS): Promise<T[]> =>
  trial.together(Array.from({ length: count }, (_, client) => () => send(client)));

export async function rounds(trial: Trial, round: (number: number) => Promise<void>): Promise<void> {
  for (const number of someOf(trial, ROUNDS)) await round(number);
}

/** The clients whose request was accepted. */
export const winnersOf = (answers: readonly Answer[]): number[] =>
  answers.flatMap((answer, client) => (ok(answer) ? [client] : []));

/** The statuses of several answers, for a finding. */
export const statusesOf = (answers: readonly Answer[]): string => answers.map(({ status }) => status).join(', ');

/**
 * A few milliseconds, always the same for one client and step: clients that never pause would take turns by whole
 * rounds.
 */
export const pause = (trial: Trial, client: number, step: number): Promise<void> =>
  trial.clock.sleep((client * 5 + step * 7) % 3);

/** Throws inconclusive where every request of all rounds was refused: then none has won against another. */
export function someWon(trial: Trial, successes: number): void {
  if (successes === 0) trial.inconclusive('every one of the requests that raced was refused');
}

/** Races again, on what is there by then, while nobody wins: a controller may have written before all of them. */
export const untilOneWins = (trial: Trial, race: () => Promise<number>): Promise<number> =>
  trial.retry(
    race,
    (won) => won === 0,
    () => 'every one of the requests that raced was refused',
  );
