/** What all formats of the report have in common: failures and their causes, verdicts by reason, coverage. */
import { findKind, KINDS } from '../../contract/kinds.ts';
import { OPERATIONS } from '../../contract/operations.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Report, ReportEntry } from '../../harness/model/report.ts';
import type { Verdict } from '../../harness/model/result.ts';

/** A requirement that failed, for one kind or more, with the failures that it explains. */
export interface Failure {
  id: string;
  /** One for each kind, in the order of the report; none of them is explained by another failure. */
  entries: ReportEntry[];
  /** Results of other requirements that this failure explains: failures, and what could not be judged. */
  folded: ReportEntry[];
}

const keyOf = (entry: { id: string; kind: string }): string => `${entry.id} ${entry.kind}`;

/**
 * Failures by requirement. A failure is listed under its first cause for the same kind; the one that explains most
 * others is first.
 */
export function failuresOf(report: Report): Failure[] {
  const failed = report.results.filter((entry) => entry.verdict === 'fail');
  const byKey = new Map(failed.map((entry) => [keyOf(entry), entry]));
  const failures = new Map<string, Failure>();
  const under = (id: string): Failure => {
    const failure = failures.get(id) ?? { id, entries: [], folded: [] };
    failures.set(id, failure);
    return failure;
  };
  for (const entry of report.results) {
    const from = entry.verdict === 'inconclusive' ? causeOf(entry, byKey) : byKey.get(keyOf(entry));
    if (from === undefined) continue;
    const root = rootOf(from, byKey);
    const failure = under(root.id);
    if (root === entry) failure.entries.push(entry);
    else failure.folded.push(entry);
  }
  return [...failures.values()].sort((a, b) => b.folded.length - a.folded.length);
}

/** The failure of the same kind that explains this entry; undefined when there is none. */
const causeOf = ({ causedBy, kind }: ReportEntry, failed: ReadonlyMap<string, ReportEntry>): ReportEntry | undefined =>
  causedBy === undefined ? undefined : failed.get(keyOf({ id: causedBy, kind }));

/** Follows `causedBy` among the failures of one kind. In a cycle, the first one by name is the root. */
function rootOf(entry: ReportEntry, failed: ReadonlyMap<string, ReportEntry>): ReportEntry {
  const seen = new Set<ReportEntry>();
  for (let at = entry; ;) {
    const cause = causeOf(at, failed);
    if (cause === undefined) return at;
    if (seen.has(cause)) {
      const chain = [...seen];
      const circle = chain.slice(chain.indexOf(cause));
      return circle.find((one) => circle.every((other) => keyOf(one) <= keyOf(other))) ?? cause;
    }
    seen.add(cause);
    at = cause;
  }
}

export interface ByReason {
  reason: string;
  entries: ReportEntry[];
}

/** Entries of one verdict, grouped by reason (ignoring numbers), the most frequent reason first. */
export function byReason(entries: readonly ReportEntry[], verdict: Verdict): ByReason[] {
  const groups = new Map<string, ByReason>();
  for (const entry of entries) {
    if (entry.verdict !== verdict) continue;
    const reason = entry.reason ?? 'no reason recorded';
    const key = reason.replace(/\d+/g, '0');
    const group = groups.get(key) ?? { reason, entries: [] };
    group.entries.push(entry);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.entries.length - a.entries.length);
}

/** Results that `failuresOf` does not contain: neither fail, nor explained by a failure. */
export function notInFailures(report: Report): ReportEntry[] {
  const shown = new Set(failuresOf(report).flatMap(({ entries, folded }) => [...entries, ...folded]));
  return report.results.filter((entry) => !shown.has(entry));
}

/** `id` with the kinds it concerns: `read/returns (tfjob, mxjob)`. */
export function withKinds(entries: readonly ReportEntry[]): string[] {
  const kinds = new Map<string, string[]>();
  for (const entry of entries) kinds.set(entry.id, [...(kinds.get(entry.id) ?? []), entry.kind]);
  return [...kinds].map(([id, of]) => `${id} (${of.join(', ')})`);
}

/** `Updating a TFJob, table 155; erratum 9: merge patch alone`. */
export function sourceOf(statement: ReportEntry['statements'][number]): string {
  const readings = (statement.errata ?? []).map(({ number, reading }) => `erratum ${number}: ${reading}`);
  return [statement.source, ...readings].join('; ');
}

/**
 * Positions in the sources of the suite, innermost first: of the expectation, else of the end of the check, else of the
 * definition.
 */
export const codeOf = (entry: ReportEntry, finding?: Finding): string[] =>
  finding?.code ?? entry.code ?? entry.definedAt ?? [];

/** The innermost position of each entry, without duplicates. */
export const nearestCode = (entries: readonly ReportEntry[]): string[] => [
  ...new Set(entries.flatMap((entry) => codeOf(entry, entry.findings[0]).slice(0, 1))),
];

