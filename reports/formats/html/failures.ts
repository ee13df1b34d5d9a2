import type { Exchange } from '../../../harness/model/exchange.ts';
import type { Finding } from '../../../harness/model/finding.ts';
import type { Report, ReportEntry } from '../../../harness/model/report.ts';
import { causesOf, changedBefore, involvedIn, shortly, shownBy } from '../../view/causes.ts';
import type { Cause } from '../../view/causes.ts';
import { counted } from '../../view/counted.ts';
import { grouped } from '../../view/grouped.ts';
import { reproduction } from '../../view/reproduction/reproduction.ts';
import { eventsOf } from '../../view/events.ts';
import { codeOf, VERDICT_NAMES } from '../../view/summary.ts';
import { timelineOf } from '../../view/timeline.ts';
import { comparison } from './comparison.ts';
import { eventTable } from './events.ts';
import { copyable, exchanges } from './evidence.ts';
import { RANK } from './later.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import type { Item, Page } from './parts.ts';
import { facetsOf } from './parts.ts';
import { timeline } from './timeline.ts';
import { headline, headlineOf } from '../../view/headline.ts';

/** Number of causes that the page shows until it is asked for more, and of those whose evidence is kept first. */
export const SHOWN = 20;
/** Maximum number of findings to show for one judgement, and of lines of a list; the others are counted. */
const FINDINGS = 3;
const MEMBERS = 100;
/** Number of characters of a sentence, and of one in a list of very many. */
const MESSAGE = 300;
const BRIEF = 150;

/** Failures by cause, the likeliest first: each with what happened, where, and all that is needed to see it again. */
export function failuresSection(report: Report, page: Page): Markup | undefined {
  const causes = causesOf(report);
  if (causes.length === 0) return undefined;
  const involved = involvedIn(report);
  const cards = causes.map((cause, index) => new Card(cause, index, involved(cause.entries), page));
  page.items['failures'] = cards.map((card) => card.item());
  return html`<section id="failures" data-list="failures">
    <h2>
      Failures
      <span class="count"
        >${counted(report.summary.total.fail, 'judgement')}${causes.length < report.summary.total.fail && `, ${counted(causes.length, 'cause')}`}</span
      >
    </h2>
    ${report.target.embedded && html`<p class="note">The judged server ended with the run. Start it again with <code>cci-conformance serve</code> and set the address in the commands.</p>`}
    <div data-items>${cards.slice(0, SHOWN).map((card, index) => card.whole(index === 0))}</div>
    <p data-more hidden><button type="button"></button></p>
    ${causes.length > SHOWN && html`<noscript><p class="note">${causes.length - SHOWN} more are in report.json.</p></noscript>`}
  </section>`;
}

class Card {
  readonly #cause: Cause;
  readonly #index: number;
  readonly #statements: ReportEntry['statements'];
  readonly #page: Page;
  readonly #key: string;

  constructor(cause: Cause, index: number, statements: ReportEntry['statements'], page: Page) {
    this.#cause = cause;
    this.#index = index;
    this.#statements = statements;
    this.#page = page;
    this.#key = `failure-${index + 1}`;
  }

  item(): Item {
    const { entries, folded } = this.#cause;
    const { later } = this.#page;
    const rank = this.#index < SHOWN ? RANK.first : RANK.others;
    later.add(
      this.#key,
      rank,
      () => this.whole(false),
      () => this.#brief(),
    );
    for (const entry of [...entries, ...folded]) {
      if (entry.verdict !== 'fail') continue;
      later.add(evidenceKey(entry), entry === this.#cause.entry ? rank : RANK.rest, () => this.#evidence(entry));
    }
    return {
      key: this.#key,
      facets: facetsOf([...entries, ...folded]),
      holds: [...entries, ...folded].map(({ id, kind }) => `${id}@${kind}`),
    };
  }

  /** Of the failure that the card tells, only what the card itself does not say. */
  #evidence(entry: ReportEntry): Markup {
    const [finding] = entry.findings;
    if (entry === this.#cause.entry || finding === undefined) return evidence(entry, this.#page);
    return html`${told(entry, finding)}${entry.id !== this.#cause.entry.id && statements(entry.statements)}${evidence(entry, this.#page)}`;
  }

  #brief(): Markup {
    const { entry } = this.#cause;
    return html`<article class="failure" id="${this.#key}" tabindex="-1">
      <h3>${sentence(entry, BRIEF)}</h3>
      <code>${entry.id}</code> ${entry.kind}
    </article>`;
  }

