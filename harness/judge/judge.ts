/** Judging is a plain function: one requirement, one kind, one target, and what came of it with its evidence. */
import type { Kind } from '../../contract/types.ts';
import type { Bench } from './context.ts';
import { createClient, type Client } from '../http/client.ts';
import { FindingError, Inconclusive, NotApplicable, sayError } from './errors.ts';
import { observe } from './invariants.ts';
import { redactDeep } from '../evidence/redact.ts';
import { remove } from '../ownership/removal.ts';
import type { Made } from '../http/target.ts';
import { createTrial } from './trial.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result, Sighting } from '../model/result.ts';

/** Milliseconds of the clock that one judgement may take. */
const LIMIT = 600_000;

type Outcome = Pick<Result, 'verdict' | 'reason' | 'findings' | 'stack'>;

/** Never rejects: whatever happens is a verdict. Deletes what the judgement made before it answers. */
export async function judge(requirement: Requirement, kind: Kind, bench: Bench): Promise<Result> {
  const started = bench.clock.now();
  const ending = new AbortController();
  const client = createClient({ ...bench, signal: ending.signal });
  // Cleaning up is not the target's behaviour under judgement: its traffic is recorded apart, and left out.
  const cleaner = createClient(bench);
  const sightings: Sighting[] = [];
  const made: Made[] = [];
  const tidy = (since: number): Promise<void> => removeAll(cleaner, bench, made.splice(since));

  const check = async (): Promise<void> =>
    requirement.check(createTrial({ bench, client, id: requirement.id, kind, sightings, made, tidy }));
  let outcome = await outcomeOf(within(check, bench, ending), client.evidence.exchanges);
  client.close();

  const { exchanges } = client.evidence;
  const untidy = await tidy(0).catch((error: unknown) => error);
  const seen = observe(exchanges, kind, bench);
  const broken = seen.error ?? untidy;
  if (broken && outcome.verdict !== 'harness-error') outcome = harnessError(broken);
  return {
    id: requirement.id, kind: kind.kind, ...redactDeep(outcome, client.redact), exchanges, sightings,
    observations: seen.observations, ms: bench.clock.now() - started, seed: bench.seed,
  };
}

/** The check, or the end of its time; then everything that it still has under way ends too. */
async function within(check: () => Promise<void>, bench: Bench, ending: AbortController): Promise<void> {
  const limit = bench.limit ?? LIMIT;
  const calm = new AbortController();
  const late = async (): Promise<void> => {
    await bench.clock.sleep(limit, calm.signal);
    const reason = new Inconclusive(`it took longer than ${limit / 1000} s`);
    ending.abort(reason);
    throw reason;
  };
  try {
    const timer = late();
    timer.catch(() => {}); // when the check ends first, nobody else hears that the timer was called off
    await Promise.race([check(), timer]);
  } finally {
    calm.abort();
  }
}

async function outcomeOf(work: Promise<void>, exchanges: readonly Exchange[]): Promise<Outcome> {
  try {
    await work;
    return { verdict: 'pass', findings: [] };
  } catch (error) {
    if (error instanceof FindingError) return { verdict: 'fail', findings: [withHistory(error.finding, exchanges)] };
    if (error instanceof Inconclusive) return { verdict: 'inconclusive', reason: error.message, findings: [] };
    if (error instanceof NotApplicable) return { verdict: 'not-applicable', reason: error.message, findings: [] };
    return harnessError(error);
  }
}

const harnessError = (error: unknown): Outcome => ({
  verdict: 'harness-error', reason: sayError(error), findings: [], stack: (error instanceof Error && error.stack) || String(error),
});

/** Where a property has not said which exchanges led there: all up to the one that shows it. */
function withHistory(finding: Finding, exchanges: readonly Exchange[]): Finding {
  const last = finding.exchange ?? exchanges.length;
  return { ...finding, history: finding.history ?? exchanges.map(({ seq }) => seq).filter((seq) => seq <= last) };
}

/** As far as it goes: what is left is for the cleanup at the end of the run, which reports it. */
async function removeAll(client: Client, { journal }: Bench, objects: readonly Made[]): Promise<void> {
  const outcomes = await Promise.allSettled(objects.map(async (one) => {
    const { status } = await remove(client, one);
    if (status < 300 || status === 404) journal.gone({ kind: one.kind.kind, namespace: one.namespace, name: one.name });
  }));
  const reasons = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
  const broken = reasons.find((reason) => !(reason instanceof Inconclusive));
  if (broken) throw broken;
}
