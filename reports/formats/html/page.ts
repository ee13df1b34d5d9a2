import { LAYERS } from '../../../contract/types.ts';
import type { Report } from '../../../harness/model/report.ts';
import { BY_WEIGHT, VERDICT_NAMES } from '../../view/summary.ts';
import { documentOf } from './document.ts';
import { failuresSection } from './failures.ts';
import { Later } from './later.ts';
import { html, Markup } from './markup.ts';
import { header, matrix, notPlanned, profile } from './overview.ts';
import { PLACE, Scripts } from './parts.ts';
import type { Page } from './parts.ts';
import { FUNCTIONS } from '../../view/reproduction/values.ts';
import { requirements } from './requirements.ts';
import { SCRIPT } from './script.ts';
import { traffic } from './traffic.ts';
import { unjudgedSections } from './unjudged.ts';

/** Number of characters of what is shown on demand. */
const ON_DEMAND = 2_000_000;
/** Number of characters of the scripts that can be downloaded. */
const SCRIPTS = 400_000;

/**
 * The report as one HTML file: needs no network, can be used by keyboard, has light and dark colours. Without its script
 * it tells the run and its first failures; with it, the rest is put in place when it is asked for.
 */
export function asHtml(report: Report): string {
  const page: Page = { url: report.target.url, later: new Later(), items: {}, scripts: new Scripts(SCRIPTS) };
  const failures = failuresSection(report, page);
  const rest = html`${unjudgedSections(report, page)}${requirements(report, page)}`;
  const first = failures === undefined ? ['main', 'results'] : ['failure-1', 'first failure'];
  return documentOf(
    `${report.conformant ? 'Conformant' : 'Not shown conformant'}: ${report.target.url}`,
    html`<a class="skip" href="#${first[0]}">Skip to the ${first[1]}</a>
      ${header(report)}
      <main id="main" tabindex="-1">
        ${contents(report)}${filter(report)}
        ${failures}${matrix(report)}${rest}${traffic(report, page)}${profile(report)}${notPlanned(report)}
      </main>
      <footer>Formatted for reading; what went over the wire stands in report.json beside this file.</footer>
      ${data(page)}`,
    SCRIPT,
  );
}

/** As JSON, in which nothing ends the element or begins another. */
function data({ items, later, scripts }: Page): Markup {
  const index = JSON.stringify(items);
  const parts = JSON.stringify(later.kept(ON_DEMAND - index.length));
  const more = JSON.stringify({ scripts: scripts.kept, functions: FUNCTIONS, place: PLACE }).slice(1);
  const text = `{"items":${index},"parts":${parts},${more}`.replace(/<(?=[!/]|script)/gi, String.raw`\u003c`);
  return new Markup(`<script type="application/json" id="data">${text}</script>`);
}

function contents({ summary: { total }, scope, results }: Report): Markup {
  const links: [id: string, title: string, there: boolean][] = [
    ['failures', 'Failures', total.fail > 0],
    ['matrix', 'Areas and kinds', results.length > 0],
    ['harness-error', 'Errors of the suite', total['harness-error'] > 0],
    ['inconclusive', 'Inconclusive', total.inconclusive > 0],
    ['waived', 'Waived', total.waived > 0],
    ['not-applicable', 'Not applicable', total['not-applicable'] > 0],
    ['requirements', 'All requirements', results.length > 0],
    ['coverage', 'Operations', true],
    ['profile', 'Profile', true],
    ['not-planned', 'Not planned', scope.notPlanned.length > 0],
  ];
  return html`<nav aria-label="Sections">
    <ul>
      ${links.filter(([, , there]) => there).map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
    </ul>
  </nav>`;
}

function filter(report: Report): Markup {
  const areas = [...new Set(report.results.map(({ area }) => area))];
  const verdicts = BY_WEIGHT.filter((verdict) => report.summary.total[verdict] > 0);
  const layers = LAYERS.filter((layer) => report.scope.layers.includes(layer));
  const select = (name: string, title: string, options: readonly (readonly [value: string, text: string])[]): Markup =>
    html`<label
      >${title}
      <select name="${name}">
        <option value="">all</option>
        ${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}
      </select></label
    >`;
  const plain = (values: readonly string[]): [string, string][] => values.map((value) => [value, value]);
  return html`<form id="filter" role="search" aria-label="Filter" hidden>
    <label class="search"
      >Text<input type="search" name="text" placeholder="id, words of a finding or a statement"
    /></label>
    ${select(
      'verdict',
      'Verdict',
      verdicts.map((verdict) => [verdict, VERDICT_NAMES[verdict]]),
    )}${select('kind', 'Kind', plain(report.scope.kinds))}
    ${select('area', 'Area', plain(areas))}${select('layer', 'Layer', plain(layers))}
    <button type="reset">Reset</button><output></output>
  </form>`;
}
