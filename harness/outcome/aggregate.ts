/**
 * What the exchanges of a whole run show: coverage, the options that the target chose, and the verdicts of invariants.
 */
import { isOption } from '../../contract/freedoms/builder.ts';
import { keyOf, nameFor } from '../../contract/kinds.ts';
import { VERBS } from '../../contract/types.ts';
import type { Freedom, Kind, Verb } from '../../contract/types.ts';
import { shapeMissing } from '../judge/causes.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Observation, Result } from '../model/result.ts';
import { LATENCY_BOUNDS } from '../model/report.ts';
import type { Coverage, Report } from '../model/report.ts';
import type { Requirement } from '../model/requirement.ts';
import { operationOf } from '../../contract/request.ts';

/** What the exchanges of one operation show. */
interface Traffic {
  exchanges: number;
  codes: Set<number>;
  parameters: Map<string, Set<number>>;
  times: number[];
}

const inOrder = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b);

/** The value that this share of the times does not exceed. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;

/** The names of the query parameters of a path; a query that cannot be decoded has none. */
const parametersOf = (path: string): string[] =>
  path.includes('?') ? [...new Set(new URLSearchParams(path.slice(path.indexOf('?') + 1)).keys())] : [];

/** One entry for each kind and verb, from the methods and paths that were sent; zero where none was. */
export function coverageOf(results: readonly Result[], kinds: readonly Kind[]): Coverage[] {
  const seen = new Map<string, Traffic>();
  for (const { method, path, status, ms, earlier } of results.flatMap(({ exchanges }) => exchanges)) {
    const operation = operationOf(method, path, kinds);
    if (operation === undefined || status === undefined || earlier === true) continue;
    const key = `${keyOf(operation.kind)} ${operation.verb}`;
    const cell: Traffic = seen.get(key) ?? { exchanges: 0, codes: new Set(), parameters: new Map(), times: [] };
    cell.exchanges += 1;
    cell.codes.add(status);
    for (const name of parametersOf(path))
      cell.parameters.set(name, (cell.parameters.get(name) ?? new Set<number>()).add(status));
    cell.times.push(ms);
    seen.set(key, cell);
  }
  return kinds.flatMap((kind) =>
    VERBS.map((verb) => ({
      kind: nameFor(kind, kind.singular),
      verb,
      ...described(verb, seen.get(`${keyOf(kind)} ${verb}`)),
    })),
  );
}

function described(verb: Verb, traffic: Traffic | undefined): Omit<Coverage, 'kind' | 'verb'> {
  if (traffic === undefined) return { exchanges: 0, statusCodes: [] };
  const times = inOrder(traffic.times);
  return {
    exchanges: traffic.exchanges,
    statusCodes: inOrder(traffic.codes),
    parameters: [...traffic.parameters]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, codes]) => ({ name, statusCodes: inOrder(codes) })),
    // A watch lasts as long as somebody watches.
    ...(verb === 'watch'
      ? {}
      : {
          latency: {
            p50: quantile(times, 0.5),
            p95: quantile(times, 0.95),
            max: times.at(-1) ?? 0,
            counts: countsOf(times),
          },
        }),
  };
}

