/** Makes the report of a run from its results and its plan. */
import type { Contract } from '../../contract/contract.ts';
import { nameFor } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { isWhole } from '../run/plan.ts';
import type { Pair, Plan } from '../run/plan.ts';
import { EXIT, concluded, contradictedIn, countsOf, exitCodeOf } from './conclusion.ts';
import { heldAgainst, type Claims } from './claims.ts';
import { applyExpectations } from './expectations.ts';
import type { Expectations } from './expectations.ts';
import { coverageOf, freedomsSeen, withInvariants } from './aggregate.ts';
import { entryOf, type EntryFacts } from './entry.ts';
import type { Report, ReportEntry, Shard } from '../model/report.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result } from '../model/result.ts';

/** Facts about the run besides its results. */
export type RunFacts = EntryFacts &
  Pick<Report, 'startedAt' | 'ms' | 'leftBehind'> & {
    suite: { name: string; version: string };
    flags?: Report['flags'];
    layers: Report['scope']['layers'];
    kinds: readonly Kind[];
    interrupted: boolean;
    /** Unless it is full. */
    profile?: string;
    shard?: Shard;
    /** Whether `--bail` stopped the run. */
    bailed: boolean;
    /** Why the run ended early, if it did so by itself: the end of a sentence. */
    stopped?: string | undefined;
    /** Errors of the suite outside any judgement, one line each. */
    errors: readonly string[];
    /** Namespaces that held jobs, and what that costs. */
    occupied?: Report['occupied'];
    /** Known deviations, which are to be waived. */
    expectations?: Expectations;
    /** What the target declares. */
    claims?: Claims;
  };

export function rollUp(
  contract: Contract,
  requirements: readonly Requirement[],
  plan: Plan,
  results: readonly Result[],
  facts: RunFacts,
): Report {
  const judged = withCauses(withInvariants(complete(plan, results, facts), requirements), requirements);
  const { expectations } = facts;
  const expected = expectations && {
    file: expectations.file,
    ...applyExpectations(expectations, judged, requirements, contract.kinds, facts.startedAt.slice(0, 10)),
  };
  const entries = (expected?.results ?? judged).map((result) =>
    entryOf(result, requirementOf(result, requirements), contract, facts),
  );
  const cut = plan.pairs.length - entries.length;
  const notPlanned = [
    ...plan.notPlanned,
    ...(cut > 0
      ? [{ reason: `not reached: ${facts.interrupted ? 'interrupted' : (facts.stopped ?? '--bail')}`, count: cut }]
      : []),
  ];
  const scope: Report['scope'] = {
    extent: isWhole(notPlanned) ? 'full' : 'partial',
    layers: facts.layers,
    kinds: facts.kinds.map((kind) => nameFor(kind, kind.singular)),
    planned: plan.pairs.length,
    ran: entries.length,
    notPlanned,
    ...(facts.profile === undefined ? {} : { profile: facts.profile }),
    ...(facts.shard === undefined ? {} : { shard: facts.shard }),
  };
  const freedoms = freedomsSeen(results, contract.freedoms);
  const claims = facts.claims && {
    ...facts.claims,
    claimed: heldAgainst(facts.claims.declared, { freedoms, results: entries, scope }),
  };
  const exitCode = exitCodeOf(entries, {
    ...facts,
    stale: expected?.stale ?? [],
    contradicted: contradictedIn(claims),
  });
  const cited = new Set(requirements.flatMap((r) => r.tests));
  const { statements } = contract;
  const report: Omit<Report, 'conclusion'> = {
    format: 1,
    suite: { ...facts.suite, contractDigest: contract.digest },
    target: facts.target,
    startedAt: facts.startedAt,
    ms: facts.ms,
    seed: facts.seed,
    runs: facts.runs,
    ...(facts.flags === undefined ? {} : { flags: facts.flags }),
    scope,
    conformant: exitCode === EXIT.conformant && isWhole(notPlanned),
    exitCode,
    results: entries,
    summary: summaryOf(entries),
    coverage: coverageOf(results, facts.kinds),
    freedoms,
    register: {
      statements: statements.length,
      tested: statements.filter((s) => cited.has(s.id)).length,
      untestable: statements.filter((s) => !cited.has(s.id) && s.untestable !== undefined).length,
      open: statements.filter((s) => !cited.has(s.id) && s.untestable === undefined).length,
    },
    requests: results.reduce((n, r) => n + r.exchanges.filter(({ earlier }) => earlier !== true).length, 0),
    leftBehind: facts.leftBehind,
    ...(facts.occupied === undefined || facts.occupied.length === 0 ? {} : { occupied: facts.occupied }),
    ...(expected && {
      expectations: { file: expected.file, used: expected.used, stale: expected.stale, expired: expected.expired },
    }),
    ...(claims && { claims }),
  };
  return { ...report, conclusion: concluded(report, facts) };
}

