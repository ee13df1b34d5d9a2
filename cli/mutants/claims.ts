/** Holds what profiles claim: each mutant is reported by the first judgement in the order that is said to report it. */
import { pairName } from '../../harness/run/economy.ts';
import type { Costs } from '../../harness/run/economy.ts';
import { profilesOf } from '../../reports/proof/cover.ts';
import type { KillMatrix } from '../../reports/proof/kill-matrix.ts';
import { candidatesOf } from './economy.ts';
import { everyKind, type Kills } from './kills.ts';

/** That one requirement with one kind, alone, reports a mutant. */
export interface Claim {
  mutant: string;
  id: string;
  kind: string;
}

/** Returns whether each claim holds, in their order. */
export type Prove = (claims: readonly Claim[]) => Promise<boolean[]>;

/** What a matrix shows with one kind each, taken to hold for every kind that the mutant breaks. */
export const killsOf = (matrix: KillMatrix): Kills =>
  everyKind(
    Object.fromEntries(matrix.mutants.map(({ mutant, killedBy, alsoBy }) => [mutant, [...killedBy, ...alsoBy]])),
  );

/** For each mutant, the first pair of the order that reports it. */
export function claimsOf(order: readonly string[], kills: Kills): Claim[] {
  const places = new Map(order.map((pair, i) => [pair, i]));
  const place = ({ id, kind }: Claim): number => places.get(pairName(id, kind)) ?? order.length;
  return Object.entries(kills).flatMap(([mutant, by]) => {
    const all = Object.entries(by).flatMap(([id, kinds]) => kinds.map((kind) => ({ mutant, id, kind })));
    const first = all.reduce<Claim | undefined>(
      (best, one) => (best === undefined || place(one) < place(best) ? one : best),
      undefined,
    );
    return first === undefined ? [] : [first];
  });
}

const nameOf = ({ mutant, id, kind }: Claim): string => `${mutant} ${pairName(id, kind)}`;

/** The kills without those that a trial disproved, until every mutant's first claim is proven. */
export async function proven(kills: Kills, costs: Costs, prove: Prove): Promise<Kills> {
  const held = new Set<string>();
  let left = kills;
  for (;;) {
    const { order } = profilesOf(candidatesOf(costs, left), Object.keys(left).length);
    const open = claimsOf(order, left).filter((claim) => !held.has(nameOf(claim)));
    if (open.length === 0) return left;
    const results = await prove(open);
    const wrong = open.filter((_, i) => results[i] !== true);
    for (const [i, claim] of open.entries()) if (results[i] === true) held.add(nameOf(claim));
    left = without(left, wrong);
  }
}

function without(kills: Kills, wrong: readonly Claim[]): Kills {
  const less = structuredClone(kills);
  for (const { mutant, id, kind } of wrong) {
    const by = less[mutant];
    const kinds = by?.[id]?.filter((one) => one !== kind) ?? [];
    if (by === undefined) continue;
    if (kinds.length === 0) delete by[id];
    else by[id] = kinds;
  }
  return less;
}
