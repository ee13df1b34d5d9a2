/** What a merge patch does to a whole object (RFC 7386), by examples and against a model. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { mergePatchesFor } from '../../generators/arbitraries/index.ts';
import { mergePatch } from '../../generators/oracles/merge-patch.ts';
import type { Pattern, Trial } from '../../harness/model/trial.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { ABSENT } from '../../harness/model/trial.ts';
import { someOf } from '../support/closeness.ts';
import { at, firstReplica, metadataOf, specOf } from '../support/objects.ts';
import { mutableSpecFields } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import { writeRefused } from '../support/expectations.ts';
import { everyMutableField, furnished, mutableFieldsOf, control, twoValues } from '../support/updates/write.ts';

const MAPS = ['labels', 'annotations'] as const;

/** The mutable parts of an object, which are those that the model is about. */
const mutableParts = (trial: Trial, object: JsonObject): JsonObject => {
  const { labels, annotations } = metadataOf(object);
  const spec = specOf(object);
  return {
    metadata: { labels: labels ?? {}, annotations: annotations ?? {} },
    spec: Object.fromEntries(
      mutableSpecFields(trial.kind).flatMap((field) =>
        spec[field] === undefined || spec[field] === null ? [] : [[field, spec[field]]],
      ),
    ),
  };
};

/** What the model expects, as a pattern: what was there before and is not in `after` has to be absent. */
function expected(before: JsonObject, after: JsonObject): { [key: string]: Pattern } {
  const pattern: { [key: string]: Pattern } = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [at(before, key), at(after, key)];
    if (is === undefined) pattern[key] = ABSENT;
    else pattern[key] = isObject(is) ? expected(isObject(was) ? was : {}, is) : is;
  }
  return pattern;
}

/** The same of the mutable parts of an object. A removed field that has a default may show it. */
function expectedParts({ kind }: Trial, before: JsonObject, after: JsonObject): Pattern {
  const defaults = new Set(kind.specFields.filter((field) => field.default !== undefined).map(({ name }) => name));
  const spec = Object.entries(expected(specOf(before), specOf(after)));
  return {
    metadata: expected(metadataOf(before), metadataOf(after)),
    spec: Object.fromEntries(spec.filter(([name, value]) => value !== ABSENT || !defaults.has(name))),
  };
}

/** Applies a generated patch, and compares the answer and what is stored with the model. */
async function applied(trial: Trial, job: { name: string }, patch: JsonObject, last?: JsonObject): Promise<JsonObject> {
  const before = mutableParts(trial, last ?? (await trial.given.read(job)));
  const answer = await trial.target.patch(job, patch);
  const body = trial.expect.documented(answer);
  const pattern = expectedParts(trial, before, mergePatch(before, patch));
  trial.expect.match(mutableParts(trial, body), pattern, answer);
  const stored = await trial.expect.stored(job, {});
  trial.expect.match(mutableParts(trial, stored), pattern, undefined);
  return stored;
}

