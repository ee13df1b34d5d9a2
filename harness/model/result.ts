/** The result of judging one requirement for one kind. */
import type { Verb } from '../../contract/types.ts';
import type { Exchange } from './exchange.ts';
import type { Finding } from './finding.ts';

export const VERDICTS = ['pass', 'fail', 'inconclusive', 'not-applicable', 'waived', 'harness-error'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** A choice of the target that an exchange has shown. */
export interface ObservedChoice {
  freedom: string;
  option: string;
  /** The operation that showed it, for freedoms whose scope is the operation. */
  verb?: Verb;
  exchange?: number;
}

/** What an invariant found in the exchanges of one judgement. */
export interface Observation {
  invariant: string;
  /** Number of exchanges that it applied to. */
  seen: number;
  /** The first few violations, each with the exchange that shows it. */
  findings: { finding: Finding; exchange: Exchange }[];
}

/**
 * The outcome of judging one requirement for one kind. Plain data: it is passed between threads and written into the
 * report.
 */
export interface Result {
  id: string;
  kind: string;
  verdict: Verdict;
  /** For every verdict except pass and fail: why. */
  reason?: string;
  findings: Finding[];
  /** Only if it could not be judged: the positions in `specs/` at which the check ended, innermost first. */
  code?: string[];
  /**
   * Id of the statement whose breach would explain the verdict: one that has to hold for the requirement to be judged,
   * or the one by which an operation succeeds that was not seen to work. The failure of a requirement that tests it is
   * the cause.
   */
  restsOn?: string;
  /** All exchanges of the judgement. */
  exchanges: Exchange[];
  /** Only if evidence was left out, since others of the same cause have it: what, and where there is more. */
  leftOut?: string;
  choices: ObservedChoice[];
  observations: Observation[];
  ms: number;
  seed: number;
  /** Id of the requirement whose failure explains this one (set by the roll-up). */
  causedBy?: string;
  /** Only if an expectation waived the result: the verdict and reason before that (set by the roll-up). */
  was?: { verdict: Verdict; reason?: string };
  /** For harness-error: the stack of the error. */
  stack?: string;
}
