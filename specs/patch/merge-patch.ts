import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { mergePatchesFor } from '../../generators/arbitraries/index.ts';
import { mergePatch } from '../../generators/oracles/merge-patch.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Pattern, Trial } from '../../harness/model/trial.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { ABSENT } from '../../harness/model/trial.ts';
import { at, metadataOf, specOf } from '../support/objects.ts';
import { mutableSpecFields } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import { writeRefused } from '../support/expectations.ts';
import { everyMutableField, mutableFieldsOf, control } from '../support/updates/write.ts';

const MAPS = ['labels', 'annotations'] as const;
type Entries = Readonly<Record<string, string>>;

/** From these entries of a map, by this merge patch of it, come those; both maps are tried, and no other entry appears. */
interface Rule {
  id: string;
  tests: readonly string[];
  from: Entries;
  patch: Readonly<Record<string, string | null>>;
  to: Entries;
  only?: (typeof MAPS)[number];
}

const RULES: readonly Rule[] = [
  {
    id: 'changes-a-member',
    tests: ['merge-patch.change'],
    from: { a: 'old', b: '2' },
    patch: { a: 'new' },
    to: { a: 'new', b: '2' },
  },
  {
    id: 'removes-by-null',
    tests: ['merge-patch.null'],
    from: { keep: '1', drop: '2' },
    patch: { drop: null },
    to: { keep: '1' },
  },
  {
    id: 'removes-several-by-null',
    tests: ['merge-patch.null'],
    from: { a: '1', b: '2', c: '3' },
    patch: { a: null, c: null },
    to: { b: '2' },
  },
  { id: 'removes-the-last-by-null', tests: ['merge-patch.null'], from: { only: '1' }, patch: { only: null }, to: {} },
  {
    id: 'ignores-null-for-what-is-absent',
    tests: ['merge-patch.null-absent'],
    from: { a: '1' },
    patch: { never: null },
    to: { a: '1' },
  },
  {
    id: 'makes-the-objects-it-needs',
    tests: ['merge-patch.absent-target'],
    from: {},
    patch: { deep: 'x' },
    to: { deep: 'x' },
  },
  {
    id: 'leaves-no-trace-of-nulls-in-what-it-makes',
    tests: ['merge-patch.nested-null'],
    from: {},
    patch: { gone: null, here: '1' },
    to: { here: '1' },
  },
  { id: 'makes-nothing-of-nulls-alone', tests: ['merge-patch.nested-null'], from: {}, patch: { gone: null }, to: {} },
  {
    id: 'empties-nothing-by-an-empty-object',
    tests: ['merge-patch.empty-object'],
    from: { a: '1' },
    patch: {},
    to: { a: '1' },
  },
  {
    id: 'adds-beside-what-is-there',
    tests: ['merge-patch.add', 'merge-patch.nested'],
    from: { a: '1' },
    patch: { b: '2' },
    to: { a: '1', b: '2' },
  },
  {
    id: 'does-several-things-at-once',
    tests: ['merge-patch.mixed'],
    from: { go: '1', stay: '1', turn: '1', also: '1' },
    patch: { go: null, turn: '2', come: '3', absent: null, also: '1' },
    to: { stay: '1', turn: '2', come: '3', also: '1' },
  },
  {
    id: 'takes-keys-with-slashes',
    tests: ['merge-patch.keys'],
    from: { 'example.com/a': '1', 'example.com/b': '1', a: '1' },
    patch: { 'example.com/a': 'slash', 'example.com/b': null, 'example.com/c': 'new' },
    to: { 'example.com/a': 'slash', 'example.com/c': 'new', a: '1' },
  },
  {
    id: 'takes-keys-with-dots',
    tests: ['merge-patch.keys'],
    from: { 'a.b': '1', 'a.c': '1', a: '1', b: '1' },
    patch: { 'a.b': 'dot', 'a.c': null, 'd.e.f': 'new' },
    to: { 'a.b': 'dot', 'd.e.f': 'new', a: '1', b: '1' },
  },
  {
    id: 'takes-keys-for-no-pointers',
    tests: ['merge-patch.keys'],
    from: { 'example.com/a': '1', a: '1', '0': '1' },
    patch: { 'example.com~1a': null, 'example.com%2Fa': null, '/a': null, '~0': null, '-': null, '[0]': null },
    to: { 'example.com/a': '1', a: '1', '0': '1' },
  },
  {
    id: 'takes-keys-that-javascript-knows',
    tests: ['merge-patch.keys'],
    from: { constructor: '1', toString: '1' },
    patch: { constructor: null, valueOf: 'own', hasOwnProperty: null },
    to: { toString: '1', valueOf: 'own' },
  },
  {
    id: 'tells-upper-from-lower-case',
    tests: ['merge-patch.keys'],
    from: { App: '1', app: '1', APP: '1', Other: '1' },
    patch: { app: null, App: '2', other: '3', OTHER: null },
    to: { APP: '1', App: '2', Other: '1', other: '3' },
  },
  {
    id: 'sets-empty-texts',
    tests: ['merge-patch.change'],
    from: { a: '1', b: '' },
    patch: { a: '', b: '1', c: '' },
    to: { a: '', b: '1', c: '' },
  },
  {
    id: 'sets-texts-that-look-like-other-values',
    tests: ['merge-patch.change'],
    from: { a: '1' },
    patch: { a: 'null', b: 'true', c: '0', d: '1e3' },
    to: { a: 'null', b: 'true', c: '0', d: '1e3' },
  },
  {
    id: 'takes-unicode',
    tests: ['merge-patch.unicode'],
    only: 'annotations',
    from: { a: 'größe', b: 'x' },
    patch: {
      a: 'größe 大きさ 😀👩‍🚀',
      b: 'e\u0301 is not é',
      c: '\u202eabc مرحبا',
      d: '"\\/\b\f\n\r\t\u2028\u007f',
      e: '\u{10ffff}',
    },
    to: {
      a: 'größe 大きさ 😀👩‍🚀',
      b: 'e\u0301 is not é',
      c: '\u202eabc مرحبا',
      d: '"\\/\b\f\n\r\t\u2028\u007f',
      e: '\u{10ffff}',
    },
  },
  {
    id: 'takes-a-large-patch',
    tests: ['merge-patch.add'],
    only: 'annotations',
    from: { 'key-7': 'old', stays: '1' },
    ...(({ patch }) => ({ patch, to: { ...patch, stays: '1' } }))({
      patch: Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`key-${i}`, `${i} `.repeat(200)])),
    }),
  },
];

