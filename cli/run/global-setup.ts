/**
 * A run of the command for `vitest run --project conformance`, configured by the environment and `.env`: vitest makes
 * the judgements, everything else is as with the command, the report included.
 */
import type { TestCase, TestProject } from 'vitest/node';
import { runConfig, withConnection } from '../../harness/config/config.ts';
import { Unjudgeable, UsageError } from '../../harness/errors/usage.ts';
import { Reader } from '../../harness/config/reader.ts';
import { readValues } from '../../harness/config/values.ts';
import { strayVariables } from '../../harness/config/variables.ts';
import type { Report } from '../../harness/model/report.ts';
import { EXIT } from '../../harness/outcome/conclusion.ts';
import '../../harness/run/vitest-types.ts';
import { readResults } from '../../harness/run/results.ts';
import type { Session, Stopped } from '../../harness/run/session.ts';
import { run } from '../commands/run.ts';
import { amendAllure } from '../../reports/formats/allure.ts';
import { leftLines } from '../../reports/view/left-behind.ts';
import { processIo, type Io } from '../io.ts';
import type { JudgementRunner } from './runner.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { env, dotenv, stdout, ...rest } = processIo();
  const asked = await toldPlainly(() => {
    if (rest.unread !== undefined) throw new UsageError(rest.unread);
    for (const line of strayVariables(env, dotenv)) rest.stderr.write(`${line}\n`);
    return withConnection(runConfig(new Reader(readValues([], env, dotenv))));
  });
  // Interrupts are vitest's, and so is what is printed meanwhile.
  const io: Io = { ...rest, env, dotenv, stdout: { ...stdout, write: () => {} }, onInterrupt: () => () => {} };
  const { through, begun, end } = handedOver();
  const report = run(asked, io, through);
  const session = await toldPlainly(async () => {
    const first = await Promise.race([begun, report]);
    if ('exitCode' in first) throw new NothingLeft(first, asked.output.out);
    return first;
  });
  project.provide('session', { ...session, inSuites: true });
  return async () => {
    end(project);
    const judged = await report;
    const { exitCode } = judged;
    const allure = env['ALLURE_RESULTS_DIR'];
    if (allure !== undefined) amendAllure(judged, allure);
    const left = leftLines(judged)
      .map((line) => `left behind: ${line}\n`)
      .join('');
    stdout.write(`\n${left}${toldOf(judged, asked.output.out)}\n`);
    // A filter that leaves no test is a mistake of whoever wrote it.
    const unasked = exitCode === EXIT.suiteError && judged.scope.planned === 0;
    if (exitCode !== 0) process.exitCode = unasked ? EXIT.usage : exitCode;
  };
}

const toldOf = ({ conclusion }: Report, out: string): string => `${conclusion}\nthe report: ${out}/report.html`;

/** The run has ended with its report: the first look goes no further, or nothing is missing. */
class NothingLeft extends Error {
  /** Vitest prints what is no private member. */
  readonly #exitCode: number;

  constructor(report: Report, out: string) {
    super(`there is nothing to judge. ${toldOf(report, out)}`);
    this.#exitCode = report.exitCode;
  }

  get exitCode(): number {
    return this.#exitCode;
  }
}

const codeOf = (error: unknown): number | undefined =>
  error instanceof UsageError
    ? EXIT.usage
    : error instanceof Unjudgeable
      ? EXIT.notJudged
      : error instanceof NothingLeft
        ? error.exitCode
        : undefined;

/** With the exit code of the command, and without a stack, which says nothing to whoever sets variables. */
async function toldPlainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    // Vitest ends with 1 where a set-up fails.
    process.once('exit', () => (process.exitCode = code));
    error.stack = `${error.name}: ${error.message}`;
    throw error;
  }
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** A runner that gives its session away, and ends when it is told to. */
function handedOver(): { through: JudgementRunner; begun: Promise<Session>; end: (project: TestProject) => void } {
  const begun = deferred<Session>(),
    ended = deferred<TestProject>();
  return {
    begun: begun.promise,
    end: ended.resolve,
    async through(session, hooks) {
      begun.resolve(session);
      const project = await ended.promise;
      const tests = project.vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
      const stopped = stoppedOf(tests);
      if (stopped !== undefined) hooks.onStopped(stopped);
      const errors = project.vitest.state.getUnhandledErrors().map((error) => (error as Error).message);
      const leftOut =
        stopped === undefined && isFiltered(tests) ? 'left out by vitest, by a filter or its end' : undefined;
      return { results: readResults(session.out)?.results ?? [], errors, leftOut };
    },
  };
}

/** Why the run judges no further, if a test has found that. */
const stoppedOf = (tests: readonly TestCase[]): Stopped | undefined =>
  tests.map((one) => one.meta().stopped).find((one) => one !== undefined);

/** Tests that were never begun were left out by a filter of vitest, or by its end. */
const isFiltered = (tests: readonly TestCase[]): boolean =>
  tests.some((one) => one.meta().verdict === undefined && one.result().state === 'skipped');
