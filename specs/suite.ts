import { CCI, contractOf } from '../contract/contract.ts';
import { KINDS } from '../contract/kinds.ts';
import type { Kind } from '../contract/types.ts';
import { schemaDocuments } from '../generators/schemas/schema.ts';
import type { Suite } from '../harness/model/suite.ts';
import { committedSet, schemaSet, type SchemaSet } from '../schemas/validate.ts';
import { REQUIREMENTS, requirementsOf } from './index.ts';

const DOCUMENTED: Suite = { contract: CCI, requirements: REQUIREMENTS, schemas: committedSet };

const made = new WeakMap<readonly Kind[], Suite>();

/** What these kinds are judged by; it is made once for each list of kinds. */
export function suiteOf(kinds: readonly Kind[] = KINDS): Suite {
  const known = kinds === KINDS ? DOCUMENTED : made.get(kinds);
  if (known !== undefined) return known;
  const contract = contractOf(kinds);
  let schemas: SchemaSet | undefined;
  const suite: Suite = {
    contract,
    requirements: requirementsOf(contract),
    schemas: () => (schemas ??= schemaSet([...schemaDocuments(contract.kinds).values()])),
  };
  made.set(kinds, suite);
  return suite;
}
