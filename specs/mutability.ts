import type { Json, JsonObject } from '../contract/seam.ts';
import { KINDS } from '../contract/kinds.ts';
import type { Job, Requirement, Trial } from '../harness/types.ts';
import { ABSENT } from '../harness/types.ts';
import { immutablePaths } from '../generators/arbitraries/index.ts';
import { at, leaf, requirement, specOf, withMember } from './common.ts';
import { put, twoValues, write, WAYS, type Way } from './writing.ts';

/** All spec fields that some kind lists as mutable, once. */
const MUTABLE_FIELDS = [...new Set(KINDS.flatMap((kind) => kind.mutable.filter((path) => path.startsWith('spec.')).map((path) => leaf(path))))];

const mutableField = (name: string, way: Way): Requirement =>
  requirement(`mutability/${way}-changes-${name}`, {
    tests: [`${way}.mutable.${name}`],
    needs: [way === 'replace' ? 'replace/stores-the-body' : 'patch/merges'],
    appliesTo: (kind) => kind.mutable.includes(`spec.${name}`),
    async check(trial) {
      const field = trial.kind.specFields.find((f) => f.name === name);
      if (field === undefined) throw new Error(`${trial.kind.kind} lists spec.${name} as mutable and does not describe it`);
      const [first, second] = twoValues(field);
      const job = await trial.given.job({ spec: { [name]: undefined as unknown as Json } });
      for (const value of [first, second]) {
        const answer = await write(trial, way, job, ['spec', name], value);
        trial.expect.match(trial.expect.accepted(answer), { spec: { [name]: value } }, answer);
        await trial.expect.stored(job, { spec: { [name]: value, [trial.kind.replicaMap]: specOf(job.stored)[trial.kind.replicaMap] ?? null } });
      }
      const removed = await write(trial, way, job, ['spec', name], undefined);
      trial.expect.accepted(removed);
      const left = at(await trial.given.now(job), 'spec', name);
      const gone = left === undefined || left === null || (field.default !== undefined && left === field.default);
      trial.expect.that(gone, {
        message: `spec.${name} is still there after its removal`, expected: field.default === undefined ? 'absent' : `absent, or the default ${JSON.stringify(field.default)}`,
        received: JSON.stringify(left), path: `/spec/${name}`, answer: removed,
      });
    },
  });

const mutableMap = (name: 'labels' | 'annotations', way: Way): Requirement =>
  requirement(`mutability/${way}-changes-${name}`, {
    tests: [`${way}.mutable.${name}`],
    needs: [way === 'replace' ? 'replace/stores-the-body' : 'patch/merges'],
    async check(trial) {
      const job = await trial.given.job({ [name]: { stays: '1', changes: '1', goes: '1' } });
      const steps: [string, string | undefined][] = [['changes', '2'], ['new', '1'], ['goes', undefined]];
      for (const [key, value] of steps) {
        const answer = await write(trial, way, job, ['metadata', name, key], value);
        trial.expect.match(trial.expect.accepted(answer), { metadata: { [name]: { [key]: value ?? ABSENT } } }, answer);
      }
      await trial.expect.stored(job, { metadata: { [name]: { stays: '1', changes: '2', new: '1', goes: ABSENT } }, spec: specOf(job.stored) });
    },
  });

/**
 * A change of a field that is not mutable: refused with a 4xx, or accepted without effect. The stored value stays either
 * way. The twin is a change of a mutable field in the same way, accepted.
 */
async function immutable(trial: Trial, way: Way, job: Job, id: string, changed: JsonObject, path: readonly string[]): Promise<void> {
  const before = await trial.given.now(job);
  const value = at(changed, ...path);
  const answer = way === 'replace'
    ? await put(trial, job, (object) => withMember(object, path, value))
    : await trial.target.patch(job, withMember({}, path, value ?? null));
  if (answer.status >= 400) {
    trial.expect.refused(answer);
    trial.saw('immutable-change', `immutable-refused-${answer.status}`, answer, way);
  } else {
    trial.expect.accepted(answer);
    trial.saw('immutable-change', 'immutable-ignored', answer, way);
  }
  const after = await trial.given.now(job);
  trial.expect.that(JSON.stringify(specOf(after)) === JSON.stringify(specOf(before)), {
    message: `A ${way === 'replace' ? 'PUT' : 'PATCH'} changed an immutable field: ${id}`,
    expected: JSON.stringify(at(before, ...path)) ?? 'absent', received: JSON.stringify(at(after, ...path)) ?? 'absent', path: `/${path.join('/')}`, answer,
  });
}

/** The immutable fields of a spec, in groups: each group is one requirement per way. */
const GROUPS: readonly { id: string; tests: string; applies?: (field: string) => boolean; in: (pointer: string, map: string) => boolean }[] = [
  { id: 'run-policy-fields', tests: 'immutable.spec', in: (p, map) => !p.startsWith(`/spec/${map}`) },
  { id: 'the-replica-map', tests: 'immutable.replica-map', in: (p, map) => p.startsWith(`/spec/${map}/`) && p.split('/').length <= 4 },
  { id: 'replica-fields', tests: 'immutable.replica', in: (p, map) => p.startsWith(`/spec/${map}/`) && p.split('/').length === 5 },
  { id: 'the-pod-template', tests: 'immutable.template', in: (p, map) => p.startsWith(`/spec/${map}/`) && p.split('/').length > 5 },
];

const immutableGroup = (group: (typeof GROUPS)[number], way: Way): Requirement =>
  requirement(`mutability/${way}-keeps-${group.id}`, {
    tests: [group.tests, `${way}.immutable`],
    needs: [way === 'replace' ? 'replace/stores-the-body' : 'patch/merges'],
    async check(trial) {
      const job = await trial.given.stored(trial.given.documented());
      trial.expect.accepted(await write(trial, way, job, ['metadata', 'labels', 'twin'], 'yes'));
      const changes = immutablePaths(trial.kind, job.stored).filter((change) => group.in(change.path, trial.kind.replicaMap));
      for (const change of changes) {
        // A whole top-level member of the spec is written: a merge patch cannot address an item of an array.
        const member = change.path.split('/')[2]!;
        const changed = change.apply(await trial.given.now(job));
        await immutable(trial, way, job, change.id, changed, ['spec', member]);
      }
    },
  });

export const mutability: readonly Requirement[] = WAYS.flatMap((way) => [
  ...MUTABLE_FIELDS.map((name) => mutableField(name, way)),
  mutableMap('labels', way),
  mutableMap('annotations', way),
  ...GROUPS.map((group) => immutableGroup(group, way)),
]);