/** The exchange that shows a finding: the one that it names, or the last one of its history. */
function exchangeOf(entry: ReportEntry, finding: Finding): Exchange | undefined {
  const shows = finding.exchange ?? finding.history?.at(-1);
  return entry.exchanges?.find(({ seq }) => seq === shows);
}

/**
 * The exchanges that lead to a finding, in order, with the one that shows it; all of the judgement when it names none.
 */
export function historyOf(entry: ReportEntry, finding: Finding | undefined): Exchange[] {
  const named = new Set([...(finding?.history ?? []), ...(finding?.exchange === undefined ? [] : [finding.exchange])]);
  const exchanges = entry.exchanges ?? [];
  return named.size === 0 ? exchanges : exchanges.filter(({ seq }) => named.has(seq));
}

const codeLines = (code: readonly string[]): string[] => (code.length === 0 ? [] : [`  code: ${code.join(', ')}`]);

/** A judgement as plain lines of text, for CI systems. */
export function account(entry: ReportEntry): string {
  const statements = entry.statements.flatMap((statement) => [statement.text, `  source: ${sourceOf(statement)}`]);
  const findings = entry.findings.flatMap((finding) => {
    const exchange = exchangeOf(entry, finding);
    return [
      finding.message,
      ...(exchange === undefined
        ? []
        : [`  exchange: ${exchange.method} ${exchange.path} -> ${exchange.status ?? exchange.error ?? 'no answer'}`]),
      ...(finding.path === undefined ? [] : [`  at: ${finding.path}`]),
      `  expected: ${finding.expected}`,
      `  received: ${finding.received}`,
      ...(finding.counterexample === undefined
        ? []
        : [`  counterexample: ${finding.counterexample} (seed ${finding.seed ?? entry.seed})`]),
      ...codeLines(codeOf(entry, finding)),
    ];
  });
  const ended = entry.findings.length > 0 ? [] : codeLines(codeOf(entry));
  const cause = entry.causedBy === undefined ? [] : [`caused by: ${entry.causedBy}`];
  return [
    ...statements,
    ...findings,
    ...ended,
    ...cause,
    ...(entry.replay === undefined ? [] : [`replay: ${entry.replay}`]),
  ].join('\n');
}

export interface Coverage {
  operations: number;
  ofOperations: number;
  watches: number;
  ofWatches: number;
}

/** The number of operations (kind and verb) that have exchanges, of all that the contract documents. */
export function coverageOf(report: Report): Coverage {
  const nameOf = (kind: string): string => findKind(kind)?.singular ?? kind;
  const kinds = new Set([...KINDS.map((kind) => kind.singular), ...report.scope.kinds.map(nameOf)]);
  const seen = report.coverage.filter(({ exchanges }) => exchanges > 0);
  const verbs = Object.keys(OPERATIONS).filter((verb) => verb !== 'watch');
  return {
    operations: seen.filter(({ verb }) => verb !== 'watch').length,
    ofOperations: kinds.size * verbs.length,
    watches: seen.filter(({ verb }) => verb === 'watch').length,
    ofWatches: kinds.size,
  };
}

export const coverageLine = (report: Report): string => {
  const { operations, ofOperations, watches, ofWatches } = coverageOf(report);
  return `${operations} of ${ofOperations} operations, watch of ${watches} of ${ofWatches} kinds, ${report.requests} requests`;
};

/** The verdicts in words, the most important first. */
export const VERDICT_NAMES: Readonly<Record<Verdict, string>> = {
  fail: 'fail',
  'harness-error': 'error of the suite',
  inconclusive: 'inconclusive',
  waived: 'waived',
  'not-applicable': 'not applicable',
  pass: 'pass',
};
export const BY_WEIGHT = Object.keys(VERDICT_NAMES) as Verdict[];

export const scopeLine = ({ scope }: Report): string => {
  const left = scope.notPlanned.map(({ reason, count }) => `${count} ${reason}`);
  return `${scope.extent}: ${scope.ran} of ${scope.planned} planned ran${left.length > 0 ? `; not planned: ${left.join(', ')}` : ''}`;
};

/** Freedoms with the options seen: `list.limit = honoured`, or with several `a (3), b (1)`. */
export function freedomLines(report: Report): string[] {
  const options = new Map<string, string[]>();
  for (const { freedom, option, verb, times } of report.freedoms) {
    const name = verb === undefined ? freedom : `${freedom} (${verb})`;
    options.set(name, [...(options.get(name) ?? []), `${option} x${times}`]);
  }
  return [...options].map(([name, seen]) => `${name} = ${seen.join(', ')}`);
}

/** The entries of the file of expectations that are out of date. */
export const expectationLines = ({ expectations }: Report): string[] =>
  expectations === undefined
    ? []
    : [...expectations.stale, ...expectations.expired].map((text) => `${expectations.file}: ${text}`);
