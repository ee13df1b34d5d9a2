/** Failures by their cause: equal findings over requirements and kinds are one, and what follows from it is below it. */
import { findKinds, KINDS } from '../../contract/kinds.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Report, ReportEntry } from '../../harness/model/report.ts';
import { grouped } from './grouped.ts';

export interface Cause {
  /** The failure that tells it best. */
  entry: ReportEntry;
  /** All failures with an equal finding, `entry` first, then in the order of the report. */
  entries: ReportEntry[];
  /** Results that it explains: failures of what needs one of `entries`, and what could not be judged for it. */
  folded: ReportEntry[];
}

const keyOf = (entry: { id: string; kind: string }): string => `${entry.id} ${entry.kind}`;

/** Causes, each failure in exactly one of them; the one that is most likely to explain the others is first. */
export function causesOf(report: Pick<Report, 'results'>): Cause[] {
  const failed = new Map(
    report.results.filter(({ verdict }) => verdict === 'fail').map((entry) => [keyOf(entry), entry]),
  );
  const roots = report.results.filter((entry) => failed.has(keyOf(entry)) && rootOf(entry, failed) === entry);
  const causes = [...grouped(roots, sameCause).values()].map(causeOf);
  const byRoot = new Map(causes.flatMap((cause) => cause.entries.map((entry) => [entry, cause])));
  for (const entry of report.results) {
    const from = entry.verdict === 'inconclusive' ? neededBy(entry, failed) : failed.get(keyOf(entry));
    const root = from && rootOf(from, failed);
    if (root !== undefined && root !== entry) byRoot.get(root)?.folded.push(entry);
  }
  const refusals = causes.flatMap(({ entry }) => refusalOf(entry) ?? []);
  return causes
    .map((cause) => ({ cause, weight: [namedIn(refusals, cause.entry) ? 0 : 1, ...weightOf(cause)] }))
    .sort((a, b) => compared(a.weight, b.weight))
    .map(({ cause }) => cause);
}

function causeOf(entries: readonly ReportEntry[]): Cause {
  const [entry, ...others] = [...entries].sort((a, b) => compared(ranks(a), ranks(b))) as [
    ReportEntry,
    ...ReportEntry[],
  ];
  const rest = new Set(others);
  return { entry, entries: [entry, ...entries.filter((one) => rest.has(one))], folded: [] };
}

/** The failure of the same kind that explains this entry; undefined when there is none. */
const neededBy = (
  { causedBy, kind }: ReportEntry,
  failed: ReadonlyMap<string, ReportEntry>,
): ReportEntry | undefined => (causedBy === undefined ? undefined : failed.get(keyOf({ id: causedBy, kind })));

