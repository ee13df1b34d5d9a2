/** The exit code of a run, and its conclusion in one sentence. */
import { EXPIRED } from '../http/intermediaries.ts';
import { VERDICTS } from '../model/result.ts';
import type { Claimed, Count, Report, ReportEntry } from '../model/report.ts';
import type { Verdict } from '../model/result.ts';

export const EXIT = {
  conformant: 0,
  notConformant: 1,
  usage: 2,
  notJudged: 3,
  suiteError: 4,
  interrupted: 130,
} as const;

export const countsOf = (entries: readonly { verdict: Verdict }[]): Count =>
  Object.fromEntries(
    VERDICTS.map((verdict) => [verdict, entries.filter((e) => e.verdict === verdict).length]),
  ) as unknown as Count;

type Judged = Pick<ReportEntry, 'id' | 'level' | 'verdict' | 'reason'>;

const musts = (entries: readonly Judged[], verdict: Verdict): number =>
  entries.filter((e) => e.level === 'MUST' && e.verdict === verdict).length;

/** How a run ended: the errors of the suite, and why it judged no further, if it did so by itself. */
interface Ending {
  errors: readonly string[];
  stopped?: string | undefined;
}

/**
 * The exit code of the first of these that applies: interrupted, error of the suite, not conformant, not judged,
 * conformant. A MUST that failed decides, also in a run that was interrupted.
 */
export function exitCodeOf(
  entries: readonly Judged[],
  {
    interrupted,
    errors,
    stale,
    contradicted = [],
    stopped,
  }: Ending & { interrupted: boolean; stale: readonly string[]; contradicted?: readonly Claimed[] },
): number {
  if (interrupted) return musts(entries, 'fail') > 0 ? EXIT.notConformant : EXIT.interrupted;
  if (
    errors.length > 0 ||
    (entries.length === 0 && stopped === undefined) ||
    entries.some((e) => e.verdict === 'harness-error')
  )
    return EXIT.suiteError;
  if (musts(entries, 'fail') > 0 || stale.length > 0 || contradicted.length > 0) return EXIT.notConformant;
  return musts(entries, 'inconclusive') > 0 || stopped !== undefined ? EXIT.notJudged : EXIT.conformant;
}

export const contradictedIn = (claims: Report['claims']): Claimed[] =>
  (claims?.claimed ?? []).filter(({ outcome }) => outcome === 'contradicted');

/** `1 judgement`, `3,417 judgements`. */
export const plural = (count: number, thing: string): string =>
  `${count.toLocaleString('en-US')} ${thing}${count === 1 ? '' : 's'}`;

/** `2 of 3,417 judgements`, `1 of 1 judgement`. */
export const share = (part: number, whole: number, thing: string): string =>
  `${part.toLocaleString('en-US')} of ${plural(whole, thing)}`;

/** What the sentence is drawn from. */
type ConcludedReport = Pick<Report, 'exitCode' | 'expectations' | 'claims'> & {
  results: readonly Judged[];
  scope: Pick<Report['scope'], 'extent' | 'planned' | 'ran' | 'notPlanned'>;
  summary: Pick<Report['summary'], 'total'>;
};

/** Conformance is a word for whole runs: of a part, only what was not seen is said. */
function partly({ ran, planned, notPlanned }: ConcludedReport['scope'], waived: number): string {
  const all = planned + notPlanned.reduce((sum, { count, optIn }) => sum + (optIn === true ? 0 : count), 0);
  const but = waived === 0 ? '' : ` but for ${plural(waived, 'waived requirement')}`;
  return `No failure${but} in ${share(ran, all, 'judgement')}: the scope was partial, which is no claim of conformance`;
}

/** One sentence for a person. */
export function concluded(report: ConcludedReport, { errors, stopped }: Ending): string {
  const { exitCode, results, scope, expectations } = report;
  const ids = (level: string, verdict: Verdict): number =>
    new Set(results.filter((e) => e.level === level && e.verdict === verdict).map((e) => e.id)).size;
  const expired = results.some(({ reason }) => reason?.startsWith(EXPIRED))
    ? ' The token seems to have expired during the run.'
    : '';
  const early =
    stopped === undefined ? '' : ` It ended after ${share(scope.ran, scope.planned, 'judgement')}: ${stopped}.`;
  const extent = (scope.extent === 'full' ? '' : ' The scope was partial.') + early;
  const advised = ids('SHOULD', 'fail');
  const stale = expectations?.stale.length;
  const outdated = stale
    ? ` ${plural(stale, 'expectation')} of ${expectations.file} ${stale === 1 ? 'is' : 'are'} out of date.`
    : '';
  const contradicted = contradictedIn(report.claims).length;
  const belied =
    contradicted === 0
      ? ''
      : ` ${plural(contradicted, 'claim')} of ${report.claims?.file} ${contradicted === 1 ? 'is' : 'are'} contradicted by what was seen.`;
  switch (exitCode) {
    case EXIT.interrupted:
      return `Interrupted: ${share(scope.ran, scope.planned, 'judgement')} ${scope.ran === 1 ? 'was' : 'were'} made, which is no conclusion.`;
    case EXIT.suiteError:
      if (results.length === 0 && errors.length === 0) return 'No conclusion: nothing was judged.';
      return `No conclusion: the suite itself failed (${errors[0] ?? plural(report.summary.total['harness-error'], 'harness error')}).`;
    case EXIT.notConformant:
      if (ids('MUST', 'fail') === 0)
        return `Not as ${outdated === '' ? 'declared' : 'expected'}:${outdated}${belied}${extent}`;
      return `Not conformant: ${plural(ids('MUST', 'fail'), 'requirement')} that must hold ${ids('MUST', 'fail') === 1 ? 'does' : 'do'} not.${outdated}${belied}${extent}`;
    case EXIT.notJudged:
      if (ids('MUST', 'inconclusive') === 0) return `Not judged: nothing that must hold was seen to fail.${extent}`;
      return `Not judged: nothing that must hold was seen to fail, and ${plural(ids('MUST', 'inconclusive'), 'requirement')} could not be judged.${expired}${extent}`;
    default: {
      const but =
        advised === 0
          ? ''
          : `, though ${plural(advised, 'recommendation')} ${advised === 1 ? 'is' : 'are'} not followed`;
      const waived = new Set(results.filter((e) => e.verdict === 'waived').map((e) => e.id)).size;
      if (scope.extent === 'partial') return `${partly(scope, waived)}${but}.`;
      const claim =
        waived === 0
          ? 'Conformant: everything'
          : `Conformant but for ${plural(waived, 'waived requirement')}: everything else`;
      return `${claim} that must hold does${but}.`;
    }
  }
}
