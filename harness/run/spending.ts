/** What a run may spend, and what of a plan that buys. */
import { UsageError } from '../errors/usage.ts';
import { idleOf } from '../judge/pool.ts';
import type { Economy, Profile } from './economy.ts';
import type { Pair, Plan } from './plan.ts';

export interface Spending {
  profile: Profile;
  /** The most requests, by measured costs, and those that are sent. */
  maxRequests?: number | undefined;
  /** The most jobs of the run that exist at one time. */
  maxJobsAlive?: number | undefined;
  /** Requests a second. */
  rate?: number | undefined;
}

/** What a run sends besides its judgements: before them, and when it looks whether anything is left. */
export interface Around {
  requests: number;
  /** One for each kind, by the first look. */
  jobs: number;
}

/** Requests of the first look at a kind. */
const LOOK = 5;

/** @param run how many kinds, namespaces and identities it has, and whether it takes a first look */
export function aroundOf(run: { kinds: number; namespaces: number; identities: number; gate: boolean }): Around {
  const { kinds, namespaces, identities, gate } = run;
  // Of each identity a list and a read, of each namespace itself, and of each collection a list before and after.
  const requests = 2 * kinds * identities + namespaces + 2 * kinds * namespaces + (gate ? LOOK * kinds : 0);
  return { requests, jobs: gate ? kinds : 0 };
}

const NOTHING: Around = { requests: 0, jobs: 0 };

/** The pairs in the order in which they are worth most; those that were never measured come last. */
export const inOrderOfWorth = (pairs: readonly Pair[], economy: Economy): Pair[] => {
  const place = ({ requirement, kind }: Pair): number => economy.placeOf(requirement.id, kind.singular);
  return [...pairs].sort((a, b) => place(a) - place(b));
};

/** What the profile and the most jobs at a time leave of a plan: the same in each of its shards. */
export const withinReach = (plan: Plan, spending: Spending, economy: Economy): Plan =>
  affordable(plan, { ...spending, maxRequests: undefined }, economy);

/**
 * The plan without what its profile and its budgets leave out, which is counted by reason. Throws a UsageError when
 * they leave nothing.
 */
export function affordable(plan: Plan, spending: Spending, economy: Economy, around: Around = NOTHING): Plan {
  const { profile, maxRequests = Infinity, maxJobsAlive = Infinity } = spending;
  const last = profile === 'full' ? Infinity : economy.profiles.profiles[profile].pairs;
  const left = new Map<string, number>();
  const kept = new Set<Pair>();
  let { requests } = around;
  for (const pair of inOrderOfWorth(plan.pairs, economy)) {
    const cost = economy.costOf(pair.requirement.id, pair.kind.singular);
    const reason =
      economy.placeOf(pair.requirement.id, pair.kind.singular) >= last
        ? `left out by --profile ${profile}`
        : cost.alive > maxJobsAlive
          ? `needs more jobs at once than --max-jobs-alive ${maxJobsAlive}`
          : requests + cost.requests > maxRequests
            ? `left out by --max-requests ${maxRequests}`
            : undefined;
    if (reason !== undefined) {
      left.set(reason, (left.get(reason) ?? 0) + 1);
      continue;
    }
    requests += cost.requests;
    kept.add(pair);
  }
  const reasons = [...left].map(([reason, count]) => ({ reason, count }));
  if (kept.size === 0)
    throw new UsageError(`nothing is left to judge: ${reasons.map((one) => `${one.count} ${one.reason}`).join(', ')}`);
  return { pairs: plan.pairs.filter((pair) => kept.has(pair)), notPlanned: [...plan.notPlanned, ...reasons] };
}

/** What the judgements of a plan cost by what was measured. */
export interface Bill {
  judgements: number;
  requests: number;
  jobs: number;
  /** The most jobs at one time, when the judgements with most jobs meet, and shared ones wait. */
  alive: number;
  /** Milliseconds that the judgements wait for something else than answers, one after the other. */
  waiting: number;
}

/** @param atOnce judgements at one time */
export function billOf(pairs: readonly Pair[], economy: Economy, atOnce: number, maxJobsAlive = Infinity): Bill {
  const costs = pairs.map(({ requirement, kind }) => economy.costOf(requirement.id, kind.singular));
  const sum = (of: (cost: (typeof costs)[number]) => number): number =>
    costs.reduce((total, cost) => total + of(cost), 0);
  const most = costs.map(({ alive }) => alive).sort((a, b) => b - a);
  const jobs = sum((cost) => cost.jobs);
  const together = most.slice(0, atOnce).reduce((total, alive) => total + alive, 0);
  return {
    judgements: pairs.length,
    requests: sum(({ requests }) => requests),
    jobs,
    alive: Math.min(together + idleOf(maxJobsAlive, most[0] ?? 0), jobs, maxJobsAlive),
    waiting: sum(({ waiting }) => waiting),
  };
}
