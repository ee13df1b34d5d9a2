/** The first look at each kind: a run goes no further where the target does not show or remove what it took. */
import { keyOf, nameFor } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import type { JudgeContext } from '../../harness/judge/context.ts';
import { judge } from '../../harness/judge/judge.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Result } from '../../harness/model/result.ts';
import type { Pair, Plan } from '../../harness/run/plan.ts';
import { firstLook } from '../../specs/first-look.ts';
import { headlineOf } from '../../reports/view/headline.ts';

/** A kind that is judged no further. */
interface Held {
  kind: Kind;
  /** Of the requirement that demands what failed. */
  result: Result;
}

export interface Gate {
  held: readonly Held[];
  /** What a read does not show, and may be there nevertheless: one sentence for each. */
  unseen: string[];
}

export const NO_GATE: Gate = { held: [], unseen: [] };

/** Makes one job of each kind, reads, lists and deletes it. */
export async function lookFirst(kinds: readonly Kind[], context: JudgeContext): Promise<Gate> {
  const looks = await Promise.all(
    kinds.map(async (kind) => {
      const look = firstLook();
      const result = await judge({ id: 'first/look', revision: 1, tests: [], check: look.check }, kind, context);
      return { kind, look, result: { ...result, id: look.demandedBy } };
    }),
  );
  return {
    held: looks.filter(({ result }) => result.verdict !== 'pass'),
    unseen: looks.flatMap(({ look: { unseen } }) =>
      unseen === undefined ? [] : [`${unseen} was created, and is not shown by its name: it may be there`],
    ),
  };
}

/**
 * What is still to be judged, and the plan without what is judged no further, but with what the first look found.
 *
 * @param missing the part of the plan that has no results yet
 */
export function planAfter(
  plan: Plan,
  missing: Plan,
  { held }: Gate,
  requirements: readonly Requirement[],
): { open: Plan; plan: Plan } {
  const found = held.flatMap(({ kind, result }): Pair[] => {
    const requirement = requirements.find(({ id }) => id === result.id);
    return requirement === undefined ? [] : [{ requirement, kind }];
  });
  const isHeld = ({ kind }: Pair): boolean => held.some((one) => one.kind === kind);
  const isFound = ({ requirement, kind }: Pair): boolean =>
    found.some((one) => one.requirement.id === requirement.id && one.kind === kind);
  const open = missing.pairs.filter((pair) => !isHeld(pair));
  const dropped = new Set(missing.pairs.filter(isHeld));
  const left = held.map(({ kind, result }) => ({
    reason: `not reached: the first look at ${nameFor(kind, kind.plural)} ended with ${result.id}`,
    count: [...dropped].filter((pair) => pair.kind === kind && pair.requirement.id !== result.id).length,
  }));
  const notPlanned = [...plan.notPlanned, ...left.filter(({ count }) => count > 0)];
  const pairs = [...plan.pairs.filter((pair) => !dropped.has(pair) && !isFound(pair)), ...found];
  return { open: { pairs: open, notPlanned }, plan: { pairs, notPlanned } };
}

/** One line for each kind that is judged no further. */
export const describeHeld = ({ held }: Gate): string[] =>
  held.map(
    ({ kind, result }) =>
      `${keyOf(kind)}: judged no further: ${result.id}: ${result.reason ?? headlineOf(result) ?? result.verdict}`,
  );
