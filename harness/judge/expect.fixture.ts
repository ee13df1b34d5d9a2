/** What ends a demand, and answers to demand something of. */
import { FindingError, Inconclusive } from '../errors/endings.ts';
import type { Finding } from '../model/finding.ts';
import type { Answer, Target } from '../model/target.ts';
import type { Expect } from '../model/trial.ts';
import { createExpect } from './expect.ts';

export const answer = (over: Partial<Answer> = {}): Answer => ({
  exchange: 7,
  verb: undefined,
  method: 'GET',
  path: '/jobs/x',
  status: 200,
  headers: new Map(),
  text: '',
  json: {},
  ...over,
});

/**
 * The finding or the reason that ends it; undefined where all holds. `reads` is what the target answers to reads, the
 * last for ever.
 */
export async function outcome(
  demand: (expect: Expect) => unknown,
  ...reads: Answer[]
): Promise<Finding | string | undefined> {
  const target = { read: async () => (reads.length > 1 ? reads.shift() : reads[0]) } as unknown as Target;
  const eventually = async <T>(probe: () => Promise<T | undefined>): Promise<T | undefined> =>
    (await probe()) ?? probe();
  try {
    await demand(createExpect({ target, eventually }));
    return undefined;
  } catch (error) {
    if (error instanceof FindingError) return error.finding;
    if (error instanceof Inconclusive) return error.message;
    throw error;
  }
}
