import type { Finding } from '../../../harness/model/finding.ts';
import type { Report, ReportEntry } from '../../../harness/model/report.ts';
import { codeOf, failuresOf, historyOf } from '../../view/summary.ts';
import type { Failure } from '../../view/summary.ts';
import { comparison, copyable, exchanges } from './evidence.ts';
import type { Budget } from './evidence.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** Maximum number of findings to show for one judgement; the others are counted. */
const FINDINGS = 3;

/** Failures, causes first, each with all that a person needs to reproduce it. */
export function failuresSection(report: Report, budget: Budget): Markup | undefined {
  const failures = failuresOf(report);
  if (failures.length === 0) return undefined;
  return html`<section id="failures" data-group>
    <h2>Failures <span class="count">${failures.length}</span></h2>
    ${report.target.embedded && html`<p class="note">The judged server ended with the run. Start it again with <code>npm run serve</code> and set the address in the commands.</p>`}
    ${failures.map((failure) => article(failure, report, budget))}
  </section>`;
}

function article({ id, entries, folded }: Failure, report: Report, budget: Budget): Markup {
  const [entry] = entries;
  const all = [...entries, ...folded];
  return html`<article class="failure" ${dataOf(all)}>
    <div class="claim">
      <h3>${id}</h3>
      <p class="marks">
        ${entry !== undefined && html`<span class="mark">${entry.level}</span><span class="mark">${entry.layer}</span>`}${entries.map(({ kind }) => html`<span class="mark kind">${kind}</span>`)}
      </p>
      ${entry !== undefined && statements(entry)}
    </div>
    ${entries.map((one, index) => judgement(one, index === 0, report.target.url, budget))}
    ${
      folded.length > 0 &&
      html`<details class="folded">
        <summary>and ${folded.length} more that need it</summary>
        ${folded.map(
          (one) =>
            html`<h4>${one.id} <span class="mark kind">${one.kind}</span></h4>
              ${
                one.verdict === 'fail'
                  ? html`${statements(one)}${judgement(one, false, report.target.url, budget)}`
                  : html`<p><a href="#${one.id}@${one.kind}">${one.verdict}</a>: ${one.reason}</p>`
              }`,
        )}
      </details>`
    }
  </article>`;
}

/** The statements that a requirement tests, each with its source and the errata whose readings it uses. */
export const statements = (entry: ReportEntry): Markup =>
  html`${entry.statements.map(
    ({ text, source, url, errata = [] }) =>
      html`<p class="statement">
        ${text}
        <cite>${url === undefined ? source : html`<a href="${url}" rel="noreferrer">${source}</a>`}</cite
        >${errata.map(({ number, reading }) => html` <span class="erratum">Erratum ${number}, read as: ${reading}</span>`)}
      </p>`,
  )}`;

/** Data attributes that the filters of the page use. */
export const dataOf = (entries: readonly ReportEntry[]): Markup =>
  html`data-entries="${entries.map(({ kind, verdict, area, layer }) => [kind, verdict, area, layer].join('|')).join(' ')}"`;

function judgement(entry: ReportEntry, open: boolean, url: string, budget: Budget): Markup {
  const [first, ...others] = entry.findings.slice(0, FINDINGS);
  const left = entry.findings.length - FINDINGS;
  return html`<details class="judgement" id="${entry.id}@${entry.kind}" ${open && html` open`}>
    <summary><b>${entry.kind}</b> ${first?.message ?? entry.reason ?? entry.verdict}</summary>
    ${first !== undefined && findingBody(entry, first)}
    <h5>Exchanges</h5>
    ${exchanges(historyOf(entry, first), first, url, budget)}
    ${others.map(
      (finding) =>
        html`<h5>Also: ${finding.message}</h5>
          ${findingBody(entry, finding)}${exchanges(historyOf(entry, finding), finding, url, budget)}`,
    )}
    ${left > 0 && html`<p class="note">${left} more findings are in report.json.</p>`}
    ${
      entry.replay !== undefined &&
      html`<h5>Replay</h5>
        ${copyable(entry.replay)}`
    }
  </details>`;
}

/** Positions in the sources of the suite, innermost first. */
export const codePlaces = (code: readonly string[]): Markup =>
  html`${code.map((place, index) => html`${index > 0 && ', from '}<code>${place}</code>`)}`;

const findingBody = (entry: ReportEntry, finding: Finding): Markup =>
  html` ${comparison(finding.expected, finding.received)}
    <dl class="facts">
      ${
        finding.path !== undefined &&
        html`<div>
          <dt>At</dt>
          <dd><code>${finding.path}</code></dd>
        </div>`
      }
      ${
        finding.exchange !== undefined &&
        html`<div>
          <dt>Exchange</dt>
          <dd>${finding.exchange}</dd>
        </div>`
      }
      ${
        finding.counterexample !== undefined &&
        html`<div>
          <dt>Smallest input</dt>
          <dd><pre tabindex="0">${finding.counterexample}</pre></dd>
        </div>`
      }
      ${
        finding.counterexample !== undefined &&
        html`<div>
          <dt>Seed</dt>
          <dd>${finding.seed ?? entry.seed}</dd>
        </div>`
      }
      ${
        codeOf(entry, finding).length > 0 &&
        html`<div>
          <dt>Code</dt>
          <dd>${codePlaces(codeOf(entry, finding))}</dd>
        </div>`
      }
    </dl>`;
