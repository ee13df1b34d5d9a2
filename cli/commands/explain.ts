/** `explain`: one requirement with its statements and their sources. */
import { CCI } from '../../contract/contract.ts';
import { addressOf, describeSource, sourceFor } from '../../contract/sources.ts';
import type { Kind, Statement } from '../../contract/types.ts';
import { UsageError, didYouMean } from '../../harness/config/usage.ts';
import { positionsIn } from '../../harness/evidence/positions.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { entryOf, kindsOf } from './list.ts';

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
  const { level, layer, kinds, needs, requires, alone, revision } = entryOf(requirement);
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
    ...line('judged', alone ? ['alone, after all others'] : []),
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
