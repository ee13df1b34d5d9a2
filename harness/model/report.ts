/** The types of `report.json`. */
import type { Layer, Level, Verb } from '../../contract/types.ts';
import type { Exchange } from './exchange.ts';
import type { Finding } from './finding.ts';
import type { Verdict } from './result.ts';

export interface Count {
  pass: number;
  fail: number;
  inconclusive: number;
  'not-applicable': number;
  waived: number;
  'harness-error': number;
}

/** One entry of `results` in `report.json`: a result with all that a reader needs to understand it. */
export interface ReportEntry {
  id: string;
  kind: string;
  verdict: Verdict;
  level: Level;
  layer: Layer;
  area: string;
  reason?: string;
  causedBy?: string;
  /** The statement whose breach would explain the verdict: what it rests on besides its own subject. */
  restsOn?: string;
  /**
   * Only if an expectation waived the result: its earlier verdict and reason. The entry's `reason` is then that of the
   * expectation.
   */
  was?: { verdict: Verdict; reason?: string };
  statements: {
    id: string;
    text: string;
    source: string;
    /** URL of a public document. */
    url?: string;
    level: Level;
    layer: Layer;
    errata?: { number: number; reading: string }[];
  }[];
  findings: Finding[];
  /** Only if it could not be judged: the positions in `specs/` at which the check ended, innermost first. */
  code?: string[];
  /** Only if it did not pass: where the requirement is defined. */
  definedAt?: string[];
  /** For fail, inconclusive and harness-error: the exchanges. For passes, only their number is reported. */
  exchanges?: Exchange[];
  exchangeCount: number;
  /** Only if evidence was left out, since others of the same cause have it: what, and where there is more. */
  leftOut?: string;
  ms: number;
  seed: number;
  /** For fail: the command that judges it again. */
  replay?: string;
  stack?: string;
}

/** How many milliseconds an answer took at most, to be counted; the last count is of those that took longer. */
export const LATENCY_BOUNDS: readonly number[] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** The traffic of one operation. */
export interface Coverage {
  kind: string;
  verb: Verb;
  exchanges: number;
  statusCodes: number[];
  /** The query parameters that were sent, with the status codes of the answers. */
  parameters?: { name: string; statusCodes: number[] }[];
  /** Of the answers, in milliseconds; absent where there were none. `counts`: how many took up to each of `LATENCY_BOUNDS`. */
  latency?: { p50: number; p95: number; max: number; counts?: number[] };
}

/** Judgements that were left out, by reason. */
export interface NotPlanned {
  reason: string;
  count: number;
  /** Judged only if asked for: a run is whole without them. */
  optIn?: true;
}

/** Part `index` of `of`, from 1. */
export interface Shard {
  index: number;
  of: number;
}

/** Who was judged. */
export interface Implementation {
  name: string;
  version?: string;
  /** One sentence. */
  about?: string;
  /** Where it is at home. */
  url?: string;
}

/** Everything of one level in one layer holds, for each kind; what is excepted does not. */
export interface LevelClaim {
  layer: Layer;
  level: Level;
  except?: string[];
}

/** What a target declares of itself. */
export interface WrittenClaims {
  implementation?: Implementation;
  choices?: Record<string, string | string[]>;
  levels?: LevelClaim[];
}

/** A claim of the target's, and what came of it; the text says what was seen. */
export interface Claimed {
  claim: string;
  outcome: 'holds' | 'contradicted' | 'unproven';
  text: string;
}

/** The whole of `report.json`. */
export interface Report {
  format: 1;
  suite: { name: string; version: string; contractDigest: string };
  target: { url: string; embedded: boolean; namespace: string; otherNamespace?: string; scratchNamespace?: string };
  startedAt: string;
  ms: number;
  seed: number;
  runs: number;
  /** The flags that say what the run is of, with their values, defaults included; never a secret. */
  flags?: Record<string, string>;
  /** partial when anything was left out: by a flag, a capability or an interruption. */
  scope: {
    extent: 'full' | 'partial';
    layers: Layer[];
    kinds: string[];
    planned: number;
    ran: number;
    notPlanned: NotPlanned[];
    /** Unless it is full. */
    profile?: string;
    /** Only with `--shard`: which part of the run this is. */
    shard?: Shard;
  };
  conformant: boolean;
  exitCode: number;
  /** One sentence for a person. */
  conclusion: string;
  results: ReportEntry[];
  summary: {
    total: Count;
    byLayer: Record<string, Count>;
    byKind: Record<string, Count>;
    byArea: Record<string, Count>;
    byLevel: Record<string, Count>;
  };
  /** From the exchanges, for each kind and verb. */
  coverage: Coverage[];
  freedoms: { freedom: string; text: string; option: string; optionText: string; verb?: Verb; times: number }[];
  register: { statements: number; tested: number; untestable: number; open: number };
  requests: number;
  leftBehind: string[];
  /** Only where a namespace held jobs before the run, and that costs judgements. */
  occupied?: {
    namespace: string;
    /** The flag that names it: another namespace, an empty one, would help. */
    flag: string;
    /** `2 tfjobs, 1 mxjobs`. */
    holds: string;
    /** That cannot be made. */
    judgements: number;
    /** Ids of theirs. */
    requirements: string[];
  }[];
  /**
   * Only with `--expect`: the file, the number of results that it waived, and the entries that are out of date, one
   * line each.
   */
  expectations?: { file: string; used: number; stale: string[]; expired: string[] };
  /** Only where exchanges are left out: the SHA-256 of the `report.json` with all of them, in hexadecimal digits. */
  briefOf?: { sha256: string };
  /** Only with `--claims`: the file, what it says, and each claim of it. */
  claims?: { file: string; declared: WrittenClaims; claimed: Claimed[] };
}
