/** Properties: fast-check draws and shrinks, the trial's rules decide what counts as a counterexample and when to stop. */
import { asyncProperty, check, stringify, type Arbitrary } from 'fast-check';
import type { Clock } from '../../contract/clock.ts';
import { FindingError } from './errors.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { codeIn } from '../evidence/positions.ts';

export interface PropertyOptions {
  evidence: Evidence;
  clock: Clock;
  /** The judgement's own seed, and the run's, with which a person replays. */
  seed: number;
  runSeed: number;
  /** Percent of the number of runs that a property gives. */
  scale: number;
  /** After each case: what it made can go. */
  afterCase(): Promise<void>;
}

const DEFAULT_RUNS = 100;
/** Shrinking ends after so many exchanges or milliseconds: the smallest counterexample by then is told. */
const SHRINK_EXCHANGES = 400;
const SHRINK_TIME = 30_000;
const LONGEST_COUNTEREXAMPLE = 4_000;

/** Throws the finding of the smallest failing case, or at once whatever else a case threw. */
export async function checkProperty<T>(
  arbitrary: Arbitrary<T>,
  predicate: (value: T) => Promise<void>,
  runs: number | undefined,
  options: PropertyOptions,
): Promise<void> {
  const { evidence, clock } = options;
  const histories = new WeakMap<object, number[]>();
  let abort: { error: unknown } | undefined;
  let shrinking: { exchanges: number; until: number } | undefined;
  let cases = 0;
  const spent = (): boolean =>
    shrinking !== undefined && (evidence.exchanges.length > shrinking.exchanges || clock.now() > shrinking.until);

  const property = asyncProperty(arbitrary, async (value) => {
    if (abort || spent()) return;
    evidence.case = cases += 1;
    const first = evidence.exchanges.length;
    try {
      await predicate(value);
    } catch (error) {
      if (!(error instanceof FindingError)) {
        abort = { error };
        return;
      }
      histories.set(
        error,
        evidence.exchanges.slice(first).map((exchange) => exchange.seq),
      );
      shrinking ??= { exchanges: evidence.exchanges.length + SHRINK_EXCHANGES, until: clock.now() + SHRINK_TIME };
      throw error;
    } finally {
      evidence.case = undefined;
      await options.afterCase();
    }
  });
  const numRuns = Math.max(1, Math.round(((runs ?? DEFAULT_RUNS) * options.scale) / 100));
  const outcome = await check(property, { seed: options.seed, numRuns });

  // Before a counterexample: the run was never finished. After one: shrinking was, with what it had found.
  const found = outcome.errorInstance;
  if (found instanceof FindingError) {
    const history = histories.get(found);
    throw new FindingError({
      ...found.finding,
      ...codeIn(found.stack),
      seed: options.runSeed,
      counterexample: describeValue(outcome.counterexample![0]),
      ...(history && { history }),
    });
  }
  if (abort) throw abort.error;
  if (outcome.failed) throw found; // it broke between two cases
}

function describeValue(value: unknown): string {
  const text = JSON.stringify(value, null, 2) ?? stringify(value);
  return text.length > LONGEST_COUNTEREXAMPLE ? `${text.slice(0, LONGEST_COUNTEREXAMPLE)}\n...` : text;
}