/** Follows `causedBy` among the failures of one kind. In a cycle, the first one by name is the root. */
function rootOf(entry: ReportEntry, failed: ReadonlyMap<string, ReportEntry>): ReportEntry {
  const seen = new Set<ReportEntry>();
  for (let at = entry; ;) {
    const cause = neededBy(at, failed);
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

/** What two failures of one cause have in common. */
function sameCause(entry: ReportEntry): string {
  const finding = entry.findings[0];
  if (finding === undefined) return entry.id;
  const { message, expected, received, path = '' } = finding;
  return JSON.stringify([
    shownBy(entry, finding)?.verb ?? '',
    ...[message, expected, received, path].map((text) => generic(text, entry.kind)),
  ]);
}

/** The exchange that shows a finding: the one that it names, or the last one of its history. */
export function shownBy(entry: ReportEntry, finding: Finding): Exchange | undefined {
  const seq = finding.exchange ?? finding.history?.at(-1);
  return entry.exchanges?.find((one) => one.seq === seq);
}

/** The last request before the one that shows a finding, that was to change something; undefined where that one was. */
export function changedBefore(entry: ReportEntry, finding: Finding): Exchange | undefined {
  const shown = shownBy(entry, finding);
  if (shown === undefined || shown.method !== 'GET' || shown.verb === 'watch') return undefined;
  return entry.exchanges?.findLast(({ seq, method }) => seq < shown.seq && method !== 'GET');
}

const UID = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
/** Names that a run makes begin with its id, which also stands in its labels. */
const OURS = /\br[a-z0-9]{9}(?=-|\b)(-[a-z0-9.-]*)?/g;
const RUN = /\br[a-z0-9]{9}-(?=[a-z])/g;
const VERSION = /("?resourceVersion"?\s*[:=]?\s*"?)\w+/gi;
const COUNT = /\b(exchange|exchanges|version|generation|case|after|within) "?\d+(\.\d+)?"?/g;
const MORE = /\b\d+ more\b/g;
const LARGE = /\b\d{4,}\b/g;

/** A text without the names of objects, their uids, and times. */
export const unnamed = (text: string): string =>
  text.replace(UID, '<uid>').replace(TIME, '<time>').replace(OURS, '<name>');

/** A text in which the names that a run makes stand without the run's id: `job-3`. */
export const shortly = (text: string): string => text.replace(RUN, '');

/** A text without what differs from object to object: names, uids, times, versions, and the words of the kind. */
export function generic(text: string, kind: string): string {
  const words = findKinds(kind).flatMap((of) => [
    of.kind,
    of.plural,
    of.singular,
    of.replicaMap,
    of.container,
    of.group,
    `${of.group}/${of.version}`,
  ]);
  const plain = unnamed(text)
    .replace(VERSION, '$1<version>')
    .replace(COUNT, '$1 <n>')
    .replace(MORE, '<n> more')
    .replace(LARGE, '<n>');
  return [...new Set(words)]
    .sort((a, b) => b.length - a.length)
    .reduce((rest, word) => rest.replaceAll(word, '<kind>'), plain);
}

/** Areas whose requirements look at many requests at once: what they find, another area often finds by itself. */
const COMPOUND = new Set(['histories', 'concurrency', 'size', 'economy', 'isolation']);

/** Areas whose requirements look at the answers of every operation: one about the operation itself says more. */
const GENERAL = new Set(['errors', 'answers', 'auth', 'fields', 'requests', 'status']);

/** The lower, the more directly a failure shows its cause. */
const ranks = (entry: ReportEntry): number[] => [
  COMPOUND.has(entry.area) ? 1 : 0,
  entry.findings[0]?.counterexample === undefined ? 0 : 1,
  entry.level === 'MUST' ? 0 : 1,
  entry.findings[0]?.history?.length ?? entry.exchangeCount,
];

/** What the target said when it refused a request, where that is what was found. */
const refusalOf = ({ findings: [first] }: ReportEntry): string | undefined =>
  first?.path === 'status' && /^4\d\d \(/.test(first.received) ? first.received : undefined;

/** Whether refusals name the member that this failure is about: what was shown wrong was sent back, and refused. */
function namedIn(refusals: readonly string[], { findings: [first] }: ReportEntry): boolean {
  const members = (first?.path ?? '').split('/').filter((part) => /^[A-Za-z]\w*$/.test(part));
  const name = members.slice(-2).join('.');
  return members.length > 1 && refusals.some((text) => text.includes(name));
}

/** What speaks for a cause, the lower the better. */
function weightOf({ entry, entries, folded }: Cause): number[] {
  const [compound = 0, searched = 0, , sent = 0] = ranks(entry);
  const general = GENERAL.has(entry.area) ? 1 : 0;
  return [compound, searched, -folded.length, -entries.length, general, sent];
}

const compared = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;

type Statement = ReportEntry['statements'][number];

/** Number of statements that a cause is told with. */
const STATEMENTS = 3;

/**
 * Gives the statements that the failures of a cause are about, the likeliest first: those of the member that the finding
 * names, those that most of the requirements test, and those that the fewest other judgements found kept.
 */
export function involvedIn({ results }: Pick<Report, 'results'>): (entries: readonly ReportEntry[]) => Statement[] {
  const kept = keptShares(results);
  return (entries) => {
    const named = wordsOf(entries[0]?.findings[0]);
    const kinds = new Set(entries.flatMap(({ kind }) => findKinds(kind)));
    // Table by table, the documents say the same of each kind: what is said of another than these is not involved.
    const others = KINDS.filter((kind) => !kinds.has(kind)).map(({ kind }) => kind);
    const isOfOthers = ({ id }: Statement): boolean =>
      kinds.size > 0 && id.split('.').some((part) => others.some((kind) => part.startsWith(kind)));
    const about = (id: string): number => id.split('.').filter((part) => named.has(part)).length;
    const tested = (id: string): number =>
      entries.filter(({ statements }) => statements.some((one) => one.id === id)).length;
    const all = entries[0]?.statements ?? [];
    const own = all.filter((one) => !isOfOthers(one));
    return (own.length > 0 ? own : all)
      .map((statement) => ({ statement, rank: [-about(statement.id), -tested(statement.id), kept(statement.id)] }))
      .sort((a, b) => compared(a.rank, b.rank))
      .slice(0, STATEMENTS)
      .map(({ statement }) => statement);
  };
}

/** How a schema's words for a fault call it in the ids of statements. */
const FAULTS: readonly [said: RegExp, part: string][] = [
  [/allowed values/, 'enum'],
  [/pattern|format/, 'format'],
  [/required property/, 'required'],
];

/** The words of ids that a finding names: the members of its path, those in quotation marks, the kind of fault. */
function wordsOf(finding: Finding | undefined): Set<string> {
  const { message = '', path = '' } = finding ?? {};
  return new Set([
    ...path.split('/').filter((part) => part !== '' && !/^\d+$/.test(part)),
    ...[...message.matchAll(/'(\w+)'/g)].map(([, word = '']) => word),
    ...FAULTS.flatMap(([said, part]) => (said.test(message) ? [part] : [])),
  ]);
}

/** Of the judgements that test a statement, the share that passed. */
function keptShares(results: readonly ReportEntry[]): (statement: string) => number {
  const tested = new Map<string, { passed: number; of: number }>();
  for (const { statements, verdict } of results) {
    for (const { id } of statements) {
      const { passed, of } = tested.get(id) ?? { passed: 0, of: 0 };
      tested.set(id, { passed: passed + (verdict === 'pass' ? 1 : 0), of: of + 1 });
    }
  }
  return (id) => {
    const { passed, of } = tested.get(id) ?? { passed: 0, of: 1 };
    return passed / of;
  };
}
