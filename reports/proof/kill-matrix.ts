/** The kill matrix: which requirements fail for which mutants, and what the suite wrongly reports for variants. */
import { plural, share } from '../../harness/outcome/conclusion.ts';

/** A mutant, and the requirements that reported it. */
export interface MutantRow {
  mutant: string;
  breaks: string;
  text: string;
  kind: string;
  /** The requirements that test the broken statement for the kind. */
  expected: string[];
  /** Those of them that failed. */
  killedBy: string[];
  /** Other requirements that failed. */
  alsoBy: string[];
  /** Requirements with the verdict harness-error. */
  errors: string[];
  /** The seeds with which no expected requirement failed. */
  missed: number[];
  ms: number;
}

/** A variant, and the failures that the suite wrongly reported for it. */
export interface VariantRow {
  variant: string;
  kinds: string[];
  accusedBy: string[];
  ms: number;
}

/**
 * quick: the expected requirements of a mutant, until one fails. expected: all of those, and the whole suite if
 * none fails. whole: the whole suite for each mutant.
 */
export type Extent = 'quick' | 'expected' | 'whole';

export interface KillMatrix {
  format: 1;
  extent: Extent;
  /** The first seed; the others follow it by one each. */
  seed: number;
  seeds: number;
  ms: number;
  mutants: MutantRow[];
  variants: VariantRow[];
  /** Requirements that reported no mutant; absent unless all mutants were judged by all their expected requirements. */
  idle?: string[];
  /** Testable statements that no mutant breaks. */
  unbroken: string[];
}

export const survivors = ({ mutants }: KillMatrix): MutantRow[] => mutants.filter((row) => row.missed.length > 0);
/** Merges the rows of one mutant with several seeds. */
export function merged(one: MutantRow, other: MutantRow): MutantRow {
  const both = (ids: (row: MutantRow) => string[]): string[] => [...new Set([...ids(one), ...ids(other)])].sort();
  return {
    ...one,
    killedBy: both((row) => row.killedBy),
    alsoBy: both((row) => row.alsoBy),
    errors: both((row) => row.errors),
    missed: [...one.missed, ...other.missed].sort((a, b) => a - b),
    ms: one.ms + other.ms,
  };
}

/** Survivors that only other requirements reported. */
export const astray = (matrix: KillMatrix): MutantRow[] => survivors(matrix).filter((row) => row.alsoBy.length > 0);
export const accused = ({ variants }: KillMatrix): VariantRow[] => variants.filter((row) => row.accusedBy.length > 0);
export const broken = ({ mutants }: KillMatrix): MutantRow[] => mutants.filter((row) => row.errors.length > 0);

/** Whether the matrix proves the suite: every mutant is reported, no variant is, and no check broke. */
export const isProof = (matrix: KillMatrix): boolean =>
  matrix.mutants.length + matrix.variants.length > 0 &&
  survivors(matrix).length === 0 &&
  accused(matrix).length === 0 &&
  broken(matrix).length === 0 &&
  (matrix.idle ?? []).length === 0 &&
  matrix.unbroken.length === 0;

/** One line for a person. */
export function summaryLine(matrix: KillMatrix): string {
  const { mutants, variants } = matrix;
  const killed = mutants.length - survivors(matrix).length;
  const faults = broken(matrix).length;
  return [
    ...(mutants.length === 0
      ? []
      : [
          `${share(killed, mutants.length, 'mutant')} killed under an expected requirement${matrix.seeds === 1 ? '' : ` with each of ${matrix.seeds} seeds`}`,
        ]),
    ...(matrix.extent === 'quick' || mutants.length === 0 ? [] : [`${astray(matrix).length} by unrelated ones alone`]),
    ...(matrix.idle === undefined
      ? []
      : [`${plural(matrix.idle.length, 'requirement')} ${matrix.idle.length === 1 ? 'kills' : 'kill'} nothing`]),
    `${plural(matrix.unbroken.length, 'testable statement')} without a mutant`,
    ...(variants.length === 0
      ? []
      : [`${share(variants.length - accused(matrix).length, variants.length, 'judgement')} of legal variants pass`]),
    ...(faults === 0 ? [] : [`errors of the suite on ${faults}`]),
    `${Math.round(matrix.ms / 1000)} s`,
  ].join(', ');
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const codes = (ids: readonly string[]): string => ids.map((id) => `<code>${escape(id)}</code>`).join('<br>') || '-';

/** Number of ids to show at once; the others are in a closed section. */
const TOLD = 3;

const folded = (ids: readonly string[]): string =>
  codes(ids.slice(0, TOLD)) +
  (ids.length > TOLD
    ? `<br><details><summary>${ids.length - TOLD} more</summary>${codes(ids.slice(TOLD))}</details>`
    : '');
const reporters = (one: MutantRow): string =>
  folded(one.killedBy) +
  (one.alsoBy.length === 0 ? '' : `<br>and, though nothing of theirs is broken:<br>${folded(one.alsoBy)}`);

const row = (one: MutantRow): string => {
  const verdict = one.errors.length > 0 ? 'error' : one.missed.length === 0 ? 'killed' : 'survives';
  return (
    `<tr class="${verdict}"><td><code>${escape(one.mutant)}</code><br>${escape(one.text)}</td><td><code>${escape(one.breaks)}</code></td><td>${escape(one.kind)}</td>` +
    `<td>${verdict}${verdict === 'survives' && one.killedBy.length > 0 ? ` with seeds ${one.missed.join(', ')}` : ''}</td><td>${reporters(one)}</td></tr>`
  );
};

const section = (title: string, ids: readonly string[]): string =>
  `<details${ids.length > 0 ? ' open' : ''}><summary>${escape(title)}: ${ids.length}</summary><p>${codes(ids)}</p></details>`;

/** The matrix as an HTML page, survivors first. */
export function killMatrixHtml(matrix: KillMatrix): string {
  const rank = (one: MutantRow): number => (one.errors.length > 0 ? 0 : one.missed.length > 0 ? 1 : 2);
  const rows = [...matrix.mutants].sort((a, b) => rank(a) - rank(b) || (a.mutant < b.mutant ? -1 : 1));
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Kill matrix</title><style>
:root{color-scheme:light dark}body{font:15px/1.4 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse;width:100%;table-layout:fixed}
td,th{border-bottom:1px solid #8886;padding:.4rem;text-align:left;vertical-align:top}code{font-size:.9em;overflow-wrap:anywhere}th:nth-child(n+2){width:19%}th:nth-child(3),th:nth-child(4){width:9%}th:nth-child(5){width:30%}td details{display:inline}
.survives td:nth-child(4),.error td:nth-child(4){color:light-dark(#a40000,#ff8a80);font-weight:bold}.killed td:nth-child(4){color:light-dark(#1a6b1a,#81c784)}
</style><h1>Kill matrix</h1><p>${escape(summaryLine(matrix))}. Seed ${matrix.seed}${matrix.seeds === 1 ? '' : ` to ${matrix.seed + matrix.seeds - 1}`}.</p>
${section(
  'Legal variants that the suite accuses',
  accused(matrix).map((v) => `${v.variant}: ${v.accusedBy.join(', ')}`),
)}
${matrix.idle === undefined ? '' : section('Requirements that kill nothing', matrix.idle)}
${section('Testable statements without a mutant', matrix.unbroken)}
<table><thead><tr><th>mutant</th><th>breaks</th><th>kind</th><th></th><th>reported by</th></tr></thead><tbody>
${rows.map(row).join('\n')}
</tbody></table></html>
`;
}