export const mergePatches: readonly Requirement[] = [
  requirement('patch/keeps-what-it-does-not-name', {
    tests: ['merge-patch.keeps', 'metadata.annotations.preserved'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await furnished(trial);
      const kept = { labels: { a: '1' }, annotations: { a: '1' } };
      const [first, ...others] = mutableFieldsOf(trial.kind);
      const patches: JsonObject[] = [
        { metadata: { labels: { new: '1' } } },
        { metadata: { annotations: { new: '1' } } },
        ...(first === undefined ? [] : [{ spec: { [first.name]: twoValues(first)[1] } }]),
      ];
      for (const patch of patches) {
        trial.expect.documented(await trial.target.patch(job, patch));
        const spec = { ...specOf(job.stored), ...(isObject(patch['spec']) ? patch['spec'] : {}) };
        await trial.expect.stored(job, {
          metadata: kept,
          spec: patch['spec'] === undefined ? specOf(job.stored) : spec,
        });
      }
      await trial.expect.stored(job, {
        spec: Object.fromEntries(others.map((field) => [field.name, twoValues(field)[0]])),
      });
    },
  }),
  requirement('patch/merges-objects-at-any-depth', {
    tests: ['merge-patch.nested', 'merge-patch.keeps', 'immutable.same-value'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.created(trial.given.documented());
      const { replicaMap } = trial.kind;
      const type = firstReplica(trial, job.stored);
      // Each patch names some of what is there, with its value: it changes nothing, and what it does not name stays.
      const parts: JsonObject[] = [
        { [type]: {} },
        { [type]: { replicas: at(job.stored, 'spec', replicaMap, type, 'replicas') ?? 1 } },
        { [type]: { template: {} } },
        { [type]: { template: { spec: {} } } },
        {},
      ];
      for (const [i, part] of parts.entries()) {
        const answer = await trial.target.patch(job, {
          metadata: { labels: { depth: `d${i}` } },
          spec: { [replicaMap]: part },
        });
        trial.expect.match(trial.expect.documented(answer), { spec: specOf(job.stored) }, answer);
        await trial.expect.stored(job, { metadata: { labels: { depth: `d${i}` } }, spec: specOf(job.stored) });
      }
    },
  }),
  requirement('patch/removes-a-whole-map-by-null', {
    tests: ['merge-patch.null', 'merge-patch.replaces-other-types'],
    needs: ['patch/removes-by-null'],
    async check(trial) {
      for (const [map, other] of [
        ['labels', 'annotations'],
        ['annotations', 'labels'],
      ] as const) {
        const job = await trial.given.reused({ labels: { a: '1', b: '2' }, annotations: { a: '1', b: '2' } });
        const kept = { uid: job.uid, [other]: metadataOf(job.stored)[other] ?? {} };
        trial.expect.accepted(await trial.target.patch(job, { metadata: { [map]: null } }));
        const additions: JsonObject[] = [{}, { c: '3' }];
        for (const entries of additions) {
          if ('c' in entries) trial.expect.accepted(await trial.target.patch(job, { metadata: { [map]: entries } }));
          const left = metadataOf(await trial.expect.stored(job, { metadata: kept }))[map];
          trial.expect.match(left ?? {}, { a: ABSENT, b: ABSENT, ...entries }, undefined, `/metadata/${map}`);
        }
      }
    },
  }),
  requirement('patch/of-null-for-the-metadata-keeps-what-the-object-is', {
    tests: ['merge-patch.null', 'patch.name-mismatch', 'patch.all-or-nothing'],
    needs: ['patch/removes-a-whole-map-by-null'],
    async check(trial) {
      const job = await trial.given.reused({ labels: { a: '1' }, annotations: { a: '1' } });
      await control(trial, 'patch', job);
      const before = await trial.given.known(job);
      const answer = await trial.target.patch(job, { metadata: null });
      // Without metadata the object has no name: that is refused, or what may go is gone.
      if (answer.status >= 300) {
        trial.expect.refused(answer);
        await trial.expect.unchanged(job, before);
        return;
      }
      await trial.expect.stored(job, {
        metadata: { name: job.name, uid: job.uid },
        spec: specOf(before),
      });
      const { labels, annotations } = metadataOf(await trial.given.read(job));
      for (const map of [labels, annotations]) trial.expect.match(map ?? {}, { a: ABSENT }, answer, '/metadata');
    },
  }),
  requirement('patch/removes-every-mutable-field-by-null', {
    tests: ['merge-patch.null', 'merge-patch.null-absent', 'merge-patch.mixed'],
    needs: ['patch/removes-by-null'],
    async check(trial) {
      const job = await furnished(trial);
      const nulls = Object.fromEntries(mutableFieldsOf(trial.kind).map(({ name }) => [name, null]));
      // The second time there is nothing left to remove.
      for (let time = 0; time < 2; time += 1) {
        trial.expect.documented(
          await trial.target.patch(job, { spec: nulls, metadata: { labels: { a: null, b: `${time}` } } }),
        );
        const stored = await trial.expect.stored(job, {
          metadata: { labels: { a: ABSENT, b: `${time}` } },
          spec: { [trial.kind.replicaMap]: specOf(job.stored)[trial.kind.replicaMap] ?? null },
        });
        for (const { name, default: byDefault } of mutableFieldsOf(trial.kind)) {
          const left = at(stored, 'spec', name) ?? undefined;
          if (left !== byDefault) trial.expect.match(left, ABSENT, undefined, `/spec/${name}`);
        }
      }
    },
  }),
  requirement('patch/refuses-a-value-of-another-shape', {
    tests: ['merge-patch.replaces-other-types', 'patch.invalid'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await furnished(trial);
      await control(trial, 'patch', job);
      // By RFC 7386 each of these replaces what is there, so that the result is no valid job.
      const shapes: JsonObject[] = someOf(trial, [
        ...MAPS.flatMap((map): JsonObject[] => [
          { metadata: { [map]: 'a' } },
          { metadata: { [map]: ['a'] } },
          { metadata: { [map]: { a: { deeper: 'x' } } } },
          { metadata: { [map]: { a: ['1'] } } },
        ]),
        { metadata: 'x' },
        { spec: 'x' },
        { spec: [] },
        { spec: { [trial.kind.replicaMap]: [] } },
        { spec: { [trial.kind.replicaMap]: 'x' } },
        ...mutableFieldsOf(trial.kind).flatMap(({ name }): JsonObject[] => [
          { spec: { [name]: {} } },
          { spec: { [name]: [] } },
        ]),
      ]);
      const before = await trial.given.known(job);
      for (const [i, shape] of shapes.entries()) {
        const answer = await trial.target.patch(job, shape);
        // The replica specs are immutable, and with them the whole spec: a server may ignore the change instead.
        if (
          answer.status < 300 &&
          shape['spec'] !== undefined &&
          !mutableFieldsOf(trial.kind).some(({ name }) => at(shape, 'spec', name) !== undefined)
        )
          trial.choice('immutable-change', 'immutable-ignored', answer, 'patch');
        else trial.expect.refused(answer);
        if (i % 8 === 7 || i === shapes.length - 1) await trial.expect.unchanged(job, before);
      }
    },
  }),
  requirement('patch/without-effect-keeps-everything', {
    tests: ['merge-patch.empty', 'patch.no-effect'],
    needs: ['patch/merges'],
    async check(trial) {
      const fields = everyMutableField(trial.kind);
      const job = await furnished(trial);
      const patches: JsonObject[] = [
        {},
        { metadata: {} },
        { spec: {} },
        { metadata: { labels: {}, annotations: {} }, spec: {} },
        { metadata: { labels: { a: '1' } } },
        { metadata: { annotations: { a: '1' } } },
        { spec: fields },
        { metadata: { labels: { absent: null }, annotations: { absent: null } } },
        { metadata: { name: job.name } },
        { apiVersion: job.stored['apiVersion'] ?? null, kind: trial.kind.kind },
      ];
      for (const patch of patches) {
        const before = await trial.given.known(job);
        const answer = await trial.target.patch(job, patch);
        trial.expect.documented(answer);
        await trial.expect.unchanged(job, before);
      }
    },
  }),
  requirement('patch/follows-rfc-7386', {
    tests: ['merge-patch.rfc7386'],
    needs: ['patch/does-several-things-at-once'],
    async check(trial) {
      const job = await trial.given.reused();
      // Drawn patches have few members: each map of this one has more than any of theirs.
      const many = Object.fromEntries(['app', 'tier', 'x', 'y', 'z'].map((key) => [key, 'many']));
      const wide = { metadata: { labels: many, annotations: many }, spec: everyMutableField(trial.kind) };
      let last: JsonObject | undefined = await applied(trial, job, wide);
      await trial.property(
        mergePatchesFor(trial.kind),
        async (patch) => {
          // After a failure nothing is known of what is stored.
          const before = last;
          last = undefined;
          last = await applied(trial, job, patch, before);
        },
        20,
      );
      await trial.expect.stored(job, {
        metadata: { uid: job.uid },
        spec: { [trial.kind.replicaMap]: specOf(job.stored)[trial.kind.replicaMap] ?? null },
      });
    },
  }),
  requirement('patch/twice-has-the-effect-of-once', {
    tests: ['merge-patch.again'],
    needs: ['patch/follows-rfc-7386'],
    async check(trial) {
      const job = await trial.given.reused();
      const twice = async (patch: JsonObject): Promise<void> => {
        trial.expect.documented(await trial.target.patch(job, patch));
        const once = mutableParts(trial, await trial.expect.stored(job, {}));
        const answer = await trial.target.patch(job, patch);
        trial.expect.match(mutableParts(trial, trial.expect.documented(answer)), once, answer);
        const after = mutableParts(trial, await trial.expect.stored(job, {}));
        trial.expect.match(after, once, undefined);
        trial.expect.match(once, after, undefined);
      };
      // Drawn patches may leave no label and no annotation that could be lost.
      await twice({
        metadata: { labels: { again: 'label' }, annotations: { again: 'annotation' } },
        spec: everyMutableField(trial.kind),
      });
      await trial.property(mergePatchesFor(trial.kind), twice, 8);
    },
  }),
  requirement('patch/makes-no-object-of-an-array', {
    tests: ['patch.not-an-object'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.reused();
      await control(trial, 'patch', job);
      const bodies: Json[] = [[], [{ metadata: { labels: { app: 'x' } } }], 'metadata', 5, true, null];
      for (const body of bodies) await writeRefused(trial, job, () => trial.target.patch(job, body));
    },
  }),
];