  whole(open: boolean): Markup {
    const { entry, entries, folded } = this.#cause;
    const finding = entry.findings[0];
    return html`<article class="failure" id="${this.#key}" tabindex="-1">
      <h3>${sentence(entry)}</h3>
      ${marks(entry, entries)} ${finding !== undefined && told(entry, finding)}
      <div class="statements">${statements(this.#statements)}</div>
      ${
        ((entry.exchanges ?? []).length > 0 || entry.replay !== undefined) &&
        (open
          ? html`<details class="judgement" open>
              <summary>Evidence (${entry.kind})</summary>
              ${this.#evidence(entry)}
            </details>`
          : html`<details class="judgement" data-later="${evidenceKey(entry)}">
              <summary>Evidence (${entry.kind})</summary>
            </details>`)
      }
      ${members(`The same in ${counted(entries.length - 1, 'other judgement')}`, entries.slice(1))}
      ${members(`${counted(folded.length, 'result')} that ${folded.length === 1 ? 'follows' : 'follow'} from it`, folded)}
    </article>`;
  }
}

const sentence = (entry: ReportEntry, most = MESSAGE): string => {
  const text = shortly(headlineOf(entry) ?? entry.reason ?? VERDICT_NAMES[entry.verdict]);
  return text.length > most ? `${text.slice(0, most)} …` : text;
};

function marks(entry: ReportEntry, entries: readonly ReportEntry[]): Markup {
  const kinds = entries.filter(({ id }) => id === entry.id).map(({ kind }) => kind);
  return html`<p class="marks">
    <code>${entry.id}</code> <span class="mark">${entry.level}</span
    ><span class="mark">${entry.layer}</span>${kinds.map((kind) => html`<span class="mark kind">${kind}</span>`)}
  </p>`;
}

const call = ({ method, path, status, error }: Exchange): Markup =>
  html`<b>${method}</b> <code>${path}</code> <span class="answer">${status ?? error ?? 'no answer'}</span>`;

/** The request that shows the finding, the change before it, what was expected, what came, and where in the suite that is demanded. */
function told(entry: ReportEntry, finding: Finding): Markup {
  const shown = shownBy(entry, finding);
  const before = changedBefore(entry, finding);
  const code = codeOf(entry, finding);
  const events = eventsOf(entry, finding);
  const facts: [string, Markup | undefined][] = [
    [
      'At',
      finding.path === undefined
        ? undefined
        : finding.path === ''
          ? html`the whole body`
          : html`<code>${finding.path}</code>`,
    ],
    [
      'Smallest input',
      finding.counterexample === undefined
        ? undefined
        : html`<pre tabindex="0">${finding.counterexample}</pre>
            <small>seed ${finding.seed ?? entry.seed}</small>`,
    ],
    ['In the suite', code.length === 0 ? undefined : codePlaces(code)],
  ];
  return html`${
      shown !== undefined &&
      html`<p class="call">${before !== undefined && html`${call(before)}, then<br />`}${call(shown)}</p>`
    }
    ${events?.complete !== true && comparison(finding.expected, finding.received)}${events !== undefined && eventTable(events.rows)}
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          value !== undefined &&
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`;
}

/** Statements, each with its source and the errata whose readings it uses. */
export const statements = (of: ReportEntry['statements']): Markup =>
  html`${of.map(
    ({ text, source, url, errata = [] }) =>
      html`<p class="statement">
        ${text}
        <cite>${url === undefined ? source : html`<a href="${url}" rel="noreferrer">${source}</a>`}</cite
        >${errata.map(({ number, reading }) => html` <span class="erratum">Erratum ${number}, read as: ${reading}</span>`)}
      </p>`,
  )}`;

/** Positions in the sources of the suite, innermost first. */
export const codePlaces = (code: readonly string[]): Markup =>
  html`${code.map((place, index) => html`${index > 0 && ', from '}<code>${place}</code>`)}`;

const evidenceKey = ({ id, kind }: ReportEntry): string => `${id}@${kind}`;

/** The exchanges of a judgement, its further findings, and how to see it again. */
function evidence(entry: ReportEntry, page: Page): Markup {
  const [first, ...others] = entry.findings.slice(0, FINDINGS);
  const left = entry.findings.length - FINDINGS;
  const together = first && timelineOf(entry, first);
  return html`${entry.leftOut !== undefined && html`<p class="note">${entry.leftOut}</p>`}${together && timeline(together)}${exchanges(entry, first, page)}
  ${others.map(
    (finding) =>
      html`<h4>Also: ${headline(finding)}</h4>
        ${told(entry, finding)}${exchanges(entry, finding, page)}`,
  )}
  ${left > 0 && html`<p class="note">${counted(left, 'more finding')} in report.json.</p>`}
  ${
    entry.replay !== undefined &&
    html`<h4>See it again</h4>
      ${copyable(entry.replay)}${download(entry, page)}`
  }`;
}

/** A button that saves the script, or why there is none. */
function download(entry: ReportEntry, page: Page): Markup {
  const made = reproduction(entry, page.url);
  if ('unable' in made) return html`<p class="note">A script cannot show it: ${made.unable}.</p>`;
  const key = evidenceKey(entry);
  if (!page.scripts.keep(key, made.script))
    return html`<p class="note">
      As a script: <code>cci-conformance reproduce ${entry.id} --kind ${entry.kind} --from DIR</code>, with the folder
      of this report.
    </p>`;
  return html`<p><button type="button" class="save" data-script="${key}" hidden>Save as a script of curl</button></p>`;
}

/** Other judgements of a cause, by requirement, each to be opened. */
function members(title: string, entries: readonly ReportEntry[]): Markup | undefined {
  if (entries.length === 0) return undefined;
  const all = [...grouped(entries, ({ id }) => id)];
  const left = all.length - MEMBERS;
  return html`<details class="folded">
    <summary>${title}</summary>
    <ul>
      ${all
        .slice(0, MEMBERS)
        .map(
          ([id, of]) =>
            html`<li>
              <code>${id}</code> ${of.map((entry) => html`<span class="mark kind">${entry.kind}</span>`)}
              ${of[0] !== undefined && of[0].verdict !== 'fail' && html`${VERDICT_NAMES[of[0].verdict]}: ${of[0].reason}`}
              ${of[0] !== undefined && of[0].verdict === 'fail' && html`<details data-later="${evidenceKey(of[0])}"><summary>${sentence(of[0])}</summary></details>`}
            </li>`,
        )}
    </ul>
    ${left > 0 && html`<p class="note">${counted(left, 'more requirement')}, in the table of all requirements.</p>`}
  </details>`;
}
