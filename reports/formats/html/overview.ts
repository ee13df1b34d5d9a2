import type { Report, ReportEntry } from '../../../harness/model/report.ts';
import type { Verdict } from '../../../harness/model/result.ts';
import { BY_WEIGHT, claimLines, coverageLine, expectationLines, leftOut, VERDICT_NAMES } from '../../view/summary.ts';
import { grouping } from '../../view/counted.ts';
import { leftLines } from '../../view/left-behind.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

type Fact = readonly [name: string, value: string | Markup];

/** The target, time, settings and conclusion of the run. */
export function header(report: Report): Markup {
  const { conformant, exitCode, summary } = report;
  const tone = conformant ? 'pass' : exitCode === 1 ? 'fail' : 'inconclusive';
  return html`<header>
    <p class="product">${report.suite.name}</p>
    <h1 class="${tone}">${report.conclusion}</h1>
    <ul class="totals">
      ${BY_WEIGHT.map((verdict) => html`<li class="${summary.total[verdict] > 0 ? verdict : 'none'}"><b>${grouping(summary.total[verdict])}</b> ${VERDICT_NAMES[verdict]}</li>`)}
    </ul>
    ${proportions(report)}
    <dl class="facts">
      ${factsOf(report).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${warning(
      'Left behind on the target',
      leftLines(report).map((line) => html`<code>${line}</code>`),
    )}
    ${warning('Namespaces that held jobs of others', occupiedIn(report))}
    ${warning('Expectations out of date', expectationLines(report))}
    ${warning(
      'Claims that were not seen to hold',
      claimLines(report).map(({ line }) => line),
      'claims',
    )}
  </header>`;
}

function factsOf(report: Report): Fact[] {
  const { suite, target, scope, register, expectations, claims } = report;
  const namespaces = [target.namespace, target.otherNamespace, target.scratchNamespace];
  return [
    ['Target', html`<code>${target.url}</code>${target.embedded && ' (the embedded reference server)'}`],
    ['Namespaces', namespaces.filter((name) => name !== undefined).join(', ')],
    [
      'Scope',
      `${scope.extent}: ${grouping(scope.ran)} of ${grouping(scope.planned)} planned ran; layers ${scope.layers.join(', ')}; kinds ${scope.kinds.join(', ')}`,
    ],
    [
      'Started',
      html`<time datetime="${report.startedAt}">${report.startedAt}</time>, took ${(report.ms / 1000).toFixed(1)} s`,
    ],
    ['Seed', `${report.seed}, runs ${report.runs}`],
    ['Suite', html`${suite.name} ${suite.version}, contract <code>${suite.contractDigest}</code>`],
    [
      'Register',
      `${grouping(register.statements)} statements: ${register.tested} tested, ${register.untestable} untestable, ${register.open} open`,
    ],
    ['Traffic', coverageLine(report)],
    ...(expectations === undefined
      ? []
      : [
          [
            'Expectations',
            html`<code>${expectations.file}</code>: ${grouping(expectations.used)} waived`,
          ] satisfies Fact,
        ]),
    ...(claims === undefined
      ? []
      : [
          [
            'Claims',
            html`<code>${claims.file}</code>: ${claims.claimed.filter(({ outcome }) => outcome === 'holds').length} of
              ${claims.claimed.length} hold`,
          ] satisfies Fact,
        ]),
  ];
}

const occupiedIn = ({ occupied = [] }: Report): Markup[] =>
  occupied.map(
    ({ namespace, flag, holds, requirements }) =>
      html`<code>${namespace}</code> held ${holds}: not judged there: ${requirements.join(', ')}. An empty namespace
        would help (<code>--${flag}</code>).`,
  );

/** What somebody has to look at besides the verdicts; nothing without lines. */
const warning = (title: string, lines: readonly (string | Markup)[], id?: string): Markup | false =>
  lines.length > 0 &&
  html`<div class="left-behind" ${id !== undefined && html` id="${id}"`}>
    <h2>${title}</h2>
    <ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </div>`;

function proportions({ summary: { total } }: Report): Markup {
  const all = Object.values(total).reduce((sum, count) => sum + count, 0);
  let x = 0;
  const parts = BY_WEIGHT.map((verdict) => {
    const width = all === 0 ? 0 : (100 * total[verdict]) / all;
    x += width;
    return html`<rect class="${verdict}" x="${x - width}" y="0" width="${width}" height="1" />`;
  });
  return html`<svg class="proportions" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
    ${parts}
  </svg>`;
}

/** A table of areas by kinds; each cell is a link to its worst results. */
export function matrix(report: Report): Markup | undefined {
  if (report.results.length === 0) return undefined;
  const kinds = report.scope.kinds;
  const areas = [...new Set(report.results.map(({ area }) => area))];
  return html`<section id="matrix">
    <h2>Areas and kinds</h2>
    <div class="wide" tabindex="0" role="region" aria-label="Areas and kinds">
      <table class="matrix">
        <thead>
          <tr>
            <th scope="col">Area</th>
            ${kinds.map((kind) => html`<th scope="col">${kind}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${areas.map(
            (area) =>
              html`<tr>
                <th scope="row"><a href="#area-${area}">${area}</a></th>
                ${kinds.map((kind) =>
                  cell(
                    report.results.filter((entry) => entry.area === area && entry.kind === kind),
                    area,
                    kind,
                  ),
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function cell(entries: readonly ReportEntry[], area: string, kind: string): Markup {
  const of = (verdict: Verdict): number => entries.filter((entry) => entry.verdict === verdict).length;
  const worst = BY_WEIGHT.find((verdict) => of(verdict) > 0);
  if (worst === undefined) return html`<td class="none">–</td>`;
  const parts = BY_WEIGHT.filter((verdict) => of(verdict) > 0).map(
    (verdict) => `${of(verdict)} ${VERDICT_NAMES[verdict]}`,
  );
  const to = worst === 'pass' ? '' : `verdict=${worst}&`;
  return html`<td class="${worst}">
    <a href="#${to}area=${area}&kind=${kind}">${parts.join(', ')}</a>
  </td>`;
}

/** The options that the target was seen to choose where the documents leave a choice. */
export function profile(report: Report): Markup {
  if (report.freedoms.length === 0)
    return html`<section id="profile">
      <h2>Profile of the target</h2>
      <p>No freedom was seen to be used.</p>
    </section>`;
  return html`<section id="profile">
    <h2>Profile of the target</h2>
    <p>What the documents leave open, and what the target was seen to do. None of this counts for or against it.</p>
    <div class="wide" tabindex="0" role="region" aria-label="Profile of the target">
      <table>
        <thead>
          <tr>
            <th scope="col">Freedom</th>
            <th scope="col">Seen</th>
            <th scope="col">On</th>
            <th scope="col">Times</th>
          </tr>
        </thead>
        <tbody>
          ${report.freedoms.map(
            ({ freedom, text, option, optionText, verb, times }) =>
              html`<tr>
                <th scope="row"><code>${freedom}</code> <small>${text}</small></th>
                <td><code>${option}</code> <small>${optionText}</small></td>
                <td>${verb ?? ''}</td>
                <td class="number">${times}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

export const notPlanned = ({ scope }: Report): Markup | undefined =>
  scope.notPlanned.length === 0
    ? undefined
    : html`<section id="not-planned">
        <h2>Not planned</h2>
        <p>Judgements that this run left out.</p>
        <ul>
          ${scope.notPlanned.map((one) => html`<li>${leftOut(one)}</li>`)}
        </ul>
      </section>`;
