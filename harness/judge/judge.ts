/** Judges one requirement for one kind at one target, and returns the verdict with its evidence. */
import { nameFor } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { foundation, neverShown, refusedForWantOfRoom } from './causes.ts';
import type { JudgeContext } from './context.ts';
import {
  Disturbed,
  FindingError,
  Inconclusive,
  NotApplicable,
  Overdue,
  Unreachable,
  isServedNothing,
  sayError,
} from '../errors/endings.ts';
import { sayRequest } from '../evidence/brief.ts';
import { checkInvariants } from './invariants.ts';
import { codeIn, positionsIn } from '../evidence/positions.ts';
import { keptOf } from '../evidence/evidence.ts';
import { redactDeep } from '../evidence/redact.ts';
import type { Made } from '../ownership/made.ts';
import { besideOthers, doneByOthers } from './others.ts';
import { meansMissing } from './means.ts';
import { forbiddenOutside, permissionMissing } from './permission.ts';
import {
  afterMishaps,
  common,
  isServerError,
  mishapsOf,
  ofServerErrors,
  placeOfWrongStatus,
  TIMES,
  type Mishaps,
} from './mishaps.ts';
import { createLoans } from './loans.ts';
import { liveOutside } from './outside.ts';
import type { Served } from './context.ts';
import { expectProven, keyFor } from './proof.ts';
import { createTrial } from './trial.ts';
import { variationOf, type Judged } from './variation.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Trial } from '../model/trial.ts';
import type { Observation, Result, ObservedChoice } from '../model/result.ts';

/** Maximum duration of one judgement by the run's clock, in milliseconds. */
const LIMIT = 600_000;
/** Characters of a refusal in a reason. */
const LONGEST_REFUSAL = 300;
/** So many times in turn, a check waits for jobs that run. */
const TURNS = 3;

type Outcome = Pick<Result, 'verdict' | 'reason' | 'findings' | 'code' | 'restsOn' | 'stack'>;

/** Milliseconds before a judgement is made again that met a server error where the target serves such requests: it may pass. */
const PAUSES = [1_000, 4_000];

/** Never rejects: every error becomes a verdict. Deletes the objects of the judgement before it resolves. */
export async function judge(requirement: Requirement, kind: Kind, context: JudgeContext): Promise<Result> {
  let always: Mishaps | undefined;
  const wrong = new Set<string | undefined>();
  const earlier: Observation[] = [];
  let beside: { result: Result; done: string } | undefined;
  for (let time = 1; ; time += 1) {
    const { result, disturbed, open, mishaps, done } = await judgeOnce(requirement, kind, context, time);
    if (beside !== undefined && result.verdict === 'pass') return besideOthers(beside.result, beside.done);
    if (beside === undefined && done !== undefined && time < TIMES) {
      beside = { result, done };
      earlier.push(...ofServerErrors(result.observations));
      continue;
    }
    always = always === undefined ? mishaps : common(always, mishaps);
    wrong.add(placeOfWrongStatus(result));
    const told = { ...result, observations: [...earlier, ...result.observations] };
    if (!disturbed && !(open && time === 1)) return told;
    const isWrongEachTime = wrong.size === 1 && !wrong.has(undefined);
    if (time === TIMES) return isWrongEachTime ? told : afterMishaps(told, mishaps, always);
    earlier.push(...ofServerErrors(result.observations));
  }
}

