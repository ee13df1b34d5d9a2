/** What mutants that are generated from the register have in common. */
import { CCI } from '../../../contract/contract.ts';
import { KINDS } from '../../../contract/kinds.ts';
import type { Kind } from '../../../contract/types.ts';

const TESTABLE = new Set(CCI.statements.filter(({ untestable }) => untestable === undefined).map(({ id }) => id));

export const isTestable = (statement: string): boolean => TESTABLE.has(statement);

/** The kinds take turns, so that each fault is in one of them and each of them has some. */
export function kindInTurn(turn: number): Kind {
  const kind = KINDS[turn % KINDS.length];
  if (kind === undefined) throw new Error('there are no kinds');
  return kind;
}
