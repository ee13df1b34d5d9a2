/** What a run may have left on its target. A target that shows nothing it stores has a line for each create. */
import type { Report } from '../../harness/model/report.ts';
import { grouping } from './counted.ts';

const SHOWN = 20;

/** The first lines of `leftBehind`, and one that says how many more there are. */
export function leftLines({ leftBehind }: Pick<Report, 'leftBehind'>): string[] {
  const more = leftBehind.length - SHOWN;
  return more > 1 ? [...leftBehind.slice(0, SHOWN), `and ${grouping(more)} more, in report.json`] : leftBehind;
}
