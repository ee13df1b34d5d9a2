import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CONSTRAINTS, constraintsOf, predicateViolations } from './constraints.ts';
import { KINDS } from './kinds.ts';
import type { Json, JsonObject } from './json.ts';
import type { Kind } from './types.ts';

const example = (kind: Kind): JsonObject =>
  JSON.parse(
    readFileSync(new URL(`examples/${kind.example}.create.request.json`, import.meta.url), 'utf8'),
  ) as JsonObject;

/** The pod spec of the first replica of the documented example. */
function withPod(kind: Kind, change: (pod: { containers: JsonObject[]; [name: string]: Json }) => void): JsonObject {
  const manifest = example(kind);
  const replicas = (manifest['spec'] as JsonObject)[kind.replicaMap] as Record<
    string,
    { template: { spec: { containers: JsonObject[] } } }
  >;
  change(Object.values(replicas)[0]!.template.spec);
  return manifest;
}
const broken = (manifest: Json, kind: Kind): string[] => predicateViolations(manifest, kind).map((v) => v.constraint);

test('ids are unique, and the judge is a predicate exactly where there is one', () => {
  expect(new Set(CONSTRAINTS.map((c) => c.id)).size).toBe(CONSTRAINTS.length);
  for (const c of CONSTRAINTS) expect(c.violations !== undefined, c.id).toBe(c.judge === 'predicate');
});

test('unsupported fields have no constraints, and a further kind brings its own', () => {
  expect(CONSTRAINTS.filter((c) => ['hostPort', 'nodeName', 'affinity'].includes(c.field ?? ''))).toEqual([]);
  const fifth: Kind = { ...KINDS[0]!, kind: 'XJob', replicaMap: 'xReplicaSpecs' };
  expect(constraintsOf([fifth]).map((c) => c.id)).toContain('XJobSpec.xReplicaSpecs.required');
});

describe.each(KINDS)('$kind', (kind) => {
  test('the documented example keeps every predicate, and so does anything that is no job', () => {
    expect(predicateViolations(example(kind), kind)).toEqual([]);
    for (const odd of [null, 1, 'x', [], {}, { spec: null }, { spec: { [kind.replicaMap]: { A: [] } } }] as Json[])
      expect(broken(odd, kind)).toEqual([]);
  });

  test('limits equal requests as quantities, whatever their spelling', () => {
    const resources = (limits: JsonObject, requests: JsonObject): string[] =>
      broken(
        withPod(kind, (pod) => {
          pod.containers[0]!['resources'] = { limits, requests };
        }),
        kind,
      );
    expect(resources({ cpu: '1000m' }, { cpu: 1 })).toEqual([]);
    expect(resources({ cpu: '1' }, { cpu: '2' })).toEqual(['ResourceRequirements.limits-equal-requests']);
    expect(resources({ cpu: '1', memory: '1Gi' }, { cpu: '1' })).toEqual([
      'ResourceRequirements.limits-equal-requests',
    ]);
  });

  test('GPUs come in whole numbers from 1', () => {
    const gpus = (amount: string): string[] => {
      const amounts = { 'nvidia.com/gpu-tesla-v100-16GB': amount };
      return broken(
        withPod(kind, (pod) => {
          pod.containers[0]!['resources'] = { limits: amounts, requests: amounts };
        }),
        kind,
      );
    };
    expect(gpus('1')).toEqual([]);
    for (const amount of ['0', '500m', '-1'])
      expect(new Set(gpus(amount))).toEqual(new Set(['ResourceName.gpu-is-positive-integer']));
  });

  test('containers of a pod have names of their own', () => {
    const twin = withPod(kind, (pod) => {
      pod['initContainers'] = [{ ...pod.containers[0]! }];
    });
    expect(broken(twin, kind)).toEqual(['Container.name.unique']);
    const other = withPod(kind, (pod) => {
      pod['initContainers'] = [{ ...pod.containers[0]!, name: 'other' }];
    });
    expect(broken(other, kind)).toEqual([]);
  });

  test('a volume has one source', () => {
    const volume = (source: JsonObject): string[] =>
      broken(
        withPod(kind, (pod) => {
          pod['volumes'] = [{ name: 'v', ...source }];
        }),
        kind,
      );
    expect(volume({ emptyDir: {} })).toEqual([]);
    expect(volume({ emptyDir: {}, secret: { secretName: 's' } })).toEqual(['Volume.one-source']);
  });
});
