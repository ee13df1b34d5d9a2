import type { EventRow } from '../../view/events.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** Number of events that are shown, and of those before the first one that is marked. */
const SHOWN = 12;
const BEFORE = 4;

/** A watch as a table: what came, what is missing, and what should not have come. */
export function eventTable(rows: readonly EventRow[]): Markup {
  const first = rows.findIndex(({ mark }) => mark !== '' && mark !== 'expected');
  const from = rows.length <= SHOWN ? 0 : Math.max(0, Math.min(first - BEFORE, rows.length - SHOWN));
  const shown = rows.slice(from, from + SHOWN);
  return html`<div class="wide" tabindex="0" role="group" aria-label="Events of the watch">
      <table class="events">
        <caption>
          Events of the watch
        </caption>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Type</th>
            <th scope="col">Object</th>
            <th scope="col">resourceVersion</th>
            <th scope="col">Whose</th>
            <th scope="col">Finding</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(row)}
        </tbody>
      </table>
    </div>
    ${shown.length < rows.length && html`<p class="note">Events ${from + 1} to ${from + shown.length} of ${rows.length}; all are in report.json.</p>`}`;
}

const CLASSES: Readonly<Record<EventRow['mark'], string>> = {
  '': 'same',
  expected: 'same',
  missing: 'missing',
  'not expected': 'extra',
};

const row = ({ line, type, name, version, own, mark }: EventRow): Markup =>
  html`<tr class="${CLASSES[mark]}">
    <td>${line ?? '–'}</td>
    <td><code>${type}</code></td>
    <td>${name !== undefined && html`<code>${name}</code>`}</td>
    <td>${version !== undefined && html`<code>${version}</code>`}</td>
    <td>${own ? 'own' : name === undefined ? '' : 'foreign'}</td>
    <td>${mark}</td>
  </tr>`;
