/** `report.json`. */
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

/** One entry of `results` in `report.json`: a result with what a reader needs beside it. */
export interface ReportEntry {
  id: string;
  kind: string;
  verdict: Verdict;
  level: Level;
  layer: Layer;
  area: string;
  reason?: string;
  causedBy?: string;
  /** Of waived entries: the verdict that an expectation waived; `reason` is then the expectation's. */
  was?: { verdict: Verdict; reason?: string };
  statements: {
    id: string;
    text: string;
    source: string;
    /** Where a public document can be read. */
    url?: string;
    level: Level;
    layer: Layer;
    errata?: { number: number; reading: string }[];
  }[];
  findings: Finding[];
  /** Unless it passed: where `specs/` was when what could not be judged ended, nearest first. */
  code?: string[];
  /** Unless it passed: where the requirement is defined. */
  definedAt?: string[];
  /** For failures, inconclusives and errors: the exchanges. For passes: how many there were. */
  exchanges?: Exchange[];
  exchangeCount: number;
  ms: number;
  seed: number;
  /** For failures: the command that replays it. */
  replay?: string;
  stack?: string;
}

/** `report.json`, whole. */
export interface Report {
  format: 1;
  suite: { name: string; version: string; contractDigest: string };
  target: { url: string; embedded: boolean; namespace: string; otherNamespace?: string; scratchNamespace?: string };
  startedAt: string;
  ms: number;
  seed: number;
  runs: number;
  /** partial when anything was left out: by a flag, a capability or an interruption. */
  scope: {
    extent: 'full' | 'partial';
    layers: Layer[];
    kinds: string[];
    planned: number;
    ran: number;
    notPlanned: { reason: string; count: number }[];
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
  /** From the traffic: per kind and verb, the number of exchanges and the status codes seen. */
  coverage: { kind: string; verb: Verb; exchanges: number; statusCodes: number[] }[];
  freedoms: { freedom: string; text: string; option: string; optionText: string; verb?: Verb; times: number }[];
  register: { statements: number; tested: number; untestable: number; open: number };
  requests: number;
  leftBehind: string[];
  /** With `--expect`: the file, how many results it waived, and what of it is out of date, one line each. */
  expectations?: { file: string; used: number; stale: string[]; expired: string[] };
}
