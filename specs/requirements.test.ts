import { expect, test } from 'vitest';
import { CCI, contractOf, statementOf } from '../contract/contract.ts';
import { KINDS } from '../contract/kinds.ts';
import { derive } from '../harness/run/plan.ts';
import { REQUIREMENTS, requirementsOf } from './index.ts';

/** Those with which the ids were frozen: a further kind adds to what is tested, and changes nothing for these. */
const FROZEN = contractOf(KINDS.filter(({ kind }) => ['TFJob', 'MXJob', 'PyTorchJob', 'MPIJob'].includes(kind)));

test('ids are frozen: id, revision, level, layer and statements change only on purpose', () => {
  const rows = requirementsOf(FROZEN).map((requirement) => {
    const { level, layer } = derive(requirement, FROZEN.register);
    return `${requirement.id} r${requirement.revision} ${level} ${layer}: ${requirement.tests.length > 12 ? `${requirement.tests.length} statements` : requirement.tests.join(', ')}`;
  });
  expect(rows.sort()).toMatchSnapshot();
});

test('each id stands once, and is area/what-holds', () => {
  const ids = REQUIREMENTS.map((requirement) => requirement.id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
});

test('each requirement tests statements of the register, none of them marked untestable', () => {
  for (const requirement of REQUIREMENTS) {
    expect(requirement.tests.length, requirement.id).toBeGreaterThan(0);
    for (const id of requirement.tests)
      expect(statementOf(CCI, id).untestable, `${requirement.id}: ${id}`).toBeUndefined();
  }
});

test('what a requirement needs exists, and never needs it back', () => {
  const byId = new Map(REQUIREMENTS.map((requirement) => [requirement.id, requirement]));
  const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
    (byId.get(from)?.needs ?? []).some((id) => id === goal || (!seen.has(id) && reaches(id, goal, seen.add(id))));
  for (const requirement of REQUIREMENTS) {
    for (const id of requirement.needs ?? []) expect(byId.has(id), `${requirement.id} needs ${id}`).toBe(true);
    expect(reaches(requirement.id, requirement.id), requirement.id).toBe(false);
  }
});

test('each requirement speaks about some kind, and each kind has most of them', () => {
  for (const requirement of REQUIREMENTS)
    expect(
      KINDS.some((kind) => requirement.appliesTo?.(kind) ?? true),
      requirement.id,
    ).toBe(true);
});

test('no statement is open: each is tested or says why it cannot be', () => {
  const cited = new Set(REQUIREMENTS.flatMap((requirement) => requirement.tests));
  expect(CCI.statements.filter((s) => s.untestable === undefined && !cited.has(s.id)).map((s) => s.id)).toEqual([]);
});
