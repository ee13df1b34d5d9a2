/** `list`: the requirements, without judging anything. */
import { KINDS } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { areaOf, derive, selectedBy } from '../../harness/run/plan.ts';
import type { Selection } from '../../harness/run/plan.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { CCI } from '../../contract/contract.ts';

/** The kinds that a requirement is about. */
export const kindsOf = (requirement: Requirement): Kind[] =>
  KINDS.filter((kind) => requirement.appliesTo?.(kind) !== false);

/** What `list --json` prints of a requirement. */
export const entryOf = (requirement: Requirement) => {
  const { id, revision, tests, needs = [], requires = [], alone = false } = requirement;
  return {
    id,
    revision,
    area: areaOf(requirement),
    ...derive(requirement, CCI.register),
    kinds: kindsOf(requirement).map((k) => k.singular),
    statements: tests,
    needs,
    requires,
    alone,
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
