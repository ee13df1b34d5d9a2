/** What a client writes into an object's metadata: labels, annotations, finalizers, owners. All of it is stored as sent. */
import { apiVersionOf } from '../../contract/operations.ts';
import type { JsonObject } from '../../contract/json.ts';
import { statementsUnder } from '../../contract/statements.ts';
import { STRUCTURES } from '../../contract/structures.ts';
import type { Job } from '../../harness/model/target.ts';
import type { Pattern, Trial } from '../../harness/model/trial.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { ABSENT } from '../../harness/model/trial.ts';
import { createRefused } from '../support/expectations.ts';
import { itemsOf, metadataOf, nameOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { createdAndListed, createdWhole } from '../support/round-trip.ts';
import { BASIS, forBothVerbs, writeAll } from '../support/updates/write.ts';

const needs = ['create/accepts-the-documented-body'];
type Texts = Readonly<Record<string, string>>;

const LONGEST = 'x'.repeat(63);
/** Labels at the edges of their syntax (Kubernetes, "Labels and Selectors"). */
const LABELS: Readonly<Record<string, Texts>> = {
  'with-prefixes': { 'example.com/app': 'a', 'sub.example.com/app': 'b', app: 'c', 'example.com/other': '' },
  'of-the-greatest-length': {
    [LONGEST]: LONGEST,
    [`${`${LONGEST}.`.repeat(3)}${'y'.repeat(61)}/${LONGEST}`]: 'longest',
    a: 'x',
    1: '2',
  },
  'that-differ-in-case': { app: 'a', App: 'A', APP: 'aA', 'example.com/App': 'Aa' },
  'that-look-like-other-types': {
    no: 'false',
    yes: 'true',
    nothing: 'null',
    zero: '0',
    number: '1e3',
    padded: '007',
    dotted: '1.10',
  },
  'with-every-inner-character': { 'a.b_c-D': 'x.y_z-0', 'A--b..c__d': '1--2..3__4' },
  'with-names-that-programs-know': {
    constructor: 'a',
    toString: 'b',
    hasOwnProperty: 'c',
    prototype: 'd',
    length: '0',
  },
  'with-empty-values': { empty: '', 'example.com/empty': '' },
};

/** Any text is an annotation's; no NUL, which some stores cannot hold. */
const ANNOTATIONS: Readonly<Record<string, Texts>> = {
  'with-unicode': {
    note: 'größe 大きさ 😀👩‍🚀 مرحبا',
    composed: 'é',
    decomposed: 'e\u0301',
    astral: '\u{10ffff}',
    'example.com/note': 'ß',
  },
  'with-line-breaks': {
    unix: 'one\ntwo\n',
    dos: 'one\r\ntwo',
    tab: 'a\tb',
    separators: 'a\u2028b\u2029c',
    around: '  text with spaces around  ',
  },
  'with-json-inside': {
    object: '{"a":[1,2,{"b":null}],"c":"\\"quoted\\""}',
    yaml: 'a: 1\nb: [2]\n',
    html: '<b>&amp;</b>',
    escaped: '\\n\\u0041 \\"',
  },
  'that-look-like-other-types': {
    no: 'false',
    yes: 'true',
    nothing: 'null',
    zero: '0',
    number: '1e3',
    padded: '007',
    date: '2019-07-23T12:39:47.000Z',
  },
  'that-are-empty-or-blank': { empty: '', blank: ' ', 'example.com/empty': '' },
  'of-great-length': { long: 'long text 大 '.repeat(2000), 'example.com/long': 'y'.repeat(20_000) },
  'that-differ-in-case': { note: 'a', Note: 'A', NOTE: 'aA' },
  'with-names-that-programs-know': { constructor: 'a', toString: 'b', hasOwnProperty: 'c', length: '0' },
};

/** Created, written by PUT and by PATCH, and each time found again, whole. */
const keeps = (map: 'labels' | 'annotations', id: string, texts: Texts, tests: readonly string[]): Requirement[] => [
  requirement(`metadata/keeps-${map}-${id}`, {
    tests,
    needs,
    async check(trial) {
      const mark = { map: trial.given.name() };
      await createdAndListed(
        trial,
        [trial.given.manifest({ [map]: texts, labels: { ...mark, ...(map === 'labels' ? texts : {}) } })],
        mark,
      );
    },
  }),
  ...forBothVerbs((verb) => [
    requirement(`metadata/keeps-${map}-${id}-of-a-${verb}`, {
      tests,
      needs: [BASIS[verb], `metadata/keeps-${map}-${id}`],
      async check(trial) {
        const job = await trial.given.job({ [map]: { before: 'kept' } });
        const answer = await writeAll(
          trial,
          verb,
          job,
          Object.entries(texts).map(([key, value]) => [['metadata', map, key], value]),
        );
        const wanted: Pattern = { metadata: { [map]: { before: 'kept', ...texts } } };
        trial.expect.match(trial.expect.accepted(answer), wanted, answer);
        await trial.expect.stored(job, wanted);
        const gone = await writeAll(
          trial,
          verb,
          job,
          Object.keys(texts).map((key) => [['metadata', map, key], undefined]),
        );
        trial.expect.accepted(gone);
        await trial.expect.stored(job, {
          metadata: {
            [map]: { before: 'kept', ...Object.fromEntries(Object.keys(texts).map((key) => [key, ABSENT])) },
          },
        });
      },
    }),
  ]),
];

/** Bytes of all annotations together that Kubernetes takes. */
const MOST = 256 * 1024;
const big = (trial: Trial, bytes: number): JsonObject =>
  trial.given.manifest({
    annotations: Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`part-${i}`, 'x'.repeat(bytes / 4)])),
  });

