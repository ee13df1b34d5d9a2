/** What requirements report beside what they have to: a broad one makes many narrow ones dispensable in a short run. */
import type { Costs } from '../../harness/run/economy.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { within } from '../../reports/proof/cover.ts';
import { REQUIREMENTS } from '../../specs/index.ts';

/** That a mutant be judged by each of these requirements, though one reports it already. */
export interface Survey {
  survey: string;
  among: readonly string[];
  seed: number;
}

/** Answers in the order of the surveys: the ids of those that reported the mutant. */
export type Ask = (surveys: readonly Survey[]) => Promise<(readonly string[])[]>;

/** Every so manyth mutant shows which requirements are broad: judging each by all would take a day. */
const STEP = 25;
/** Requests of one kind that a mutant of the others is judged by. */
const REQUESTS = 2_000;

const dearest = (costs: Costs['costs'], id: string): number =>
  Math.max(0, ...Object.values(costs[id] ?? {}).map(([requests]) => requests));

/**
 * For each mutant, the requirements that report it, of those that are seen to report most for their requests.
 *
 * @param order pairs, `ID KIND`, first what is known to be worth most: half of the judging goes to these
 */
export async function breadthOf(
  { costs }: Costs,
  order: readonly string[],
  seed: number,
  ask: Ask,
): Promise<Record<string, readonly string[]>> {
  const every = REQUIREMENTS.map(({ id }) => id);
  const sample = MUTANTS.filter((_, i) => i % STEP === 0).map(({ name }) => name);
  const seen = await ask(sample.map((survey) => ({ survey, among: every, seed })));
  const reports = new Map<string, string[]>();
  for (const [i, ids] of seen.entries())
    for (const id of ids) reports.set(id, [...(reports.get(id) ?? []), sample[i] as string]);
  const candidates = every.flatMap((id) => {
    const kinds = costs[id];
    if (kinds === undefined) return [];
    const jobs = Math.max(0, ...Object.values(kinds).map(([, created]) => created));
    return [{ name: id, cost: { requests: dearest(costs, id), jobs }, reports: reports.get(id) ?? [] }];
  });
  const broad = within({ requests: REQUESTS / 2, jobs: Infinity }, candidates).map(({ name }) => name);
  const known = order.map((pair) => pair.split(' ')[0] as string).filter((id) => !broad.includes(id));
  let left = REQUESTS / 2;
  const first = [...new Set(known)].filter((id) => (left -= dearest(costs, id)) >= 0);
  const among = [...broad, ...first];
  const others = MUTANTS.filter(({ name }) => !sample.includes(name)).map(({ name }) => name);
  const found = await ask(others.map((survey) => ({ survey, among, seed })));
  return Object.fromEntries([
    ...sample.map((name, i) => [name, seen[i]]),
    ...others.map((name, i) => [name, found[i]]),
  ]);
}
