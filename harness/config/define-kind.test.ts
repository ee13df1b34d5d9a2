import { expect, test } from 'vitest';
import { KINDS, MUTABLE, TTL, RUN_FIELDS, findKinds, keyOf } from '../../contract/kinds.ts';
import type { KindDefinition } from '../formats/kinds-schema.ts';
import { XGBOOST } from './define-kind.fixture.ts';
import { allKinds, defineKind } from './define-kind.ts';

test('what may be left out follows from the name, or is as for a TFJob', () => {
  expect(defineKind(XGBOOST)).toMatchObject({
    singular: 'xgboostjob',
    plural: 'xgboostjobs',
    statusMap: 'replicaStatuses',
    replicaTypes: [{ name: 'Master', single: true }, { name: 'Worker' }],
    mutable: KINDS[0]?.mutable,
    specFields: [...RUN_FIELDS, TTL],
    document: 'the definition of XGBoostJob',
  });
  const { mutable, specFields } = defineKind({ ...XGBOOST, specFields: [{ name: 'rounds', is: { type: 'integer' } }] });
  expect(specFields).toEqual([...RUN_FIELDS, { name: 'rounds', is: { type: 'integer' } }]);
  expect(mutable).toEqual([
    'metadata.labels',
    'metadata.annotations',
    'spec.activeDeadlineSeconds',
    'spec.cleanPodPolicy',
  ]);
});

test.each<[unknown, string]>([
  ['XGBoostJob', 'a kind: a mapping is wanted'],
  [{ ...XGBOOST, kind: undefined }, 'a kind: kind is missing: give one such as XGBoostJob'],
  [{ ...XGBOOST, container: undefined }, 'the kind XGBoostJob: container is missing: give one such as xgboost'],
  [{ ...XGBOOST, replicaTypes: undefined }, 'replicaTypes is missing: give one such as [Master, Worker]'],
  [{ ...XGBOOST, plurel: 'xs' }, 'unknown member "plurel"; did you mean plural?: there are kind, group'],
  [{ ...XGBOOST, version: '1' }, 'version "1" cannot be one: give one such as v1'],
  [{ ...XGBOOST, replicaTypes: [] }, 'replicaTypes must NOT have fewer than 1 items'],
  [{ ...XGBOOST, replicaTypes: ['worker'] }, 'replicaTypes[0] "worker" cannot be one: give one such as Worker'],
  [{ ...XGBOOST, replicaTypes: ['A', { name: 'B', aliases: ['A'] }] }, 'replicaTypes has the name twice: A'],
  [{ ...XGBOOST, replicaTypes: 'Worker' }, 'replicaTypes should be array, is string'],
  [{ ...XGBOOST, mutable: [...MUTABLE, 'spec.round'] }, 'mutable names spec.round, which is no field of it'],
  [{ ...XGBOOST, mutable: [] }, 'mutable lacks metadata.labels: the requirements change it in every kind'],
  [
    { ...XGBOOST, specFields: [{ name: 'backoffLimit', is: { type: 'string' } }] },
    'backoffLimit is of type string, but of type integer in every kind',
  ],
  [{ ...XGBOOST, specFields: [{ name: 'a' }] }, 'specFields[0].is is missing'],
  [{ ...XGBOOST, specFields: [{ name: 'a', is: { type: 'int' } }] }, 'specFields[0].is.type should be one of string'],
  [{ ...XGBOOST, specFields: [{ name: 'a', is: { type: 'array' } }] }, 'a is of type array and lacks items'],
  [
    { ...XGBOOST, specFields: [{ name: 'a', is: { type: 'ref', ref: 'ReplicaSpek' } }] },
    'names the structure ReplicaSpek, which the documents do not have; did you mean ReplicaSpec?',
  ],
  [
    { ...XGBOOST, specFields: [{ name: 'a', is: { type: 'integer', minimum: 3, maximum: 2 } }] },
    'a allows nothing: 3 is more than 2',
  ],
  [
    { ...XGBOOST, specFields: [{ name: 'a', is: { type: 'string', enum: ['x'] }, default: 'y' }] },
    'a has the default "y", which it cannot have',
  ],
  [
    { ...XGBOOST, specFields: [{ name: 'xgbReplicaSpecs', is: { type: 'string' } }] },
    'two fields of the spec have the name: xgbReplicaSpecs',
  ],
  [{ ...XGBOOST, statusMap: 'conditions' }, 'two fields of the status have the name: conditions'],
])('%j is refused in one line', (definition, message) => {
  const given = Object.fromEntries(
    Object.entries(definition as object).filter(([, value]) => value !== undefined),
  ) as unknown as KindDefinition;
  const act = (): unknown => defineKind(typeof definition === 'string' ? (definition as never) : given);
  expect(act).toThrow(message);
  expect(act).toThrow(/^[^\n]+$/);
});

test('two kinds that cannot be told apart are refused; another version of a documented one is a kind of its own', () => {
  const named = (more: Partial<KindDefinition>) => defineKind({ ...XGBOOST, ...more });
  expect(() => allKinds([named({ kind: 'TFJob' })])).toThrow('its name tfjob.v1 is that of TFJob, which is documented');
  expect(() => allKinds([named({ plural: 'tfjobs' })])).toThrow('path kubeflow.org/v1/tfjobs is that of TFJob');
  expect(() => allKinds([named({}), named({})])).toThrow('its name xgboostjob.v1 is that of XGBoostJob');
  const kinds = allKinds([named({ kind: 'TFJob', version: 'v2' })]);
  expect(findKinds('tfjob', kinds).map(keyOf)).toEqual(['tfjob.v1', 'tfjob.v2']);
  expect(allKinds([])).toBe(KINDS);
});