const owner = (trial: Trial, job: Job, more: JsonObject = {}): JsonObject => ({
  apiVersion: apiVersionOf(trial.kind),
  kind: trial.kind.kind,
  name: job.name,
  uid: job.uid,
  ...more,
});

/** A job that other jobs name as their owner: none that is not there, which a garbage collector would avenge. */
async function owned(trial: Trial, references: JsonObject[]): Promise<void> {
  const manifest = trial.given.manifest({ metadata: { ownerReferences: references } });
  const { stored, answer } = await createdWhole(trial, manifest);
  for (const object of [stored, answer.json!])
    trial.expect.match(metadataOf(object)['ownerReferences'], references, answer, '/metadata/ownerReferences');
}

const held: readonly Requirement[] = [
  requirement('metadata/keeps-owner-references', {
    tests: [
      'metadata.owner-references',
      'field.ObjectMeta.ownerReferences',
      ...statementsUnder('field.OwnerReference'),
    ],
    needs,
    async check(trial) {
      const [first, second] = await trial.given.jobs(2);
      await owned(trial, [owner(trial, first)]);
      await owned(trial, [
        owner(trial, first, { controller: true, blockOwnerDeletion: false }),
        owner(trial, second, { controller: false }),
      ]);
      await owned(trial, [owner(trial, second), owner(trial, first)]);
    },
  }),
  ...['apiVersion', 'kind', 'name'].map((member) =>
    requirement(`constraints/owner-reference-${member === 'apiVersion' ? 'api-version' : member}-required`, {
      tests: ['create.invalid', `constraint.OwnerReference.${member}.required`],
      needs: ['metadata/keeps-owner-references'],
      async check(trial) {
        const job = await trial.given.job();
        const manifest = (reference: JsonObject): JsonObject =>
          trial.given.manifest({ metadata: { ownerReferences: [reference] } });
        await createRefused(
          trial,
          manifest(owner(trial, job)),
          manifest(withMember(owner(trial, job), [member], undefined)),
        );
      },
    }),
  ),
  requirement('metadata/keeps-finalizers', {
    tests: ['metadata.finalizers', 'field.ObjectMeta.finalizers'],
    needs,
    async check(trial) {
      const finalizers = ['example.com/hold-b', 'example.com/hold-a'];
      const job = await trial.given.job({ metadata: { finalizers } });
      const kept = (object: JsonObject): JsonObject[string] => metadataOf(object)['finalizers'] ?? [];
      const list = await trial.target.list();
      const listed = itemsOf(trial.expect.accepted(list)).filter((item) => nameOf(item) === job.name);
      // A server may have finalizers of its own beside them.
      for (const object of [job.stored, ...listed]) {
        const own = (kept(object) as string[]).filter((name) => finalizers.includes(name));
        trial.expect.match(own, finalizers, undefined, '/metadata/finalizers');
      }
      // Nothing holds the object any longer than this check.
      trial.expect.accepted(await trial.target.patch(job, { metadata: { finalizers: null } }));
    },
  }),
  requirement('metadata/keeps-the-annotations-of-the-service', {
    tests: ['metadata.annotations', ...statementsUnder('field.Annotations')],
    needs,
    async check(trial) {
      // On the job and not on its pods: nothing is injected or encrypted by them there.
      for (const value of ['false', '']) {
        const annotations = Object.fromEntries(STRUCTURES['Annotations']!.fields.map(({ name }) => [name, value]));
        await createdWhole(trial, trial.given.manifest({ annotations }));
      }
    },
  }),
  requirement('metadata/bounds-annotations', {
    tests: ['metadata.annotations.size'],
    needs,
    async check(trial) {
      await createRefused(trial, big(trial, MOST - 4096), big(trial, MOST + 4096));
    },
  }),
];

export const maps: readonly Requirement[] = [
  ...Object.entries(LABELS).flatMap(([id, texts]) =>
    keeps('labels', id, texts, ['metadata.labels', 'field.ObjectMeta.labels']),
  ),
  ...Object.entries(ANNOTATIONS).flatMap(([id, texts]) =>
    keeps('annotations', id, texts, ['metadata.annotations', 'field.ObjectMeta.annotations']),
  ),
  ...held,
];
