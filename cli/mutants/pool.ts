/** Threads, one a core, that work a list of tasks off. A thread that hangs in a broken server is ended and replaced. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Extent, MutantRow, VariantRow } from '../../reports/proof/kill-matrix.ts';
import type { Survey } from './breadth.ts';
import type { Claim } from './claims.ts';
import type { Figures } from './economy.ts';

interface Common {
  extent: Extent;
  seed: number;
}
/** A mutant or a variant to judge. */
export type Trial = Common & ({ mutant: string } | { mutant?: undefined; variant: string; kinds: string[] });
/** Something that a thread does: a trial, a claim to prove, a survey, or the singular of a kind whose costs it measures. */
export type Task = Trial | { claim: Claim; seed: number } | Survey | { costsWith: string };
export interface Answered {
  mutant?: MutantRow;
  variant?: VariantRow;
  holds?: boolean;
  reporters?: string[];
  costs?: Record<string, Figures>;
  error?: string;
}

/** Milliseconds of real time that one task may take: many times what it takes on a machine that does much else. */
const PATIENCE = 1_800_000;

/** Performs every task; `onAnswer` hears of each as it comes. An error names what the thread said, or that it hung. */
export async function performAll<T extends Task>(
  tasks: readonly T[],
  onAnswer: (task: T, answered: Answered) => void,
): Promise<void> {
  let next = 0;
  const thread = async (): Promise<void> => {
    let worker = start();
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) {
      const answered = await ask(worker, task);
      onAnswer(task, answered);
      if (answered.error === undefined) continue;
      await worker.terminate();
      worker = start();
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, thread));
}

/** The answers to the tasks, in their order. `onAnswer` hears how many there are so far. */
export async function answersTo(tasks: readonly Task[], onAnswer?: (count: number) => void): Promise<Answered[]> {
  const answers = new Map<Task, Answered>();
  await performAll(tasks, (task, answered) => {
    answers.set(task, answered);
    onAnswer?.(answers.size);
  });
  return tasks.map((task) => answers.get(task) ?? {});
}

/** This module as it runs: built, and so its neighbours. */
const start = (): Worker => new Worker(new URL('./worker.js', import.meta.url));

function ask(worker: Worker, task: Task): Promise<Answered> {
  return new Promise((resolve) => {
    const heard = new AbortController();
    const done = (answered: Answered): void => {
      clearTimeout(timer);
      heard.abort();
      resolve(answered);
    };
    const timer = setTimeout(() => done({ error: `no answer within ${PATIENCE / 1000} s` }), PATIENCE);
    const onError = (error: Error): void => done({ error: error.stack ?? error.message });
    const onExit = (code: number): void => done({ error: `the thread ended with ${code}` });
    worker.once('message', done).once('error', onError).once('exit', onExit);
    heard.signal.addEventListener(
      'abort',
      () => worker.off('message', done).off('error', onError).off('exit', onExit),
      { once: true },
    );
    worker.postMessage(task);
  });
}
