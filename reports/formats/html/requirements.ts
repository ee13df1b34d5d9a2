import type { Report, ReportEntry } from '../../../harness/model/report.ts';
import type { Verdict } from '../../../harness/model/result.ts';
import { grouped } from '../../view/grouped.ts';
import { statements } from './failures.ts';
import { RANK } from './later.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { facetsOf } from './parts.ts';
import type { Page } from './parts.ts';

const SHORT: Readonly<Record<Verdict, string>> = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'unclear',
  'not-applicable': 'n/a',
  waived: 'waived',
  'harness-error': 'error',
};

/** What is shown of each requirement between its id and its verdicts. */
const COLUMNS: readonly { title: string; cell: (entry: ReportEntry) => string }[] = [
  { title: 'Level', cell: ({ level }) => level },
  { title: 'Layer', cell: ({ layer }) => layer },
];

/** Every requirement that was judged, by area, with its verdict for each kind. */
export const requirements = (report: Report, page: Page): Markup | undefined =>
  report.results.length === 0
    ? undefined
    : html`<section id="requirements">
        <h2>All requirements</h2>
        <noscript><p class="note">They are listed by the script of this page; all are in report.json.</p></noscript>
        ${[...grouped(report.results, ({ area }) => area)].map(([area, entries]) => areaTable(area, entries, report.scope.kinds, page))}
      </section>`;

function areaTable(area: string, entries: readonly ReportEntry[], kinds: readonly string[], page: Page): Markup {
  const rows = [...grouped(entries, ({ id }) => id)];
  const list = `area-${area}`;
  page.items[list] = rows.map(([id, of]) => {
    page.later.add(
      `row:${id}`,
      RANK.lists,
      () => row(id, of, kinds, of[0] === undefined ? undefined : statements(of[0].statements)),
      () => row(id, of, kinds, undefined),
    );
    return { key: `row:${id}`, facets: facetsOf(of) };
  });
  return html`<details id="${list}" data-list="${list}">
    <summary>
      <h3>${area}</h3>
      <span class="count">${rows.length}</span>
    </summary>
    <div class="wide" tabindex="0" role="region" aria-label="Requirements: ${area}">
      <table class="requirements">
        <thead>
          <tr>
            <th scope="col">Requirement</th>
            ${COLUMNS.map(({ title }) => html`<th scope="col">${title}</th>`)}
            ${kinds.map((kind) => html`<th scope="col">${kind}</th>`)}
          </tr>
        </thead>
        <tbody data-items></tbody>
      </table>
    </div>
    <p data-more hidden><button type="button"></button></p>
  </details>`;
}

function row(id: string, entries: readonly ReportEntry[], kinds: readonly string[], says: Markup | undefined): Markup {
  const [entry] = entries;
  return html`<tr>
    <th scope="row"><code>${id}</code>${says}</th>
    ${COLUMNS.map(({ cell }) => html`<td>${entry !== undefined && cell(entry)}</td>`)}
    ${kinds.map((kind) => {
      const verdict = entries.find((one) => one.kind === kind)?.verdict;
      if (verdict === undefined) return html`<td class="none">–</td>`;
      const name = SHORT[verdict];
      return html`<td class="${verdict}">
        ${verdict === 'pass' ? name : html`<a href="#open=${id}@${kind}">${name}</a>`}
      </td>`;
    })}
  </tr>`;
}
