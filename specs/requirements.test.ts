import { describe, expect, test } from 'vitest';
import { CCI, contractOf, statementOf } from '../contract/contract.ts';
import { IMAGINARY, ONE_MORE } from '../contract/kinds.fixture.ts';
import { KINDS } from '../contract/kinds.ts';
import type { Kind } from '../contract/types.ts';
import type { Requirement } from '../harness/model/requirement.ts';
import { derive } from '../harness/run/plan.ts';
import { requirementsOf } from './index.ts';

/** Those with which the ids were frozen: a further kind adds to what is tested, and changes nothing for these. */
const FROZEN = contractOf(KINDS.filter(({ kind }) => ['TFJob', 'MXJob', 'PyTorchJob', 'MPIJob'].includes(kind)));

test('ids are frozen: id, revision, level, layer and statements change only on purpose', () => {
  const rows = requirementsOf(FROZEN).map((requirement) => {
    const { level, layer } = derive(requirement, FROZEN.register);
    return `${requirement.id} r${requirement.revision} ${level} ${layer}: ${requirement.tests.length > 12 ? `${requirement.tests.length} statements` : requirement.tests.join(', ')}`;
  });
  expect(rows.sort()).toMatchSnapshot();
});

const CONTRACTS = [
  { name: 'the documented kinds', contract: CCI },
  { name: 'one kind more', contract: contractOf(ONE_MORE) },
];

describe.each(CONTRACTS)('the suite of $name', ({ contract }) => {
  const requirements = requirementsOf(contract);
  const byId = new Map(requirements.map((requirement) => [requirement.id, requirement]));

  test('each id stands once, and is area/what-holds', () => {
    const ids = requirements.map((requirement) => requirement.id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  test('each requirement tests statements of the register, none of them marked untestable', () => {
    for (const requirement of requirements) {
      expect(requirement.tests.length, requirement.id).toBeGreaterThan(0);
      for (const id of requirement.tests)
        expect(statementOf(contract, id).untestable, `${requirement.id}: ${id}`).toBeUndefined();
    }
  });

  test('what a requirement needs exists, and never needs it back', () => {
    const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
      (byId.get(from)?.needs ?? []).some((id) => id === goal || (!seen.has(id) && reaches(id, goal, seen.add(id))));
    for (const requirement of requirements) {
      for (const id of requirement.needs ?? []) expect(byId.has(id), `${requirement.id} needs ${id}`).toBe(true);
      expect(reaches(requirement.id, requirement.id), requirement.id).toBe(false);
    }
  });

  test('each requirement speaks about some kind, and each kind has most of them', () => {
    const speaksAbout = (requirement: Requirement, kind: Kind): boolean => requirement.appliesTo?.(kind) ?? true;
    for (const requirement of requirements)
      expect(
        contract.kinds.some((kind) => speaksAbout(requirement, kind)),
        requirement.id,
      ).toBe(true);
    for (const kind of contract.kinds)
      expect(requirements.filter((requirement) => speaksAbout(requirement, kind)).length, kind.kind).toBeGreaterThan(
        requirements.length * 0.9,
      );
  });

  test('no statement is open: each is tested or says why it cannot be', () => {
    const cited = new Set(requirements.flatMap((requirement) => requirement.tests));
    const open = contract.statements.filter((s) => s.untestable === undefined && !cited.has(s.id));
    expect(open.map((s) => s.id)).toEqual([]);
  });
});

test('a further kind has requirements made from its own tables, and changes none of the others', () => {
  const [documented, further] = CONTRACTS.map(({ contract }) => requirementsOf(contract));
  const known = new Set(documented?.map(({ id }) => id));
  const own = further?.filter(({ id }) => !known.has(id)) ?? [];
  expect(further?.length).toBe(known.size + own.length);
  expect(own.length).toBeGreaterThan(0);
  for (const { id, appliesTo } of own) {
    expect(appliesTo?.(IMAGINARY), id).toBe(true);
    expect(
      KINDS.filter((kind) => appliesTo?.(kind) ?? true),
      id,
    ).toEqual([]);
  }
});