function countsOf(times: readonly number[]): number[] {
  const counts = [...LATENCY_BOUNDS, Infinity].map(() => 0);
  for (const ms of times) {
    const bound = LATENCY_BOUNDS.findIndex((most) => ms <= most);
    const index = bound === -1 ? LATENCY_BOUNDS.length : bound;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

/** Text for a recorded choice that the contract does not have: an error in a check, which is shown and not hidden. */
const UNKNOWN = 'not in the contract';

/** That of the option; of a code that the contract does not list, the code. */
function textOf(freedom: Freedom | undefined, choice: string): string {
  const options = freedom?.options ?? [];
  const exact = options.find(({ id }) => id === choice)?.text;
  return exact ?? (options.some(({ id }) => isOption(choice, id)) ? choice.slice(-3) : UNKNOWN);
}

/**
 * Counts the recorded choices by freedom and option. If a target was seen to choose several options of a freedom, all
 * are listed.
 */
export function freedomsSeen(results: readonly Result[], freedoms: readonly Freedom[]): Report['freedoms'] {
  const seen = new Map<string, Report['freedoms'][number]>();
  for (const { freedom: id, option: choice, verb } of results.flatMap((r) => r.choices)) {
    const freedom = freedoms.find((f) => f.id === id);
    const key = `${id} ${choice} ${verb}`;
    const row = seen.get(key) ?? {
      freedom: id,
      text: freedom?.text ?? UNKNOWN,
      option: choice,
      optionText: textOf(freedom, choice),
      ...(verb === undefined ? {} : { verb }),
      times: 0,
    };
    row.times += 1;
    seen.set(key, row);
  }
  const order = (row: Report['freedoms'][number]): number => freedoms.findIndex((f) => f.id === row.freedom);
  return [...seen.values()].sort((a, b) => order(a) - order(b));
}

/**
 * An invariant fails for a kind when any exchange of the run violated it, whoever caused the exchange. One that applied
 * to no exchange at all is not applicable: a pass would claim what nobody checked.
 */
export function withInvariants(results: readonly Result[], requirements: readonly Requirement[]): Result[] {
  const invariants = new Set(requirements.filter((r) => r.everywhere !== undefined).map((r) => r.id));
  const observed = new Map<string, { seen: number; violations: Violation[] }>();
  for (const result of results) {
    for (const { invariant, seen, findings } of result.observations) {
      const key = `${result.kind} ${invariant}`,
        known = observed.get(key) ?? { seen: 0, violations: [] };
      known.seen += seen;
      known.violations.push(...findings.map((one) => ({ ...one, follows: undueIn(result, one.exchange) })));
      observed.set(key, known);
    }
  }
  return results.map((result) => {
    if (!invariants.has(result.id) || result.verdict === 'harness-error') return result;
    const { seen, violations } = observed.get(`${result.kind} ${result.id}`) ?? { seen: 0, violations: [] };
    if (violations.length > 0) {
      const due = violations.filter(({ follows }) => follows === undefined);
      return violated(result, [...due, ...violations.filter(({ follows }) => follows !== undefined)]);
    }
    const idle = result.verdict === 'pass' && seen === 0;
    return idle
      ? { ...result, verdict: 'not-applicable', reason: 'no exchange of this run was of the sort it speaks about' }
      : result;
  });
}

/** Maximum number of violations to report in full. */
const ENOUGH = 5;

type Violation = Observation['findings'][number] & {
  /** The id of the failure from which it follows. */
  follows: string | undefined;
};

/** The failure of a judgement that found this very answer undue: what it looks like is nobody's demand. */
const undueIn = ({ id, verdict, findings: [first] }: Result, { seq, status = 0 }: Exchange): string | undefined =>
  verdict === 'fail' && first?.path === 'status' && first.exchange === seq && status < 400 ? id : undefined;

/** The exchanges come from several judgements, so they get new numbers after those of the result itself. */
function violated(result: Result, violations: readonly Violation[]): Result {
  const exchanges = [...result.exchanges];
  const findings = violations.slice(0, ENOUGH).map(({ finding, exchange }) => {
    const seq = exchanges.length + 1;
    exchanges.push({ ...exchange, seq });
    const { history: _, ...rest } = finding;
    return { ...rest, exchange: seq };
  });
  const { restsOn: _, ...own } = result;
  const [first] = violations;
  const restsOn = result.verdict === 'fail' ? result.restsOn : first && shapeMissing(first.exchange, first.finding);
  const causedBy = result.verdict === 'fail' ? undefined : first?.follows;
  return {
    ...own,
    ...(restsOn !== undefined && { restsOn }),
    ...(causedBy !== undefined && { causedBy }),
    verdict: 'fail',
    findings: [...result.findings, ...findings],
    exchanges,
  };
}
