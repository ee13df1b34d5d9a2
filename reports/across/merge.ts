/** One report of several that parallel jobs have made: of shards, or of kinds. */
import { EXIT, concluded, contradictedIn, exitCodeOf, share } from '../../harness/outcome/conclusion.ts';
import { heldAgainst } from '../../harness/outcome/claims.ts';
import { summaryOf, withCauses } from '../../harness/outcome/rollup.ts';
import { CAPABILITIES, isWhole } from '../../harness/run/plan.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { countsOf } from '../view/traffic.ts';
import type { Coverage, NotPlanned, Report, ReportEntry } from '../../harness/model/report.ts';
import type { Verdict } from '../../harness/model/result.ts';

/** The reports are not the parts of one run. The message is one line for a person. */
export class MergeError extends Error {}

/** A report, and where it was read. */
export interface Part {
  from: string;
  report: Report;
}

/** What a run of several jobs has in common. */
const COMMON: readonly [what: string, of: (report: Report) => string | number][] = [
  ['another version of the suite', ({ suite }) => suite.version],
  ['another contract', ({ suite }) => suite.contractDigest],
  ['another target', ({ target }) => (target.embedded ? 'embedded' : target.url)],
  ['another seed', ({ seed }) => seed],
  ['another number of runs of properties', ({ runs }) => runs],
  ['other layers', ({ scope }) => scope.layers.join()],
  ['other claims', ({ claims }) => JSON.stringify(claims?.declared ?? 'none')],
  ['another profile', ({ scope }) => scope.profile ?? 'full'],
  ...['only', 'max-requests', 'max-jobs-alive', 'most-objects', 'patience', 'run-jobs', 'no-gate'].map(
    (flag): [string, (report: Report) => string] => [`another --${flag}`, ({ flags }) => flags?.[flag] ?? 'none'],
  ),
];

const SHARD = 'left out by --shard';
const KIND = 'left out by --kind';

/** Of the judgements that there are, those that no flag left to another job. */
const elsewhere = (reason: string): boolean => reason === SHARD || reason === KIND;

/** What each job leaves out of its own part. */
const ofItsPart = (reason: string): boolean => reason.startsWith('left out by --max-requests');

/** @throws MergeError */
export function merged(parts: readonly Part[], requirements: readonly Requirement[]): Report {
  const [first, ...rest] = parts;
  if (first === undefined || rest.length === 0) throw new MergeError('a merge needs two reports at least');
  for (const { from, report } of rest)
    for (const [what, of] of COMMON)
      if (of(report) !== of(first.report))
        throw new MergeError(
          `${from} is of ${what} than ${first.from}: ${String(of(report))} instead of ${String(of(first.report))}`,
        );
  refuseOtherMeans(first, rest);
  for (const { from, report } of parts) {
    if (report.exitCode === EXIT.interrupted || report.scope.ran < report.scope.planned)
      throw new MergeError(
        `${from} was cut off: ${share(report.scope.ran, report.scope.planned, 'judgement')}; run that job again`,
      );
  }
  const groups = byKinds(parts);
  for (const group of groups) refuseHoles(group);
  const everywhere = new Set(requirements.filter((one) => one.everywhere !== undefined).map(({ id }) => id));
  return summed(first.report, parts, groups, entriesOf(parts, requirements, everywhere), requirements);
}

/** What jobs need to be given alike, as their reports say that it was lacking: identities and namespaces. */
const MEANS = (
  ['authentication', 'read-only-token', 'foreign-token', 'other-namespace', 'scratch-namespace'] as const
).map((capability) => CAPABILITIES[capability]);

/** A job that had no read-only token leaves holes that no other job fills. */
function refuseOtherMeans(first: Part, rest: readonly Part[]): void {
  const lacks = ({ report }: Part, means: string): boolean =>
    report.scope.notPlanned.some(({ reason }) => reason === means);
  for (const part of rest)
    for (const means of MEANS)
      if (lacks(part, means) !== lacks(first, means)) {
        const [without, other] = lacks(part, means) ? [part, first] : [first, part];
        throw new MergeError(
          `${without.from} leaves out what ${means}, and ${other.from} does not: give all jobs the same`,
        );
      }
}

/** Jobs of the same kinds are shards of each other. */
function byKinds(parts: readonly Part[]): Part[][] {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const kinds = part.report.scope.kinds.join(', ');
    groups.set(kinds, [...(groups.get(kinds) ?? []), part]);
  }
  return [...groups.values()];
}