async function judgeOnce(
  requirement: Requirement,
  kind: Kind,
  shared: JudgeContext,
  time: number,
): Promise<{ result: Result; disturbed: boolean; open: boolean; mishaps: Mishaps; done: string | undefined }> {
  const ending = new AbortController();
  const { client, cleanup: remove, lend, keep, ...given } = (shared.outside ?? liveOutside)(shared, ending.signal);
  const context = { ...shared, ...given };
  const { exchanges } = client.evidence;
  const started = context.clock.now();
  const choices: ObservedChoice[] = [];
  const made: Made[] = [];
  const cleanup = (since: number): Promise<void> => remove(made.splice(since));

  const loans = createLoans({ lend, keep, made, exchanges });

  let checked: number | undefined;
  let done: string | undefined;
  const check = async (): Promise<void> => {
    const trial = createTrial({ context, client, id: requirement.id, kind, time, choices, made, loans, cleanup });
    try {
      await requirement.check(trial);
      // An invariant compares in the exchanges of the whole run.
      if (requirement.everywhere === undefined) await expectProven(requirement, trial, exchanges, context);
    } catch (error) {
      checked = exchanges.length;
      const ended = (await withoutMeans(error, requirement, trial, [...exchanges], context.served)) ?? error;
      if (ended instanceof FindingError)
        done = await doneByOthers(client, made, exchanges.slice(0, checked), ended.finding);
      throw ended;
    }
  };
  const work = within(check, context, ending);
  let outcome = await outcomeOf(work, requirement, exchanges, () => ({
    // What was sent afterwards, to see what the target serves, is no part of what led to a finding.
    exchanges: exchanges.slice(0, checked),
    kind,
    settings: context.execution.settings,
  }));
  client.close();

  if (outcome.verdict === 'pass') loans.passAllOn();
  const cleanupError = await cleanup(0).catch((error: unknown) => error);
  const seen = checkInvariants(exchanges, kind, context);
  const suiteError = seen.error ?? cleanupError;
  if (suiteError && outcome.verdict !== 'harness-error') outcome = harnessError(suiteError);
  const result: Result = {
    id: requirement.id,
    kind: nameFor(kind, kind.kind),
    ...redactDeep(outcome, (text) => keptOf(text, client.redact)),
    verdict: outcome.verdict, // whatever the secrets are
    exchanges,
    choices,
    observations: seen.observations,
    ms: context.clock.now() - started,
    seed: context.execution.seed,
  };
  const mishaps = mishapsOf(result);
  if (mishaps.errors.length > 0 && exchanges.filter(isServerError).every(isServed(kind, context.served)))
    await context.clock.sleep(PAUSES[time - 1] ?? 0);
  const error = await work.catch((reason: unknown) => reason);
  return {
    result,
    disturbed: isDisturbed(error) || Object.values(mishaps).some(({ length }) => length > 0),
    open: isOpen(error) && result.restsOn === undefined && requirement.tests.length > 0,
    mishaps,
    done,
  };
}

/** Whether the work ended by what came between us and the target. */
const isDisturbed = (error: unknown): boolean =>
  error instanceof Disturbed || (error instanceof Unreachable && error.loss === 'lost');

/** Whether the question stayed open though the target answered: another time it may not. */
const isOpen = (error: unknown): boolean =>
  error instanceof Inconclusive && !isServedNothing(error) && !(error instanceof Overdue);

/** Whether the target was seen to serve requests of this sort. */
const isServed =
  (kind: Kind, served: Served) =>
  ({ verb }: Exchange): boolean =>
    verb !== undefined && served.has(keyFor(kind, verb));

/** Runs the check until it ends or its time is up; then its remaining requests and streams are aborted. */
async function within(check: () => Promise<void>, context: JudgeContext, ending: AbortController): Promise<void> {
  const limit = (context.limit ?? LIMIT) + context.execution.patience + TURNS * context.execution.running;
  const timerEnding = new AbortController();
  const timeout = async (): Promise<void> => {
    await context.clock.sleep(limit, timerEnding.signal);
    const reason = new Overdue(`it took longer than ${limit / 1000} s`);
    ending.abort(reason);
    throw reason;
  };
  try {
    const timer = timeout();
    timer.catch(() => {}); // when the check ends first, the abort of the timer must not be an unhandled rejection
    await Promise.race([check(), timer]);
  } finally {
    timerEnding.abort();
  }
}