/** Keys without a prefix belong to users: no server adds such entries of its own accord. */
const foreign = (map: Json | undefined, known: readonly string[]): string[] =>
  isObject(map) ? Object.keys(map).filter((key) => !key.includes('/') && !known.includes(key)) : [];

function expectEntries(
  trial: Trial,
  object: JsonObject,
  before: JsonObject,
  rule: Rule,
  map: (typeof MAPS)[number],
  answer?: Answer,
): void {
  const gone = [...Object.keys(rule.from), ...Object.keys(rule.patch)]
    .filter((key) => !Object.hasOwn(rule.to, key))
    .map((key): [string, Pattern] => [key, ABSENT]);
  const stored = metadataOf(object)[map] ?? {};
  trial.expect.match(
    stored,
    Object.fromEntries<Pattern>([...gone, ...Object.entries(rule.to)]),
    answer,
    `/metadata/${map}`,
  );
  const others = foreign(stored, [
    ...Object.keys(rule.to),
    ...Object.keys((metadataOf(before)[map] ?? {}) as JsonObject),
  ]);
  trial.expect.that(others.length === 0, {
    message: `A patch made ${map} that it does not name`,
    expected: Object.keys(rule.to).join(', ') || 'none',
    received: others.join(', '),
    path: `/metadata/${map}`,
    answer,
  });
}

const follows = (rule: Rule): Requirement =>
  requirement(`patch/${rule.id}`, {
    tests: rule.tests,
    needs: ['patch/merges'],
    async check(trial) {
      const maps = rule.only === undefined ? MAPS : [rule.only];
      const job = await trial.given.job(Object.fromEntries(maps.map((map) => [map, rule.from])));
      for (const map of maps) {
        const answer = await trial.target.patch(job, { metadata: { [map]: rule.patch } });
        expectEntries(trial, trial.expect.accepted(answer, [200]), job.stored, rule, map, answer);
        const stored = await trial.expect.stored(job, {
          metadata: { name: job.name, uid: job.uid },
          spec: specOf(job.stored),
        });
        expectEntries(trial, stored, job.stored, rule, map);
      }
    },
  });

/** The mutable members of an object: what patches may touch and the model speaks about. */
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

