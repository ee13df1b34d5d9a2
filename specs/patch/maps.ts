/** How a merge patch changes the labels and the annotations. */
import type { JsonObject } from '../../contract/json.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Pattern, Trial } from '../../harness/model/trial.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { ABSENT } from '../../harness/model/trial.ts';
import { mapOf, metadataOf, specOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';

const MAPS = ['labels', 'annotations'] as const;
type Entries = Readonly<Record<string, string>>;

/** Patching a map with the entries `from` gives a map with the entries `to`, and no others. Both maps are tried. */
interface Rule {
  id: string;
  tests: readonly string[];
  from: Entries;
  patch: Readonly<Record<string, string | null>>;
  to: Entries;
  only?: (typeof MAPS)[number];
}

/** What most rules start from, and more: what a rule does not name stays out of its way. */
const START: Entries = {
  ...{ a: '1', b: '2', c: '3', '0': '1', 'a.b': '1', 'a.c': '1' },
  ...{ keep: '1', drop: '2', dropped: '3', 'drop.example.com/drop': '4' },
  ...{ go: '1', stay: '1', turn: '1', also: '1' },
  ...{ 'example.com/a': '1', 'example.com/b': '1', constructor: '1', toString: '1' },
  ...{ App: '1', app: '1', APP: '1', Other: '1' },
};
const startsAlike = ({ from }: Rule): boolean =>
  Object.keys(from).length > 0 && Object.entries(from).every(([key, value]) => START[key] === value);

const LARGE: Entries = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`key-${i}`, `${i} `.repeat(200)]));

const RULES: readonly Rule[] = [
  {
    id: 'patch/changes-a-member',
    tests: ['merge-patch.change'],
    from: { a: '1', b: '2' },
    patch: { a: 'new' },
    to: { a: 'new', b: '2' },
  },
  {
    id: 'patch/removes-by-null',
    tests: ['merge-patch.null'],
    from: { keep: '1', drop: '2', dropped: '3', 'drop.example.com/drop': '4' },
    patch: { drop: null },
    to: { keep: '1', dropped: '3', 'drop.example.com/drop': '4' },
  },
  {
    id: 'patch/removes-several-by-null',
    tests: ['merge-patch.null'],
    from: { a: '1', b: '2', c: '3' },
    patch: { a: null, c: null },
    to: { b: '2' },
  },
  {
    id: 'patch/removes-the-last-by-null',
    tests: ['merge-patch.null'],
    from: { only: '1' },
    patch: { only: null },
    to: {},
  },
  {
    id: 'patch/ignores-null-for-what-is-absent',
    tests: ['merge-patch.null-absent'],
    from: { a: '1' },
    patch: { never: null },
    to: { a: '1' },
  },
  {
    id: 'patch/makes-the-objects-it-needs',
    tests: ['merge-patch.absent-target'],
    from: {},
    patch: { deep: 'x' },
    to: { deep: 'x' },
  },
  {
    id: 'patch/leaves-no-trace-of-nulls-in-what-it-makes',
    tests: ['merge-patch.nested-null'],
    from: {},
    patch: { gone: null, here: '1' },
    to: { here: '1' },
  },
  {
    id: 'patch/makes-nothing-of-nulls-alone',
    tests: ['merge-patch.nested-null'],
    from: {},
    patch: { gone: null },
    to: {},
  },
  {
    id: 'patch/empties-nothing-by-an-empty-object',
    tests: ['merge-patch.empty-object'],
    from: { a: '1' },
    patch: {},
    to: { a: '1' },
  },
  {
    id: 'patch/adds-beside-what-is-there',
    tests: ['merge-patch.add', 'merge-patch.nested'],
    from: { a: '1' },
    patch: { added: '2' },
    to: { a: '1', added: '2' },
  },
  {
    id: 'patch/does-several-things-at-once',
    tests: ['merge-patch.mixed'],
    from: { go: '1', stay: '1', turn: '1', also: '1' },
    patch: { go: null, turn: '2', come: '3', absent: null, also: '1' },
    to: { stay: '1', turn: '2', come: '3', also: '1' },
  },
  {
    id: 'patch/takes-keys-with-slashes',
    tests: ['merge-patch.keys'],
    from: { 'example.com/a': '1', 'example.com/b': '1', a: '1' },
    patch: { 'example.com/a': 'slash', 'example.com/b': null, 'example.com/c': 'new' },
    to: { 'example.com/a': 'slash', 'example.com/c': 'new', a: '1' },
  },
  {
    id: 'patch/takes-keys-with-dots',
    tests: ['merge-patch.keys'],
    from: { 'a.b': '1', 'a.c': '1', a: '1', b: '2' },
    patch: { 'a.b': 'dot', 'a.c': null, 'd.e.f': 'new' },
    to: { 'a.b': 'dot', 'd.e.f': 'new', a: '1', b: '2' },
  },
  {
    id: 'patch/takes-keys-for-no-pointers',
    tests: ['merge-patch.keys'],
    from: { 'example.com/a': '1', a: '1', '0': '1' },
    patch: { 'example.com~1a': null, 'example.com%2Fa': null, '/a': null, '~0': null, '-': null, '[0]': null },
    to: { 'example.com/a': '1', a: '1', '0': '1' },
  },
  {
    id: 'patch/takes-keys-that-javascript-knows',
    tests: ['merge-patch.keys'],
    from: { constructor: '1', toString: '1' },
    patch: { constructor: null, valueOf: 'own', hasOwnProperty: null },
    to: { toString: '1', valueOf: 'own' },
  },
  {
    id: 'patch/tells-upper-from-lower-case',
    tests: ['merge-patch.keys'],
    from: { App: '1', app: '1', APP: '1', Other: '1' },
    patch: { app: null, App: '2', other: '3', OTHER: null },
    to: { APP: '1', App: '2', Other: '1', other: '3' },
  },
  {
    id: 'patch/sets-empty-texts',
    tests: ['merge-patch.change'],
    from: { a: '1', b: '' },
    patch: { a: '', b: '1', c: '' },
    to: { a: '', b: '1', c: '' },
  },
  {
    id: 'patch/sets-texts-that-look-like-other-values',
    tests: ['merge-patch.change'],
    from: { a: '1' },
    patch: { a: 'null', b: 'true', d: '0', e: '1e3' },
    to: { a: 'null', b: 'true', d: '0', e: '1e3' },
  },
  {
    id: 'patch/takes-unicode',
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
    id: 'patch/takes-a-large-patch',
    tests: ['merge-patch.add'],
    only: 'annotations',
    from: { 'key-7': 'old', stays: '1' },
    patch: LARGE,
    to: { ...LARGE, stays: '1' },
  },
];

