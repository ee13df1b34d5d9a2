/** The command without a name: from a config to a verdict, a report and an exit code. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import { keyOf, nameFor } from '../../contract/kinds.ts';
import type { RunConfig, TargetedConfig } from '../../harness/config/config.ts';
import { realClock } from '../../harness/http/clock.ts';
import { CALLED_OFF } from '../../harness/http/deadline.ts';
import type { Network } from '../../harness/http/network.ts';
import type { Plan } from '../../harness/run/plan.ts';
import {
  beginResults,
  closeResults,
  readResults,
  RESULTS_FILE,
  slim,
  type ResultsHeader,
} from '../../harness/run/results.ts';
import type { Stopped } from '../../harness/run/session.ts';
import { EXIT } from '../../harness/outcome/conclusion.ts';
import { shownPath, Unwritable } from '../../harness/errors/files.ts';
import { unansweredSince, withSilence } from '../../harness/outcome/silence.ts';
import { rollUp } from '../../harness/outcome/rollup.ts';
import type { RunFacts } from '../../harness/outcome/rollup.ts';
import type { EntryFacts } from '../../harness/outcome/entry.ts';
import type { Report } from '../../harness/model/report.ts';
import type { Suite } from '../../harness/model/suite.ts';
import { consoleReporter, writeReports } from '../../reports/index.ts';
import type { ConsoleReporter } from '../../reports/index.ts';
import { suiteOf } from '../../specs/suite.ts';
import { SUITE } from '../suite-info.ts';
import { subjectOf } from '../run/embedded.ts';
import type { Subject } from '../run/embedded.ts';
import { readDeclared, type Declared } from '../run/declared.ts';
import { writeExpectations } from '../run/expect.ts';
import type { Io } from '../io.ts';
import { begunRecord } from '../run/record.ts';
import { costsOf, describeOccupied } from '../run/occupied.ts';
import { readJournal } from '../../harness/ownership/journal.ts';
import { holdOut, openOut, pruneJournal } from '../run/report-dir.ts';
import { describeHeld, NO_GATE, planAfter, type Gate } from '../run/gate.ts';
import { capabilitiesOf, ECONOMY, economyFor, failedIn, planFor, withPlan } from '../run/planning.ts';
import { missingOf, nothingMissing, refuseAnother } from '../run/resuming.ts';
import { billOf } from '../../harness/run/spending.ts';
import type { Failed } from '../../harness/run/failed.ts';
import { openTarget } from '../run/target.ts';
import type { OpenTarget } from '../run/target.ts';
import type { Judged, JudgementRunner } from '../run/runner.ts';

/** A run that stops by itself says why. */
type StopReason = 'interrupted' | 'bailed' | Stopped;
const stoppedBy = (reason: unknown): Stopped | undefined =>
  typeof reason === 'object' && reason !== null && 'why' in reason ? (reason as Stopped) : undefined;

interface RunDependencies extends Declared {
  io: Io;
  through: JudgementRunner;
  out: string;
  stop: AbortController;
  failed: Failed | undefined;
  /** Default: sockets. */
  network: Network | undefined;
}

/** Writes the report and returns it. Throws UsageError and Unjudgeable, with nothing left behind. */
export async function run(asked: RunConfig, io: Io, through: JudgementRunner, network?: Network): Promise<Report> {
  if (asked.resume !== undefined && asked.resume.kept === undefined) return nothingMissing(asked.resume.dir, io);
  const failed = await failedIn(asked);
  planFor(asked, capabilitiesOf(asked), failed); // an empty plan is an error before anything is done
  const declared = readDeclared(asked, io);
  const folder = openOut(asked.output.out);
  const letGo = holdOut(folder.dir);
  const stop = new AbortController();
  const release = io.onInterrupt(() => interrupted(io, stop));
  const ended = new AbortController();
  limitTime(asked.execution.maxTime, network?.clock ?? realClock, stop, ended.signal);
  const subject = await subjectOf(asked);
  try {
    refuseAnother(subject);
    return await judgeTarget(subject, { io, through, out: folder.dir, stop, ...declared, failed, network });
  } finally {
    ended.abort(CALLED_OFF);
    await subject.stop();
    release();
    letGo();
    folder.discard();
  }
}

