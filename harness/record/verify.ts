/** Compares a report with what its record leads to. */
import { isDeepStrictEqual } from 'node:util';
import { keyOf, nameFor } from '../../contract/kinds.ts';
import type { Contract } from '../../contract/contract.ts';
import { credentialsOf } from '../credentials/credentials.ts';
import { realClock } from '../http/clock.ts';
import { createIntermediaries } from '../http/intermediaries.ts';
import { limiter } from '../http/throttle.ts';
import type { JudgeContext } from '../judge/context.ts';
import type { Finding } from '../model/finding.ts';
import type { Report, ReportEntry } from '../model/report.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result } from '../model/result.ts';
import type { Suite } from '../model/suite.ts';
import { concluded, contradictedIn, EXIT, exitCodeOf, plural } from '../outcome/conclusion.ts';
import { withInvariants } from '../outcome/aggregate.ts';
import { summaryOf } from '../outcome/rollup.ts';
import { memoryJournal } from '../ownership/journal.ts';
import { derive, isWhole } from '../run/plan.ts';
import type { OpenRecord, RecordHeader } from './record-file.ts';
import { replayed } from './replaying.ts';

/** A judgement, `ID (KIND)`, or a part of the report, and why it counts here. */
interface Case {
  what: string;
  why: string;
}

export interface Verification {
  judgements: number;
  verified: number;
  /** What the report says and its record does not. */
  differs: Case[];
  /** What cannot be judged again: neither right nor wrong. */
  unreplayable: Case[];
}

const nameOf = ({ id, kind }: Pick<Result, 'id' | 'kind'>): string => `${id} (${kind})`;

export async function verified(report: Report, { header, lines }: OpenRecord, suite: Suite): Promise<Verification> {
  const { requirements, contract } = suite;
  const context = contextOf(header, suite);
  const results: Result[] = [];
  const lost = new Map<string, string>(),
    masked = new Set<string>();
  for (const line of lines()) {
    const requirement = requirements.find(({ id }) => id === line.id),
      kind = context.kinds.find((one) => nameFor(one, one.kind) === line.kind);
    if (requirement === undefined || kind === undefined) continue;
    const journal = line.run === undefined ? context.journal : memoryJournal({ target: '', runId: line.run });
    const again = await replayed(requirement, kind, { ...context, journal }, line);
    const name = { id: line.id, kind: nameFor(kind, kind.singular) };
    if (line.tapes.some((tape) => tape.masked === true)) masked.add(nameOf(name));
    if ('why' in again) lost.set(nameOf(name), again.why);
    else results.push({ ...again.result, ...name, exchanges: [] });
  }
  const judged = new Map(withInvariants(results, requirements).map((result) => [nameOf(result), result]));
  const entries = report.results.map((entry) =>
    caseOf(entry, judged.get(nameOf(entry)), { lost, masked }, requirements),
  );
  const kept = new Set(report.results.map(nameOf));
  const cut = report.scope.ran < report.scope.planned;
  const missing = cut ? [] : [...judged.values()].filter((result) => !kept.has(nameOf(result)));
  return {
    judgements: report.results.length,
    verified: entries.filter((one) => one === 'verified').length,
    differs: [
      ...entries.flatMap((one) => (one !== 'verified' && one.differs !== undefined ? [one.differs] : [])),
      ...missing.map((one) => ({
        what: nameOf(one),
        why: `the report leaves it out, the record gives ${one.verdict}`,
      })),
      ...claims(report, header, requirements, contract),
    ],
    unreplayable: entries.flatMap((one) => (one !== 'verified' && one.lost !== undefined ? [one.lost] : [])),
  };
}

/** Nothing is sent by it. */
function contextOf(header: RecordHeader, { requirements, contract, schemas }: Suite): JudgeContext {
  const planned = new Set(header.planned);
  return {
    connection: {
      target: '',
      credentials: credentialsOf({}),
      timeout: 0,
      send: () => Promise.reject(new Error('what is judged again sends nothing')),
      limiter: limiter(1),
      intermediaries: createIntermediaries(),
    },
    clock: realClock,
    kinds: contract.kinds.filter((kind) => header.kinds.includes(keyOf(kind))),
    namespaces: header.namespaces,
    execution: header.execution,
    journal: memoryJournal({ target: '', runId: header.run }),
    schemas: schemas(),
    invariants: requirements.filter(({ id, everywhere }) => everywhere !== undefined && planned.has(id)),
  };
}

