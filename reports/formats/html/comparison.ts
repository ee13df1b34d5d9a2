import { diff } from '../../view/diff.ts';
import type { Code, Piece, Row } from '../../view/diff.ts';
import { shortly } from '../../view/causes.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** Number of characters of a value. */
const VALUE = 2000;
/** Number of equal items that are shown before and after one that differs. */
const AROUND = 2;
/** Number of items of a list. */
const ROWS = 15;

/** Expected and received value side by side, with the differences marked. */
export function comparison(expected: string, received: string): Markup {
  const found = diff(capped(expected), capped(received));
  if (found.as === 'list' && found.rows.length > 0) return list(found.rows);
  if (found.as === 'codes')
    return beside(
      html`<p class="codes">
        ${found.expected.map((one, index) => html`${index > 0 && ' or '}<del>${code(one)}</del>`)}
      </p>`,
      html`<p class="codes"><ins>${code(found.received)}</ins> ${found.note}</p>`,
    );
  const [left, right] = found.as === 'text' ? [found.expected, found.received] : [[], []];
  return beside(
    html`<pre tabindex="0">${joined(left).map((piece) => marked(piece, 'del'))}</pre>`,
    html`<pre tabindex="0">${joined(right).map((piece) => marked(piece, 'ins'))}</pre>`,
  );
}

const beside = (expected: Markup, received: Markup): Markup =>
  html`<div class="comparison">
    <div>
      <h4>Expected</h4>
      ${expected}
    </div>
    <div>
      <h4>Received</h4>
      ${received}
    </div>
  </div>`;

/** Neighbours that differ are one element. */
const joined = (pieces: readonly Piece[]): Piece[] =>
  pieces.reduce<Piece[]>((all, piece) => {
    const last = all.at(-1);
    if (last?.differs !== piece.differs) return [...all, piece];
    return [...all.slice(0, -1), { text: last.text + piece.text, differs: piece.differs }];
  }, []);

const marked = ({ text, differs }: Piece, as: 'del' | 'ins'): Markup =>
  !differs ? html`${text}` : as === 'del' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`;

const code = ({ code: number, name }: Code): Markup => html`<b>${number}</b>${name !== '' && ` ${name}`}`;

const MARKS: Readonly<Record<Row['mark'], string>> = { same: '', missing: 'missing', extra: 'extra', moved: 'moved' };

/** A row for each item, with its place in either list. */
function list(rows: readonly Row[]): Markup {
  const near = (index: number): boolean =>
    rows.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ mark }) => mark !== 'same');
  const differs = rows.some(({ mark }) => mark !== 'same');
  const shown = rows.filter((_, index) => !differs || near(index)).slice(0, ROWS);
  const left = rows.length - shown.length;
  return html`<table class="list">
      <caption>
        Expected and received, item by item
      </caption>
      <thead>
        <tr>
          <th scope="col">Expected</th>
          <th scope="col">Received</th>
          <th scope="col">Item</th>
          <th scope="col">Difference</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          (row) =>
            html`<tr class="${row.mark}">
              <td>${row.expected ?? '–'}</td>
              <td>${row.received ?? '–'}</td>
              <td><code>${shortly(row.text)}</code></td>
              <td>${MARKS[row.mark]}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${left > 0 && html`<p class="note">${left} more items are as expected, or in report.json.</p>`}`;
}

const capped = (text: string): string =>
  text.length > VALUE ? `${text.slice(0, VALUE)} … (${text.length} characters, all in report.json)` : text;
