/** `list`: the requirements, without judging anything. */
import { nameFor } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { areaOf, derive, selectedBy } from '../../harness/run/plan.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { readKinds } from '../../harness/config/kinds.ts';
import type { Reader } from '../../harness/config/reader.ts';
import { readSelection } from '../../harness/config/selection.ts';
import type { Suite } from '../../harness/model/suite.ts';
import { counted } from '../../reports/view/counted.ts';
import { suiteOf } from '../../specs/suite.ts';

/** Columns of an id, which leave room for the others: few are longer. */
const LONGEST = 52;

/** The kinds that a requirement is about. */
export const kindsOf = (requirement: Requirement, { contract }: Suite): Kind[] =>
  contract.kinds.filter((kind) => requirement.appliesTo?.(kind) !== false);

/** What `list --json` prints of a requirement. */
export const entryOf = (requirement: Requirement, suite: Suite) => {
  const { id, revision, tests, needs = [], requires = [], alone = false } = requirement;
  return {
    id,
    revision,
    area: areaOf(requirement),
    ...derive(requirement, suite.contract.register),
    kinds: kindsOf(requirement, suite).map((k) => nameFor(k, k.singular)),
    statements: tests,
    needs,
    requires,
    alone,
  };
};

/** The requirements that the selection leaves, as a table or as JSON. */
export function list(read: Reader): string {
  const kinds = readKinds(read);
  const selection = readSelection(read, kinds);
  const suite = suiteOf(kinds);
  const selected = selectedBy(selection.only, suite.requirements);
  const entries = suite.requirements
    .filter((r) => selected(r.id) && kindsOf(r, suite).some((k) => selection.kinds.includes(k)))
    .map((r) => entryOf(r, suite))
    .filter((entry) => selection.layers.includes(entry.layer));
  if (read.toggle('json')) return `${JSON.stringify(entries, null, 2)}\n`;
  const width = Math.min(Math.max(...entries.map((e) => e.id.length), 11), LONGEST);
  const rows = entries.map(
    (e) => `${e.id.padEnd(width)}  ${e.level.padEnd(6)}  ${e.layer.padEnd(11)}  ${e.statements.length}`,
  );
  return `${'requirement'.padEnd(width)}  level   layer        tests\n${rows.join('\n')}\n\n${counted(entries.length, 'requirement')}; cci-conformance explain ID tells one\n`;
}
