/** Orders the judgements of a run so that no long one is left alone at its end. */
import { keyOf } from '../../contract/kinds.ts';
import type { Economy } from './economy.ts';
import type { Pair } from './plan.ts';

/** A judgement of so many requests may begin last: it is over soon. */
const SHORT = 20;
/** Requests that a run sends in a millisecond in which a judgement waits, at most. */
const MEANWHILE = 1 / 3;

/**
 * The pairs in their order, but for each whose requests, which mostly follow one another, and waiting would outlast
 * all that comes after it: that one begins earlier, while `atOnce` judgements still run. What needs the scratch
 * namespace is judged in turns for each kind, so that its turns count together.
 */
export function startedInTime(pairs: readonly Pair[], economy: Economy, atOnce: number): Pair[] {
  const turns = new Map<string, number>();
  const late: { pair: Pair; requests: number; needs: number }[] = [];
  const reversed: Pair[] = [];
  let after = 0;
  for (const pair of pairs.toReversed()) {
    const { requests, waiting } = economy.costOf(pair.requirement.id, pair.kind.singular);
    const before = isInTurns(pair) ? (turns.get(keyOf(pair.kind)) ?? 0) : 0;
    const long = before + Math.max(requests - SHORT, 0);
    if (isInTurns(pair)) turns.set(keyOf(pair.kind), before + requests);
    insert(late, { pair, requests, needs: Math.max(long * atOnce, waiting * MEANWHILE) });
    for (let one = late[0]; one !== undefined && one.needs <= after; one = late[0]) {
      late.shift();
      reversed.push(one.pair);
      after += one.requests;
    }
  }
  return [...reversed, ...late.map(({ pair }) => pair)].reverse();
}

const isInTurns = ({ requirement }: Pair): boolean => requirement.requires?.includes('scratch-namespace') === true;

/** Behind what needs as much or less. */
function insert<T extends { needs: number }>(sorted: T[], one: T): void {
  const at = sorted.findIndex(({ needs }) => needs > one.needs);
  sorted.splice(at < 0 ? sorted.length : at, 0, one);
}
