import { describe, expect, test } from 'vitest';
import { constraintsOf, predicateViolations } from './index.ts';
import { WORDS, general } from './words.ts';
import { CCI } from '../contract.ts';
import { example, isShown } from '../examples.ts';
import { IMAGINARY } from '../kinds.fixture.ts';
import { KINDS } from '../kinds.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Kind } from '../types.ts';

const documented = (kind: Kind): JsonObject => example(kind, 'create', 'request') ?? {};

/** The pod spec of the first replica of the documented example. */
function withPod(kind: Kind, change: (pod: { containers: JsonObject[]; [name: string]: Json }) => void): JsonObject {
  const manifest = documented(kind);
  const replicas = (manifest['spec'] as JsonObject)[kind.replicaMap] as Record<
    string,
    { template: { spec: { containers: JsonObject[] } } }
  >;
  change(Object.values(replicas)[0]!.template.spec);
  return manifest;
}
const broken = (manifest: Json, kind: Kind): string[] => predicateViolations(manifest, kind).map((v) => v.constraint);

test('ids are unique, and the judge is a predicate exactly where there is one', () => {
  expect(new Set(CCI.constraints.map((c) => c.id)).size).toBe(CCI.constraints.length);
  for (const c of CCI.constraints) expect(c.violations !== undefined, c.id).toBe(c.judge === 'predicate');
});

test('the documents carry every constraint, by words that are in the register, and the register has no others', () => {
  expect(CCI.constraints.filter(({ says }) => says === undefined).map(({ id }) => id)).toEqual([]);
  for (const { says, table } of CCI.constraints) expect(says).toMatch(new RegExp(`^table ${table}(, [^:]+)?: .{4,}$`));
  const ids = new Set(CCI.constraints.map(({ id }) => general(id)));
  expect(Object.keys(WORDS).filter((id) => !ids.has(id))).toEqual([]);
});

test('what is in no document is carried by its own definition', () => {
  const [own] = constraintsOf([{ ...IMAGINARY, document: 'kinds.yaml' }]).filter(({ id }) =>
    id.startsWith('Imaginary'),
  );
  expect(own?.says).toMatch(/^kinds\.yaml: /);
});

test('unsupported fields have no constraints, and a further kind brings its own', () => {
  expect(CCI.constraints.filter((c) => ['hostPort', 'nodeName', 'affinity'].includes(c.field ?? ''))).toEqual([]);
  expect(constraintsOf([IMAGINARY]).map((c) => c.id)).toContain('ImaginaryJobSpec.imaginaryReplicaSpecs.required');
});

describe.each(KINDS.filter(isShown))('$kind', (kind) => {
  test('the documented example keeps every predicate, and so does anything that is no job', () => {
    expect(predicateViolations(documented(kind), kind)).toEqual([]);
    for (const malformed of [
      null,
      1,
      'x',
      [],
      {},
      { spec: null },
      { spec: { [kind.replicaMap]: { A: [] } } },
    ] as Json[])
      expect(broken(malformed, kind)).toEqual([]);
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
    const control = withPod(kind, (pod) => {
      pod['initContainers'] = [{ ...pod.containers[0]! }];
    });
    expect(broken(control, kind)).toEqual(['Container.name.unique']);
    const other = withPod(kind, (pod) => {
      pod['initContainers'] = [{ ...pod.containers[0]!, name: 'other' }];
    });
    expect(broken(other, kind)).toEqual([]);
  });
});
