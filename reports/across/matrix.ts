/** Implementations and versions beside each other: what holds of each, and the claim that its report allows. */
import { isWhole } from '../../harness/run/plan.ts';
import { plural, share } from '../../harness/outcome/conclusion.ts';
import type { Implementation, Report, ReportEntry } from '../../harness/model/report.ts';
import type { Verdict } from '../../harness/model/result.ts';
import { grouped } from '../view/grouped.ts';

/** A report, and whose it is. */
export interface Submission {
  from: string;
  report: Report;
  implementation: Implementation;
}

/** The worst verdict of a requirement over all kinds, before anything was waived. */
type Outcome = 'fails' | 'unclear' | 'holds' | 'does not apply';
export type Mark = '✗' | '?' | '✓' | '–';

/** `✓ 12`, `✗ 9 of 12`, `? 9 of 12`, `✗ 9 of 12, 2 ?` */
export interface Cell {
  mark: Mark;
  text: string;
  fails: number;
  unclear: number;
  /** The heaviest verdict as it stands in the report: what is waived is `waived` there. */
  verdict?: Verdict;
}

export interface Row {
  name: string;
  /** Only for rows of areas. */
  area?: string;
  cells: Cell[];
}

/** What a report allows to say of all of it. */
export interface Claim {
  tone: 'pass' | 'fail' | 'inconclusive';
  text: string;
}

export interface Column extends Submission {
  title: string;
  /** Its contract is another one than that of the newest report. */
  otherContract: boolean;
  /** The name of the files of its evidence, without an ending. */
  file: string;
  claim: Claim;
}

export interface Matrix {
  columns: Column[];
  areas: Row[];
  levels: Row[];
  all: Row;
  /** The freedoms of which not all chose alike, with the options of each column. */
  freedoms: { name: string; options: string[] }[];
}

const BY_WEIGHT: readonly Verdict[] = ['fail', 'harness-error', 'inconclusive', 'waived', 'not-applicable', 'pass'];

export const before = ({ was, verdict }: ReportEntry): Verdict => was?.verdict ?? verdict;

function outcomeOf(entries: readonly ReportEntry[]): Outcome {
  const verdicts = new Set(entries.map(before));
  if (verdicts.has('fail')) return 'fails';
  if (verdicts.has('inconclusive') || verdicts.has('harness-error')) return 'unclear';
  return verdicts.has('pass') ? 'holds' : 'does not apply';
}

function cellOf(entries: readonly ReportEntry[]): Cell {
  const outcomes = [...grouped(entries, ({ id }) => id).values()].map(outcomeOf);
  const count = (outcome: Outcome): number => outcomes.filter((one) => one === outcome).length;
  const [holds, fails, unclear] = [count('holds'), count('fails'), count('unclear')];
  const all = holds + fails + unclear;
  const verdict = BY_WEIGHT.find((one) => entries.some((entry) => entry.verdict === one));
  const cell = (mark: Mark, text: string): Cell => ({
    mark,
    text: `${mark}${text}`,
    fails,
    unclear,
    ...(verdict && { verdict }),
  });
  if (all === 0) return cell('–', '');
  if (holds === all) return cell('✓', ` ${all}`);
  if (fails === 0) return cell('?', ` ${holds} of ${all}`);
  return cell('✗', ` ${holds} of ${all}${unclear > 0 ? `, ${unclear} ?` : ''}`);
}

/** Conformance is a word for whole runs in which everything that must hold was seen to. */
export function claimOf({ conformant, scope, results, leftBehind: _, ...report }: Report): Claim {
  const ids = (wanted: (entry: ReportEntry) => boolean): number =>
    new Set(results.filter(wanted).map(({ id }) => id)).size;
  const musts = (...verdicts: Verdict[]): number =>
    ids(({ level, verdict }) => level === 'MUST' && verdicts.includes(verdict));
  const whole = scope.extent === 'full' && scope.ran >= scope.planned && isWhole(scope.notPlanned);
  const [failed, open, waived] = [
    musts('fail'),
    musts('inconclusive', 'harness-error'),
    ids((one) => one.verdict === 'waived'),
  ];
  const but = waived === 0 ? '' : `, but for ${plural(waived, 'waived requirement')}`;
  if (failed > 0)
    return {
      tone: 'fail',
      text: `not conformant: ${plural(failed, 'requirement')} that must hold ${failed === 1 ? 'does' : 'do'} not`,
    };
  if (!whole) {
    const left = scope.notPlanned.reduce((sum, { count, optIn }) => sum + (optIn === true ? 0 : count), 0);
    const unjudged = open === 0 ? '' : `, ${plural(open, 'requirement')} could not be judged`;
    return {
      tone: 'inconclusive',
      text: `partial: no failure${but} in ${share(scope.ran, scope.planned + left, 'judgement')}${unjudged}`,
    };
  }
  if (open > 0) return { tone: 'inconclusive', text: `not judged: ${plural(open, 'requirement')} could not be` };
  if (report.exitCode === 1) return { tone: 'fail', text: 'not as expected or declared' };
  if (!conformant || report.exitCode !== 0) return { tone: 'inconclusive', text: 'no conclusion' };
  return { tone: 'pass', text: `conformant${but}` };
}

