/** Field selectors, which know a job's name and namespace alone. */
import { metadataOf } from '../../state/model.ts';
import { mutant, mutantOn, type Mutant, type Override } from '../types.ts';

const onList = mutantOn('list');

const SELECTABLE = ['metadata.name', 'metadata.namespace'];

/** Another text is parsed than the client sent. */
const parsing =
  (change: (text: string) => string): Override =>
  (base) => ({ parseFieldSelector: (text) => base.parseFieldSelector(change(text)) });

/** What stands before the operator of a term; undefined where there is no operator. */
const fieldOf = (term: string): string | undefined =>
  term.includes('=') ? term.split('!=')[0]?.split('=')[0] : undefined;

/** Terms of these fields are not looked at. */
const overlooking = (overlooked: (field: string | undefined) => boolean): Override =>
  parsing((text) =>
    text
      .split(',')
      .filter((term) => !overlooked(fieldOf(term)))
      .join(','),
  );

export const FIELD_SELECTORS: readonly Mutant[] = [
  mutant('field-name-takes-prefixes', 'selectors.field.name', {
    text: 'metadata.name=value selects names that begin so.',
    override: (base) => ({
      fieldMatches: (term, job) =>
        base.fieldMatches(term, job) ||
        (term.equal && term.field === 'metadata.name' && String(metadataOf(job)['name']).startsWith(term.value)),
    }),
  }),
  mutant('field-namespace-is-ignored', 'selectors.field.namespace', {
    text: 'metadata.namespace selects everything.',
    override: (base) => ({
      fieldMatches: (term, job) => term.field === 'metadata.namespace' || base.fieldMatches(term, job),
    }),
  }),
  mutant('field-namespace-selects-nothing', 'selectors.field.namespace', {
    text: 'metadata.namespace=value selects nothing.',
    override: (base) => ({
      fieldMatches: (term, job) =>
        term.field === 'metadata.namespace' && term.equal ? false : base.fieldMatches(term, job),
    }),
  }),
  mutant('field-not-equals-is-equals', 'selectors.field.not-equals', {
    text: 'field!=value selects what field=value does.',
    override: parsing((text) => text.replaceAll('!=', '=')),
  }),
  mutant('field-takes-the-last', 'selectors.field.and', {
    text: 'Of several requirements on fields the last counts.',
    override: (base) => ({ parseFieldSelector: (text) => base.parseFieldSelector(text).slice(-1) }),
  }),
  onList('field-beats-label', 'selectors.field.and', {
    text: 'Where a field selector is given, the label selector does not count.',
    override: (base) => {
      let fields = false;
      return {
        parseFieldSelector: (text) => {
          fields = text !== '';
          return base.parseFieldSelector(text);
        },
        labelMatches: (term, labels) =>
          (fields && !term.key.includes('conformance')) || base.labelMatches(term, labels),
      };
    },
  }),
  mutant('field-unknown-selects-everything', 'selectors.field.unknown', {
    text: 'A selector on a field that is not selectable selects everything.',
    override: overlooking((field) => field !== undefined && field !== '' && !SELECTABLE.includes(field)),
  }),
  mutant('field-malformed-selects-everything', 'selectors.field.malformed', {
    text: 'A text that is no field selector selects everything.',
    override: overlooking((field) => field === undefined),
  }),
  mutant('field-without-a-name-selects-everything', 'selectors.field.malformed', {
    text: 'A field selector that names no field selects everything.',
    override: overlooking((field) => field === ''),
  }),
  mutant('field-name-hides-other-requirements', 'selectors.field.and', {
    text: 'Beside a name that is asked for, names that are excluded do not count.',
    override: (base) => ({
      parseFieldSelector: (text) => {
        const terms = base.parseFieldSelector(text);
        const isNamed = terms.some(({ field, equal }) => field === 'metadata.name' && equal);
        return isNamed ? terms.filter(({ field, equal }) => field !== 'metadata.name' || equal) : terms;
      },
    }),
  }),
  mutant('watch-overlooks-the-namespace-as-a-field', 'selectors.field.namespace', {
    text: 'A watch for metadata.namespace shows every namespace of its path.',
    verbs: ['watch'],
    override: overlooking((field) => field === 'metadata.namespace'),
  }),
  onList('field-not-equal-to-nothing-selects-nothing', 'selectors.field.not-equals', {
    text: 'A list for metadata.name!= holds nothing.',
    override: (base) => ({
      fieldMatches: (term, job) => (term.equal || term.value !== '') && base.fieldMatches(term, job),
    }),
  }),
];
