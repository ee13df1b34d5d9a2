import { PAGES, conventions, page, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

const LIMIT = page(PAGES.list, 'limit', 14, 15);

const LISTS: Statement[] = [
  ...statements('read', 'operation', page(PAGES.read), {
    success: { text: 'A read of an existing object succeeds.', section: 'Function' },
    'answers-object': { text: 'A read answers the stored object, whole.', section: 'Response' },
    'example-answer': {
      text: 'A read of what the create example made holds what that example sent.',
      section: 'Example response',
      errata: [21],
    },
    missing: {
      text: 'A read of a name that no object has is refused: neither a longer nor a shorter name is taken for it.',
      section: 'Status codes',
    },
    kind: { text: "A read answers an object of the path's kind alone.", section: 'Function' },
    namespace: { text: "A read answers an object of the path's namespace alone.", section: 'Function' },
    stable: { text: 'Reading changes nothing: two reads of one resourceVersion are equal.', section: 'Function' },
  }),
  ...statements('list', 'operation', page(PAGES.list), {
    success: { text: 'A list of an existing namespace succeeds.', section: 'Function' },
    complete: {
      text: 'A list holds every object of the kind in the namespace, each once, and none that is gone.',
      section: 'Function',
    },
    kind: { text: "A list holds objects of the path's kind alone.", section: 'Function' },
    namespace: { text: "A list holds objects of the path's namespace alone.", section: 'Function' },
    'items.whole': { text: 'Each item of a list is the whole object.', section: 'Example response' },
    'items.named': { text: 'Each item of a list has its kind and apiVersion.', section: 'Example response' },
    shape: {
      text: "A list has the job's kind followed by List, the apiVersion of the jobs, items, and metadata with a resourceVersion.",
      section: 'Example response',
      errata: [5],
    },
  }),
  ...statements('list', 'conventions', conventions('Lists'), {
    empty: 'A list without matches has an empty array of items.',
    'read-consistent': 'An item of a list and a read of one resourceVersion are equal.',
    current: 'A list without resourceVersion shows every write that was answered before it was asked.',
    'query.limit.malformed': 'A limit that is no integer is refused.',
    'query.timeoutSeconds.malformed': 'A timeoutSeconds that is no integer is refused.',
    'query.resourceVersion.malformed': {
      text: 'A list at a resourceVersion that the server cannot have issued is refused.',
      level: 'SHOULD',
    },
  }),
  ...statements('pagination', 'general', LIMIT, {
    'limit-bound': 'A page has at most as many items as limit says.',
    'every-item-once': 'The pages that the tokens lead through hold every item once.',
    end: 'The tokens lead to an end: the last page has an empty continue token, or none, and an unpaged list has none.',
    'no-limit': 'A list without limit is one page.',
    snapshot: "The pages together equal one list at the first page's resourceVersion.",
    'snapshot.created': 'What is created between pages does not show.',
    'snapshot.deleted': 'What is deleted between pages still shows.',
    'snapshot.changed': 'What is changed between pages shows as it was at the first page.',
    'unsupported-complete': 'A server that ignores limit answers all items and an empty continue token.',
    'support-is-constant': 'A server that honours limit on one page honours it on each.',
    selectors: 'Selectors hold on each page.',
    'token.encoded': 'A token works as it was given, percent-encoded in the query.',
    'token.expired': {
      text: 'A token that has become too old is refused with 410.',
      untestable: 'a client can neither age a token nor learn when a server forgets it',
    },
    'token.opaque': { text: 'Clients do not interpret the token.', untestable: 'it binds clients, not servers' },
    'token.other-query': {
      text: 'A token is used with the query that it came from.',
      untestable: 'it binds clients; what a server does otherwise is the freedom foreign-token',
    },
  }),
  ...statements('pagination', 'conventions', conventions('Chunked lists'), {
    'one-version': 'All pages of one list have the same resourceVersion.',
    'token.malformed': 'A continue token that the server did not issue is refused.',
    'token.again': 'A token used again answers the same page.',
    'zero-limit': 'limit=0 is no limit.',
    'limit-may-change': { text: 'A token may be used with another limit than the page before.', level: 'SHOULD' },
    remaining: {
      text: 'remainingItemCount, where it is given, is the number of items that follow the page.',
      level: 'SHOULD',
    },
  }),
  ...statements('list-meta', 'general', table(76), {
    'resource-version': {
      text: 'The resourceVersion of a list serves watches and further lists, unmodified.',
      section: 'resourceVersion',
    },
    'self-link': {
      text: 'The selfLink of a list, where it is given, is the path of the collection.',
      section: 'selfLink',
    },
  }),
];

const SELECTORS: Statement[] = [
  ...statements('selectors.label', 'conventions', conventions('Label selectors'), {
    equals: 'key=value and key==value select the objects whose label has that value.',
    'not-equals': 'key!=value selects the objects whose label has another value, and those without the label.',
    in: 'key in (a,b) selects the objects whose label has one of the values.',
    notin: 'key notin (a,b) selects the objects whose label has none of the values, and those without the label.',
    exists: 'key selects the objects that have the label, with any value.',
    'not-exists': '!key selects the objects that do not have the label.',
    and: 'Requirements joined by commas hold together.',
    'empty-value': 'key= selects the objects whose label is the empty string.',
    prefix: 'A key with a prefix and a slash is one key.',
    exact: 'Keys and values are compared whole, and upper and lower case differ.',
    empty: 'An empty selector selects everything.',
    encoded: 'A selector is read after percent-decoding.',
    whitespace: { text: 'Spaces around keys, operators and values do not count.', level: 'SHOULD' },
    malformed: 'A text that is no selector is refused.',
  }),
  ...statements('selectors.field', 'conventions', conventions('Field selectors'), {
    name: 'metadata.name=value selects the object of that name.',
    namespace: 'metadata.namespace=value selects everything in that namespace and nothing in another.',
    'not-equals': 'field!=value selects the objects whose field has another value.',
    and: 'Requirements joined by commas hold together, and with those of a label selector.',
    unknown: 'A selector on a field that is not selectable is refused.',
    malformed: 'A text that is no selector is refused.',
  }),
  ...statements('selectors', 'operation', page(PAGES.list, 'fieldSelector'), {
    field: 'A fieldSelector restricts a list by fields.',
    label: { text: 'A labelSelector restricts a list by labels.', section: 'labelSelector' },
  }),
];

export const READ_STATEMENTS: readonly Statement[] = [...LISTS, ...SELECTORS];
