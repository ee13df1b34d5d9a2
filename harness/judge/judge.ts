/** Judging is a plain function: one requirement, one kind, one target, and what came of it with its evidence. */
import { nameFor } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import type { JudgeContext } from './context.ts';
import { createClient, type Client } from '../http/client.ts';
import { FindingError, Inconclusive, NotApplicable, sayError } from './errors.ts';
import { checkInvariants } from './invariants.ts';
import { codeIn, positionsIn } from '../evidence/positions.ts';
import { redactDeep } from '../evidence/redact.ts';
import { remove } from '../ownership/removal.ts';
import type { Made } from '../http/target.ts';
import { createTrial } from './trial.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result, ObservedChoice } from '../model/result.ts';

/** Milliseconds of the clock that one judgement may take. */
const LIMIT = 600_000;

type Outcome = Pick<Result, 'verdict' | 'reason' | 'findings' | 'code' | 'stack'>;

/** Never rejects: whatever happens is a verdict. Deletes what the judgement made before it answers. */
export async function judge(requirement: Requirement, kind: Kind, context: JudgeContext): Promise<Result> {
  const started = context.clock.now();
  const ending = new AbortController();
  const client = createClient({ ...context, signal: ending.signal });
  // Cleaning up is not the target's behaviour under judgement: its traffic is recorded apart, and left out.
  const cleaner = createClient(context);
  const choices: ObservedChoice[] = [];
  const made: Made[] = [];
  const cleanup = (since: number): Promise<void> => removeAll(cleaner, context, made.splice(since));

  const check = async (): Promise<void> =>
    requirement.check(
      createTrial({ bench: context, client, id: requirement.id, kind, sightings: choices, made, tidy: cleanup }),
    );
  let outcome = await outcomeOf(within(check, context, ending), requirement, client.evidence.exchanges);
  client.close();

  const { exchanges } = client.evidence;
  const cleanupError = await cleanup(0).catch((error: unknown) => error);
  const seen = checkInvariants(exchanges, kind, context);
  const suiteError = seen.error ?? cleanupError;
  if (suiteError && outcome.verdict !== 'harness-error') outcome = harnessError(suiteError);
  return {
    id: requirement.id,
    kind: nameFor(kind, kind.kind),
    ...redactDeep(outcome, client.redact),
    exchanges,
    choices: choices,
    observations: seen.observations,
    ms: context.clock.now() - started,
    seed: context.execution.seed,
  };
}

/** The check, or the end of its time; then everything that it still has under way ends too. */
async function within(check: () => Promise<void>, context: JudgeContext, ending: AbortController): Promise<void> {
  const limit = context.limit ?? LIMIT;
  const calm = new AbortController();
  const timeout = async (): Promise<void> => {
    await context.clock.sleep(limit, calm.signal);
    const reason = new Inconclusive(`it took longer than ${limit / 1000} s`);
    ending.abort(reason);
    throw reason;
  };
  try {
    const timer = timeout();
    timer.catch(() => {}); // when the check ends first, nobody else hears that the timer was called off
    await Promise.race([check(), timer]);
  } finally {
    calm.abort();
  }
}

async function outcomeOf(
  work: Promise<void>,
  requirement: Requirement,
  exchanges: readonly Exchange[],
): Promise<Outcome> {
  try {
    await work;
    return { verdict: 'pass', findings: [] };
  } catch (error) {
    if (error instanceof FindingError)
      return { verdict: 'fail', findings: [withHistory(withCode(error, requirement), exchanges)] };
    if (error instanceof Inconclusive)
      return { verdict: 'inconclusive', reason: error.message, findings: [], ...codeIn(error.stack) };
    if (error instanceof NotApplicable)
      return { verdict: 'not-applicable', reason: error.message, findings: [], ...codeIn(error.stack) };
    return harnessError(error);
  }
}

/** The frames that a property has seen in its smallest case come first; without any, the definition stands for them. */
function withCode({ finding, stack }: FindingError, { definedAt }: Requirement): Finding {
  const code = [...new Set([...(finding.code ?? []), ...positionsIn(stack)])];
  return { ...finding, ...(code.length > 0 ? { code } : codeIn(definedAt?.stack)) };
}

const harnessError = (error: unknown): Outcome => ({
  verdict: 'harness-error',
  reason: sayError(error),
  findings: [],
  ...codeIn(error instanceof Error ? error.stack : undefined),
  stack: (error instanceof Error && error.stack) || String(error),
});

/** Where a property has not said which exchanges led there: all up to the one that shows it. */
function withHistory(finding: Finding, exchanges: readonly Exchange[]): Finding {
  const last = finding.exchange ?? exchanges.length;
  return { ...finding, history: finding.history ?? exchanges.map(({ seq }) => seq).filter((seq) => seq <= last) };
}

/** As far as it goes: what is left is for the cleanup at the end of the run, which reports it. */
async function removeAll(client: Client, { journal }: JudgeContext, objects: readonly Made[]): Promise<void> {
  const outcomes = await Promise.allSettled(
    objects.map(async (one) => {
      const { status } = await remove(client, one);
      if (status < 300 || status === 404)
        journal.gone({ kind: nameFor(one.kind, one.kind.kind), namespace: one.namespace, name: one.name });
    }),
  );
  const reasons = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
  const suiteError = reasons.find((reason) => !(reason instanceof Inconclusive));
  if (suiteError) throw suiteError;
}
