import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ONE_MORE } from '../../../contract/kinds.fixture.ts';
import { KINDS } from '../../../contract/kinds.ts';
import { example, isShown } from '../../../contract/examples.ts';
import type { JsonObject } from '../../../contract/json.ts';
import type { Kind } from '../../../contract/types.ts';
import { mergePatch } from '../../oracles/merge-patch.ts';
import { complaints, sampleSize } from '../laws.fixture.ts';
import { immutablePaths, manifests } from '../index.ts';
import type { ForbiddenChange } from '../index.ts';
import { valueAt, withValueAt } from '../../../contract/pointer.ts';

const numRuns = sampleSize(6, 3);
const samples = (kind: Kind): JsonObject[] => fc.sample(manifests(kind, { maxReplicas: 3 }), { seed: 7, numRuns });
/** limits and requests change together: what is left when both are out of sight. */
const without = (manifest: JsonObject, { path }: ForbiddenChange): string => {
  const equalAmount = path.replace(/\/limits\/(?=[^/]+$)/, '/requests/');
  return JSON.stringify(
    [...new Set([path, equalAmount])].reduce(
      (document, pointer) =>
        valueAt(document, pointer) === undefined ? document : withValueAt(document, pointer, undefined),
      manifest,
    ),
  );
};

describe.each(ONE_MORE)('forbidden changes of $kind', (kind) => {
  const cases = samples(kind).flatMap((manifest) =>
    immutablePaths(kind, manifest).map((change) => ({ manifest, change, result: change.apply(manifest) })),
  );

  test('leave a manifest valid', () => {
    for (const { manifest, change, result } of cases)
      expect(complaints(kind, result), `${change.id} of ${JSON.stringify(manifest)}`).toEqual([]);
  });

  test('do what they say at their path, and nothing else', () => {
    for (const { manifest, change, result } of cases) {
      const [before, after] = [valueAt(manifest, change.path), valueAt(result, change.path)];
      expect(after, change.id).not.toEqual(before);
      expect(before === undefined, change.id).toBe(change.change === 'added');
      expect(after === undefined, change.id).toBe(change.change === 'removed');
      expect(without(result, change), change.id).toBe(without(manifest, change));
    }
  });

  test('leave the mutable parts alone, and the metadata', () => {
    for (const { manifest, result } of cases) {
      expect(result['metadata']).toEqual(manifest['metadata']);
      for (const path of kind.mutable)
        expect(valueAt(result, `/${path.replaceAll('.', '/')}`)).toEqual(
          valueAt(manifest, `/${path.replaceAll('.', '/')}`),
        );
    }
  });

  test('can be written as merge patches', () => {
    for (const { manifest, change, result } of cases) {
      expect(mergePatch(manifest, change.patch(manifest)), change.id).toEqual(result);
    }
  });

  test('have ids that are unique in a manifest', () => {
    for (const manifest of samples(kind)) {
      const ids = immutablePaths(kind, manifest).map((change) => change.id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

test.each(KINDS.filter(isShown))('the documented $kind has changes of every kind at every depth', (kind) => {
  const manifest = example(kind, 'create', 'request')!;
  const changes = immutablePaths(kind, manifest);
  const [type] = Object.keys(valueAt(manifest, `/spec/${kind.replicaMap}`) as JsonObject);
  const replica = `/spec/${kind.replicaMap}/${type!}`;
  const ids = changes.map((change) => change.id);
  for (const id of [
    `removed:${replica}`,
    `changed:${replica}/replicas`,
    `added:${replica}/template/spec/hostname`,
    `changed:${replica}/template/spec/containers/0/image`,
    `added:${replica}/template/spec/containers/1`,
    `added:${replica}/template/spec/containers/0/tty`,
    `changed:${replica}/template/spec/containers/0/resources/limits/cpu`,
  ])
    expect(ids).toContain(id);
  for (const change of changes) expect(complaints(kind, change.apply(manifest)), change.id).toEqual([]);
});

test('a change that has nowhere to be throws', () => {
  const kind = KINDS[0]!;
  const [manifest] = samples(kind);
  const deep = immutablePaths(kind, manifest!).find((change) => change.path.split('/').length > 6)!;
  expect(() => deep.apply({ spec: {} })).toThrow('to hold');
});