const pairKey = (id: string, kind: string): string => `${id} ${kind}`;
const requirementOf = (result: Result, requirements: readonly Requirement[]): Requirement =>
  requirements.find((r) => r.id === result.id) as Requirement;

/**
 * The results in the order of the plan. A planned judgement without a result is an error of the suite, unless the run
 * was stopped early.
 */
function complete(plan: Plan, results: readonly Result[], facts: RunFacts): Result[] {
  const byKey = new Map(results.map((r) => [pairKey(r.id, r.kind), r]));
  return plan.pairs.flatMap((pair) => {
    const result = byKey.get(pairKey(pair.requirement.id, nameFor(pair.kind, pair.kind.kind)));
    if (result !== undefined) return [{ ...result, kind: nameFor(pair.kind, pair.kind.singular) }];
    return facts.interrupted || facts.bailed || facts.stopped !== undefined ? [] : [lost(pair, facts)];
  });
}

const lost = ({ requirement, kind }: Pair, { seed, errors }: RunFacts): Result => ({
  id: requirement.id,
  kind: nameFor(kind, kind.singular),
  verdict: 'harness-error',
  reason: errors[0] ?? 'the judgement ended without a result',
  findings: [],
  exchanges: [],
  ms: 0,
  seed,
  choices: [],
  observations: [],
});

/**
 * A verdict other than pass is explained by the failure of a requirement that this one `needs`, or of the one that tests
 * the statement that it rests on, or by the cause of that failure. `needs` has no cycles.
 */
export function withCauses<T extends Pick<Result, 'id' | 'kind' | 'verdict' | 'restsOn'>>(
  results: readonly T[],
  requirements: readonly Requirement[],
): (T & { causedBy?: string })[] {
  const byKey = new Map(results.map((r) => [pairKey(r.id, r.kind), r]));
  const needs = new Map(requirements.map((r) => [r.id, r.needs]));
  const failed = (id: string, kind: string): boolean => byKey.get(pairKey(id, kind))?.verdict === 'fail';
  const restOf = (id: string, kind: string): string | undefined => byKey.get(pairKey(id, kind))?.restsOn;
  /** Of some requirement that tests the statement, a failure that rests on nothing else. */
  const isBroken = (statement: string, kind: string): boolean =>
    requirements.some(
      ({ id, tests }) => tests.includes(statement) && failed(id, kind) && (restOf(id, kind) ?? statement) === statement,
    );
  /** A failure for which this statement itself is broken: it does not rest on another one that is. */
  const breaks = (id: string, kind: string, statement: string): boolean => {
    const rest = restOf(id, kind) ?? statement;
    return failed(id, kind) && (rest === statement || !isBroken(rest, kind));
  };
  /** The first failed requirement that tests the statement: the direct ones come before the histories. */
  const breaker = (statement: string | undefined, kind: string): string | undefined =>
    statement && requirements.find(({ id, tests }) => tests.includes(statement) && breaks(id, kind, statement))?.id;
  const root = (id: string, kind: string): string | undefined => {
    for (const need of needs.get(id) ?? []) {
      const deeper = root(need, kind);
      if (deeper !== undefined) return deeper;
      if (failed(need, kind)) return need;
    }
    return undefined;
  };
  const before = ({ id, kind, restsOn }: T): string | undefined => {
    const found = root(id, kind) ?? breaker(restsOn, kind);
    return found === id ? undefined : found;
  };
  /** Where failures explain each other, the first of them does not follow from the others. */
  const causeOf = (result: T): string | undefined => {
    const chain: string[] = [result.id];
    for (let next = before(result); next !== undefined;) {
      const from = chain.indexOf(next);
      if (from !== -1) {
        const circle = new Set(chain.slice(from));
        const first = requirements.find(({ id }) => circle.has(id))?.id;
        return first === result.id ? undefined : first;
      }
      chain.push(next);
      const cause = byKey.get(pairKey(next, result.kind));
      next = cause && before(cause);
    }
    return chain.length === 1 ? undefined : chain.at(-1);
  };
  return results.map((result) => {
    const cause = result.verdict === 'fail' || result.verdict === 'inconclusive' ? causeOf(result) : undefined;
    return cause === undefined ? result : { ...result, causedBy: cause };
  });
}

export const summaryOf = (entries: readonly ReportEntry[]): Report['summary'] => ({
  total: countsOf(entries),
  byLayer: groups(entries, (e) => e.layer),
  byKind: groups(entries, (e) => e.kind),
  byArea: groups(entries, (e) => e.area),
  byLevel: groups(entries, (e) => e.level),
});

function groups(entries: readonly ReportEntry[], by: (entry: ReportEntry) => string): Report['summary']['byKind'] {
  const names = [...new Set(entries.map(by))];
  return Object.fromEntries(names.map((name) => [name, countsOf(entries.filter((e) => by(e) === name))]));
}
