/**
 * Judges in a thread of vitest, which prints nothing: its results come back through a file, its progress through a
 * reporter.
 */
import { Writable } from 'node:stream';
import { startVitest } from 'vitest/node';
import type { Reporter, TestCase, Vitest } from 'vitest/node';
import { packageRoot } from '../../contract/package.ts';
import '../../harness/run/vitest-types.ts';
import { readResults } from '../../harness/run/results.ts';
import { judgementsAtOnce, type Hooks, type JudgementRunner } from './runner.ts';

/** The listeners of vitest for these events would end the process before anything is cleaned up. */
const OURS: readonly (string | symbol)[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'unhandledRejection'];
const turnAway = (event: string | symbol, listener: () => void): void => {
  if (OURS.includes(event)) queueMicrotask(() => process.off(event, listener));
};

export const throughVitest: JudgementRunner = async (session, hooks) => {
  const errors: string[] = [];
  const quiet = new Writable({ write: (_chunk, _encoding, done) => done() });
  const onRejection = (reason: unknown): void => void errors.push(lineOf(reason));
  process.on('unhandledRejection', onRejection);
  process.on('newListener', turnAway);
  try {
    await startVitest(
      'test',
      [],
      {
        config: false,
        root: packageRoot(),
        watch: false,
        cache: false,
        color: false,
        include: ['dist/specs/conformance.spec.js'],
        exclude: [],
        // The code is built already: vitest need not transform it.
        server: { deps: { external: [/./] } },
        pool: 'threads',
        isolate: false,
        maxWorkers: 1,
        maxConcurrency: judgementsAtOnce(session.execution.concurrency),
        testTimeout: 0,
        hookTimeout: 0,
        teardownTimeout: 5_000,
        provide: { session },
        reporters: [
          reporter(hooks, errors, (vitest) => {
            const cancel = (): void => void vitest.cancelCurrentRun('keyboard-input');
            hooks.stop.addEventListener('abort', cancel, { once: true });
            return () => {
              if (hooks.stop.aborted) cancel();
            };
          }),
        ],
      },
      { logLevel: 'silent' },
      { stdout: quiet, stderr: quiet },
    );
  } finally {
    process.off('newListener', turnAway);
    process.off('unhandledRejection', onRejection);
  }
  return { results: readResults(session.out)?.results ?? [], errors };
};

/** @param begin called before vitest starts; the function that it returns is called once the thread listens */
function reporter(hooks: Hooks, errors: string[], begin: (vitest: Vitest) => () => void): Reporter {
  let listening: () => void = () => {};
  return {
    onInit(vitest) {
      listening = begin(vitest);
    },
    onTestModuleCollected: () => listening(),
    onTestCaseResult(test: TestCase) {
      const { id, kind, verdict, stopped } = test.meta();
      if (stopped !== undefined) hooks.onStopped(stopped);
      else if (id !== undefined && kind !== undefined && verdict !== undefined) hooks.onVerdict({ id, kind, verdict });
      else for (const error of test.result().errors ?? []) errors.push(`${test.name}: ${lineOf(error)}`);
    },
    onTestRunEnd(modules, unhandled) {
      for (const error of [...unhandled, ...modules.flatMap((m) => m.errors())]) errors.push(lineOf(error));
    },
  };
}

const lineOf = (error: unknown): string => {
  const { message, stack } = error as { message?: unknown; stack?: unknown };
  return String(message ?? stack ?? error).split('\n')[0] as string;
};
