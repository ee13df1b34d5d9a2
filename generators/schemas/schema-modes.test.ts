import { describe, expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import { CAUSE_REASONS, objectOf } from '../../contract/structures/index.ts';
import { committedSet } from '../../schemas/validate.ts';
import type { SchemaName } from '../../schemas/validate.ts';
import { fullJob, placesOf } from './full.fixture.ts';

const schemas = committedSet();
const errors = (name: SchemaName, value: unknown): string[] =>
  schemas.validate(name, value).map((e) => `${e.path} ${e.message}`);
const merged = (job: JsonObject, part: string, change: JsonObject): JsonObject => ({
  ...job,
  [part]: { ...(job[part] as JsonObject), ...change },
});

describe.each(KINDS)('$kind', (kind) => {
  const [sent, received, patch] = (['sent', 'received', 'patch'] as const).map(
    (m) => `${kind.singular}.${m}` as SchemaName,
  ) as [SchemaName, SchemaName, SchemaName];
  const holders = (job: JsonObject): JsonObject[] => [
    job,
    ...new Set(placesOf(kind, job, objectOf(kind)).map((p) => p.holder)),
  ];

  test('an unknown member is refused anywhere in what is sent, but for the status, and taken anywhere in what is received', () => {
    const job = fullJob(kind);
    const inStatus = new Set(
      placesOf(kind, job, objectOf(kind))
        .filter((p) => p.pointer.startsWith('/status/'))
        .map((p) => p.holder),
    );
    for (const holder of holders(job)) {
      holder['addedByAServer'] = { anything: 1 };
      expect(errors(received, job)).toEqual([]);
      expect(errors(sent, job).length, JSON.stringify(holder).slice(0, 80)).toBe(inStatus.has(holder) ? 0 : 1);
      delete holder['addedByAServer'];
    }
  });

  test("constraints on values are the client's: what is received only keeps its types, until the server says it itself", () => {
    const job = merged(fullJob(kind), 'spec', { cleanPodPolicy: 'Sometimes', activeDeadlineSeconds: 0 });
    expect(errors(sent, job)).toHaveLength(2);
    expect(errors(received, job)).toEqual([]);
    const condition = (type: string): JsonObject => merged(fullJob(kind), 'status', { conditions: [{ type }] });
    expect(errors(received, condition('Running'))).toEqual([]);
    expect(errors(received, condition('Walking'))).toHaveLength(1);
  });

  test('the status is absent, empty or filled; times have a fraction or none; nothing else', () => {
    const { status: _, ...fresh } = fullJob(kind);
    for (const status of [
      {},
      { startTime: '2024-02-29T12:00:00Z' },
      { startTime: '2024-02-29T12:00:00.000Z' },
      { conditions: null },
    ])
      expect(errors(received, { ...fresh, status })).toEqual([]);
    expect(errors(received, fresh)).toEqual([]);
    for (const status of [
      '',
      [],
      { startTime: '2024-02-29 12:00:00Z' },
      { startTime: '2024-02-29T12:00:00' },
      { startTime: 0 },
    ])
      expect(errors(received, { ...fresh, status })).not.toEqual([]);
  });

  test('quantities are strings or whole numbers when sent; any number may come back', () => {
    const quantities = (cpu: Json): JsonObject => {
      const job = fullJob(kind);
      for (const { field, holder } of placesOf(kind, job, objectOf(kind)))
        if (field.name === 'limits') holder['limits'] = { cpu };
      return job;
    };
    for (const cpu of ['1000m', '1', 2, '0.5', '4Gi', '1e3'])
      expect([...errors(sent, quantities(cpu)), ...errors(received, quantities(cpu))]).toEqual([]);
    expect(errors(received, quantities(0.5))).toEqual([]);
    for (const cpu of ['two', '', null, '1 Gi', true]) expect(errors(sent, quantities(cpu))).not.toEqual([]);
  });

  test('a merge patch may leave out everything and remove what is not required', () => {
    expect(errors(patch, {})).toEqual([]);
    expect(
      errors(patch, { metadata: { labels: { a: null, b: 'c' }, annotations: null }, spec: { cleanPodPolicy: null } }),
    ).toEqual([]);
    expect(
      errors(patch, {
        spec: { [kind.replicaMap]: { [kind.replicaTypes[0]!.name]: { template: { spec: { priority: null } } } } },
      }),
    ).toEqual([]);
    for (const required of [
      { metadata: null },
      { spec: null },
      { kind: null },
      { metadata: { name: null } },
      { spec: { [kind.replicaMap]: null } },
    ]) {
      expect(errors(patch, required)).not.toEqual([]);
    }
    for (const malformed of [[], 'x', null, { metadata: { labels: { a: 1 } } }, { spec: { unknown: 1 } }] as unknown[])
      expect(errors(patch, malformed)).not.toEqual([]);
  });

  test('a merge patch replaces arrays whole, so that their items are complete', () => {
    const containers = (container: JsonObject): JsonObject => ({
      spec: {
        [kind.replicaMap]: { [kind.replicaTypes[0]!.name]: { template: { spec: { containers: [container] } } } },
      },
    });
    expect(errors(patch, containers({ name: 'a', image: 'b' }))).toEqual([]);
    expect(errors(patch, containers({ name: 'a' }))).not.toEqual([]);
    expect(errors(patch, containers({ name: 'a', image: 'b', args: null }))).not.toEqual([]);
  });

  test('a list has its own kind, and items that are jobs', () => {
    const list = (change: JsonObject): string[] =>
      errors(`${kind.singular}.list`, {
        apiVersion: `${kind.group}/${kind.version}`,
        kind: `${kind.kind}List`,
        metadata: { continue: '' },
        items: [fullJob(kind)],
        ...change,
      });
    expect(list({})).toEqual([]);
    expect(list({ items: [] })).toEqual([]);
    for (const change of [{ items: null }, { items: [{}] }, { kind: kind.kind }, { kind: 'List' }] as JsonObject[])
      expect(list(change)).not.toEqual([]);
  });
});

test('a watch event has a type in any case; an ERROR holds a Status, any other an object with metadata', () => {
  const object = { apiVersion: 'kubeflow.org/v1', kind: 'TFJob', metadata: {} };
  const status = { apiVersion: 'v1', kind: 'Status', status: 'Failure', code: 410, reason: 'Expired' };
  for (const type of ['ADDED', 'Added', 'modified', 'BOOKMARK'])
    expect(errors('watchevent', { type, object })).toEqual([]);
  expect(errors('watchevent', { type: 'Error', object: status })).toEqual([]);
  expect(errors('watchevent', { type: 'ERROR', object })).not.toEqual([]);
  expect(errors('watchevent', { type: 'ADDED', object: status })).not.toEqual([]);
  for (const malformed of [{ type: 'MOVED', object }, { type: 'ADDED' }, { object }, { type: 'ADDED', object: 'x' }])
    expect(errors('watchevent', malformed)).not.toEqual([]);
});

test("a Status may carry the service's own code, details and causes, and any reason", () => {
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: 'UnsupportedMediaType',
    code: 415,
    errorCode: 'CCI.01.400101',
  };
  expect(errors('status', status)).toEqual([]);
  for (const reason of CAUSE_REASONS)
    expect(errors('status', { ...status, details: { causes: [{ field: 'metadata.name', reason }] } })).toEqual([]);
  for (const malformed of [
    { status: 'Broken' },
    { code: '415' },
    { kind: 'Error' },
    { details: { causes: [{ field: 1 }] } },
  ])
    expect(errors('status', { ...status, ...malformed })).not.toEqual([]);
});
