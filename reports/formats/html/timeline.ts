import { counted } from '../../view/counted.ts';
import type { Interval, Timeline } from '../../view/timeline.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

const WIDTH = 1000;
const NAMES = 80;
const ROW = 30;
/** The least distance of two moments, and the width of a letter. */
const GAP = 6;
const LETTER = 6.7;

/** Concurrent requests as a picture, and the same as a table for who does not see it. */
export function timeline({ rows, ms }: Timeline): Markup {
  const place = placesOf(rows.flatMap(({ intervals }) => intervals));
  const height = rows.length * ROW + 20;
  const all = rows.flatMap(({ name, intervals }) => intervals.map((interval) => ({ name, interval })));
  return html`<figure class="timeline">
    <figcaption>
      ${counted(all.length, 'request')} at once, ${Math.round(ms)}
      ms${all.some(({ interval }) => interval.marked) && '; the marked one is the one that does not fit'}
    </figcaption>
    <div class="wide" tabindex="0" role="group" aria-label="Requests at once">
      <svg
        viewBox="0 0 ${WIDTH} ${height}"
        role="img"
        aria-label="Requests at once, in the rows of their clients: the table below has the same."
      >
        ${rows.map(({ name, intervals }, index) => row(name, intervals, index * ROW, place))}
        <text class="axis" x="${NAMES}" y="${height - 4}">0 ms</text>
        <text class="axis end" x="${WIDTH}" y="${height - 4}">${Math.round(ms)} ms</text>
      </svg>
    </div>
    <details>
      <summary>As a table</summary>
      <div class="wide" tabindex="0" role="group" aria-label="Requests at once, as a table">
        <table>
          <thead>
            <tr>
              ${['Exchange', 'Client', 'From', 'To', 'Asked', 'Told'].map((title) => html`<th scope="col">${title}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${all
              .sort((a, b) => a.interval.seq - b.interval.seq)
              .map(
                ({ name, interval: { seq, start, end, asked, told, marked } }) =>
                  html`<tr class="${marked ? 'extra' : 'same'}">
                    <td>${seq}${marked && ' (does not fit)'}</td>
                    <td>${name}</td>
                    <td>${Math.round(start)} ms</td>
                    <td>${Math.round(end)} ms</td>
                    <td><code>${asked}</code></td>
                    <td><code>${told}</code></td>
                  </tr>`,
              )}
          </tbody>
        </table>
      </div>
    </details>
  </figure>`;
}

function row(name: string, intervals: readonly Interval[], y: number, place: (time: number) => number): Markup {
  return html`<rect class="lane" x="${NAMES}" y="${y}" width="${WIDTH - NAMES}" height="${ROW - 4}" />
    <text class="axis" x="0" y="${y + 17}">${name}</text>
    ${intervals.map(({ seq, start, end, asked, told, marked }) => {
      const [x, width] = [place(start), place(end) - place(start)];
      const label = [`${asked} → ${told}`, told, ''].find((text) => text.length * LETTER + 6 < width) ?? '';
      return html`<g class="${marked ? 'interval odd' : 'interval'}">
        <title>${seq}: ${asked}, told ${told}</title>
        <rect x="${x}" y="${y + 2}" width="${width}" height="${ROW - 8}" rx="3" />
        ${label !== '' && html`<text x="${x + 4}" y="${y + 17}">${label}</text>`}
      </g>`;
    })}`;
}

/** Where moments are drawn: by their time, but none nearer to the one before than can be seen. */
function placesOf(intervals: readonly Interval[]): (time: number) => number {
  const times = [...new Set(intervals.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const room = WIDTH - NAMES - 2;
  const least = Math.min(GAP, room / times.length / 2);
  const [first = 0, last = 1] = [times[0], times.at(-1)];
  const scale = (room - least * times.length) / (last - first || 1);
  return (time) => NAMES + 1 + least * times.indexOf(time) + (time - first) * scale;
}