const partOf = ({ scope: { shard } }: Report): string =>
  shard === undefined ? 'no shard, but all' : `shard ${shard.index}/${shard.of}`;

function refuseHoles(group: readonly Part[]): void {
  const seen = new Map<number, string>();
  const [first] = group;
  const of = first?.report.scope.shard?.of ?? 1;
  for (const { from, report } of group) {
    const { index, of: count } = report.scope.shard ?? { index: 1, of: 1 };
    if (count !== of)
      throw new MergeError(
        `${from} is ${partOf(report)}, and ${first?.from} is ${first && partOf(first.report)}: give the parts of one run`,
      );
    const other = seen.get(index);
    if (other !== undefined)
      throw new MergeError(
        `${from} and ${other} are the same part of the run (shard ${index}/${of}): give one of them`,
      );
    seen.set(index, from);
  }
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !seen.has(index));
  if (missing.length > 0)
    throw new MergeError(
      `${missing.map((index) => `shard ${index}/${of}`).join(', ')} is missing: give its report, too`,
    );
}

const keyOf = ({ id, kind }: ReportEntry): string => `${id} ${kind}`;

/** The verdict that decides when several jobs have judged the same: what an invariant is about is the traffic of all. */
const HEAVIEST: readonly Verdict[] = ['harness-error', 'fail', 'waived', 'inconclusive', 'pass', 'not-applicable'];

function entriesOf(
  parts: readonly Part[],
  requirements: readonly Requirement[],
  everywhere: ReadonlySet<string>,
): ReportEntry[] {
  const entries = new Map<string, { entry: ReportEntry; from: string }>();
  for (const { from, report } of parts)
    for (const entry of report.results) {
      const known = entries.get(keyOf(entry));
      if (known !== undefined && !everywhere.has(entry.id))
        throw new MergeError(`${from} and ${known.from} both judge ${entry.id} for ${entry.kind}: they overlap`);
      if (known === undefined || heavier(entry, known.entry)) entries.set(keyOf(entry), { entry, from });
    }
  const place = new Map(requirements.map(({ id }, i) => [id, i]));
  const kinds = [...new Set(parts.flatMap(({ report }) => report.scope.kinds))];
  const orderOf = ({ id, kind }: ReportEntry): number =>
    (place.get(id) ?? requirements.length) * kinds.length + kinds.indexOf(kind);
  return [...entries.values()].map(({ entry }) => entry).sort((a, b) => orderOf(a) - orderOf(b));
}

const heavier = (one: ReportEntry, other: ReportEntry): boolean =>
  HEAVIEST.indexOf(one.verdict) < HEAVIEST.indexOf(other.verdict);

/** What was left out, once: shards of the same kinds left out the same; what one kind left to others was judged. */
function notPlannedOf(groups: readonly Part[][], judged: number): Report['scope']['notPlanned'] {
  const total = (report: Report): number =>
    report.scope.planned + report.scope.notPlanned.reduce((sum, { count }) => sum + count, 0);
  const counts = new Map<string, NotPlanned>();
  for (const group of groups)
    for (const one of group.flatMap(({ report }, i) =>
      report.scope.notPlanned.filter(({ reason }) => i === 0 || ofItsPart(reason)),
    ))
      if (!elsewhere(one.reason))
        counts.set(one.reason, { ...one, count: (counts.get(one.reason)?.count ?? 0) + one.count });
  const left = [...counts.values()];
  const all = groups[0]?.[0] === undefined ? 0 : total(groups[0][0].report);
  const others = all - judged - left.reduce((sum, { count }) => sum + count, 0);
  return others > 0 ? [{ reason: KIND, count: others }, ...left] : left;
}

