/** `explain`: one requirement with its statements and their sources. */
import { addressOf, describeSource, sourceFor } from '../../contract/sources.ts';
import type { Kind, Statement } from '../../contract/types.ts';
import { UsageError, didYouMean } from '../../harness/errors/usage.ts';
import { positionsIn } from '../../harness/evidence/positions.ts';
import { readKinds } from '../../harness/config/kinds.ts';
import type { Reader } from '../../harness/config/reader.ts';
import type { Suite } from '../../harness/model/suite.ts';
import { hung } from '../../reports/view/terminal.ts';
import { suiteOf } from '../../specs/suite.ts';
import { entryOf, kindsOf } from './list.ts';

/** One requirement with its statements, their sources and the readings that they rest on. */
export function explain(id: string | undefined, read: Reader): string {
  if (id === undefined)
    throw new UsageError('explain what? cci-conformance explain ID; cci-conformance list names the ids');
  const suite = suiteOf(readKinds(read));
  const { requirements, contract } = suite;
  const requirement = requirements.find((r) => r.id === id);
  if (requirement === undefined) throw new UsageError(unknown(id, suite));
  const { level, layer, kinds, needs, requires, alone, revision } = entryOf(requirement, suite);
  const line = (name: string, values: readonly string[]): string[] =>
    values.length === 0 ? [] : hung(name.padEnd(9), values.join(', '));
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
      ...statementLines(contract.register.get(test) as Statement, kindsOf(requirement, suite), suite),
      '',
    ]),
  ].join('\n');
}

/** Who has a statement, or the beginning of ids, is told which requirements it is about. */
function unknown(id: string, { requirements }: Suite): string {
  const tester = requirements.find(({ tests }) => tests.includes(id));
  if (tester !== undefined) return `"${id}" is a statement, no requirement: see cci-conformance explain ${tester.id}`;
  if (id !== '' && requirements.some((one) => one.id.startsWith(id)))
    return `no requirement is named "${id}": cci-conformance list --only ${id} prints those that begin so`;
  const ids = requirements.map((one) => one.id);
  return `no requirement is named "${id}"${didYouMean(id, ids)}: see cci-conformance list`;
}

function statementLines(
  { id, text, source, level, layer }: Statement,
  kinds: readonly Kind[],
  { contract }: Suite,
): string[] {
  const pages = kinds.flatMap((kind) => namedPage(sourceFor(source, kind).document));
  const url = addressOf(source);
  const readings = contract.errata.filter((e) => source.errata?.includes(e.number));
  return [
    ...hung('', text),
    ...[
      `${id}, ${level}, ${layer}`,
      `source: ${describeSource(source)}`,
      ...(pages.length === 0 ? [] : [`pages: ${pages.join(', ')}`]),
    ].flatMap((line) => hung('  ', line)),
    ...(url === undefined ? [] : [`  url: ${url}`]),
    ...readings
      .flatMap((e) => [`erratum ${e.number}: ${e.says}`, `reading: ${e.reading}`])
      .flatMap((line) => hung('  ', line)),
  ];
}

/** The page with its id; none where we have no id. */
function namedPage(document: string): string[] {
  const page = describeSource({ document });
  return page === document ? [] : [page];
}
