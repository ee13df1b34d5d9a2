/** Label selectors of lists, watches and deletions of collections. */
import type { JsonObject } from '../../../contract/json.ts';
import { metadataOf, objectAt } from '../../state/model.ts';
import type { LabelTerm } from '../../rules/selectors.ts';
import { json, read } from '../helpers/exchange.ts';
import { itemsOf } from '../helpers/others.ts';
import { onReply, onRequest, remembering, succeeded, withItems } from '../helpers/wraps.ts';
import { mutant, mutantOn, perVerb, type Mutant, type Override } from '../types.ts';
import { attempt, SELECTING } from './support.ts';

const onList = mutantOn('list');

/** Terms match otherwise than they should; `right` is whether this one should. */
const matching =
  (is: (term: LabelTerm, labels: JsonObject, right: boolean) => boolean): Override =>
  (base) => ({ labelMatches: (term, labels) => is(term, labels, base.labelMatches(term, labels)) });
/** Another text is parsed than the client sent. */
const parsing =
  (change: (text: string) => string): Override =>
  (base) => ({ parseLabelSelector: (text) => base.parseLabelSelector(change(text)) });
const has = (labels: JsonObject, key: string): boolean => Object.hasOwn(labels, key);

/** Only so many terms count, and those of the suite's own labels, which tell its objects from those of others. */
const counting =
  (count: number): Override =>
  (base) => ({
    parseLabelSelector: (text) =>
      base.parseLabelSelector(text).filter((term, i) => i < count || term.key.includes('conformance')),
  });

/** A map of requirements has one of each key and operator. */
const lastOfEach: Override = (base) => ({
  parseLabelSelector: (text) => [
    ...new Map(base.parseLabelSelector(text).map((term) => [`${term.key} ${term.op}`, term])).values(),
  ],
});

