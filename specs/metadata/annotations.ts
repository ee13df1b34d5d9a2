import { statementsUnder, type Contract } from '../../contract/contract.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { createRefused } from '../support/expectations.ts';
import { lookalikes } from '../support/lookalikes.ts';
import { requirement } from '../support/requirement.ts';
import { createdWhole } from '../support/round-trip.ts';
import { metadataOf } from '../support/objects.ts';
import { refusedAll, withMembers, type Change } from '../support/updates/write.ts';
import { keepsTexts, type KeptTexts } from './kept-texts.ts';
import { LONGEST_KEY } from './labels.ts';

const needs = ['create/accepts-the-documented-body'];

/** Any text is an annotation's; no NUL, which some stores cannot hold. */
const ANNOTATIONS: readonly KeptTexts[] = [
  {
    id: 'metadata/keeps-annotations-with-unicode',
    texts: {
      note: 'größe 大きさ 😀👩‍🚀 مرحبا',
      composed: 'é',
      decomposed: 'e\u0301',
      astral: '\u{10ffff}',
      'example.com/note': 'ß',
    },
    updates: [
      { id: 'metadata/keeps-annotations-with-unicode-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-annotations-with-unicode-of-a-patch', verb: 'patch' },
    ],
  },
  {
    id: 'metadata/keeps-annotations-with-line-breaks',
    texts: {
      unix: 'one\ntwo\n',
      dos: 'one\r\ntwo',
      tab: 'a\tb',
      separators: 'a\u2028b\u2029c',
      around: '  text with spaces around  ',
    },
    updates: [
      { id: 'metadata/keeps-annotations-with-line-breaks-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-annotations-with-line-breaks-of-a-patch', verb: 'patch' },
    ],
  },
  {
    id: 'metadata/keeps-annotations-with-json-inside',
    texts: {
      object: '{"a":[1,2,{"b":null}],"c":"\\"quoted\\""}',
      spaced: '{ "b": 1.0,\n  "a": [ 2 ], "\\u0061": "3" }',
      yaml: 'a: 1\nb: [2]\n',
      html: '<b>&amp;</b>',
      escaped: '\\n\\u0041 \\"',
      // As kubectl writes it: the object that was applied, in an annotation with a prefix that Kubernetes reserves.
      'kubectl.kubernetes.io/last-applied-configuration': '{"apiVersion":"v1","metadata":{"annotations":{}}}\n',
    },
    updates: [
      { id: 'metadata/keeps-annotations-with-json-inside-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-annotations-with-json-inside-of-a-patch', verb: 'patch' },
    ],
  },
  {
    id: 'metadata/keeps-annotations-that-look-like-other-types',
    texts: lookalikes(),
    updates: [
      { id: 'metadata/keeps-annotations-that-look-like-other-types-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-annotations-that-look-like-other-types-of-a-patch', verb: 'patch' },
    ],
  },
  {
    id: 'metadata/keeps-annotations-that-are-empty-or-blank',
    texts: { empty: '', blank: ' ', 'example.com/empty': '' },
    updates: [
      { id: 'metadata/keeps-annotations-that-are-empty-or-blank-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-annotations-that-are-empty-or-blank-of-a-patch', verb: 'patch' },
    ],
  },
  {
    id: 'metadata/keeps-annotations-of-great-length',
    texts: { long: 'long text 大 '.repeat(2000), 'example.com/long': 'y'.repeat(120_000), [LONGEST_KEY]: 'longest' },
    updates: [
      { id: 'metadata/keeps-annotations-of-great-length-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-annotations-of-great-length-of-a-patch', verb: 'patch' },
    ],
  },
  {
    id: 'metadata/keeps-annotations-that-differ-in-case',
    texts: { note: 'a', Note: 'A', NOTE: 'aA' },
    updates: [
      { id: 'metadata/keeps-annotations-that-differ-in-case-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-annotations-that-differ-in-case-of-a-patch', verb: 'patch' },
    ],
  },
  {
    id: 'metadata/keeps-annotations-with-names-that-programs-know',
    texts: { constructor: 'a', toString: 'b', hasOwnProperty: 'c', length: '0' },
    updates: [
      { id: 'metadata/keeps-annotations-with-names-that-programs-know-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-annotations-with-names-that-programs-know-of-a-patch', verb: 'patch' },
    ],
  },
];

/** Bytes of all annotations of an object together that Kubernetes takes. */
const MOST = 256 * 1024;
const big = (trial: Trial, bytes: number): JsonObject =>
  trial.given.manifest({
    annotations: Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`part-${i}`, 'x'.repeat(bytes / 4)])),
  });

/** On the job and not on its pods: nothing is injected or encrypted by them there. */
const keepsThoseOfTheService = (contract: Contract): Requirement =>
  requirement('metadata/keeps-the-annotations-of-the-service', {
    tests: ['metadata.annotations', ...statementsUnder(contract, 'field.Annotations')],
    needs,
    async check(trial) {
      const table = contract.structures.find(({ name }) => name === 'Annotations');
      for (const value of ['false', '']) {
        const annotations = Object.fromEntries((table?.fields ?? []).map(({ name }) => [name, value]));
        await createdWhole(trial, trial.given.manifest({ annotations }));
      }
    },
  });

export const annotations = (contract: Contract): readonly Requirement[] => [
  ...keepsTexts('annotations', ANNOTATIONS, ['metadata.annotations', 'field.ObjectMeta.annotations']),
  keepsThoseOfTheService(contract),
  requirement('metadata/bounds-annotations', {
    tests: ['metadata.annotations.size'],
    needs,
    async check(trial) {
      await createRefused(trial, big(trial, MOST - 4096), big(trial, MOST + 4096));
      const job = await trial.given.reused();
      const { annotations } = metadataOf(big(trial, MOST + 4096));
      const change: Change = [['metadata', 'annotations'], annotations];
      for (const verb of ['patch', 'replace'] as const)
        await refusedAll(trial, verb, job, [withMembers(verb, [change])]);
    },
  }),
];