/** What the model expects, as a pattern: what was there before and is gone has to be absent. */
function expected(before: JsonObject, after: JsonObject): Pattern {
  const pattern: { [key: string]: Pattern } = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [at(before, key), at(after, key)];
    if (is === undefined) pattern[key] = ABSENT;
    else pattern[key] = isObject(is) ? expected(isObject(was) ? was : {}, is) : is;
  }
  return pattern;
}

/** Absent maps count as empty; a defaulted field that was removed may show its default, so only what is set is compared. */
function comparable(trial: Trial, pattern: Pattern): Pattern {
  const defaults = new Set(
    trial.kind.specFields.filter((field) => field.default !== undefined).map((field) => field.name),
  );
  const spec = Object.fromEntries(
    Object.entries((pattern as { spec: { [key: string]: Pattern } }).spec).filter(
      ([name, value]) => value !== ABSENT || !defaults.has(name),
    ),
  );
  return { ...(pattern as { [key: string]: Pattern }), spec };
}

/** Applies a generated patch, and compares the answer and what is stored with the model. */
async function applied(trial: Trial, job: { name: string }, patch: JsonObject): Promise<void> {
  const before = mutableParts(trial, await trial.given.read(job));
  const answer = await trial.target.patch(job, patch);
  const body = trial.expect.accepted(answer, [200]);
  const pattern = comparable(trial, expected(before, mergePatch(before, patch) as JsonObject));
  trial.expect.match(mutableParts(trial, body), pattern, answer);
  trial.expect.match(mutableParts(trial, await trial.expect.stored(job, {})), pattern, undefined);
}

