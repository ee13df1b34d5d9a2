/** What the results of a run show of a target that has gone: it is told so, and accuses nobody. */
import { sayGone } from '../http/silence.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Result } from '../model/result.ts';

const isAnswered = ({ status }: Exchange): boolean => status !== undefined;

/**
 * Milliseconds since the epoch at which the first request was sent that got no answer, if none was answered after it;
 * undefined where the last of all was answered.
 */
export function unansweredSince(results: readonly Result[]): number | undefined {
  let answered = -Infinity;
  for (const { exchanges } of results)
    for (const one of exchanges) if (isAnswered(one)) answered = Math.max(answered, one.at + one.ms);
  let since = Infinity;
  for (const { exchanges } of results)
    for (const one of exchanges) if (!isAnswered(one) && one.at + one.ms >= answered) since = Math.min(since, one.at);
  return since === Infinity ? undefined : since;
}

/** What was judged while the target did not answer any more could not be judged. */
export const withSilence = (results: readonly Result[], since: number): Result[] =>
  results.map((result) => {
    const { verdict, exchanges } = result;
    const isCut = exchanges.some((one) => !isAnswered(one) && one.at + one.ms >= since);
    return isCut && (verdict === 'fail' || verdict === 'inconclusive')
      ? { ...result, verdict: 'inconclusive', reason: sayGone(since), findings: [] }
      : result;
  });