function interrupted(io: Io, stop: AbortController): void {
  if (stop.signal.aborted) io.exit(130);
  io.stderr.write('\ninterrupted: cleaning up; once more to leave at once\n');
  stop.abort('interrupted' satisfies StopReason);
}

/** Stops the run when its time is over. */
function limitTime(ms: number | undefined, clock: Clock, stop: AbortController, ended: AbortSignal): void {
  if (ms === undefined) return;
  clock.sleep(ms, ended).then(
    () => stop.abort({ why: `its time of ${ms / 1000} s was over` } satisfies StopReason),
    () => {}, // called off
  );
}

async function judgeTarget(subject: Subject, dependencies: RunDependencies): Promise<Report> {
  const { config } = subject;
  const { io, out, stop } = dependencies;
  const kept = config.resume?.kept;
  const startedAt = new Date(kept?.header.startedAt ?? Date.now());
  const target = openTarget(config, out, stop.signal, dependencies.network);
  try {
    await target.preflight();
    const left = await removeEarlier(target, subject, dependencies);
    const capabilities = capabilitiesOf(config);
    const held = await target.occupied();
    const occupied = costsOf(held, planFor(config, capabilities, dependencies.failed).pairs);
    if (held.some(({ flag }) => flag === 'scratch-namespace')) capabilities.delete('scratch-namespace');
    const planned = planFor(config, capabilities, dependencies.failed);
    const missing = missingOf(planned, kept);
    const console = consoleOf(io, config.output.verbose);
    console.start({
      planned: missing.pairs.length,
      cost: billOf(missing.pairs, economyFor(config), 1).requests,
      kinds: config.selection.kinds.map((kind) => nameFor(kind, kind.singular)),
      target: subject.embedded ? 'the embedded reference server' : config.connection.target,
    });
    for (const one of occupied) io.stderr.write(`${describeOccupied(one)}\n`);
    beginResults(out, headerOf(target, planned, subject, startedAt), kept?.results);
    const gate = await firstLook(target, missing, config, dependencies);
    const { open, plan } = planAfter(planned, missing, gate, suiteOf(config.kinds).requirements);
    const found = gate.held.map(({ result }) => slim(result));
    const header = {
      ...headerOf(target, plan, subject, startedAt),
      ...(found.length === 0 ? {} : { held: found.map(({ id, kind }) => `${id} ${kind}`) }),
    };
    beginResults(out, header, [...(kept?.results ?? []), ...found]);
    const seal = begunRecord(config, target.session, header, out);
    const judged = await settled(target, await judgements(target, open, subject, console, dependencies), stop);
    const facts = factsOf(subject, dependencies, judged, startedAt, [...left, ...(await target.cleanup())]);
    if (facts.stopped !== undefined) io.stderr.write(`cci-conformance: ended early: ${facts.stopped}\n`);
    const suite = suiteOf(config.kinds);
    const report = rollUp(suite.contract, suite.requirements, planOf(judged, plan), judged.results, {
      ...facts,
      occupied,
    });
    const unwritten = await tell(report, facts, subject, console, dependencies);
    if (unwritten !== undefined) return { ...report, exitCode: report.exitCode || EXIT.notJudged };
    if (stoppedBy(stop.signal.reason)?.unwritten !== true) io.stdout.write(seal());
    const { writeExpect } = config.output;
    if (writeExpect !== undefined && !facts.interrupted) await draftInto(writeExpect, report, suite, io);
    return report;
  } catch (error) {
    for (const one of await target.cleanup()) io.stderr.write(`cci-conformance: left: ${one}\n`);
    throw error;
  } finally {
    await target.close();
  }
}

/**
 * Prints the report and writes its files. The results as they came go once these are whole, and stay where something is
 * missing. Returns the error where a file could not be written.
 */
