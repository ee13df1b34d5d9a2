/** What all formats of the report have in common: failures and their causes, verdicts by reason, coverage. */
import { findKind, KINDS } from '../../contract/kinds.ts';
import { OPERATIONS } from '../../contract/operations.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { NotPlanned, Report, ReportEntry } from '../../harness/model/report.ts';
import type { Verdict } from '../../harness/model/result.ts';
import { causesOf, generic, shownBy, unnamed } from './causes.ts';
import { counted, grouping } from './counted.ts';
import { grouped } from './grouped.ts';
import { headline } from './headline.ts';

export interface ByReason {
  reason: string;
  entries: ReportEntry[];
}

/**
 * Entries of one verdict by reason, the most frequent first. Names of objects, numbers and the words of a kind make no
 * other reason; names are not in it.
 */
export function byReason(entries: readonly ReportEntry[], verdict: Verdict): ByReason[] {
  const of = entries.filter((entry) => entry.verdict === verdict);
  const groups = grouped(of, (entry) => withoutNumbers(generic(reasonOf(entry), entry.kind)));
  return [...groups.values()]
    .map((members) => ({ reason: commonReason(members), entries: members }))
    .sort((a, b) => b.entries.length - a.entries.length);
}

const reasonOf = ({ reason }: ReportEntry): string => reason ?? 'no reason recorded';

/** The first reason without names; without the words of the kinds as well where these differ. */
function commonReason(members: readonly ReportEntry[]): string {
  const plain = members.map((entry) => unnamed(reasonOf(entry)));
  const differ = new Set(plain.map(withoutNumbers)).size > 1;
  const [first] = members;
  return differ && first !== undefined ? generic(reasonOf(first), first.kind) : (plain[0] ?? '');
}

const withoutNumbers = (text: string): string => text.replace(/\d+/g, '0');

/** Results that `causesOf` does not contain: neither fail, nor explained by a failure. */
export function notInFailures(report: Report): ReportEntry[] {
  const shown = new Set(causesOf(report).flatMap(({ entries, folded }) => [...entries, ...folded]));
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
    const exchange = shownBy(entry, finding);
    return [
      headline(finding),
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
  return `${operations} of ${ofOperations} operations, watch of ${watches} of ${ofWatches} kinds, ${counted(report.requests, 'request')}`;
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

/** `1 needs a second namespace`, `2,852 left out by --kind`: how many judgements, and why. */
export const leftOut = ({ reason, count }: NotPlanned): string =>
  `${grouping(count)} ${count === 1 ? reason : reason.replace(/^needs /, 'need ')}`;

export const scopeLine = ({ scope }: Report): string => {
  const left = scope.notPlanned.map(leftOut);
  return `${scope.extent}: ${grouping(scope.ran)} of ${grouping(scope.planned)} planned ran${left.length > 0 ? `; not planned: ${left.join(', ')}` : ''}`;
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

/** The claims that did not hold: `FILE: limit: limit-honoured is contradicted: limit-ignored was seen 4 times (list)`. */
export const claimLines = ({ claims }: Report): { outcome: 'contradicted' | 'unproven'; line: string }[] =>
  (claims?.claimed ?? []).flatMap(({ claim, outcome, text }) =>
    outcome === 'holds' ? [] : [{ outcome, line: `${claims?.file}: "${claim}" is ${outcome}: ${text}` }],
  );

/** The entries of the file of expectations that are out of date. */
export const expectationLines = ({ expectations }: Report): string[] =>
  expectations === undefined
    ? []
    : [...expectations.stale, ...expectations.expired].map((text) => `${expectations.file}: ${text}`);
