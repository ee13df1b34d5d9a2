/** Properties: fast-check generates and shrinks inputs; this file decides what is a counterexample and when to stop. */
import { asyncProperty, check, stringify, type Arbitrary } from 'fast-check';
import type { Clock } from '../../contract/clock.ts';
import { FindingError } from '../errors/endings.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { codeIn } from '../evidence/positions.ts';

export interface PropertyOptions {
  evidence: Evidence;
  clock: Clock;
  /**
   * The seed of the judgement, from which the inputs are drawn, and that of the run, which a person needs to replay it.
   */
  seed: number;
  runSeed: number;
  /** Percentage of the number of runs that the property asks for. */
  scale: number;
  /** Called after each case; may delete the objects of the case. */
  afterCase(): Promise<void>;
}

const DEFAULT_RUNS = 100;
/** Shrinking stops after this number of exchanges or milliseconds; the smallest counterexample so far is reported. */
const SHRINK_EXCHANGES = 400;
const SHRINK_TIME = 30_000;
const LONGEST_COUNTEREXAMPLE = 4_000;

/** Throws the finding of the smallest failing case. Any other error of a case is thrown at once. */
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

  // Without a counterexample, the time was up before all cases ran. With one, only shrinking was cut short.
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
  if (outcome.failed) throw found; // an error outside of the cases
}

function describeValue(value: unknown): string {
  const text = JSON.stringify(value, null, 2) ?? stringify(value);
  return text.length > LONGEST_COUNTEREXAMPLE ? `${text.slice(0, LONGEST_COUNTEREXAMPLE)}\n...` : text;
}
