import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ONE_MORE } from '../../../contract/kinds.fixture.ts';
import { fieldsOf, named, objectOf, structuresOf } from '../../../contract/structures/index.ts';
import type { Json, JsonObject } from '../../../contract/json.ts';
import type { FieldType, Kind, Structure } from '../../../contract/types.ts';
import { complaints } from '../laws.fixture.ts';
import { manifests, smallManifests } from '../index.ts';
import { isDrawn } from '../values/values.ts';

const seed = 20231221;
const numRuns = 300;
const bounds = { maxReplicas: 3 };

/** What appears in manifests: `Structure.field`, and `Structure.field=value` for enums. */
function seenIn(kind: Kind, manifest: JsonObject, seen: Set<string>): void {
  const structures = structuresOf(kind);
  const into = (is: FieldType, value: Json, name: string): void => {
    if (is.type === 'array') return (value as Json[]).forEach((item) => into(is.items, item, name));
    if (is.type === 'map') return Object.values(value as JsonObject).forEach((item) => into(is.values, item, name));
    if (is.type === 'ref') return walk(named(structures, is.ref), value as JsonObject);
    if (is.type === 'string' && is.enum !== undefined) seen.add(`${name}=${String(value)}`);
  };
  const walk = (structure: Structure, object: JsonObject): void => {
    for (const field of structure.fields) {
      const value = object[field.name];
      if (value === undefined) continue;
      seen.add(`${structure.name}.${field.name}`);
      into(field.is, value, `${structure.name}.${field.name}`);
    }
  };
  walk(objectOf(kind), manifest);
}

/** What has to appear: every field that a client may set, and every value of an enum. */
function documented(kind: Kind, unsent: boolean): string[] {
  const all = fieldsOf(kind);
  const undrawn = all
    .filter(({ path, field, structure }) => !isDrawn(structure, field, path, unsent))
    .map(({ path }) => path);
  const fields = all.filter(
    ({ path }) => !undrawn.some((held) => path === held || path.startsWith(`${held}.`) || path.startsWith(`${held}[`)),
  );
  const values = (is: FieldType): readonly string[] =>
    is.type === 'array' ? values(is.items) : is.type === 'string' ? (is.enum ?? []) : [];
  return fields.flatMap(({ field, structure }) => [
    `${structure.name}.${field.name}`,
    ...values(field.is).map((value) => `${structure.name}.${field.name}=${value}`),
  ]);
}

const podsOf = (kind: Kind, manifest: JsonObject): JsonObject[] =>
  Object.values((manifest['spec'] as JsonObject)[kind.replicaMap] as JsonObject).map(
    (replica) => ((replica as JsonObject)['template'] as JsonObject)['spec'] as JsonObject,
  );
const list = (holder: JsonObject, name: string): JsonObject[] => (holder[name] ?? []) as JsonObject[];

describe.each(ONE_MORE)('manifests of $kind', (kind) => {
  const sent = fc.sample(manifests(kind, bounds), { seed, numRuns });
  const unsent = fc.sample(manifests(kind, { ...bounds, unsent: true }), { seed, numRuns });

  test('are valid', () => {
    for (const manifest of [...sent, ...unsent])
      expect(complaints(kind, manifest), JSON.stringify(manifest)).toEqual([]);
  });

  test('stay valid while they shrink', () => {
    const tried: JsonObject[] = [];
    const outcome = fc.check(
      fc.property(manifests(kind, bounds), (manifest) => {
        tried.push(manifest);
        return !JSON.stringify(manifest).includes('volumeMounts');
      }),
      { seed, numRuns },
    );
    expect(outcome.numShrinks).toBeGreaterThan(3);
    for (const manifest of tried) expect(complaints(kind, manifest), JSON.stringify(manifest)).toEqual([]);
    expect(JSON.stringify(outcome.counterexample![0]).length).toBeLessThan(600);
  });

  test('show every field that a client may set, and every value of an enum', () => {
    for (const [drawn, isUnsent] of [
      [sent, false],
      [unsent, true],
    ] as const) {
      const seen = new Set<string>();
      for (const manifest of drawn) seenIn(kind, manifest, seen);
      expect(documented(kind, isUnsent).filter((what) => !seen.has(what))).toEqual([]);
    }
  });

  test('show every replica type in each spelling, never two spellings of one, and no more replicas than bounded', () => {
    const seen = new Set<string>();
    for (const manifest of sent) {
      const replicas = Object.entries((manifest['spec'] as JsonObject)[kind.replicaMap] as JsonObject);
      for (const type of kind.replicaTypes) {
        const spelled = replicas.filter(([name]) => [type.name, ...(type.aliases ?? [])].includes(name));
        expect(spelled.length).toBeLessThanOrEqual(1);
        for (const [name, replica] of spelled) {
          seen.add(name);
          const count = (replica as JsonObject)['replicas'] ?? 1;
          expect(count).toBeGreaterThanOrEqual(1);
          expect(count).toBeLessThanOrEqual(type.single === true ? 1 : bounds.maxReplicas);
        }
      }
    }
    expect([...seen].sort()).toEqual(kind.replicaTypes.flatMap((type) => [type.name, ...(type.aliases ?? [])]).sort());
  });

  test('have pods that agree with themselves', () => {
    for (const pod of sent.flatMap((manifest) => podsOf(kind, manifest))) {
      const volumes = list(pod, 'volumes').map((volume) => volume['name']);
      expect(new Set(volumes).size).toBe(volumes.length);
      expect(list(pod, 'containers')[0]!['name']).toBe(kind.container);
      for (const container of [...list(pod, 'containers'), ...list(pod, 'initContainers')]) {
        for (const mount of [...list(container, 'volumeMounts'), ...list(container, 'volumeDevices')])
          expect(volumes).toContain(mount['name']);
        for (const env of list(container, 'env'))
          expect(Object.keys(env).filter((name) => name !== 'name')).toHaveLength(1);
        for (const [name, member] of [
          ['ports', 'name'],
          ['env', 'name'],
          ['volumeMounts', 'mountPath'],
        ] as const) {
          const values = list(container, name).flatMap((item) => item[member] ?? []);
          expect(new Set(values).size).toBe(values.length);
        }
      }
    }
  });

  test('hold Unicode, and no lone surrogate', () => {
    const all = sent.map((manifest) => JSON.stringify(manifest));
    expect(all.some((text) => /\p{Emoji_Presentation}/u.test(text))).toBe(true);
    expect(all.every((text) => !/\\ud[89a-f]/i.test(text) && !text.includes('\\u0000'))).toBe(true);
  });

  test('are of modest size, and small ones smaller', () => {
    const median = (values: JsonObject[]): number =>
      values.map((value) => JSON.stringify(value).length).sort((a, b) => a - b)[values.length / 2]!;
    const small = fc.sample(smallManifests(kind, bounds), { seed, numRuns });
    expect(median(sent)).toBeLessThan(4096);
    expect(median(small)).toBeLessThan(1024);
    for (const manifest of small) expect(complaints(kind, manifest)).toEqual([]);
  });

  test('that are sent leave a job to itself: nothing ends, holds or removes it', () => {
    for (const manifest of sent) {
      expect(manifest['metadata']).not.toHaveProperty('finalizers');
      for (const name of ['activeDeadlineSeconds', 'ttlSecondsAfterFinished']) {
        expect((manifest['spec'] as JsonObject)[name] ?? 3600, name).toBeGreaterThanOrEqual(
          kind.specFields.some((f) => f.name === name) ? 3600 : 0,
        );
      }
    }
  });
});
