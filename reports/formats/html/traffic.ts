import { VERBS } from '../../../contract/types.ts';
import type { Report } from '../../../harness/model/report.ts';
import { coverageLine } from '../../view/summary.ts';
import { boundOf, coverageMap, latencies } from '../../view/traffic.ts';
import type { LatencyRow } from '../../view/traffic.ts';
import { RANK } from './later.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import type { Page } from './parts.ts';

/** The documented operations and watch of each kind, as seen in the exchanges: which, with what, and how fast. */
export function traffic(report: Report, page: Page): Markup {
  const at = (kind: string, verb: string): Markup => {
    const found = report.coverage.find((row) => row.kind === kind && row.verb === verb);
    if (found === undefined || found.exchanges === 0) return html`<td class="inconclusive">none</td>`;
    return html`<td><b>${found.exchanges}</b> <small>${found.statusCodes.join(' ')}</small></td>`;
  };
  const table = wide(
    'Operations in the traffic',
    ['Operation', ...report.scope.kinds],
    VERBS.map(
      (verb) =>
        html`<tr>
          <th scope="row">${verb}</th>
          ${report.scope.kinds.map((kind) => at(kind, verb))}
        </tr>`,
    ),
  );
  page.later.add('coverage/map', RANK.lists, () => map(report));
  return html`<section id="coverage">
    <h2>Operations in the traffic</h2>
    <p>${coverageLine(report)}. Each cell: exchanges, and the status codes seen.</p>
    ${table}
    <details data-later="coverage/map"><summary>By parameter and status code</summary></details>
    ${latency(latencies(report))}
  </section>`;
}

const wide = (label: string, titles: readonly string[], rows: readonly Markup[]): Markup =>
  html`<div class="wide" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${titles.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;

/** Which codes were seen for which parameter of which operation, and by how many of the kinds. */
function map(report: Report): Markup {
  const { codes, rows } = coverageMap(report);
  const all = report.scope.kinds.length;
  return wide(
    'Operations by parameter and status code',
    ['Operation', 'Parameter', ...codes.map(String)],
    rows.map(
      ({ verb, parameter, kinds }) =>
        html`<tr>
          <th scope="row">${parameter === undefined ? verb : html`<small>${verb}</small>`}</th>
          <td>${parameter === undefined ? 'any' : html`<code>${parameter}</code>`}</td>
          ${codes.map((code) => {
            const seen = kinds.get(code);
            if (seen === undefined) return html`<td class="none">–</td>`;
            return html`<td class="seen">${seen.length === all ? 'seen' : seen.join(', ')}</td>`;
          })}
        </tr>`,
    ),
  );
}

/** How long answers took. */
function latency(rows: readonly LatencyRow[]): Markup | undefined {
  if (rows.length === 0) return undefined;
  const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  return html`<h3>Latency</h3>
    <p class="note">Of the slowest kind: half of the answers came within the median, 95 % within the next figure.</p>
    ${wide(
      'Latency',
      ['Operation', 'Median', '95 %', 'Slowest', 'How many took how long'],
      rows.map(
        ({ verb, p50, p95, max, counts }) =>
          html`<tr>
            <th scope="row">${verb}</th>
            ${[p50, p95, max].map((value) => html`<td>${ms(value)}</td>`)}
            <td>${counts === undefined ? 'not in this report' : histogram(counts)}</td>
          </tr>`,
      ),
    )}`;
}

const BAR = 16;
const HEIGHT = 30;

function histogram(counts: readonly number[]): Markup {
  const most = Math.max(...counts, 1);
  const told = counts.flatMap((count, index) => (count === 0 ? [] : [`${count} ${boundOf(index)}`])).join(', ');
  return html`<svg class="histogram" viewBox="0 0 ${counts.length * BAR} ${HEIGHT}" role="img" aria-label="${told}">
    <title>${told}</title>
    ${counts.map((count, index) => {
      const height = count === 0 ? 0.5 : Math.max(2, (HEIGHT * count) / most);
      return html`<rect x="${index * BAR}" y="${HEIGHT - height}" width="${BAR - 2}" height="${height}" />`;
    })}
  </svg>`;
}