const worst = (cells: readonly Cell[]): number =>
  Math.max(0, ...cells.map(({ fails, unclear }) => fails * 10_000 + unclear));

/** Those with the worst cell first; otherwise as they were. */
const worstFirst = <T>(things: readonly T[], cells: (thing: T) => readonly Cell[]): T[] =>
  things.toSorted((a, b) => worst(cells(b)) - worst(cells(a)));

/** Implementations by their worst area, the versions of one beside each other. */
function ordered(submissions: readonly Submission[], areas: readonly string[]): Submission[] {
  const cells = ({ report }: Submission): Cell[] =>
    areas.map((area) => cellOf(report.results.filter((entry) => entry.area === area)));
  const groups = [...grouped(submissions, ({ implementation }) => implementation.name).values()].map((versions) =>
    versions.toSorted((a, b) =>
      (a.implementation.version ?? '').localeCompare(b.implementation.version ?? '', 'en', { numeric: true }),
    ),
  );
  return worstFirst(groups, (versions) => versions.flatMap(cells)).flat();
}

export const titleOf = ({ name, version }: Implementation): string =>
  version === undefined ? name : `${name} ${version}`;

/** Two of one implementation and version are told apart by where they were read. */
function columnsOf(submissions: readonly Submission[]): Column[] {
  const files = new Set<string>();
  const newest = submissions.map(({ report }) => report).toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0];
  const titles = submissions.map(({ implementation }) => titleOf(implementation));
  return submissions.map((one, i) => {
    const same = titles.filter((title) => title === titles[i]).length > 1;
    const title = same ? `${titles[i]} (${one.from})` : `${titles[i]}`;
    const base =
      title
        .toLowerCase()
        .replace(/[^a-z0-9.]+/g, '-')
        .replace(/^[-.]+|[-.]+$/g, '')
        .slice(0, 60) || 'report';
    let file = base;
    for (let n = 2; files.has(file); n += 1) file = `${base}-${n}`;
    files.add(file);
    const otherContract = one.report.suite.contractDigest !== newest?.suite.contractDigest;
    return { ...one, title, file, otherContract, claim: claimOf(one.report) };
  });
}

export function matrixOf(submissions: readonly Submission[]): Matrix {
  const areas = [...new Set(submissions.flatMap(({ report }) => report.results.map(({ area }) => area)))];
  const columns = columnsOf(ordered(submissions, areas));
  const row = (name: string, wanted: (entry: ReportEntry) => boolean): Row => ({
    name,
    cells: columns.map(({ report }) => cellOf(report.results.filter(wanted))),
  });
  const layers = [...new Set(columns.flatMap(({ report }) => report.scope.layers))];
  return {
    columns,
    areas: worstFirst(
      areas.map((area) => ({ ...row(area, (entry) => entry.area === area), area })),
      ({ cells }) => cells,
    ),
    levels: [
      ...(['MUST', 'SHOULD'] as const).map((level) => row(level, (entry) => entry.level === level)),
      ...layers.map((layer) => row(layer, (entry) => entry.layer === layer)),
    ],
    all: row('all', () => true),
    freedoms: freedomsOf(columns),
  };
}

/** The freedoms in which the columns differ. */
function freedomsOf(columns: readonly Column[]): Matrix['freedoms'] {
  const seen = columns.map(({ report }) =>
    grouped(report.freedoms, ({ freedom, verb }) => (verb === undefined ? freedom : `${freedom} (${verb})`)),
  );
  const options = (name: string): string[] =>
    seen.map((by) => [...new Set((by.get(name) ?? []).map(({ option }) => option))].sort().join(', '));
  return [...new Set(seen.flatMap((by) => [...by.keys()]))]
    .sort()
    .map((name) => ({ name, options: options(name) }))
    .filter(({ options }) => new Set(options.filter((text) => text !== '')).size > 1);
}

/** Facts of a run, in the order in which they are told. */
export const FACTS: readonly [name: string, of: (column: Column) => string][] = [
  ['claim', ({ claim }) => claim.text],
  ['suite', ({ report: { suite } }) => suite.version],
  [
    'contract',
    ({ report: { suite }, otherContract }) =>
      `${suite.contractDigest.slice(0, 12)}${otherContract ? ', older than that of the newest report' : ''}`,
  ],
  ['kinds', ({ report: { scope } }) => scope.kinds.join(', ')],
  [
    'judged',
    ({ report: { startedAt, seed, scope } }) =>
      `${startedAt.slice(0, 10)}, seed ${seed}${scope.profile === undefined ? '' : `, profile ${scope.profile}`}`,
  ],
];

export const OF_THEIR_TIME =
  'Each report is of the contract that the suite had when the run was made: what it says of requirements and choices is what was demanded, and looked for, then.';

export const LEGEND =
  'Requirements, each over all kinds that it speaks about: ✓ 12: all twelve hold; ✗ 9 of 12: three fail for a kind at least; ? 9 of 12: three could not be judged; –: nothing applies. What is waived counts as what it was before. The worst stand first.';
