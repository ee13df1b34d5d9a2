/** What a judgement rests on: that the operations work at all. The roll-up tells from it which failure is the root. */
import { hasBody, succeeds } from '../../contract/operations.ts';
import type { Verb } from '../../contract/types.ts';
import type { Exchange } from '../model/exchange.ts';

/** An object with something in it. The text may have been cut. */
const OBJECT = /^\s*\{\s*"/;

/** Whether an operation that is requested plainly could have been answered so. */
const worked = ({ verb, status = 0, responseBody }: Exchange): boolean =>
  verb !== undefined &&
  succeeds(verb, status) &&
  (verb === 'watch' || !hasBody(verb, status) || OBJECT.test(responseBody));

/**
 * Id of the statement that says how this operation succeeds, if that of the exchange of the finding (without a finding:
 * of the last one) was never seen to work in this judgement.
 */
export function successMissing(exchanges: readonly Exchange[], finding?: { exchange?: number }): string | undefined {
  const working = new Set<Verb | undefined>(exchanges.filter(worked).map(({ verb }) => verb));
  const of = ({ verb }: Exchange): boolean => verb !== undefined && !working.has(verb);
  const found =
    finding === undefined ? exchanges.findLast(of) : exchanges.find((one) => one.seq === finding.exchange && of(one));
  return found && `${found.verb}.success`;
}
