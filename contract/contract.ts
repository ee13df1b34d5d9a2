import { constraintsOf, type Constraint } from './constraints/index.ts';
import { digestOf } from './digest.ts';
import { ERRATA } from './errata.ts';
import { FREEDOMS } from './freedoms/index.ts';
import { KINDS, toldApart } from './kinds.ts';
import { OPERATIONS } from './operations.ts';
import { statementsOf } from './statements/index.ts';
import { STRUCTURES, structuresOfAll } from './structures/index.ts';
import type { Erratum, Freedom, Kind, Statement, Structure } from './types.ts';

/** The contract: the kinds, and what the documents say about them. All requirements follow from it. */
export interface Contract {
  kinds: readonly Kind[];
  /** Every table: first those that all kinds share, then those of each kind. */
  structures: readonly Structure[];
  constraints: readonly Constraint[];
  statements: readonly Statement[];
  /** The statements by their ids. */
  register: ReadonlyMap<string, Statement>;
  freedoms: readonly Freedom[];
  errata: readonly Erratum[];
  /**
   * Identifies the contract that a verdict is based on: equal for equal kinds, operations, tables, statements, freedoms
   * and errata.
   */
  digest: string;
}

/** The contract of the CCI documents for these kinds. */
export function contractOf(given: readonly Kind[]): Contract {
  const kinds = toldApart(given);
  const structures = structuresOfAll(kinds);
  const constraints = constraintsOf(kinds);
  const statements = statementsOf(kinds, structures, constraints);
  const said = {
    KINDS: kinds,
    OPERATIONS,
    STRUCTURES,
    CONSTRAINTS: constraints,
    STATEMENTS: statements,
    FREEDOMS,
    ERRATA,
  };
  return {
    kinds,
    structures,
    constraints,
    statements,
    register: new Map(statements.map((statement) => [statement.id, statement])),
    freedoms: FREEDOMS,
    errata: ERRATA,
    digest: digestOf(said),
  };
}

/** The contract as documented. */
export const CCI: Contract = contractOf(KINDS);

/** Throws when no statement has that id. */
export function statementOf(contract: Pick<Contract, 'register'>, id: string): Statement {
  const found = contract.register.get(id);
  if (found === undefined) throw new Error(`no statement ${id} in the register`);
  return found;
}

/** Ids of the testable statements under a prefix: `field.ReplicaSpec` gives `field.ReplicaSpec.replicas` and so on. */
export const statementsUnder = (contract: Pick<Contract, 'statements'>, prefix: string): string[] =>
  contract.statements
    .filter((s) => s.untestable === undefined && (s.id === prefix || s.id.startsWith(`${prefix}.`)))
    .map((s) => s.id);
