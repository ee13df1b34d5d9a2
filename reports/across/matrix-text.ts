/** The matrix as Markdown, and the evidence of each column beside it. */
import { grouped } from '../view/grouped.ts';
import { bounded, code, text } from '../formats/markdown-text.ts';
import { plural } from '../../harness/outcome/conclusion.ts';
import type { ReportEntry } from '../../harness/model/report.ts';
import { before, FACTS, LEGEND, OF_THEIR_TIME, type Cell, type Column, type Matrix } from './matrix.ts';
import { headline } from '../view/headline.ts';
import { leftOut } from '../view/summary.ts';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(heads),
  row(heads.map(() => '---')),
  ...rows.map(row),
];

/** @param evidence the folder of the evidence, relative to the file */
export function asMarkdown({ columns, areas, levels, all, freedoms }: Matrix, evidence: string): string {
  const titles = columns.map(({ title, file }) => `[${text(title)}](${evidence}/${file}.md)`);
  /** What deviates has a heading there, if it is told by area. */
  const linked = (cells: readonly Cell[], anchor = ''): string[] =>
    cells.map(({ mark, text: words }, i) =>
      mark === '–'
        ? words
        : `[${words}](${evidence}/${columns[i]?.file}.md${mark === '✓' || anchor === '' ? '' : `#${anchor}`})`,
    );
  const whom = columns.flatMap(({ title, file, implementation: { about, url } }) =>
    about === undefined
      ? []
      : [`- [${text(title)}](${evidence}/${file}.md): ${text(about)}${url === undefined ? '' : ` ${text(url)}`}`],
  );
  return [
    '# Compatibility',
    '',
    'What the suite says of implementations of this API, or of parts of it. Written by `cci-conformance matrix` from their',
    'reports; never edited by hand.',
    '',
    ...table(
      ['', ...titles],
      FACTS.map(([name, of]) => [name, ...columns.map((column) => text(of(column)))]),
    ),
    '',
    OF_THEIR_TIME,
    '',
    ...(whom.length === 0 ? [] : ['What was judged, in the words of who judged it:', '', ...whom, '']),
    ...table(
      ['area', ...titles],
      areas.map(({ name, cells }) => [name, ...linked(cells, name)]),
    ),
    '',
    ...table(
      ['level, layer', ...titles],
      [...levels, { ...all, name: '**all**' }].map(({ name, cells }) => [name, ...linked(cells)]),
    ),
    '',
    LEGEND,
    '',
    '## Where the documents leave a choice',
    '',
    'Options that were seen, where not all chose alike; none counts for or against anybody.',
    '',
    ...table(
      ['freedom', ...titles],
      freedoms.map(({ name, options }) => [name, ...options]),
    ),
    '',
  ].join('\n');
}

/** Requirements of an area that are told with what was found, and of the others, those whose ids are. */
const TOLD = 4,
  NAMED = 12;

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** What deviates in one report, by area: as much as a reader needs to see why a cell is as it is. */
export function evidenceOf({ title, implementation: { about, url }, report, claim }: Column): string {
  const { scope, target, suite, seed } = report;
  const deviating = report.results.filter((entry) => ['fail', 'inconclusive', 'harness-error'].includes(before(entry)));
  const home = url === undefined ? '' : ` ${text(url)}`;
  return `${bounded(
    [
      `# ${text(title)}`,
      '',
      ...(about === undefined ? [] : [`${text(about)}${home}`, '']),
      `${text(sentence(claim.text))}.`,
      '',
      `Target ${code(target.url)}, seed ${seed}, suite ${text(suite.version)}, contract ${code(suite.contractDigest)}; ${plural(scope.ran, 'judgement')}, of which ${deviating.length} ${deviating.length === 1 ? 'deviates' : 'deviate'}.`,
      '',
      ...scope.notPlanned.map((one) => `- not planned: ${text(leftOut(one))}`),
      '',
      ...[...grouped(deviating, ({ area }) => area)].flatMap(([area, entries]) => [
        `## ${area}`,
        '',
        ...told(entries),
        '',
      ]),
    ],
    '- and more, in the report',
  )}\n`;
}

function told(entries: readonly ReportEntry[]): string[] {
  const groups = [...grouped(entries, ({ id, verdict }) => `${id} ${verdict}`).values()];
  const more = [...new Set(groups.slice(TOLD).flatMap(([first]) => (first === undefined ? [] : [first.id])))];
  return [
    ...groups.slice(0, TOLD).flatMap(([first, ...rest]) => (first === undefined ? [] : [said(first, rest)])),
    ...(more.length === 0
      ? []
      : [
          `- and ${more.length} more: ${more
            .slice(0, NAMED)
            .map((id) => code(id))
            .join(', ')}${more.length > NAMED ? ' ...' : ''}`,
        ]),
  ];
}

function said(entry: ReportEntry, rest: readonly ReportEntry[]): string {
  const { id, verdict, reason, findings } = entry;
  const kinds = [entry, ...rest].map(({ kind }) => text(kind)).join(', ');
  const [finding] = findings;
  const what =
    finding === undefined
      ? text((verdict === 'waived' ? entry.was?.reason : reason) ?? before(entry))
      : `${text(short(headline(finding)))} Expected: ${text(short(finding.expected))}; received: ${text(short(finding.received))}.`;
  const waived = verdict === 'waived' ? ` Waived: ${text(reason ?? '')}` : '';
  return `- ${code(id)} (${kinds}), ${before(entry)}: ${what}${waived}`;
}

const short = (words: string): string => (words.length > 200 ? `${words.slice(0, 200)} ...` : words);
