import type { Requirement } from '../../harness/model/requirement.ts';
import { lookalikes } from '../support/lookalikes.ts';
import { keepsTexts, type KeptTexts } from './kept-texts.ts';

const LABEL_VALUE = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LONGEST = 'x'.repeat(63);
/** A prefix and a name, each as long as may be. */
export const LONGEST_KEY = `${`${LONGEST}.`.repeat(3)}${'y'.repeat(61)}/${LONGEST}`;

/** Labels at the edges of their syntax (Kubernetes, "Labels and Selectors"). */
const LABELS: readonly KeptTexts[] = [
  {
    id: 'metadata/keeps-labels-with-prefixes',
    texts: {
      'example.com/app': 'a',
      'app.kubernetes.io/name': 'a',
      'sub.example.com/app': 'b',
      app: 'c',
      'example.com/other': '',
    },
    updates: [
      { id: 'metadata/keeps-labels-with-prefixes-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-labels-with-prefixes-of-a-patch', verb: 'patch' },
    ],
  },
  {
    id: 'metadata/keeps-labels-of-the-greatest-length',
    texts: {
      [LONGEST]: LONGEST,
      [LONGEST_KEY]: 'longest',
      a: 'x',
      1: '2',
    },
    updates: [
      { id: 'metadata/keeps-labels-of-the-greatest-length-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-labels-of-the-greatest-length-of-a-patch', verb: 'patch' },
    ],
  },
  {
    id: 'metadata/keeps-labels-that-differ-in-case',
    texts: { app: 'a', App: 'A', APP: 'aA', 'example.com/App': 'Aa' },
    updates: [
      { id: 'metadata/keeps-labels-that-differ-in-case-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-labels-that-differ-in-case-of-a-patch', verb: 'patch' },
    ],
  },
  {
    id: 'metadata/keeps-labels-that-look-like-other-types',
    texts: lookalikes((text) => LABEL_VALUE.test(text)),
    updates: [
      { id: 'metadata/keeps-labels-that-look-like-other-types-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-labels-that-look-like-other-types-of-a-patch', verb: 'patch' },
    ],
  },
  {
    id: 'metadata/keeps-labels-with-every-inner-character',
    texts: {
      'a.b_c-D': 'x.y_z-0',
      'A--b..c__d': '1--2..3__4',
      ...Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`many-${i}`, `m.${i}`])),
    },
    updates: [
      { id: 'metadata/keeps-labels-with-every-inner-character-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-labels-with-every-inner-character-of-a-patch', verb: 'patch' },
    ],
  },
  {
    id: 'metadata/keeps-labels-with-names-that-programs-know',
    texts: {
      constructor: 'a',
      toString: 'b',
      hasOwnProperty: 'c',
      prototype: 'd',
      length: '0',
    },
    updates: [
      { id: 'metadata/keeps-labels-with-names-that-programs-know-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-labels-with-names-that-programs-know-of-a-patch', verb: 'patch' },
    ],
  },
  {
    id: 'metadata/keeps-labels-with-empty-values',
    texts: { empty: '', 'example.com/empty': '' },
    updates: [
      { id: 'metadata/keeps-labels-with-empty-values-of-a-replace', verb: 'replace' },
      { id: 'metadata/keeps-labels-with-empty-values-of-a-patch', verb: 'patch' },
    ],
  },
];

export const labels: readonly Requirement[] = keepsTexts('labels', LABELS, [
  'metadata.labels',
  'field.ObjectMeta.labels',
]);
