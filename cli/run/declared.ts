/** The files in which a person says what is to be expected of the target. */
import type { RunConfig } from '../../harness/config/config.ts';
import { readClaims, unprovableIn, type Claims } from '../../harness/outcome/claims.ts';
import { readExpectations, type Expectations } from '../../harness/outcome/expectations.ts';
import { suiteOf } from '../../specs/suite.ts';
import type { Io } from '../io.ts';
import { expectationsIn } from './expect.ts';

export interface Declared {
  expectations: Expectations | undefined;
  claims: Claims | undefined;
}

/** Says which claims no run can show to be true. Throws a UsageError for the first file that has something wrong. */
export function readDeclared(asked: RunConfig, io: Io): Declared {
  const { expect, claims: claimed, writeExpect } = asked.output;
  const suite = suiteOf(asked.kinds);
  const { requirements, contract } = suite;
  const expectations = expect && readExpectations(expect.file, expect.text, requirements, contract.kinds);
  const claims = claimed && readClaims(claimed.file, claimed.text, { requirements, contract });
  if (writeExpect !== undefined) expectationsIn(writeExpect, suite);
  for (const line of claims ? unprovableIn(claims) : []) io.stderr.write(`cci-conformance: ${line}\n`);
  return { expectations, claims };
}
