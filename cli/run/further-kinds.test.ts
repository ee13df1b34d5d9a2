/** That a kind is data: what follows from a contract follows for whatever kinds it has. */
import { expect, test } from 'vitest';
import { CCI, contractOf, statementsUnder } from '../../contract/contract.ts';
import { IMAGINARY, ONE_MORE } from '../../contract/kinds.fixture.ts';
import { schemaDocuments } from '../../generators/schemas/schema.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { schemaSet } from '../../schemas/validate.ts';
import { REQUIREMENTS, requirementsOf } from '../../specs/index.ts';
import { WHOLE, part } from '../testing/extent.ts';
import { accusations, judgeInProcess } from './in-process.ts';

const contract = contractOf(ONE_MORE);
const requirements = requirementsOf(contract);

test('one more kind brings its own statements and requirements, and all of them are tested', () => {
  const documented = new Set(REQUIREMENTS.map(({ id }) => id));
  expect([...documented].filter((id) => !requirements.some((requirement) => requirement.id === id))).toEqual([]);
  expect(statementsUnder(contract, 'field.ImaginaryJobSpec')).toContain('field.ImaginaryJobSpec.rounds');
  expect(statementsUnder(CCI, 'field.ImaginaryJobSpec')).toEqual([]);
  const tested = new Set(requirements.flatMap((requirement) => requirement.tests));
  expect(
    contract.statements.filter(({ id, untestable }) => untestable === undefined && !tested.has(id)).map(({ id }) => id),
  ).toEqual([]);
});

/** In a sample one in eight, and all that the kind brings. */
function judgedRequirements(): Requirement[] {
  const documented = new Set(REQUIREMENTS.map(({ id }) => id));
  const asked = new Set(part(0, WHOLE ? 1 : 8, requirements));
  return requirements.filter((requirement) => asked.has(requirement) || !documented.has(requirement.id));
}

test('one more kind is served and judged, and keeps everything that is demanded', async () => {
  const asked = judgedRequirements();
  const { results, leftBehind } = await judgeInProcess({
    requirements: asked,
    kinds: ONE_MORE,
    judged: [IMAGINARY],
    schemas: schemaSet([...schemaDocuments(ONE_MORE).values()]),
    runs: 10,
  });
  expect(accusations(results)).toEqual([]);
  expect(results.length).toBeGreaterThan(asked.length / 2);
  expect(leftBehind).toEqual([]);
});
