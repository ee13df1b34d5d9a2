/**
 * One requirement in this process before everything that can tell whether it is right: the reference server, legal
 * servers, broken ones.
 */
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Result } from '../../harness/model/result.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import type { Mutant } from '../../reference/mutants/types.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { failuresOn, kindOf } from '../mutants/trial.ts';
import { judgeInProcess } from '../run/in-process.ts';

/** The results on the reference server, one for each kind that the requirement speaks about. */
export const onReference = async (requirement: Requirement, seed: number): Promise<Result[]> =>
  (await judgeInProcess({ requirements: [requirement], seed })).results;

/** Of the variants, one at a time, the results that say anything against them: all of it is wrong. */
export async function onVariants(
  requirement: Requirement,
  variants: readonly string[],
  seed: number,
): Promise<{ variant: string; result: Result }[]> {
  const accusations = [];
  for (const variant of variants) {
    const { results } = await judgeInProcess({ requirements: [requirement], variants: [variant], seed });
    for (const result of results)
      if (result.verdict !== 'pass' && result.verdict !== 'not-applicable') accusations.push({ variant, result });
  }
  return accusations;
}

/** The broken servers that a requirement has to do with: those that break a statement which it tests. */
export const mutantsOf = ({ tests }: Requirement): Mutant[] => MUTANTS.filter(({ breaks }) => tests.includes(breaks));

/**
 * Whether the requirement fails on the mutant. An invariant is judged by the traffic of the whole run: where its own
 * shows nothing, that of every requirement is looked at until it does.
 */
export async function reports(requirement: Requirement, mutant: Mutant, seed: number): Promise<boolean> {
  const kind = kindOf(mutant, [requirement]);
  const isReported = (failed: ReadonlySet<string>): boolean => failed.has(requirement.id);
  const { failed } = await failuresOn(mutant, kind, [requirement], seed, isReported);
  if (isReported(failed) || requirement.everywhere === undefined) return isReported(failed);
  return isReported((await failuresOn(mutant, kind, REQUIREMENTS, seed, isReported)).failed);
}