function caseOf(
  entry: ReportEntry,
  result: Result | undefined,
  { lost, masked }: { lost: ReadonlyMap<string, string>; masked: ReadonlySet<string> },
  requirements: readonly Requirement[],
): 'verified' | { differs?: Case; lost?: Case } {
  const what = nameOf(entry);
  if (result === undefined) return { lost: { what, why: lost.get(what) ?? 'its exchanges were not kept' } };
  const everywhere = requirements.some((one) => one.id === entry.id && one.everywhere !== undefined);
  const { verdict, reason } = entry.was ?? entry;
  const differs = (said: string, given: string): { differs: Case } => ({
    differs: { what, why: `the report says ${said}, the record gives ${given}` },
  });
  // An invariant is about the exchanges of all judgements, also of those that cannot be made again.
  if (everywhere && lost.size > 0 && (verdict !== result.verdict || verdict !== 'fail'))
    return {
      lost: {
        what,
        why: `it is about the exchanges of ${plural(lost.size, 'judgement')} that cannot be made again, too`,
      },
    };
  if (verdict !== result.verdict && masked.has(what))
    return { lost: { what, why: 'answers repeated secrets, which are masked: its verdict may depend on them' } };
  if (verdict !== result.verdict) return differs(verdict, result.verdict);
  if (everywhere || masked.has(what)) return 'verified';
  if (reason !== result.reason) return differs(`"${reason}"`, `"${result.reason}"`);
  const [said, given] = [entry.findings, result.findings].map((findings) => findings.map(saying));
  return isDeepStrictEqual(said, given) ? 'verified' : differs(`"${said?.[0]?.message}"`, `"${given?.[0]?.message}"`);
}

/** What a finding says; the report may leave out its history. */
const saying = ({ message, expected, received, path, exchange }: Finding): Finding => ({
  message,
  expected,
  received,
  ...(path !== undefined && { path }),
  ...(exchange !== undefined && { exchange }),
});

/** What the report says of all its verdicts together, and does not follow from them. */
function claims(
  report: Report,
  { execution }: RecordHeader,
  requirements: readonly Requirement[],
  { register }: Contract,
): Case[] {
  const { scope, results, exitCode, conformant } = report;
  const isAll = isWhole(scope.notPlanned) && scope.ran === scope.planned;
  const follows = followingFrom(report);
  const wrong: [what: string, isWrong: boolean][] = [
    ['its seed, or its number of runs', report.seed !== execution.seed || report.runs !== execution.runs],
    ['its scope', scope.ran !== results.length || scope.ran > scope.planned || (scope.extent === 'full') !== isAll],
    ['its exit code', exitCode !== follows && !isOfTheRunItself(exitCode, follows)],
    ['its conclusion', exitCode <= EXIT.notConformant && !report.conclusion.startsWith(firstSentence(report))],
    ['its summary', !isDeepStrictEqual(report.summary, JSON.parse(JSON.stringify(summaryOf(report.results))))],
    ['that it is conformant', conformant && (exitCode !== EXIT.conformant || follows !== EXIT.conformant || !isAll)],
    [
      'a level or layer',
      report.results.some(({ id, level, layer }) => {
        const requirement = requirements.find((one) => one.id === id);
        return requirement !== undefined && !isDeepStrictEqual(derive(requirement, register), { level, layer });
      }),
    ],
  ];
  return wrong
    .filter(([, isWrong]) => isWrong)
    .map(([what]) => ({ what: 'report.json', why: `${what} does not follow from its verdicts and the register` }));
}

/** The exit code of the verdicts, of the expectations that are out of date, and of the claims that are contradicted. */
const followingFrom = ({ results, expectations, claims: declared }: Report): number =>
  exitCodeOf(results, {
    interrupted: false,
    errors: [],
    stale: expectations?.stale ?? [],
    contradicted: contradictedIn(declared),
  });

/** An error of the suite, an interrupt, and an early end are in no verdict; they never make one better. */
const isOfTheRunItself = (exitCode: number, follows: number): boolean =>
  exitCode === EXIT.suiteError ||
  (follows !== EXIT.notConformant && (exitCode === EXIT.interrupted || exitCode === EXIT.notJudged));

/** It is the same however the run ended. */
const firstSentence = (report: Report): string => concluded(report, { errors: [] }).split('.')[0] ?? '';