/** What ends the judgement instead, where it used what the target does not serve and what it is not about. */
async function withoutMeans(
  error: unknown,
  requirement: Requirement,
  trial: Trial,
  exchanges: readonly Exchange[],
  served: Served,
): Promise<FindingError | Inconclusive | NotApplicable | undefined> {
  const open = error instanceof FindingError || (error instanceof Inconclusive && error.restsOn === undefined);
  // Nothing more is sent to a target that the first look holds.
  const isFirstLook = requirement.tests.length === 0;
  if (!open || isFirstLook || error instanceof Disturbed || error instanceof Unreachable) return undefined;
  const ended = error instanceof FindingError ? 'by a finding' : 'without one';
  const looking = async (): ReturnType<typeof withoutMeans> =>
    (error instanceof FindingError
      ? await forbiddenOutside(requirement, trial, exchanges, served, error.finding)
      : undefined) ?? (await meansMissing(requirement, trial, exchanges, served, ended));
  return looking().catch((reason: unknown) => {
    if (reason instanceof Inconclusive) return undefined;
    throw reason;
  });
}

/** Why the finding accuses nobody: it comes of what is no business of the requirement. Undefined: it counts. */
function excuseOf(
  requirement: Requirement,
  exchanges: readonly Exchange[],
  finding: Finding,
): Pick<Outcome, 'reason' | 'restsOn'> | undefined {
  const absent = neverShown(requirement, exchanges, finding);
  if (absent !== undefined)
    return {
      reason: `the target shows no metadata.${absent.member}, by which this is judged`,
      restsOn: absent.statement,
    };
  const saying = ({ seq, responseBody }: Exchange): string =>
    `in exchange ${seq} (${responseBody.slice(0, LONGEST_REFUSAL)})`;
  const full = refusedForWantOfRoom(exchanges);
  if (full !== undefined)
    return {
      reason: `the target has no room for one more object: a create was answered ${full.status} ${saying(full)}`,
    };
  const forbidden = permissionMissing(exchanges, finding);
  if (forbidden === undefined) return undefined;
  return {
    reason: `the token has no permission for this: ${sayRequest(forbidden)} was answered 403 ${saying(forbidden)}`,
    restsOn: `${forbidden.verb}.success`,
  };
}

async function outcomeOf(
  work: Promise<void>,
  requirement: Requirement,
  exchanges: readonly Exchange[],
  judged: () => Judged,
): Promise<Outcome> {
  try {
    await work;
    return { verdict: 'pass', findings: [] };
  } catch (error) {
    if (error instanceof FindingError) {
      const excuse = excuseOf(requirement, exchanges, error.finding);
      if (excuse !== undefined) return { verdict: 'inconclusive', findings: [], ...codeIn(error.stack), ...excuse };
      const restsOn = foundation(exchanges, error.finding);
      return {
        verdict: 'fail',
        findings: [told(withCode(error, requirement), judged())],
        ...(restsOn !== undefined && { restsOn }),
      };
    }
    if (error instanceof Inconclusive) {
      const restsOn = error.restsOn ?? foundation(exchanges);
      return {
        verdict: 'inconclusive',
        reason: error.message,
        findings: [],
        ...codeIn(error.stack),
        ...(restsOn !== undefined && { restsOn }),
      };
    }
    if (error instanceof NotApplicable)
      return { verdict: 'not-applicable', reason: error.message, findings: [], ...codeIn(error.stack) };
    return harnessError(error);
  }
}

/**
 * Frames that a property has stored for its smallest case come first, then those of the error; without any, the place
 * of the definition.
 */
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

function told(finding: Finding, judged: Judged): Finding {
  const variation = variationOf(finding, judged);
  return { ...withHistory(finding, judged.exchanges), ...(variation !== undefined && { variation }) };
}

/** If no property has set the history of the finding: all exchanges up to the one that shows it, or went on with it. */
function withHistory(finding: Finding, exchanges: readonly Exchange[]): Finding {
  const shown = exchanges.find(({ seq }) => seq === finding.exchange);
  const group = shown?.together?.group;
  const together = exchanges.filter((one) => group !== undefined && one.together?.group === group);
  const last = shown === undefined || shown.verb === 'watch' ? exchanges.length : (together.at(-1)?.seq ?? shown.seq);
  return { ...finding, history: finding.history ?? exchanges.map(({ seq }) => seq).filter((seq) => seq <= last) };
}