export const mergePatches: readonly Requirement[] = [
  ...RULES.map((rule) => follows(rule)),
  requirement('patch/keeps-what-it-does-not-name', {
    tests: ['merge-patch.keeps', 'metadata.annotations.preserved'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job({
        labels: { a: '1' },
        annotations: { b: '2' },
        spec: everyMutableField(trial.kind),
      });
      const kept = { labels: { a: '1' }, annotations: { b: '2' } };
      const [first, ...others] = mutableFieldsOf(trial.kind);
      const patches: JsonObject[] = [
        { metadata: { labels: { new: '1' } } },
        { metadata: { annotations: { new: '1' } } },
        { spec: { [first!.name]: everyMutableField(trial.kind, 1)[first!.name]! } },
      ];
      for (const patch of patches) {
        trial.expect.accepted(await trial.target.patch(job, patch), [200]);
        const spec = { ...specOf(job.stored), ...(isObject(patch['spec']) ? patch['spec'] : {}) };
        await trial.expect.stored(job, {
          metadata: kept,
          spec: patch['spec'] === undefined ? specOf(job.stored) : spec,
        });
      }
      await trial.expect.stored(job, {
        spec: Object.fromEntries(others.map(({ name }) => [name, everyMutableField(trial.kind)[name]!])),
      });
    },
  }),
  requirement('patch/merges-objects-at-any-depth', {
    tests: ['merge-patch.nested', 'merge-patch.keeps', 'immutable.same-value'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.created(trial.given.documented());
      const { replicaMap } = trial.kind;
      const [[type, replica]] = Object.entries(specOf(job.stored)[replicaMap] as JsonObject) as [[string, JsonObject]];
      // Each names a part of what is there and changes nothing: what it does not name has to stay.
      const parts: JsonObject[] = [
        { [type]: {} },
        { [type]: { replicas: replica['replicas'] ?? 1 } },
        { [type]: { template: {} } },
        { [type]: { template: { spec: {} } } },
        {},
      ];
      for (const [i, part] of parts.entries()) {
        const answer = await trial.target.patch(job, {
          metadata: { labels: { depth: `d${i}` } },
          spec: { [replicaMap]: part },
        });
        trial.expect.match(trial.expect.accepted(answer, [200]), { spec: specOf(job.stored) }, answer);
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
        const job = await trial.given.job({ labels: { a: '1', b: '2' }, annotations: { a: '1', b: '2' } });
        const kept = { uid: job.uid, [other]: metadataOf(job.stored)[other] ?? {} };
        trial.expect.accepted(await trial.target.patch(job, { metadata: { [map]: null } }));
        for (const entries of [{}, { c: '3' }] as JsonObject[]) {
          if ('c' in entries) trial.expect.accepted(await trial.target.patch(job, { metadata: { [map]: entries } }));
          const left = metadataOf(await trial.expect.stored(job, { metadata: kept }))[map];
          trial.expect.match(left ?? {}, { a: ABSENT, b: ABSENT, ...entries }, undefined, `/metadata/${map}`);
        }
      }
    },
  }),
  requirement('patch/removes-every-mutable-field-by-null', {
    tests: ['merge-patch.null', 'merge-patch.null-absent', 'merge-patch.mixed'],
    needs: ['patch/removes-by-null'],
    async check(trial) {
      const job = await trial.given.job({ labels: { a: '1' }, spec: everyMutableField(trial.kind) });
      const nulls = Object.fromEntries(mutableFieldsOf(trial.kind).map(({ name }) => [name, null]));
      // The second time there is nothing left to remove.
      for (let time = 0; time < 2; time += 1) {
        trial.expect.accepted(
          await trial.target.patch(job, { spec: nulls, metadata: { labels: { a: null, b: `${time}` } } }),
          [200],
        );
        const stored = await trial.expect.stored(job, {
          metadata: { labels: { a: ABSENT, b: `${time}` } },
          spec: { [trial.kind.replicaMap]: specOf(job.stored)[trial.kind.replicaMap]! },
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
      const job = await trial.given.job({
        labels: { a: '1' },
        annotations: { a: '1' },
        spec: everyMutableField(trial.kind),
      });
      await control(trial, 'patch', job);
      // By RFC 7386 each of these takes the place of what is there, and what comes out is no job: merging into it is wrong.
      const shapes: JsonObject[] = [
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
      ];
      const before = await trial.given.read(job);
      for (const [i, shape] of shapes.entries()) {
        const answer = await trial.target.patch(job, shape);
        // The replica specs, and with them the whole spec, are immutable: their change may be ignored instead.
        if (
          answer.status < 300 &&
          shape['spec'] !== undefined &&
          !mutableFieldsOf(trial.kind).some(({ name }) => at(shape, 'spec', name) !== undefined)
        )
          trial.choice('immutable-change', 'immutable-ignored', answer, 'patch');
        else trial.expect.refused(answer);
        if (i % 4 === 3 || i === shapes.length - 1) await trial.expect.unchanged(job, before);
      }
    },
  }),
  requirement('patch/without-effect-keeps-everything', {
    tests: ['merge-patch.empty', 'patch.no-effect'],
    needs: ['patch/merges'],
    async check(trial) {
      const fields = everyMutableField(trial.kind);
      const job = await trial.given.job({ labels: { a: '1' }, annotations: { b: '2' }, spec: fields });
      const patches: JsonObject[] = [
        {},
        { metadata: {} },
        { spec: {} },
        { metadata: { labels: {}, annotations: {} }, spec: {} },
        { metadata: { labels: { a: '1' } } },
        { metadata: { annotations: { b: '2' } } },
        { spec: fields },
        { metadata: { labels: { absent: null }, annotations: { absent: null } } },
        { metadata: { name: job.name } },
        { apiVersion: job.stored['apiVersion']!, kind: trial.kind.kind },
      ];
      for (const patch of patches) {
        const before = await trial.given.read(job);
        const answer = await trial.target.patch(job, patch);
        trial.expect.accepted(answer, [200]);
        await trial.expect.unchanged(job, before);
      }
    },
  }),
  requirement('patch/follows-rfc-7386', {
    tests: ['merge-patch.rfc7386'],
    needs: ['patch/does-several-things-at-once'],
    async check(trial) {
      const job = await trial.given.job();
      await trial.property(mergePatchesFor(trial.kind), (patch) => applied(trial, job, patch), 40);
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
      const job = await trial.given.job();
      await trial.property(
        mergePatchesFor(trial.kind),
        async (patch) => {
          trial.expect.accepted(await trial.target.patch(job, patch), [200]);
          const once = mutableParts(trial, await trial.expect.stored(job, {}));
          const answer = await trial.target.patch(job, patch);
          trial.expect.match(mutableParts(trial, trial.expect.accepted(answer, [200])), once, answer);
          const twice = mutableParts(trial, await trial.expect.stored(job, {}));
          trial.expect.match(twice, once, undefined);
          trial.expect.match(once, twice, undefined);
        },
        12,
      );
    },
  }),
  requirement('patch/makes-no-object-of-an-array', {
    tests: ['patch.not-an-object'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job();
      await control(trial, 'patch', job);
      const bodies: Json[] = [[], [{ metadata: { labels: { app: 'x' } } }], 'metadata', 5, true, null];
      for (const body of bodies) await writeRefused(trial, job, () => trial.target.patch(job, body));
    },
  }),
];
