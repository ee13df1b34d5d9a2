import type { Report, ReportEntry } from '../../../harness/model/report.ts';
import type { Verdict } from '../../../harness/model/result.ts';
import { byReason, codeOf, VERDICT_NAMES } from '../../view/summary.ts';
import { exchanges } from './evidence.ts';
import type { Budget } from './evidence.ts';
import { codePlaces, dataOf } from './failures.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

const TITLES = {
  'harness-error': 'Errors of the suite',
  inconclusive: 'Inconclusive',
  waived: 'Waived',
  'not-applicable': 'Not applicable',
} as const;

/** All results that are neither pass nor fail, by reason. */
export const unjudgedSections = (report: Report, budget: Budget): Markup =>
  html`${(Object.keys(TITLES) as (keyof typeof TITLES)[]).map((verdict) => section(report, verdict, TITLES[verdict], budget))}`;

function section(report: Report, verdict: Verdict, title: string, budget: Budget): Markup | undefined {
  const groups = byReason(report.results, verdict);
  if (groups.length === 0) return undefined;
  return html`<section id="${verdict}" data-group>
    <h2>${title} <span class="count">${report.summary.total[verdict]}</span></h2>
    ${groups.map(
      ({ reason, entries }) =>
        html`<details class="reason ${verdict}" ${dataOf(entries)}>
          <summary>
            <span class="claim">${reason} <small>${entries.length} ${VERDICT_NAMES[verdict]}</small></span>
          </summary>
          <ul>
            ${entries.map((entry) => item(entry, report.target.url, budget))}
          </ul>
        </details>`,
    )}
  </section>`;
}

const item = (entry: ReportEntry, url: string, budget: Budget): Markup =>
  html`<li id="${entry.id}@${entry.kind}" ${dataOf([entry])}>
    <span class="claim"
      ><code>${entry.id}</code> <span class="mark kind">${entry.kind}</span> ${entry.statements[0]?.text}</span
    >${entry.causedBy !== undefined && html` <small>needs ${entry.causedBy}, which did not hold</small>`}
    ${entry.was !== undefined && html` <small>${VERDICT_NAMES[entry.was.verdict]}: ${entry.findings[0]?.message ?? entry.was.reason}</small>`}
    ${codeOf(entry, entry.findings[0]).length > 0 && html` <small>${codePlaces(codeOf(entry, entry.findings[0]))}</small>`}
    ${entry.stack !== undefined && html`<pre tabindex="0">${entry.stack}</pre>`}
    ${
      (entry.exchanges?.length ?? 0) > 0 &&
      html`<details>
        <summary>${entry.exchanges?.length} exchanges</summary>
        ${exchanges(entry.exchanges ?? [], undefined, url, budget)}
      </details>`
    }
  </li>`;
