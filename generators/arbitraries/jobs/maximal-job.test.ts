import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KINDS } from '../../../contract/kinds.ts';
import type { JsonObject } from '../../../contract/json.ts';
import { specOf, structuresOf } from '../../../contract/structures/index.ts';
import type { FieldType, Kind, Structure } from '../../../contract/types.ts';
import { committedSet } from '../../../schemas/validate.ts';
import { complaints } from '../laws.fixture.ts';
import { together, withAll } from '../changes/immutable.ts';
import { forbiddenChanges, fullJob } from './maximal-job.ts';
import { replacementsFor } from '../changes/replacements.ts';
import { valueAt } from '../../../contract/pointer.ts';
import { isDrawn } from '../values/values.ts';

const byId = (one: { id: string }, other: { id: string }): number => (one.id < other.id ? -1 : 1);

/** Every place of a field that is not mutable, `#` for an item and `*` for a key. */
function placesOf(kind: Kind): string[] {
  const structures = structuresOf(kind);
  const into = (is: FieldType, at: string, dotted: string): string[] => {
    if (is.type === 'array') return into(is.items, `${at}/#`, `${dotted}[]`);
    if (is.type === 'map') return is.values.type === 'ref' ? into(is.values, `${at}/*`, dotted) : [];
    return is.type === 'ref' && is.ref !== 'ResourceRequirements' ? walk(structures[is.ref]!, at, dotted) : [];
  };
  const walk = (structure: Structure, at: string, dotted: string): string[] =>
    structure.fields.flatMap((field) => {
      const path = `${dotted}.${field.name}`;
      if (kind.mutable.includes(path) || !isDrawn(structure, field, path, false)) return [];
      return [`${at}/${field.name}`, ...into(field.is, `${at}/${field.name}`, path)];
    });
  return walk(specOf(kind), '/spec', 'spec').filter((place) => !place.includes('/initContainers/#/'));
}

test.each(KINDS)('a full $kind is valid, and each documented place in it changes, comes or goes', (kind) => {
  const job: JsonObject = { ...fullJob(kind), metadata: { name: 'full' } };
  expect(committedSet().validate(`${kind.singular}.sent`, job)).toEqual([]);
  expect(fullJob(kind)).toEqual(fullJob(kind));
  const changes = forbiddenChanges(kind, job);
  expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
  const touched = new Set(
    changes.flatMap(({ path }) => {
      const steps = path
        .split('/')
        .map((step, i, all) => (/^\d+$/.test(step) ? '#' : all[i - 1] === kind.replicaMap ? '*' : step));
      return steps.map((_, i) => steps.slice(0, i + 1).join('/'));
    }),
  );
  expect(placesOf(kind).filter((place) => !touched.has(place))).toEqual([]);
});

test.each(KINDS)(
  'what a $kind may not change goes into few requests, each valid and with all of its changes',
  (kind) => {
    const job: JsonObject = { ...fullJob(kind), metadata: { name: 'full' } };
    const changes = forbiddenChanges(kind, job);
    const groups = together(changes);
    expect(groups.flat().toSorted(byId)).toEqual(changes.toSorted(byId));
    expect(groups.length).toBeLessThan(10);
    for (const group of groups) {
      const changed = withAll(group, job);
      expect(complaints(kind, changed)).toEqual([]);
      for (const { id, path, apply } of group) expect(valueAt(changed, path), id).toEqual(valueAt(apply(job), path));
    }
  },
);

test.each(KINDS)('replacements of a $kind keep it valid', (kind) => {
  const job = fullJob(kind);
  fc.assert(
    fc.property(replacementsFor(kind), ({ labels, annotations, spec }) => {
      const mutable = kind.mutable.filter((path) => path.startsWith('spec.')).map((path) => path.slice(5));
      expect(Object.keys(spec).every((name) => mutable.includes(name))).toBe(true);
      expect(
        committedSet().validate(`${kind.singular}.sent`, {
          ...job,
          metadata: { name: 'full', labels, annotations },
          spec: { ...(job['spec'] as JsonObject), ...spec },
        }),
      ).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
