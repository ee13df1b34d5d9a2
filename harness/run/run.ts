/** Judges every requirement for every kind that it applies to, several at once. */
import type { Kind } from '../../contract/types.ts';
import type { JudgeContext } from '../judge/context.ts';
import { judge } from '../judge/judge.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result } from '../model/result.ts';

export interface RunOptions {
  kinds: readonly Kind[];
  /** Which pairs are judged. Default: all. */
  planned?: ((pair: Pair) => boolean) | undefined;
  /** Maximum number of simultaneous judgements. Default 4. */
  concurrency?: number | undefined;
  onResult?: ((result: Result) => void) | undefined;
  /** Start no judgement after the first fail. */
  bail?: boolean | undefined;
  /** Start no judgement once it is aborted. */
  signal?: AbortSignal | undefined;
}

interface Pair {
  requirement: Requirement;
  kind: Kind;
}

/** The pairs of requirement and kind, in order, of requirements that are already planned. */
export const pairsOf = (requirements: readonly Requirement[], kinds: readonly Kind[]): Pair[] =>
  requirements.flatMap((requirement) =>
    kinds.filter((kind) => requirement.appliesTo?.(kind) ?? true).map((kind) => ({ requirement, kind })),
  );

/**
 * Judges every pair and returns the results of those that were started, in the order of the pairs. Requirements that
 * need the scratch namespace are judged one at a time for each kind.
 */
export async function judgeAll(
  requirements: readonly Requirement[],
  context: JudgeContext,
  options: RunOptions,
): Promise<Result[]> {
  const { planned = () => true } = options;
  const pairs = pairsOf(requirements, options.kinds).filter(planned);
  const results = new Map<Pair, Result>();
  const exclusive = new Map<Kind, Promise<unknown>>();
  let stopped = false;
  let next = 0;

  async function one(pair: Pair): Promise<void> {
    const result = await judge(pair.requirement, pair.kind, context);
    results.set(pair, result);
    stopped ||= options.bail === true && result.verdict === 'fail';
    options.onResult?.(result);
  }
  function alone(pair: Pair): Promise<void> {
    const turn = (exclusive.get(pair.kind) ?? Promise.resolve()).then(() =>
      stopped || options.signal?.aborted ? undefined : one(pair),
    );
    exclusive.set(pair.kind, turn);
    return turn;
  }
  async function worker(): Promise<void> {
    for (let pair = pairs[next]; pair && !stopped && !options.signal?.aborted; pair = pairs[next]) {
      next += 1;
      await (pair.requirement.requires?.includes('scratch-namespace') ? alone(pair) : one(pair));
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, options.concurrency ?? 4) }, worker));
  return pairs.flatMap((pair) => results.get(pair) ?? []);
}
