/** What the traffic of a run covered, and how long answers took, by operation. */
import { VERBS } from '../../contract/types.ts';
import type { Verb } from '../../contract/types.ts';
import { LATENCY_BOUNDS } from '../../harness/model/report.ts';
import type { Report } from '../../harness/model/report.ts';

/** Which kinds saw a code, of one operation and parameter. */
export interface CoverageRow {
  verb: Verb;
  /** Undefined: all requests of the operation. */
  parameter: string | undefined;
  kinds: Map<number, string[]>;
}

/** Operations by their parameters, with the codes of their answers. */
export function coverageMap({ coverage }: Pick<Report, 'coverage'>): { codes: number[]; rows: CoverageRow[] } {
  const rows = new Map<string, CoverageRow>();
  for (const { kind, verb, statusCodes, parameters = [] } of coverage) {
    for (const { name, statusCodes: codes } of [{ name: undefined, statusCodes }, ...parameters]) {
      const row = rows.get(`${verb} ${name}`) ?? { verb, parameter: name, kinds: new Map<number, string[]>() };
      for (const code of codes) row.kinds.set(code, [...(row.kinds.get(code) ?? []), kind]);
      rows.set(`${verb} ${name}`, row);
    }
  }
  const seen = [...rows.values()].filter(({ kinds }) => kinds.size > 0);
  const codes = [...new Set(seen.flatMap(({ kinds }) => [...kinds.keys()]))].sort((a, b) => a - b);
  const place = ({ verb, parameter = '' }: CoverageRow): [number, string] => [VERBS.indexOf(verb), parameter];
  const sorted = seen.sort((a, b) => {
    const [[verb, name], [otherVerb, otherName]] = [place(a), place(b)];
    return verb - otherVerb || (name < otherName ? -1 : 1);
  });
  return { codes, rows: sorted };
}

export interface LatencyRow {
  verb: Verb;
  /** Of the kind that was slowest, in milliseconds. */
  p50: number;
  p95: number;
  max: number;
  /** Of all kinds; undefined where the report does not say it. */
  counts: number[] | undefined;
}

/** The operations with an answer, and how long it took. */
export const latencies = ({ coverage }: Pick<Report, 'coverage'>): LatencyRow[] =>
  VERBS.flatMap((verb) => {
    const of = coverage.flatMap((cell) => (cell.verb === verb && cell.latency !== undefined ? [cell.latency] : []));
    if (of.length === 0) return [];
    const most = (figure: 'p50' | 'p95' | 'max'): number => Math.max(...of.map((latency) => latency[figure]));
    return [{ verb, p50: most('p50'), p95: most('p95'), max: most('max'), counts: countsOf(of) }];
  });

/** How many answers of all of them took how long; undefined where one of them does not say it. */
export const countsOf = (latency: readonly { counts?: number[] }[]): number[] | undefined =>
  latency.every(({ counts }) => counts !== undefined)
    ? [...LATENCY_BOUNDS, Infinity].map((_, index) =>
        latency.reduce((sum, { counts = [] }) => sum + (counts[index] ?? 0), 0),
      )
    : undefined;

/** `up to 5 ms`, `over 5000 ms`: of the count with this index. */
export const boundOf = (index: number): string =>
  LATENCY_BOUNDS[index] === undefined ? `over ${LATENCY_BOUNDS.at(-1)} ms` : `up to ${LATENCY_BOUNDS[index]} ms`;
