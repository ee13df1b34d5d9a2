/** Requests that were sent and not answered may still create an object, until their time is over. */
import { unanswered, type JournalLine } from './journal.ts';

/** A request that may still create what it names, until this time (milliseconds since the epoch). */
export interface Late {
  line: JournalLine;
  until: number;
}

/**
 * Those of which the time is not over. One that was sent, by its line, in the future or at no time counts from now.
 *
 * @param late milliseconds that a request may take
 */
export function lateOf(lines: readonly JournalLine[], now: number, late: number): Late[] {
  return unanswered(lines).flatMap((line) => {
    const sent = Date.parse(line.time);
    const until = (Number.isNaN(sent) || sent > now ? now : sent) + late;
    return until > now ? [{ line, until }] : [];
  });
}
