/** Parts of a run for parallel jobs, of about equal cost. */
import { UsageError } from '../errors/usage.ts';
import type { Shard } from '../model/report.ts';
import { pairName, type Economy } from './economy.ts';
import type { Pair, Plan } from './plan.ts';

/**
 * The shard of a plan: the dearest judgements are dealt first, each to the shard that has cost least so far. What is
 * judged by the traffic of a whole run is in every shard.
 */
export function shardOf(plan: Plan, { index, of }: Shard, economy: Economy): Plan {
  const priceOf = ({ requirement, kind }: Pair): number => economy.costOf(requirement.id, kind.singular).requests + 1;
  const loads = Array.from({ length: of }, () => 0);
  const mine = new Set<Pair>(plan.pairs.filter(({ requirement }) => requirement.everywhere !== undefined));
  const dealt = plan.pairs
    .filter((pair) => !mine.has(pair))
    .map((pair) => ({ pair, price: priceOf(pair), name: pairName(pair.requirement.id, pair.kind.singular) }))
    .sort((a, b) => b.price - a.price || (a.name < b.name ? -1 : 1));
  for (const { pair, price } of dealt) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + price;
    if (least === index - 1) mine.add(pair);
  }
  const pairs = plan.pairs.filter((pair) => mine.has(pair));
  if (pairs.length === 0) throw new UsageError(`nothing is left to judge in shard ${index}/${of}: use fewer shards`);
  const count = plan.pairs.length - pairs.length;
  return {
    pairs,
    notPlanned: count === 0 ? plan.notPlanned : [...plan.notPlanned, { reason: 'left out by --shard', count }],
  };
}
