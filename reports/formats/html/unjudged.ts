import type { Report, ReportEntry } from '../../../harness/model/report.ts';
import { counted } from '../../view/counted.ts';
import { grouped } from '../../view/grouped.ts';
import { byReason, codeOf, VERDICT_NAMES } from '../../view/summary.ts';
import { exchanges } from './evidence.ts';
import { codePlaces } from './failures.ts';
import { RANK } from './later.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { facetsOf } from './parts.ts';
import type { Page } from './parts.ts';
import { headlineOf } from '../../view/headline.ts';

const TITLES = {
  'harness-error': 'Errors of the suite',
  inconclusive: 'Inconclusive',
  waived: 'Waived',
  'not-applicable': 'Not applicable',
} as const;

/** Number of reasons that the page shows until it is asked for more, and of results that are listed under one. */
const SHOWN = 10;
const LISTED = 200;

/** All results that are neither pass nor fail, by reason. */
export const unjudgedSections = (report: Report, page: Page): Markup =>
  html`${(Object.keys(TITLES) as (keyof typeof TITLES)[]).map((verdict) => section(report, verdict, page))}`;

function section(report: Report, verdict: keyof typeof TITLES, page: Page): Markup | undefined {
  const groups = byReason(report.results, verdict);
  if (groups.length === 0) return undefined;
  const shown = groups.map(({ reason, entries }, index) => {
    const key = `${verdict}-${index + 1}`;
    const markup = html`<details class="reason ${verdict}" id="${key}" data-later="${key}/all">
      <summary>${reason} <small>${entries.length} ${VERDICT_NAMES[verdict]}</small></summary>
    </details>`;
    page.later.add(
      key,
      RANK.lists,
      () => markup,
      () => markup,
    );
    page.later.add(`${key}/all`, RANK.lists, () => list(entries, page));
    return { markup, item: { key, facets: facetsOf(entries), holds: entries.map(({ id, kind }) => `${id}@${kind}`) } };
  });
  page.items[verdict] = shown.map(({ item }) => item);
  return html`<section id="${verdict}" data-list="${verdict}">
    <h2>${TITLES[verdict]} <span class="count">${report.summary.total[verdict]}</span></h2>
    <div data-items>${shown.slice(0, SHOWN).map(({ markup }) => markup)}</div>
    <p data-more hidden><button type="button"></button></p>
  </section>`;
}

function list(entries: readonly ReportEntry[], page: Page): Markup {
  const all = [...grouped(entries, ({ id }) => id).values()];
  const left = all.length - LISTED;
  return html`<ul>
      ${all.slice(0, LISTED).map((of) => of[0] !== undefined && item(of[0], of, page))}
    </ul>
    ${left > 0 && html`<p class="note">${counted(left, 'more requirement')}, in report.json.</p>`}`;
}

function item(entry: ReportEntry, entries: readonly ReportEntry[], page: Page): Markup {
  const sent = entry.exchanges?.length ?? 0;
  const key = `${entry.id}@${entry.kind}`;
  if (sent > 0) page.later.add(key, RANK.rest, () => exchanges(entry, undefined, page));
  return html`<li>
    <code>${entry.id}</code> ${entries.map(({ kind }) => html`<span class="mark kind">${kind}</span> `)}
    ${entry.statements[0]?.text}${entry.causedBy !== undefined && html` <small>needs ${entry.causedBy}, which did not hold</small>`}
    ${entry.was !== undefined && html` <small>${VERDICT_NAMES[entry.was.verdict]}: ${headlineOf(entry) ?? entry.was.reason}</small>`}
    ${codeOf(entry, entry.findings[0]).length > 0 && html` <small>${codePlaces(codeOf(entry, entry.findings[0]))}</small>`}
    ${entry.stack !== undefined && html`<pre tabindex="0">${entry.stack}</pre>`}
    ${
      sent > 0 &&
      html`<details data-later="${key}">
        <summary>${counted(sent, 'exchange')}</summary>
      </details>`
    }
  </li>`;
}
