/** That several versions of one kind are several kinds. */
import { expect, test } from 'vitest';
import { contractOf } from '../../contract/contract.ts';
import { KINDS, findKinds, keyOf, nameFor } from '../../contract/kinds.ts';
import { schemaDocuments } from '../../generators/schemas/schema.ts';
import { schemaSet } from '../../schemas/validate.ts';
import { requirementsOf } from '../../specs/index.ts';
import { accusations, judgeInProcess } from './in-process.ts';

const [first] = findKinds('mpijob');
if (first === undefined) throw new Error('the contract has no MPIJob');
const contract = contractOf([...KINDS, { ...first, version: 'v1', example: 'mpijob-v1' }]);
const versions = findKinds('mpijob', contract.kinds);

test('each version has names of its own, and other kinds keep theirs', () => {
  expect(versions.map(keyOf)).toEqual(['mpijob.v1alpha2', 'mpijob.v1']);
  expect(versions.map((kind) => nameFor(kind, kind.singular))).toEqual(['mpijob.v1alpha2', 'mpijob.v1']);
  expect(findKinds('MPIJob.v1', contract.kinds)).toEqual([versions[1]]);
  expect(contract.kinds.filter((kind) => kind.singular !== 'mpijob')).toEqual(KINDS.filter((kind) => kind !== first));
  for (const ids of [contract.statements.map(({ id }) => id), contract.structures.map(({ name }) => name)])
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  expect([...schemaDocuments(contract.kinds).keys()]).toEqual(
    expect.arrayContaining(['tfjob.sent', 'mpijob.v1alpha2.sent', 'mpijob.v1.sent']),
  );
});

test('both are served and judged, and neither is taken for the other', async () => {
  const wanted = ['create/', 'read/', 'list/', 'delete-collection/', 'isolation/'];
  const requirements = requirementsOf(contract).filter(({ id }) => wanted.some((area) => id.startsWith(area)));
  const { results, leftBehind } = await judgeInProcess({
    requirements,
    kinds: contract.kinds,
    judged: versions,
    schemas: schemaSet([...schemaDocuments(contract.kinds).values()]),
    runs: 5,
  });
  expect(accusations(results)).toEqual([]);
  expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['mpijob.v1alpha2', 'mpijob.v1']));
  expect(leftBehind).toEqual([]);
});
