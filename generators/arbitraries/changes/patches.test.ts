import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ONE_MORE } from '../../../contract/kinds.fixture.ts';
import { isObject, type Json, type JsonObject } from '../../../contract/json.ts';
import { mergePatch } from '../../oracles/merge-patch.ts';
import { mergePatchBetween } from '../../../contract/merge-patch.ts';
import { complaints, patchComplaints } from '../laws.fixture.ts';
import { jsonValues, mergePatches, mergePatchesFor, smallManifests } from '../index.ts';
import { valueAt } from '../../../contract/pointer.ts';

const seed = 17;
describe.each(ONE_MORE)('merge patches of $kind', (kind) => {
  const manifests = smallManifests(kind, { maxReplicas: 2 });

  test('make valid manifests of valid manifests, and keep what is not mutable', () => {
    fc.assert(
      fc.property(manifests, mergePatchesFor(kind), (manifest, patch) => {
        const result = mergePatch(manifest, patch);
        expect(patchComplaints(kind, patch)).toEqual([]);
        expect(complaints(kind, result)).toEqual([]);
        for (const path of ['/metadata/name', `/spec/${kind.replicaMap}`])
          expect(valueAt(result, path)).toEqual(valueAt(manifest, path));
      }),
      { seed },
    );
  });

  test('touch each mutable part alone and with others: set it, remove it, aim at what is absent, or change nothing', () => {
    const patches = fc.sample(mergePatchesFor(kind), { seed, numRuns: 300 });
    const seen = new Set(
      patches.flatMap((patch) => {
        const parts = Object.entries(patch).flatMap(([group, members]) =>
          Object.entries(members as JsonObject).map(([name, value]): [string, Json] => [`${group}.${name}`, value]),
        );
        const values = ([name, value]: [string, Json]): [string, Json][] =>
          isObject(value) ? Object.values(value).map((v): [string, Json] => [name, v]) : [[name, value]];
        return [
          `${Math.min(parts.length, 2)} parts`,
          ...parts
            .filter(([, value]) => isObject(value) && Object.keys(value).length === 0)
            .map(([name]) => `${name} empty`),
          ...parts.flatMap(values).map(([name, value]) => `${name} ${value === null ? 'removed' : 'set'}`),
          ...parts
            .flatMap(([, value]) => (isObject(value) ? Object.keys(value) : []))
            .flatMap((key) => ['/', '~'].filter((c) => key.includes(c)).map((c) => `key with ${c}`)),
        ];
      }),
    );
    const expected = [
      '0 parts',
      '1 parts',
      '2 parts',
      'key with /',
      'key with ~',
      ...kind.mutable.flatMap((path) => [
        `${path} set`,
        `${path} removed`,
        ...(path.startsWith('metadata') ? [`${path} empty`] : []),
      ]),
    ];
    expect(expected.filter((what) => !seen.has(what))).toEqual([]);
    const names = new Set(
      patches.flatMap((patch) =>
        Object.entries(patch).flatMap(([group, members]) =>
          Object.keys(members as JsonObject).map((name) => `${group}.${name}`),
        ),
      ),
    );
    expect([...names].sort()).toEqual([...kind.mutable].sort());
  });
});

/** Without null members, which no merge patch can express. */
const withoutNulls = (value: Json): Json => mergePatch(undefined, isObject(value) ? value : { value });

test('the patch between two documents makes one of the other', () => {
  fc.assert(
    fc.property(jsonValues, jsonValues, (from, to) => {
      const target = withoutNulls(to);
      expect(mergePatch(from, mergePatchBetween(from, target))).toEqual(target);
    }),
    { seed },
  );
  fc.assert(
    fc.property(jsonValues, mergePatches.filter(isObject), (from, patch) => {
      const target = withoutNulls(mergePatch(from, patch));
      expect(mergePatch(from, mergePatchBetween(from, target))).toEqual(target);
    }),
    { seed },
  );
});

test('patches at large hold nulls at several depths, empty objects, arrays, and awkward keys', () => {
  const texts = fc.sample(mergePatches, { seed, numRuns: 300 }).map((patch) => JSON.stringify(patch));
  for (const shape of [
    /^\{"[^"]*":null/,
    /:\{"[^"]*":null/,
    /\{\}/,
    /\[/,
    /"m~n":/,
    /"a\/b":/,
    /"__proto__":/,
    /"":/,
    /"😀":/,
  ])
    expect(
      texts.some((text) => shape.test(text)),
      String(shape),
    ).toBe(true);
});
