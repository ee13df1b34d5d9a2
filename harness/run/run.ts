/** Judges every requirement for every kind that it applies to, several at once. */
import { keyOf } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import type { JudgeContext } from '../judge/context.ts';
import { judge } from '../judge/judge.ts';
import { emptyPool } from '../judge/outside.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result } from '../model/result.ts';
import { serialize } from './mutex.ts';
import { weighted } from './weighted.ts';

export interface RunOptions {
  kinds: readonly Kind[];
  /** Which pairs are judged. Default: all. */
  planned?: ((pair: Pair) => boolean) | undefined;
  /** The most jobs at one time, and how many a judgement has. Default: no bound. */
  jobs?: { most: number; of: (pair: Pair) => number } | undefined;
  /** Maximum number of simultaneous judgements. Default 4. */
  concurrency?: number | undefined;
  onResult?: ((result: Result) => void) | undefined;
  /** Start no judgement after the first fail. */
  bail?: boolean | undefined;
  /** Start no judgement once it is aborted. */
  signal?: AbortSignal | undefined;
  /** Default: `judge`. */
  judging?: typeof judge | undefined;
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

/** What has to be alone comes last: as long as it runs, all other places are empty. */
export const aloneLast = <T>(all: readonly T[], isAlone: (one: T) => boolean): T[] => [
  ...all.filter((one) => !isAlone(one)),
  ...all.filter(isAlone),
];

/**
 * Judges every pair and returns the results of those that were started, in the order of the pairs. Requirements that
 * need the scratch namespace are judged one at a time for each kind, those that have to be alone after all others.
 */
export async function judgeAll(
  requirements: readonly Requirement[],
  context: JudgeContext,
  options: RunOptions,
): Promise<Result[]> {
  const { planned = () => true, judging = judge } = options;
  const pairs = pairsOf(requirements, options.kinds).filter(planned);
  const results = new Map<Pair, Result>();
  const turns = serialize();
  let stopped = false;
  const queue = aloneLast(pairs, ({ requirement }) => requirement.alone === true);
  const { jobs } = options;
  const places = weighted(jobs?.most ?? Infinity);
  let next = 0;

  const ending = (): boolean => stopped || options.signal?.aborted === true;
  async function one(pair: Pair): Promise<void> {
    if (ending()) return;
    const result = await judging(pair.requirement, pair.kind, context);
    results.set(pair, result);
    stopped ||= options.bail === true && result.verdict === 'fail';
    options.onResult?.(result);
  }
  const placed = (pair: Pair): Promise<void> =>
    places.run(pair.requirement.alone ? 'alone' : (jobs?.of(pair) ?? 0), () => one(pair));
  async function worker(): Promise<void> {
    for (let pair = queue[next]; pair && !ending(); pair = queue[next]) {
      next += 1;
      const { requirement, kind } = pair;
      const exclusive = requirement.requires?.includes('scratch-namespace') === true;
      await (exclusive ? turns(keyOf(kind), () => placed(pair)) : placed(pair));
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, options.concurrency ?? 4) }, worker));
  await emptyPool(context);
  return pairs.flatMap((pair) => results.get(pair) ?? []);
}
