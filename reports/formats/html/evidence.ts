import type { Exchange } from '../../../harness/model/exchange.ts';
import type { Finding } from '../../../harness/model/finding.ts';
import { asCurl } from '../../view/curl.ts';
import { diff } from '../../view/diff.ts';
import type { Piece } from '../../view/diff.ts';
import { jsonLines } from '../../view/json-lines.ts';
import type { Line } from '../../view/json-lines.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** Number of lines to show of a text; a slightly longer text is shown whole. */
const LINES = 30;
const LITTLE = 15;
const AROUND = 12;
const MORE_LINES = 600;
const LINE_LENGTH = 2000;
const EXCHANGES = 20;

/**
 * Number of characters of evidence that the page may still show. When it is used up, the evidence is only in
 * report.json.
 */
export interface Budget {
  left: number;
}

export const copyable = (text: string): Markup =>
  html`<div class="copyable">
    <pre tabindex="0"><code>${text}</code></pre>
    <button type="button" class="copy" hidden>Copy</button>
  </div>`;

/** The exchanges of a finding in order. The one that shows it and the last one that sent a body are open. */
export function exchanges(all: readonly Exchange[], finding: Finding | undefined, url: string, budget: Budget): Markup {
  const shown = all.slice(-EXCHANGES);
  const left = all.length - shown.length;
  const last = finding && shown.findLast(({ requestBody }) => requestBody !== undefined);
  return html`${left > 0 && html`<p class="note">${left} earlier exchanges are in report.json.</p>`}
    <ol class="exchanges">
      ${shown.map(
        (one) =>
          html`<li>
            ${exchange(one, one.seq === finding?.exchange ? finding : undefined, one === last, url, budget)}
          </li>`,
      )}
    </ol>`;
}

function exchange(one: Exchange, shows: Finding | undefined, sends: boolean, url: string, budget: Budget): Markup {
  const head = html`<summary>
    <span class="seq">${one.seq}</span> <b>${one.method}</b> <code>${one.path}</code>
    <span class="answer">${one.status ?? one.error ?? 'no answer'}</span>
    <small
      >${Math.round(one.ms)}
      ms${one.as === 'full' ? '' : `, as ${one.as}`}${one.case === undefined ? '' : `, case ${one.case}`}</small
    >
  </summary>`;
  const command = asCurl(one, url);
  if (budget.left < command.length)
    return html`<details>
      ${head}
      <p class="note">In report.json.</p>
    </details>`;
  budget.left -= command.length;
  const headers = one.responseHeaders.map(([name, value]) => `${name}: ${value}`).join('\n');
  return html`<details${(sends || shows !== undefined) && html` open`}>${head}
    ${copyable(command)}
    ${one.error !== undefined && html`<p>${one.status === undefined ? 'No answer: ' : ''}${one.error}</p>`}
    ${
      headers !== '' &&
      html`<details class="headers">
        <summary>${one.responseHeaders.length} response headers</summary>
        <pre>${headers}</pre>
      </details>`
    }
    ${body(one, shows, budget)}</details>`;
}

function body(one: Exchange, shows: Finding | undefined, budget: Budget): Markup | undefined {
  if (one.status === undefined) return undefined;
  if (one.responseBody === '') return html`<p class="note">The answer has no body.</p>`;
  const lines =
    jsonLines(one.responseBody) ?? one.responseBody.split('\n').map((text): Line => ({ text, pointer: '' }));
  const path = shows?.path?.startsWith('/') === true ? shows.path : undefined;
  const marked = (line: Line): boolean => line.pointer === path;
  return html`${listing(lines, marked, budget)}${one.truncated === true && html`<p class="note">The body was cut when it was recorded.</p>`}`;
}

/** The first lines, or those around the marked one, with the whole text (up to a limit) in a closed section. */
function listing(lines: readonly Line[], marked: (line: Line) => boolean, budget: Budget): Markup {
  const first = lines.findIndex(marked);
  const start = first < LINES ? 0 : first - AROUND;
  const part = lines.length <= LINES + LITTLE ? lines : lines.slice(start, start + LINES);
  const show = (some: readonly Line[]): Markup =>
    html`<pre tabindex="0">
${some.map((line) => {
        const text =
          line.text.length > LINE_LENGTH
            ? `${line.text.slice(0, LINE_LENGTH)} … (${line.text.length} characters)`
            : line.text;
        return marked(line) ? [html`<mark>${text}</mark>`, '\n'] : `${text}\n`;
      })}</pre>`;
  const cost = part.reduce((sum, { text }) => sum + Math.min(text.length, LINE_LENGTH), 0);
  if (budget.left < cost) return html`<p class="note">The body, ${lines.length} lines, is in report.json.</p>`;
  budget.left -= cost;
  if (part.length === lines.length) return show(part);
  const whole = lines.slice(0, MORE_LINES);
  const more = whole.reduce((sum, { text }) => sum + Math.min(text.length, LINE_LENGTH), 0);
  const note = html`<p class="note">Lines ${start + 1} to ${start + part.length} of ${lines.length}.</p>`;
  if (budget.left < more) return html`${show(part)}${note}`;
  budget.left -= more;
  const title =
    whole.length === lines.length
      ? `All ${lines.length} lines`
      : `The first ${whole.length} of ${lines.length} lines; all are in report.json`;
  return html`${show(part)}${note}
    <details>
      <summary>${title}</summary>
      ${show(whole)}
    </details>`;
}

/** Expected and received value side by side, with the differences marked. */
export function comparison(expected: string, received: string): Markup {
  const { expected: left, received: right } = diff(capped(expected), capped(received));
  const pieces = (of: readonly Piece[], as: 'del' | 'ins'): Markup[] =>
    of.map(({ text, differs }) =>
      !differs ? html`${text}` : as === 'del' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`,
    );
  return html`<div class="comparison">
    <div>
      <h5>Expected</h5>
      <pre tabindex="0">${pieces(left, 'del')}</pre>
    </div>
    <div>
      <h5>Received</h5>
      <pre tabindex="0">${pieces(right, 'ins')}</pre>
    </div>
  </div>`;
}

const capped = (text: string): string =>
  text.length > LINE_LENGTH * 2
    ? `${text.slice(0, LINE_LENGTH * 2)} … (${text.length} characters, all in report.json)`
    : text;