/** Keys without a prefix belong to users: no server adds such entries by itself. */
const unknownKeys = (map: JsonObject, known: readonly string[]): string[] =>
  Object.keys(map).filter((key) => !key.includes('/') && !known.includes(key));

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
  const others = unknownKeys(mapOf(object, map), [...Object.keys(rule.to), ...Object.keys(mapOf(before, map))]);
  trial.expect.that(others.length === 0, {
    message: `A patch added ${map} that it does not name`,
    expected: Object.keys(rule.to).join(', ') || 'none',
    received: others.join(', '),
    path: `/metadata/${map}`,
    answer,
  });
}

const follows = (rule: Rule): Requirement =>
  requirement(rule.id, {
    tests: rule.tests,
    needs: ['patch/merges'],
    async check(trial) {
      const maps = rule.only === undefined ? MAPS : [rule.only];
      const job = startsAlike(rule)
        ? await trial.given.reused({ labels: START, annotations: START })
        : await trial.given.job(Object.fromEntries(maps.map((map) => [map, rule.from])));
      for (const map of maps) {
        const answer = await trial.target.patch(job, { metadata: { [map]: rule.patch } });
        expectEntries(trial, trial.expect.documented(answer), job.stored, rule, map, answer);
        const stored = await trial.expect.stored(job, {
          metadata: { name: job.name, uid: job.uid },
          spec: specOf(job.stored),
        });
        expectEntries(trial, stored, job.stored, rule, map);
      }
    },
  });

export const patchMaps: readonly Requirement[] = RULES.map((rule) => follows(rule));
