/** `list` and `explain`: what is demanded, without judging anything. */
import { addressOf, describeSource, sourceFor } from '../../contract/sources.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { Kind, Statement } from '../../contract/types.ts';
import { UsageError, didYouMean } from '../../harness/config/usage.ts';
import { positionsIn } from '../../harness/evidence/positions.ts';
import { areaOf, derive, selectedBy } from '../../harness/run/plan.ts';
import type { Selection } from '../../harness/run/plan.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { CCI } from '../../contract/contract.ts';

const kindsOf = (requirement: Requirement): Kind[] => KINDS.filter((kind) => requirement.appliesTo?.(kind) !== false);

const entryOf = (requirement: Requirement) => {
  const { id, revision, tests, needs = [], requires = [] } = requirement;
  return {
    id,
    revision,
    area: areaOf(requirement),
    ...derive(requirement, CCI.register),
    kinds: kindsOf(requirement).map((k) => k.singular),
    statements: tests,
    needs,
    requires,
  };
};

/** The requirements that the selection leaves, as a table or as JSON. */
export function list(selection: Selection, asJson: boolean): string {
  const selected = selectedBy(selection.only, REQUIREMENTS);
  const entries = REQUIREMENTS.filter((r) => selected(r.id) && kindsOf(r).some((k) => selection.kinds.includes(k)))
    .map(entryOf)
    .filter((entry) => selection.layers.includes(entry.layer));
  if (asJson) return `${JSON.stringify(entries, null, 2)}\n`;
  const width = Math.max(...entries.map((e) => e.id.length), 11);
  const rows = entries.map(
    (e) => `${e.id.padEnd(width)}  ${e.level.padEnd(6)}  ${e.layer.padEnd(11)}  ${e.statements.length}`,
  );
  return `${'requirement'.padEnd(width)}  level   layer        statements\n${rows.join('\n')}\n\n${entries.length} requirements; cci-conformance explain ID tells one\n`;
}

/** One requirement with its statements, their sources and the readings that they rest on. */
export function explain(id: string | undefined): string {
  if (id === undefined)
    throw new UsageError('explain what? cci-conformance explain ID; cci-conformance list names the ids');
  const requirement = REQUIREMENTS.find((r) => r.id === id);
  if (requirement === undefined)
    throw new UsageError(
      `no requirement is named "${id}"${didYouMean(
        id,
        REQUIREMENTS.map((r) => r.id),
      )}: see cci-conformance list`,
    );
  const { level, layer, kinds, needs, requires, revision } = entryOf(requirement);
  const line = (name: string, values: readonly string[]): string[] =>
    values.length === 0 ? [] : [`${name.padEnd(9)}${values.join(', ')}`];
  return [
    `${id} (revision ${revision})`,
    '',
    ...line('level', [level]),
    ...line('layer', [layer]),
    ...line('kinds', kinds),
    ...line('needs', needs),
    ...line('requires', requires),
    ...line('defined', positionsIn(requirement.definedAt?.stack)),
    '',
    ...requirement.tests.flatMap((test) => [
      ...statementLines(CCI.register.get(test) as Statement, kindsOf(requirement)),
      '',
    ]),
  ].join('\n');
}

function statementLines({ id, text, source, level, layer }: Statement, kinds: readonly Kind[]): string[] {
  const pages = kinds.flatMap((kind) => namedPage(sourceFor(source, kind).document));
  const url = addressOf(source);
  const readings = CCI.errata.filter((e) => source.errata?.includes(e.number));
  return [
    text,
    `  ${id}, ${level}, ${layer}`,
    `  source: ${describeSource(source)}`,
    ...(pages.length === 0 ? [] : [`  pages: ${pages.join(', ')}`]),
    ...(url === undefined ? [] : [`  url: ${url}`]),
    ...readings.flatMap((e) => [`  erratum ${e.number}: ${e.says}`, `  reading: ${e.reading}`]),
  ];
}

/** The page with its id; none where we have no id. */
function namedPage(document: string): string[] {
  const page = describeSource({ document });
  return page === document ? [] : [page];
}