async function tell(
  report: Report,
  { interrupted, stopped }: RunFacts,
  { config }: Subject,
  console: ConsoleReporter,
  { io, out, stop }: RunDependencies,
): Promise<Unwritable | undefined> {
  const written = await writeReports(report, out, config.output.formats).catch((error: unknown) => {
    if (error instanceof Unwritable) return error;
    throw error;
  });
  console.end(report, written instanceof Unwritable ? [] : written.map(shownPath));
  if (written instanceof Unwritable) {
    io.stderr.write(
      `cci-conformance: ${written.message}; then: cci-conformance report --from ${shownPath(out)} --format json,html\n`,
    );
    return written;
  }
  if (stoppedBy(stop.signal.reason)?.unwritten === true) return undefined;
  if (interrupted || stopped !== undefined) closeResults(out);
  else for (const dir of [out, config.resume?.dir ?? out]) rmSync(join(dir, RESULTS_FILE), { force: true });
  return undefined;
}

/** What a run that was cut off has left, unless it was on a server that ended with it. */
async function removeEarlier(
  target: OpenTarget,
  { config, embedded }: Subject,
  { io, stop }: RunDependencies,
): Promise<string[]> {
  const { resume } = config;
  if (resume === undefined || stop.signal.aborted) return [];
  if (embedded) {
    pruneJournal(resume.dir, new Set(readJournal(resume.dir)?.lines.map(({ run }) => run)));
    return [];
  }
  return target.removeEarlier(resume.dir, (line) => io.stderr.write(`cleanup: ${line}\n`));
}

/**
 * What could not be judged since the target had gone is told so, also where the run was at its end by then; what the
 * requests of the run did not reach was not asked for.
 */
async function settled(target: OpenTarget, judged: Judged, stop: AbortController): Promise<Judged> {
  const last = unansweredSince(judged.results);
  if (!stop.signal.aborted && last !== undefined) {
    await target.ask(last);
    const stopped = target.stopped();
    if (stopped !== undefined) stop.abort(stopped satisfies StopReason);
  }
  const { since, why, spent } = stoppedBy(stop.signal.reason) ?? {};
  if (spent === true && judged.results.length > 0) return { ...judged, leftOut: `left out by --max-requests: ${why}` };
  return since === undefined ? judged : { ...judged, results: withSilence(judged.results, since) };
}

/** The plan without what was left out of it after all. */
function planOf({ results, leftOut }: Judged, plan: Plan): Plan {
  if (leftOut === undefined) return plan;
  const made = new Set(results.map(({ id, kind }) => `${id} ${kind}`));
  const pairs = plan.pairs.filter(({ requirement, kind }) => made.has(`${requirement.id} ${nameFor(kind, kind.kind)}`));
  const count = plan.pairs.length - pairs.length;
  return { pairs, notPlanned: [...plan.notPlanned, { reason: leftOut, count }] };
}

/** Of the kinds of which something is to be judged. Where it is interrupted, or the target falls silent, it has found nothing. */
async function firstLook(
  target: OpenTarget,
  { pairs }: Plan,
  { execution }: TargetedConfig,
  { io, stop }: RunDependencies,
): Promise<Gate> {
  if (stop.signal.aborted || execution.gate !== true || pairs.length === 0) return NO_GATE;
  const gate = await target.look([...new Set(pairs.map(({ kind }) => kind))]);
  const stopped = target.stopped();
  if (stopped !== undefined) stop.abort(stopped satisfies StopReason);
  if (stop.signal.aborted) return NO_GATE;
  for (const line of describeHeld(gate)) io.stderr.write(`cci-conformance: ${line}\n`);
  return gate;
}

async function draftInto(file: string, report: Report, suite: Suite, { stderr }: Io): Promise<void> {
  const wanting = await writeExpectations(file, report, suite);
  stderr.write(
    `${file} is written${wanting === 0 ? '' : `: ${wanting} of its entries ${wanting === 1 ? 'wants' : 'want'} a reason`}\n`,
  );
}

