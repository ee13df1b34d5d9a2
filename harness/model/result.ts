/** What comes of judging one requirement for one kind. */
import type { Verb } from '../../contract/types.ts';
import type { Exchange } from './exchange.ts';
import type { Finding } from './finding.ts';

export const VERDICTS = ['pass', 'fail', 'inconclusive', 'not-applicable', 'waived', 'harness-error'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** A choice of the target that an exchange has shown. */
export interface ObservedChoice {
  freedom: string;
  option: string;
  /** The operation it was seen on, for freedoms whose scope is the operation. */
  verb?: Verb;
  exchange?: number;
}

/** What an invariant saw during one judgement. */
export interface Observation {
  invariant: string;
  /** Exchanges it applied to. */
  seen: number;
  /** The first few violations, with the exchanges that show them. */
  findings: { finding: Finding; exchange: Exchange }[];
}

/** The outcome of judging one requirement for one kind. Plain data: it crosses threads and goes into the report. */
export interface Result {
  id: string;
  kind: string;
  verdict: Verdict;
  /** Why, for every verdict but pass and fail. */
  reason?: string;
  findings: Finding[];
  /** Of what could not be judged: where `specs/` was when it ended, nearest first. */
  code?: string[];
  /** All exchanges of the judgement. */
  exchanges: Exchange[];
  choices: ObservedChoice[];
  observations: Observation[];
  ms: number;
  seed: number;
  /** Requirement whose failure explains this one's (set by the roll-up). */
  causedBy?: string;
  /** Of waived results: what it was before an expectation waived it (set by the roll-up). */
  was?: { verdict: Verdict; reason?: string };
  /** For harness errors. */
  stack?: string;
}
