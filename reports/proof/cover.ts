/** Orders judgements by what each adds to those before it: the mutants that it reports, for what it costs. */
import type { Cost, Profile, Profiles, Worth } from '../../harness/run/economy.ts';

/** A requirement with a kind. */
export interface Candidate {
  /** Distinct. */
  name: string;
  cost: Pick<Cost, 'requests' | 'jobs'>;
  /** Mutants that it reports. */
  reports: readonly string[];
}

/** What a profile may cost. */
export interface Budget {
  requests: number;
  jobs: number;
}

/** Smoke is bounded; standard is all that reports something new. */
export const SMOKE: Budget = { requests: 1_500, jobs: 250 };

/** A mutant that is reported once more is worth little, but more than nothing: faults are not always seen. */
const AGAIN = 1 / 1_000;

/** One number for requests and jobs, in requests. A job is dear: it may start pods. */
const priceOf = ({ requests, jobs }: Candidate['cost']): number =>
  Math.max(1, requests) + jobs * (SMOKE.requests / SMOKE.jobs / 4);

/** How often each mutant is reported by what was chosen. */
class Reported {
  readonly #times = new Map<string, number>();
  gainOf({ reports }: Candidate): number {
    let gain = 0;
    for (const mutant of reports) {
      const times = this.#times.get(mutant) ?? 0;
      gain += times === 0 ? 1 : AGAIN / times;
    }
    return gain;
  }
  isNew({ reports }: Candidate): boolean {
    return reports.some((mutant) => !this.#times.has(mutant));
  }
  add({ reports }: Candidate): void {
    for (const mutant of reports) this.#times.set(mutant, (this.#times.get(mutant) ?? 0) + 1);
  }
}

/**
 * The candidates in the order of gain per price, as far as `accepts` lets them in. Gains only fall while others are
 * chosen, so a candidate whose old gain is still the highest when computed anew is the best.
 */
function greedy(
  candidates: readonly Candidate[],
  reported: Reported,
  accepts: (candidate: Candidate) => boolean,
): Candidate[] {
  const worth = (candidate: Candidate): number => reported.gainOf(candidate) / priceOf(candidate.cost);
  const queue = candidates.map((candidate) => ({ candidate, value: worth(candidate) }));
  const chosen: Candidate[] = [];
  queue.sort((a, b) => b.value - a.value);
  while (queue.length > 0) {
    const best = queue.shift();
    if (best === undefined) break;
    best.value = worth(best.candidate);
    if ((queue[0]?.value ?? -1) > best.value) {
      const at = queue.findIndex(({ value }) => value <= best.value);
      queue.splice(at === -1 ? queue.length : at, 0, best);
      continue;
    }
    if (!accepts(best.candidate)) continue;
    reported.add(best.candidate);
    chosen.push(best.candidate);
  }
  return chosen;
}

/** Those without which nothing would go unreported are taken out, the dearest first; the order stays. */
function pruned(chosen: readonly Candidate[]): Candidate[] {
  const times = new Map<string, number>();
  for (const { reports } of chosen) for (const mutant of reports) times.set(mutant, (times.get(mutant) ?? 0) + 1);
  const kept = new Set(chosen);
  for (const candidate of [...chosen].sort((a, b) => priceOf(b.cost) - priceOf(a.cost))) {
    if (candidate.reports.some((mutant) => (times.get(mutant) ?? 0) < 2)) continue;
    for (const mutant of candidate.reports) times.set(mutant, (times.get(mutant) ?? 0) - 1);
    kept.delete(candidate);
  }
  return chosen.filter((candidate) => kept.has(candidate));
}

/** What fits the budget, pruned and filled up until nothing more comes of it. */
export function within(budget: Budget, candidates: readonly Candidate[]): Candidate[] {
  let chosen: Candidate[] = [];
  for (let round = 0; round < 5; round += 1) {
    const reported = new Reported();
    const left = { ...budget };
    const take = (candidate: Candidate): boolean => {
      const { requests, jobs } = candidate.cost;
      if (!reported.isNew(candidate) || requests > left.requests || jobs > left.jobs) return false;
      left.requests -= requests;
      left.jobs -= jobs;
      return true;
    };
    const before = chosen.length;
    const first = greedy(chosen, reported, take);
    const chosenNames = new Set(first.map(({ name }) => name));
    chosen = pruned([
      ...first,
      ...greedy(
        candidates.filter(({ name }) => !chosenNames.has(name)),
        reported,
        take,
      ),
    ]);
    if (round > 0 && chosen.length <= before) break;
  }
  return chosen;
}

/** The sums after each of the chosen. */
function worths(chosen: readonly Candidate[]): Worth[] {
  const seen = new Set<string>();
  let [requests, jobs] = [0, 0];
  return chosen.map(({ cost, reports }, i) => {
    requests += cost.requests;
    jobs += cost.jobs;
    for (const mutant of reports) seen.add(mutant);
    return { pairs: i + 1, requests, jobs, mutants: seen.size };
  });
}

const NOTHING: Worth = { pairs: 0, requests: 0, jobs: 0, mutants: 0 };
/** Points of the curve. */
const POINTS = 40;

/** Smoke first, then what standard adds to it, then the rest: each is a beginning of the next. */
export function profilesOf(candidates: readonly Candidate[], mutants: number): Profiles {
  const smoke = within(SMOKE, candidates);
  const rest = (taken: readonly Candidate[]): Candidate[] => {
    const names = new Set(taken.map(({ name }) => name));
    return candidates.filter(({ name }) => !names.has(name));
  };
  const reported = new Reported();
  const first = greedy(smoke, reported, () => true);
  const added = pruned([...first, ...greedy(rest(first), reported, (one) => reported.isNew(one))]);
  const kept = new Set(added);
  const standard = [...first, ...added.filter((one) => kept.has(one) && !first.includes(one))];
  const again = new Reported();
  for (const one of standard) again.add(one);
  const full = [...standard, ...greedy(rest(standard), again, () => true)];
  const all = worths(full);
  const at = (pairs: number): Worth => all[pairs - 1] ?? NOTHING;
  const profiles: Record<Profile, Worth> = {
    smoke: at(first.length),
    standard: at(standard.length),
    full: at(full.length),
  };
  const points = Array.from({ length: POINTS }, (_, i) => Math.ceil(((i + 1) / POINTS) * standard.length));
  return {
    format: 1,
    mutants,
    profiles,
    curve: [...new Set(points)].map(at).filter(({ pairs }) => pairs > 0),
    order: full.map(({ name }) => name),
  };
}