const consoleOf = ({ stdout, env }: Io, verbose: boolean): ConsoleReporter =>
  consoleReporter({
    write: (text) => stdout.write(text),
    // A log of CI keeps every line that a terminal would overwrite.
    isTTY: stdout.isTTY && env['TERM'] !== 'dumb' && !['true', '1'].includes(env['CI'] ?? ''),
    color: (env['NO_COLOR'] ?? '') === '',
    verbose,
    ...(stdout.columns === undefined ? {} : { columns: stdout.columns }),
  });

async function judgements(
  target: OpenTarget,
  plan: Plan,
  subject: Subject,
  console: ConsoleReporter,
  { through, stop, failed, expectations }: RunDependencies,
): Promise<Judged> {
  const { config } = subject;
  const { out } = target.session;
  if (stop.signal.aborted || plan.pairs.length === 0) return { results: readResults(out)?.results ?? [], errors: [] };
  const kept = config.resume?.kept?.results ?? [];
  const { maxRequests } = config.spending;
  const sent = target.sent() + kept.reduce((sum, { exchanges }) => sum + exchanges.length, 0);
  return through(
    {
      ...withPlan(target.session, plan, failed),
      expectations,
      facts: entryFactsOf(subject),
      before: kept.map(({ id }) => id),
      maxRequests: maxRequests === undefined ? undefined : Math.max(0, maxRequests - sent),
    },
    {
      stop: stop.signal,
      onStopped: (stopped) => stop.abort(stopped satisfies StopReason),
      onVerdict(told) {
        console.result({ ...told, cost: ECONOMY.costOf(told.id, told.kind).requests });
        if (config.execution.bail && told.verdict === 'fail') stop.abort('bailed' satisfies StopReason);
      },
    },
  );
}

const targetOf = ({ config, embedded }: Subject): Report['target'] => {
  const { namespace, otherNamespace, scratchNamespace } = config.namespaces;
  return {
    url: config.connection.target,
    embedded,
    namespace,
    ...(otherNamespace === undefined ? {} : { otherNamespace }),
    ...(scratchNamespace === undefined ? {} : { scratchNamespace }),
  };
};

function headerOf({ session }: OpenTarget, plan: Plan, subject: Subject, startedAt: Date): ResultsHeader {
  const { execution, selection } = subject.config;
  const { planned } = withPlan(session, plan);
  return {
    format: 1,
    run: session.runId,
    suite: { ...SUITE, contractDigest: suiteOf(subject.config.kinds).contract.digest },
    target: targetOf(subject),
    startedAt: startedAt.toISOString(),
    flags: subject.config.flags,
    seed: execution.seed,
    runs: execution.runs,
    layers: [...selection.layers],
    kinds: selection.kinds.map(keyOf),
    planned,
    notPlanned: plan.notPlanned,
  };
}

const entryFactsOf = (subject: Subject): EntryFacts => ({
  target: targetOf(subject),
  seed: subject.config.execution.seed,
  runs: subject.config.execution.runs,
  ...(subject.config.kindsFile === undefined ? {} : { kindsFile: subject.config.kindsFile }),
});

function factsOf(
  subject: Subject,
  { stop: { signal }, expectations, claims }: RunDependencies,
  { errors, leftOut }: Judged,
  startedAt: Date,
  leftBehind: string[],
): RunFacts {
  const { config } = subject;
  const { layers, kinds } = config.selection;
  return {
    ...entryFactsOf(subject),
    startedAt: startedAt.toISOString(),
    ms: Date.now() - startedAt.getTime(),
    leftBehind,
    suite: SUITE,
    flags: config.flags,
    layers: [...layers],
    kinds,
    ...(config.spending.profile === 'full' ? {} : { profile: config.spending.profile }),
    ...(config.shard === undefined ? {} : { shard: config.shard }),
    interrupted: signal.reason === 'interrupted',
    bailed: signal.reason === 'bailed',
    stopped: leftOut === undefined ? stoppedBy(signal.reason)?.why : undefined,
    errors,
    ...(expectations === undefined ? {} : { expectations }),
    ...(claims === undefined ? {} : { claims }),
  };
}