export const LABEL_SELECTORS: readonly Mutant[] = [
  mutant('selector-takes-the-last-of-a-key', 'selectors.label.and', {
    text: 'Of several requirements with one key and operator the last counts.',
    override: lastOfEach,
  }),
  mutant('selector-equals-takes-prefixes', 'selectors.label.equals', {
    text: 'key=value selects values that begin so.',
    override: matching(
      (term, labels, right) =>
        right ||
        (term.op === 'in' &&
          term.values.length === 1 &&
          has(labels, term.key) &&
          term.values[0] !== '' &&
          String(labels[term.key]).startsWith(String(term.values[0]))),
    ),
  }),
  mutant('selector-double-equals-is-unknown', 'selectors.label.equals', {
    text: 'key==value selects nothing.',
    override: parsing((text) => text.replaceAll('==', '=xx')),
  }),
  mutant('selector-not-equals-wants-the-label', 'selectors.label.not-equals', {
    text: 'key!=value does not select objects without the label.',
    override: matching(
      (term, labels, right) => right && !(term.op === 'notin' && term.values.length === 1 && !has(labels, term.key)),
    ),
  }),
  mutant('selector-not-equals-is-equals', 'selectors.label.not-equals', {
    text: 'key!=value selects what key=value does.',
    override: parsing((text) => text.replaceAll('!=', '=')),
  }),
  mutant('selector-in-takes-the-first', 'selectors.label.in', {
    text: 'key in (a,b) selects a alone.',
    override: matching((term, labels, right) =>
      term.op === 'in' && term.values.length > 1 ? String(labels[term.key]) === term.values[0] : right,
    ),
  }),
  mutant('selector-in-takes-those-without', 'selectors.label.in', {
    text: 'key in (a,b) also selects objects without the label.',
    override: matching(
      (term, labels, right) => right || (term.op === 'in' && term.values.length > 1 && !has(labels, term.key)),
    ),
  }),
  mutant('selector-notin-wants-the-label', 'selectors.label.notin', {
    text: 'key notin (a,b) does not select objects without the label.',
    override: matching(
      (term, labels, right) => right && !(term.op === 'notin' && term.values.length > 1 && !has(labels, term.key)),
    ),
  }),
  mutant('selector-notin-looks-at-the-last', 'selectors.label.notin', {
    text: 'key notin (a,b) leaves b out alone.',
    override: matching((term, labels, right) =>
      term.op === 'notin' && term.values.length > 1 ? labels[term.key] !== term.values.at(-1) : right,
    ),
  }),
  ...perVerb(['watch', 'deletecollection'], (verb) =>
    mutant('looks-at-the-first-of-notin', 'selectors.label.notin', {
      text: `The notin of a ${verb} excludes its first value alone.`,
      override: (base) => ({
        labelMatches: (term, labels) =>
          base.labelMatches(term.op === 'notin' ? { ...term, values: term.values.slice(0, 1) } : term, labels),
      }),
    }),
  ),
  ...perVerb(['watch', 'deletecollection'], (verb) =>
    mutant('ignores-the-case-of-keys', 'selectors.label.exact', {
      text: `A ${verb} finds labels without regard to the case of their keys.`,
      override: (base) => ({
        labelMatches: (term, labels) =>
          base.labelMatches(
            { ...term, key: term.key.toLowerCase() },
            Object.fromEntries(Object.entries(labels).map(([key, value]) => [key.toLowerCase(), value])),
          ),
      }),
    }),
  ),
  mutant('selector-exists-wants-a-value', 'selectors.label.exists', {
    text: 'key does not select objects whose label is empty.',
    override: matching((term, labels, right) => right && !(term.op === 'exists' && labels[term.key] === '')),
  }),
  mutant('selector-absent-is-exists', 'selectors.label.not-exists', {
    text: '!key selects what key does.',
    override: matching((term, _, right) => (term.op === 'absent' ? !right : right)),
  }),
  mutant('selector-absent-takes-the-empty', 'selectors.label.not-exists', {
    text: '!key also selects objects whose label is empty.',
    override: matching((term, labels, right) => right || (term.op === 'absent' && labels[term.key] === '')),
  }),
  onList('selector-takes-the-last', 'selectors.label.and', {
    text: 'Of several requirements only the last counts.',
    override: (base) => ({ parseLabelSelector: (text) => base.parseLabelSelector(text).slice(-1) }),
  }),
  onList('selector-takes-the-first-of-three', 'selectors.label.and', {
    text: 'Of several requirements at most two count.',
    override: counting(2),
  }),
  mutant('selector-empty-value-is-exists', 'selectors.label.empty-value', {
    text: 'key= selects every object with the label.',
    override: matching(
      (term, labels, right) => right || (term.op === 'in' && term.values[0] === '' && has(labels, term.key)),
    ),
  }),
  mutant('selector-empty-value-takes-those-without', 'selectors.label.empty-value', {
    text: 'key= also selects objects without the label.',
    override: matching(
      (term, labels, right) => right || (term.op === 'in' && term.values[0] === '' && !has(labels, term.key)),
    ),
  }),
  mutant('selector-ignores-prefixes', 'selectors.label.prefix', {
    text: 'The prefix of a key does not count.',
    override: matching(
      (term, labels, right) =>
        right ||
        (term.op === 'in' &&
          Object.entries(labels).some(
            ([key, value]) =>
              key.split('/').at(-1) === term.key.split('/').at(-1) && term.values.includes(String(value)),
          )),
    ),
  }),
  mutant('selector-refuses-prefixes', 'selectors.label.prefix', {
    text: 'A key with a prefix selects nothing.',
    override: matching((term, _, right) => right && (!term.key.includes('/') || term.key.includes('conformance'))),
  }),
  mutant('selector-ignores-case', 'selectors.label.exact', {
    text: 'Values are compared without regard to case.',
    override: matching(
      (term, labels, right) =>
        right ||
        (term.op === 'in' &&
          has(labels, term.key) &&
          term.values.some((value) => value.toLowerCase() === String(labels[term.key]).toLowerCase())),
    ),
  }),
  mutant('selector-ignores-case-of-keys', 'selectors.label.exact', {
    text: 'Keys are compared without regard to case.',
    override: matching(
      (term, labels, right) =>
        right ||
        (term.op === 'in' &&
          Object.entries(labels).some(
            ([key, value]) => key.toLowerCase() === term.key.toLowerCase() && term.values.includes(String(value)),
          )),
    ),
  }),
  onList('selector-empty-selects-nothing', 'selectors.label.empty', {
    text: 'An empty selector selects nothing.',
    override: onReply({ when: ({ query }) => query.get('labelSelector') === '' }, (reply) =>
      withItems(reply, () => []),
    ),
  }),
  mutant('selector-is-not-decoded', 'selectors.label.encoded', {
    text: 'A selector is read without decoding %2F.',
    wrap: onRequest({ query: { labelSelector: true } }, ({ path, search, forward }) =>
      forward({ path: `${path}?${search.replaceAll('%2F', '%252F').replaceAll('%2f', '%252f')}` }),
    ),
  }),
  mutant('selector-minds-spaces', 'selectors.label.whitespace', {
    text: 'A selector with spaces after its commas is refused.',
    override: (base) => ({ parseLabelSelector: (text) => base.parseLabelSelector(text.replaceAll(', ', ',%')) }),
  }),
  ...perVerb(SELECTING, (verb) =>
    mutant('takes-any-selector', verb === 'list' ? 'selectors.label.malformed' : `${verb}.selector.malformed`, {
      text: `A text that is no selector selects everything of a ${verb}.`,
      override: (base) => ({
        parseLabelSelector: (text) => attempt(() => base.parseLabelSelector(text)) ?? [],
        parseFieldSelector: (text) => attempt(() => base.parseFieldSelector(text)) ?? [],
      }),
    }),
  ),
  ...SELECTING.flatMap((verb): Mutant[] => [
    mutant(`${verb}-ignores-label-selectors`, `${verb}.query.labelSelector`, {
      text: `A ${verb} ignores labelSelector.`,
      verbs: [verb],
      override: counting(0),
    }),
    mutant(`${verb}-ignores-field-selectors`, `${verb}.query.fieldSelector`, {
      text: `A ${verb} ignores fieldSelector.`,
      verbs: [verb],
      override: () => ({ parseFieldSelector: () => [] }),
    }),
    mutant(`${verb}-knows-no-not-equals`, `${verb}.query.labelSelector`, {
      text: `A ${verb} reads != as =.`,
      verbs: [verb],
      override: parsing((text) => text.replaceAll('!=', '=')),
    }),
  ]),
  onList('list-labels-are-ignored', 'selectors.label', {
    text: 'A list ignores labelSelector.',
    override: counting(0),
  }),
  onList('list-fields-are-ignored', 'selectors.field', {
    text: 'A list ignores fieldSelector.',
    override: () => ({ parseFieldSelector: () => [] }),
  }),
  ...perVerb(['list', 'deletecollection'], (verb) =>
    mutant('compares-labels-as-texts', 'selectors.label.compares', {
      text: `Of a ${verb}, key<n selects the labels that sort before n.`,
      override: matching((term, labels, right) =>
        term.op === 'gt' || term.op === 'lt'
          ? has(labels, term.key) && String(labels[term.key]) < String(term.values[0]) === (term.op === 'lt')
          : right,
      ),
    }),
  ),
  ...perVerb(['list', 'deletecollection'], (verb) =>
    mutant('ignores-comparisons', 'selectors.label.compares', {
      text: `Of a ${verb}, key>n and key<n select everything.`,
      override: matching((term, _, right) => right || term.op === 'gt' || term.op === 'lt'),
    }),
  ),
  mutant('selector-reads-a-plus-as-a-plus', 'selectors.label.encoded', {
    text: 'A plus in the query of a list is no space.',
    wrap: onRequest({ verb: 'list', when: ({ search }) => search.includes('+') }, ({ path, search, forward }) =>
      forward({ path: `${path}?${search.replaceAll('+', '%2B')}` }),
    ),
  }),
  mutant('selector-finds-what-was-replaced', 'list.current', {
    text: 'A list for key=value also finds objects from which a PUT has taken that label.',
    wrap: remembering(
      () => new Map<string, JsonObject>(),
      (before) =>
        onRequest({ verb: ['replace', 'list'] }, async ({ verb, path, query, forward, send }) => {
          const old = verb === 'replace' ? (await send('GET', path)).body : {};
          const answer = await forward();
          if (!succeeded(answer.status)) return answer;
          if (verb === 'replace') before.set(path, objectAt(metadataOf(old), 'labels'));
          const [, key, value] = /^([\w.-]+)=([\w.-]+)$/.exec(query.get('labelSelector') ?? '') ?? [];
          if (verb === 'replace' || key === undefined) return answer;
          const list = await read(answer);
          const items = itemsOf(list);
          for (const [place, labels] of before)
            if (place.startsWith(`${path}/`) && labels[key] === value) {
              const { status, body } = await send('GET', place);
              const isThere = items.some((item) => metadataOf(item)['uid'] === metadataOf(body)['uid']);
              if (status === 200 && !isThere) items.push(body);
            }
          return json(200, { ...list, items });
        }),
    ),
  }),
  mutant('selector-exists-knows-what-all-inherit', 'selectors.label.exact', {
    text: 'A key that every object of the language has is found in all labels.',
    override: matching((term, _, right) => right || (term.op === 'exists' && term.key in {})),
  }),
  mutant('selector-in-is-no-key', 'selectors.label.exact', {
    text: 'A label whose key is "in" is never found.',
    override: matching((term, _, right) => right && term.key !== 'in'),
  }),
  mutant('selector-has-five-terms', 'selectors.label.and', {
    text: 'Terms after the fifth are ignored.',
    override: counting(5),
  }),
  mutant('selector-in-needs-a-space', 'selectors.label.whitespace', {
    text: 'A bracket right after in or notin is refused.',
    override: parsing((text) => (/\b(in|notin)\(/.test(text) ? '=' : text)),
  }),
  onList('selector-overlooks-what-has-no-label', 'selectors.label.not-equals', {
    text: 'A list for key!=value does not hold objects without any label.',
    override: matching((term, labels, right) => right && !(term.op === 'notin' && Object.keys(labels).length === 0)),
  }),
  mutant('selector-refuses-keys-of-more-than-63', 'selectors.label.prefix', {
    text: 'A key that is, with its prefix, longer than 63 characters is refused.',
    override: parsing((text) => (/[\w./-]{64,}/.test(text) ? '=' : text)),
  }),
];
