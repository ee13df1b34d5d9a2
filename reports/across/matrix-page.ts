/** The matrix as a page; each cell leads to what the report of its column says of it. */
import { documentOf } from '../formats/html/document.ts';
import { html, type Markup } from '../formats/html/markup.ts';
import { FACTS, LEGEND, OF_THEIR_TIME, type Cell, type Column, type Matrix, type Row } from './matrix.ts';

const TONES = { '✗': 'fail', '?': 'inconclusive', '✓': 'pass', '–': 'none' } as const;

/** @param evidence the folder of the evidence, relative to the page */
export function asPage(matrix: Matrix, evidence: string): string {
  const { columns, areas, levels, all, freedoms } = matrix;
  const page = ({ file }: Column): string => `${encodeURIComponent(evidence)}/${file}.html`;
  const cell = ({ mark, text, verdict }: Cell, column: Column | undefined, row: Row): Markup => {
    const about = row.area === undefined ? '' : `&area=${encodeURIComponent(row.area)}`;
    const to = verdict === undefined || column === undefined ? undefined : `${page(column)}#verdict=${verdict}${about}`;
    return html`<td class="${TONES[mark]}">${to === undefined ? text : html`<a href="${to}">${text}</a>`}</td>`;
  };
  const rows = (of: readonly Row[]): Markup[][] =>
    of.map((row) => row.cells.map((one, i) => cell(one, columns[i], row)));
  const section = sectionOf(columns.map((column) => html`<a href="${page(column)}">${column.title}</a>`));
  const facts = FACTS.map(([name, of]) =>
    columns.map((column) => html`<td class="${name === 'claim' ? column.claim.tone : ''}">${of(column)}</td>`),
  );
  const named = (of: readonly { name: string }[]): string[] => of.map(({ name }) => name);
  return documentOf(
    'Compatibility',
    html`<a class="skip" href="#areas">Skip to the areas</a>
      <header>
        <h1>Compatibility</h1>
        <p class="note">What the suite says of implementations of this API, or of parts of it.</p>
        ${whom(columns)}
      </header>
      <main id="main" tabindex="-1">
        ${section(
          'runs',
          'Run',
          FACTS.map(([name]) => name),
          facts,
          OF_THEIR_TIME,
        )}
        ${section('areas', 'Area', named(areas), rows(areas), LEGEND)}
        ${section('levels', 'Level, layer', [...named(levels), all.name], rows([...levels, all]))}
        ${section(
          'freedoms',
          'Freedom',
          named(freedoms),
          freedoms.map(({ options }) => options.map((option) => html`<td>${option}</td>`)),
          'Where the documents leave a choice, and not all chose alike; none counts for or against anybody.',
        )}
      </main>
      <footer>Each cell leads to the report that it is drawn from.</footer>`,
  );
}

/** A table with a row for each name; `heads`: of its columns. */
const sectionOf =
  (heads: readonly Markup[]) =>
  (id: string, title: string, names: readonly string[], cells: readonly Markup[][], about = ''): Markup =>
    html`<section id="${id}">
      <h2>${title}</h2>
      ${about !== '' && html`<p class="note">${about}</p>`}
      <div class="wide" tabindex="0" role="region" aria-label="${title}">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">${title}</th>
              ${heads.map((head) => html`<th scope="col">${head}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${names.map(
              (name, i) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  ${cells[i]}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;

/** The implementations that say what they are. */
function whom(columns: readonly Column[]): Markup | undefined {
  const all = columns.filter(({ implementation: { about } }) => about !== undefined);
  if (all.length === 0) return undefined;
  return html`<dl class="facts">
    ${all.map(
      ({ title, implementation: { about, url } }) =>
        html`<div>
          <dt>${title}</dt>
          <dd>
            ${about}${url !== undefined && (/^https?:/.test(url) ? html` <a href="${url}" rel="noreferrer">${url}</a>` : html` ${url}`)}
          </dd>
        </div>`,
    )}
  </dl>`;
}
