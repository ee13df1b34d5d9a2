import type { Report, ReportEntry } from '../../../harness/model/report.ts';
import type { Verdict } from '../../../harness/model/result.ts';
import { grouped } from '../../view/grouped.ts';
import { dataOf, statements } from './failures.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

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
export const requirements = (report: Report): Markup =>
  html`<section id="requirements">
    <h2>All requirements</h2>
    ${[...grouped(report.results, ({ area }) => area)].map(([area, entries]) => areaTable(area, entries, report.scope.kinds))}
  </section>`;

function areaTable(area: string, entries: readonly ReportEntry[], kinds: readonly string[]): Markup {
  const rows = [...grouped(entries, ({ id }) => id)];
  return html`<details id="area-${area}" data-group open>
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
        <tbody>
          ${rows.map(([id, of]) => row(id, of, kinds))}
        </tbody>
      </table>
    </div>
  </details>`;
}

function row(id: string, entries: readonly ReportEntry[], kinds: readonly string[]): Markup | undefined {
  const [entry] = entries;
  if (entry === undefined) return undefined;
  return html`<tr ${dataOf(entries)}>
    <th scope="row" class="claim"><code>${id}</code>${statements(entry)}</th>
    ${COLUMNS.map(({ cell }) => html`<td>${cell(entry)}</td>`)}
    ${kinds.map((kind) => {
      const verdict = entries.find((one) => one.kind === kind)?.verdict;
      return verdict === undefined
        ? html`<td class="none">–</td>`
        : html`<td class="${verdict}">
            ${verdict === 'fail' ? html`<a href="#${id}@${kind}">${SHORT[verdict]}</a>` : SHORT[verdict]}
          </td>`;
    })}
  </tr>`;
}