function summed(
  first: Report,
  parts: readonly Part[],
  groups: readonly Part[][],
  unsettled: readonly ReportEntry[],
  requirements: readonly Requirement[],
): Report {
  const results = withCauses(unsettled, requirements);
  const reports = parts.map(({ report }) => report);
  const notPlanned = notPlannedOf(groups, results.length);
  const expectations = expectationsOf(reports);
  const { shard: _, ...shared } = first.scope;
  const scope: Report['scope'] = {
    ...shared,
    extent: isWhole(notPlanned) ? 'full' : 'partial',
    kinds: [...new Set(reports.flatMap((report) => report.scope.kinds))],
    planned: results.length,
    ran: results.length,
    notPlanned,
  };
  const freedoms = freedomsOf(reports);
  const claims = first.claims && {
    ...first.claims,
    claimed: heldAgainst(first.claims.declared, { results, freedoms, scope }),
  };
  const exitCode = exitCodeOf(results, {
    interrupted: false,
    errors: [],
    stale: expectations?.stale ?? [],
    contradicted: contradictedIn(claims),
  });
  const { shard: _part, ...flags } = { ...first.flags, ...namespacesOf(reports) };
  const merged: Report = {
    ...first,
    ...(first.flags && { flags: { ...flags, kind: scope.kinds.join() } }),
    startedAt: reports.map(({ startedAt }) => startedAt).toSorted()[0] ?? first.startedAt,
    ms: Math.max(...reports.map(({ ms }) => ms)),
    scope,
    results,
    summary: summaryOf(results),
    coverage: trafficOf(reports),
    freedoms,
    requests: reports.reduce((sum, { requests }) => sum + requests, 0),
    leftBehind: reports.flatMap(({ leftBehind }) => leftBehind),
    ...(reports.some(({ occupied }) => occupied !== undefined) && {
      occupied: reports.flatMap(({ occupied = [] }) => occupied),
    }),
    exitCode,
    conformant: exitCode === EXIT.conformant && isWhole(notPlanned),
    ...(expectations && { expectations }),
    ...(claims && { claims }),
  };
  return { ...merged, conclusion: concluded(merged, { errors: [] }) };
}

/** Each job may have its own: all of them. */
function namespacesOf(reports: readonly Report[]): Record<string, string> {
  const flags = ['namespace', 'other-namespace', 'scratch-namespace'].map((flag): [string, string] => [
    flag,
    [...new Set(reports.flatMap((report) => report.flags?.[flag]?.split(',') ?? []))].join(),
  ]);
  return Object.fromEntries(flags.filter(([, names]) => names !== ''));
}

/** An expectation is out of date when no job found what it is about. */
function expectationsOf(reports: readonly Report[]): Report['expectations'] {
  const all = reports.flatMap(({ expectations }) => expectations ?? []);
  const [first] = all;
  if (first === undefined) return undefined;
  return {
    file: first.file,
    used: all.reduce((sum, { used }) => sum + used, 0),
    stale: first.stale.filter((line) => all.every(({ stale }) => stale.includes(line))),
    expired: [...new Set(all.flatMap(({ expired }) => expired))],
  };
}

const union = (codes: readonly (readonly number[])[]): number[] => [...new Set(codes.flat())].sort((a, b) => a - b);

function trafficOf(reports: readonly Report[]): Coverage[] {
  const cells = new Map<string, Coverage[]>();
  for (const cell of reports.flatMap(({ coverage }) => coverage)) {
    const key = `${cell.kind} ${cell.verb}`;
    cells.set(key, [...(cells.get(key) ?? []), cell]);
  }
  return [...cells.values()].flatMap((several) => {
    const [first] = several;
    if (first === undefined) return [];
    const names = [...new Set(several.flatMap(({ parameters = [] }) => parameters.map(({ name }) => name)))].sort();
    const latency = slowest(several);
    return [
      {
        kind: first.kind,
        verb: first.verb,
        exchanges: several.reduce((sum, { exchanges }) => sum + exchanges, 0),
        statusCodes: union(several.map(({ statusCodes }) => statusCodes)),
        ...(several.some(({ parameters }) => parameters !== undefined) && {
          parameters: names.map((name) => ({
            name,
            statusCodes: union(
              several.map(({ parameters = [] }) => parameters.find((one) => one.name === name)?.statusCodes ?? []),
            ),
          })),
        }),
        ...(latency && { latency }),
      },
    ];
  });
}

/** Quantiles of several jobs have no common one: the slowest job counts. */
function slowest(cells: readonly Coverage[]): Coverage['latency'] {
  const latencies = cells.flatMap(({ latency }) => latency ?? []);
  const most = (of: (latency: (typeof latencies)[number]) => number): number => Math.max(...latencies.map(of));
  const counts = countsOf(latencies);
  return latencies.length === 0
    ? undefined
    : {
        p50: most(({ p50 }) => p50),
        p95: most(({ p95 }) => p95),
        max: most(({ max }) => max),
        ...(counts && { counts }),
      };
}

function freedomsOf(reports: readonly Report[]): Report['freedoms'] {
  const rows = new Map<string, Report['freedoms'][number]>();
  for (const row of reports.flatMap(({ freedoms }) => freedoms)) {
    const key = `${row.freedom} ${row.option} ${row.verb}`;
    const known = rows.get(key);
    rows.set(key, known === undefined ? row : { ...known, times: known.times + row.times });
  }
  return [...rows.values()];
}
