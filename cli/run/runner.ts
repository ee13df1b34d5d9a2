/** How a run has its judgements made: in a thread of vitest, or in this one. */
import type { Result, Verdict } from '../../harness/model/result.ts';
import type { Session, Stopped } from '../../harness/run/session.ts';

export interface Hooks {
  onVerdict(verdict: { id: string; kind: string; verdict: Verdict }): void;
  /** Called when the judging thread judges no further by itself. May be called more than once. */
  onStopped(stopped: Stopped): void;
  /** Aborted: nothing more is started. */
  stop: AbortSignal;
}

export interface Judged {
  results: Result[];
  /** One line for each error outside of the judgements. */
  errors: string[];
  /** Why judgements of the plan were not asked for after all: they count as not planned. */
  leftOut?: string | undefined;
}

/** How the judgements of a session are made. */
export type JudgementRunner = (session: Session, hooks: Hooks) => Promise<Judged>;

/** More judgements than requests at once: a judgement often waits for something other than an answer. */
export const judgementsAtOnce = (requests: number): number => (requests === 1 ? 1 : 2 * requests);
