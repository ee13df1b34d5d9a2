import { CCI, statementOf, statementsUnder as under } from './contract.ts';
import type { Statement } from './types.ts';

export const STATEMENTS: readonly Statement[] = CCI.statements;
export const statement = (id: string): Statement => statementOf(CCI, id);
export const statementsUnder = (prefix: string): string[] => under(CCI, prefix);
