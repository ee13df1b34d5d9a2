/** What changed from one report to another. */
import type { Report, ReportEntry } from '../../harness/model/report.ts';
import type { Verdict } from '../../harness/model/result.ts';
import { share } from '../../harness/outcome/conclusion.ts';
import { causesOf } from '../view/causes.ts';
import { headlineOf } from '../view/headline.ts';
import { BY_WEIGHT } from '../view/summary.ts';

/** A judgement whose verdict is another in the later report, or that only one of the reports has. */
export interface Change {
  id: string;
  kind: string;
  before?: Verdict;
  after?: Verdict;
  /** What the later report says of it: the first finding, or the reason. */
  text?: string;
  /** Where it is a failure that another one explains: the requirement of that. */
  follows?: string;
}

/** The median time of an operation's answers, in milliseconds. */
export interface Latency {
  kind: string;
  verb: string;
  before: number;
  after: number;
}

export interface Comparison {
  /** What differs between the runs besides the verdicts, one sentence each. */
  notes: string[];
  /** It held, or did not apply, and fails now. */
  broke: Change[];
  /** It held, and could not be judged now. */
  unjudged: Change[];
  fixed: Change[];
  /** Any other change of a verdict. */
  changed: Change[];
  /** Only in the later report. */
  added: Change[];
  /** Only in the earlier one: no longer tested. */
  removed: Change[];
  /** It failed before, and fails now. */
  stillFailing: Change[];
  unchanged: number;
  latencies: Latency[];
}

/** The parts in which a reader looks for them, with their headings. */
export const PARTS = {
  broke: 'Broke',
  unjudged: 'Could no longer be judged',
  fixed: 'Fixed',
  changed: 'Changed otherwise',
  added: 'New',
  removed: 'No longer tested',
  stillFailing: 'Still failing',
} as const satisfies Partial<Record<keyof Comparison, string>>;

export type Part = keyof typeof PARTS;

const keyOf = ({ id, kind }: ReportEntry): string => `${id} ${kind}`;
const held = (verdict: Verdict): boolean => verdict === 'pass' || verdict === 'not-applicable';
const unjudged = (verdict: Verdict): boolean => verdict === 'inconclusive' || verdict === 'harness-error';

function partOf(before: Verdict, after: Verdict): Part | undefined {
  if (before === 'fail' && after === 'fail') return 'stillFailing';
  if (before === after) return undefined;
  if (after === 'fail') return 'broke';
  if (unjudged(after)) return held(before) || before === 'waived' ? 'unjudged' : 'changed';
  if (before === 'fail' && held(after)) return 'fixed';
  if (before === 'waived' && held(after)) return 'fixed';
  return 'changed';
}

const textOf = (entry: ReportEntry): { text?: string } => {
  const text = headlineOf(entry) ?? entry.reason;
  return text === undefined ? {} : { text };
};

export function compared(before: Report, after: Report): Comparison {
  const comparison: Comparison = {
    notes: notesOn(before, after),
    ...{ broke: [], unjudged: [], fixed: [], changed: [], added: [], removed: [], stillFailing: [] },
    unchanged: 0,
    latencies: latenciesOf(before, after),
  };
  const causes = placesOf(after);
  const earlier = new Map(before.results.map((entry) => [keyOf(entry), entry]));
  for (const entry of after.results) {
    const { id, kind, verdict } = entry;
    const was = earlier.get(keyOf(entry));
    earlier.delete(keyOf(entry));
    const part = was === undefined ? 'added' : partOf(was.verdict, verdict);
    if (part === undefined) comparison.unchanged += 1;
    else
      comparison[part].push({
        id,
        kind,
        ...(was === undefined ? {} : { before: was.verdict }),
        after: verdict,
        ...textOf(entry),
        ...followsOf(causes.get(keyOf(entry))),
      });
  }
  for (const { id, kind, verdict } of earlier.values()) comparison.removed.push({ id, kind, before: verdict });
  const place = (change: Change): number => causes.get(`${change.id} ${change.kind}`)?.place ?? causes.size;
  for (const part of ['broke', 'stillFailing'] as const) comparison[part].sort((a, b) => place(a) - place(b));
  const weight = ({ before: was, after: now }: Change): number => BY_WEIGHT.indexOf(now ?? was ?? 'pass');
  for (const part of ['added', 'removed'] as const) comparison[part].sort((a, b) => weight(a) - weight(b));
  return comparison;
}

interface Place {
  /** Causes first, as the cards of the report stand, each followed by what it explains. */
  place: number;
  follows?: string;
}

/** Where a reader of the report finds each failure. */
function placesOf(report: Report): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const { entry, entries, folded } of causesOf(report))
    for (const one of [...entries, ...folded])
      places.set(keyOf(one), { place: places.size, ...(one.id === entry.id ? {} : { follows: entry.id }) });
  return places;
}

const followsOf = ({ follows }: Partial<Place> = {}): { follows?: string } =>
  follows === undefined ? {} : { follows };

function notesOn(before: Report, after: Report): string[] {
  const facts: [what: string, of: (report: Report) => string][] = [
    ['The target', ({ target }) => target.url],
    ['The version of the suite', ({ suite }) => suite.version],
    ['The contract', ({ suite }) => suite.contractDigest],
    ['The seed', ({ seed }) => String(seed)],
    ['The kinds', ({ scope }) => scope.kinds.join(', ')],
    ['The layers', ({ scope }) => scope.layers.join(', ')],
    ['The profile', ({ scope }) => scope.profile ?? 'full'],
    ['The part of the run', ({ scope: { shard } }) => (shard === undefined ? 'all' : `${shard.index}/${shard.of}`)],
  ];
  const changed = facts.flatMap(([what, of]) =>
    of(before) === of(after)
      ? []
      : [`${what} ${what.endsWith('s') ? 'were' : 'was'} ${of(before)}, and then ${of(after)}.`],
  );
  const cut = Object.entries({ first: before, second: after }).flatMap(([which, { scope }]) =>
    scope.ran < scope.planned
      ? [`The ${which} report is of a run that ended early: ${share(scope.ran, scope.planned, 'judgement')}.`]
      : [],
  );
  return [...changed, ...cut];
}

function latenciesOf(before: Report, after: Report): Latency[] {
  const medians = new Map(before.coverage.map(({ kind, verb, latency }) => [`${kind} ${verb}`, latency?.p50]));
  return after.coverage.flatMap(({ kind, verb, latency }) => {
    const was = medians.get(`${kind} ${verb}`);
    return was === undefined || latency === undefined ? [] : [{ kind, verb, before: was, after: latency.p50 }];
  });
}

/** 1: something broke; 3: something could no longer be judged; 0 otherwise. */
export const exitCodeOf = ({ broke, unjudged: open }: Comparison): 0 | 1 | 3 =>
  broke.length > 0 ? 1 : open.length > 0 ? 3 : 0;
