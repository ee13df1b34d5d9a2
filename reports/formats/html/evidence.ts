import type { Exchange } from '../../../harness/model/exchange.ts';
import type { Finding } from '../../../harness/model/finding.ts';
import type { ReportEntry } from '../../../harness/model/report.ts';
import { bodyLines } from '../../view/body.ts';
import { shownBy } from '../../view/causes.ts';
import { counted } from '../../view/counted.ts';
import { asCurl } from '../../view/curl.ts';
import { historyOf } from '../../view/summary.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import type { Page } from './parts.ts';

/** Number of lines to show of a body; a slightly longer one is shown whole. */
const LINES = 30;
const LITTLE = 15;
const AROUND = 12;
const LINE_LENGTH = 1000;
const EXCHANGES = 20;

export const copyable = (text: string): Markup =>
  html`<div class="copyable">
    <pre tabindex="0"><code>${text}</code></pre>
    <button type="button" class="copy" hidden>Copy</button>
  </div>`;

/** The exchanges that lead to a finding, in order; without one, all of the judgement. The one that shows it is open. */
export function exchanges(entry: ReportEntry, finding: Finding | undefined, page: Page): Markup {
  const all = historyOf(entry, finding);
  const shows = finding && shownBy(entry, finding);
  const end = shows === undefined ? all.length : all.indexOf(shows) + 1;
  const shown = all.slice(Math.max(0, end - EXCHANGES), end);
  const left = all.length - shown.length;
  return html`${left > 0 && html`<p class="note">${counted(left, 'other exchange')} in report.json.</p>`}
    <ol class="exchanges">
      ${shown.map((one) => html`<li>${exchange(one, one === shows ? finding : undefined, page.url)}</li>`)}
    </ol>`;
}

function exchange(one: Exchange, shows: Finding | undefined, url: string): Markup {
  const headers = one.responseHeaders.map(([name, value]) => `${name}: ${value}`).join('\n');
  return html`<details${shows !== undefined && html` open`}>
    <summary>
      <span class="seq">${one.seq}</span> <b>${one.method}</b> <code>${one.path}</code>
      <span class="answer">${one.status ?? one.error ?? 'no answer'}</span>
      <small
        >${Math.round(one.ms)}
        ms${one.as === 'full' ? '' : `, as ${one.as}`}${one.case === undefined ? '' : `, case ${one.case}`}</small
      >
    </summary>
    ${copyable(asCurl(one, url))}
    ${one.error !== undefined && html`<p>${one.status === undefined ? 'No answer: ' : ''}${one.error}</p>`}
    ${
      headers !== '' &&
      html`<details class="headers">
        <summary>${counted(one.responseHeaders.length, 'response header')}</summary>
        <pre tabindex="0">${headers}</pre>
      </details>`
    }
    ${body(one, shows)}</details>`;
}

function body(one: Exchange, shows: Finding | undefined): Markup | undefined {
  if (one.status === undefined) return undefined;
  if (one.responseBody === '') return html`<p class="note">The answer has no body.</p>`;
  const { lines, at } = bodyLines(one.responseBody, shows);
  return html`${listing(lines, at)}${one.truncated === true && html`<p class="note">The body was cut when it was recorded.</p>`}`;
}

/** The first lines, or those around the one that matters. */
function listing(lines: readonly string[], at: number | undefined): Markup {
  const start = at === undefined || at < LINES ? 0 : at - AROUND;
  const part = lines.length <= LINES + LITTLE ? lines : lines.slice(start, start + LINES);
  const from = part === lines ? 0 : start;
  return html`<pre tabindex="0">
${part.map((line, index) => {
        const text = line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH)} … (${line.length} characters)` : line;
        return from + index === at ? [html`<mark>${text}</mark>`, '\n'] : `${text}\n`;
      })}</pre>
    ${part !== lines && html`<p class="note">Lines ${from + 1} to ${from + part.length} of ${lines.length}; all are in report.json.</p>`}`;
}
