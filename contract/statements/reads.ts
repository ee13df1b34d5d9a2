import { PAGES, conventions, page, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

const LIMIT = page(PAGES.list, 'limit', 14, 15);

const LISTS: Statement[] = [
  ...statements('operation', page(PAGES.read), {
    'read.success': { text: 'A read of an existing object succeeds.', section: 'Function' },
    'read.answers-object': { text: 'A read answers the stored object, whole.', section: 'Response' },
    'read.example-answer': {
      text: 'A read of what the create example made holds what that example sent.',
      section: 'Example response',
      errata: [21],
    },
    'read.missing': {
      text: 'A read of a name that no object has is refused: neither a longer nor a shorter name is taken for it.',
      section: 'Status codes',
    },
    'read.kind': { text: "A read answers an object of the path's kind alone.", section: 'Function' },
    'read.namespace': { text: "A read answers an object of the path's namespace alone.", section: 'Function' },
    'read.stable': {
      text: 'Reading changes nothing: two reads of one resourceVersion are equal.',
      section: 'Function',
    },
  }),
  ...statements('operation', page(PAGES.list), {
    'list.success': { text: 'A list of an existing namespace succeeds.', section: 'Function' },
    'list.complete': {
      text: 'A list holds every object of the kind in the namespace, each once, and none that is gone.',
      section: 'Function',
    },
    'list.kind': { text: "A list holds objects of the path's kind alone.", section: 'Function' },
    'list.namespace': { text: "A list holds objects of the path's namespace alone.", section: 'Function' },
    'list.items.whole': { text: 'Each item of a list is the whole object.', section: 'Example response' },
    'list.items.named': { text: 'Each item of a list has its kind and apiVersion.', section: 'Example response' },
    'list.shape': {
      text: "A list has the job's kind followed by List, the apiVersion of the jobs, items, and metadata with a resourceVersion.",
      section: 'Example response',
      errata: [5],
    },
  }),
  ...statements('conventions', conventions('Lists'), {
    'list.empty': 'A list without matches has an empty array of items.',
    'list.read-consistent': 'An item of a list and a read of one resourceVersion are equal.',
    'list.one-moment':
      'A list, in pages or not, shows all its objects as they were at one moment, which is that of its resourceVersion.',
    'list.current': 'A list without resourceVersion shows every write that was answered before it was asked.',
    'list.query.limit.malformed': 'A limit that is no integer is refused.',
    'list.query.timeoutSeconds.malformed': 'A timeoutSeconds that is no integer is refused.',
    'list.query.resourceVersion.malformed': {
      text: 'A list at a resourceVersion that the server cannot have issued is refused.',
      level: 'SHOULD',
    },
  }),
  ...statements('general', LIMIT, {
    'pagination.limit-bound': { text: 'A page has at most as many items as limit says.', errata: [45] },
    'pagination.every-item-once': 'The pages that the tokens lead through hold every item once.',
    'pagination.end':
      'The tokens lead to an end: the last page has an empty continue token, or none, and an unpaged list has none.',
    'pagination.no-limit': 'A list without limit is one page.',
    'pagination.snapshot': "The pages together equal one list at the first page's resourceVersion.",
    'pagination.snapshot.created': 'What is created between pages does not show.',
    'pagination.snapshot.deleted': 'What is deleted between pages still shows.',
    'pagination.snapshot.changed': 'What is changed between pages shows as it was at the first page.',
    'pagination.unsupported-complete': 'A server that ignores limit answers all items and an empty continue token.',
    'pagination.support-is-constant': 'A server that honours limit on one page honours it on each.',
    'pagination.selectors': 'Selectors hold on each page.',
    'pagination.token.encoded': 'A token works as it was given, percent-encoded in the query.',
    'pagination.token.expired':
      'A token that has become too old is refused with 410; until then it leads on from its page, in the same list.',
    'pagination.token.opaque': {
      text: 'Clients do not interpret the token.',
      untestable: 'it binds clients, not servers',
    },
    'pagination.token.other-query': {
      text: 'A token is used with the query that it came from.',
      untestable: 'it binds clients; what a server does otherwise is the freedom foreign-token',
    },
  }),
  ...statements('conventions', conventions('Chunked lists'), {
    'pagination.one-version': 'All pages of one list have the same resourceVersion.',
    'pagination.token.malformed': 'A continue token that the server did not issue is refused.',
    'pagination.token.again': 'A token used again answers the same page.',
    'pagination.zero-limit': 'limit=0 is no limit.',
    'pagination.limit-may-change': {
      text: 'A token may be used with another limit than the page before.',
      level: 'SHOULD',
    },
    'pagination.remaining': {
      text: 'remainingItemCount, where it is given, is the number of items that follow the page.',
      level: 'SHOULD',
    },
  }),
  ...statements('general', table(76), {
    'list-meta.resource-version': {
      text: 'The resourceVersion of a list serves watches and further lists, unmodified.',
      section: 'resourceVersion',
    },
    'list-meta.self-link': {
      text: 'The selfLink of a list, where it is given, is the path of the collection.',
      section: 'selfLink',
    },
  }),
];

const SELECTORS: Statement[] = [
  ...statements('conventions', conventions('Label selectors'), {
    'selectors.label.equals': 'key=value and key==value select the objects whose label has that value.',
    'selectors.label.not-equals':
      'key!=value selects the objects whose label has another value, and those without the label.',
    'selectors.label.in': 'key in (a,b) selects the objects whose label has one of the values.',
    'selectors.label.notin':
      'key notin (a,b) selects the objects whose label has none of the values, and those without the label.',
    'selectors.label.exists': 'key selects the objects that have the label, with any value.',
    'selectors.label.not-exists': '!key selects the objects that do not have the label.',
    'selectors.label.and': 'Requirements joined by commas hold together.',
    'selectors.label.empty-value': 'key= selects the objects whose label is the empty string.',
    'selectors.label.prefix': 'A key with a prefix and a slash is one key.',
    'selectors.label.exact': 'Keys and values are compared whole, and upper and lower case differ.',
    'selectors.label.compares':
      'key>n and key<n select the objects whose label is a greater or lesser integer, or are refused.',
    'selectors.label.empty': 'An empty selector selects everything.',
    'selectors.label.encoded': 'A selector is read after percent-decoding.',
    'selectors.label.whitespace': { text: 'Spaces around keys, operators and values do not count.', level: 'SHOULD' },
    'selectors.label.malformed': 'A text that is no selector is refused.',
  }),
  ...statements('conventions', conventions('Field selectors'), {
    'selectors.field.name': 'metadata.name=value selects the object of that name.',
    'selectors.field.namespace':
      'metadata.namespace=value selects everything in that namespace and nothing in another.',
    'selectors.field.not-equals': 'field!=value selects the objects whose field has another value.',
    'selectors.field.and': 'Requirements joined by commas hold together, and with those of a label selector.',
    'selectors.field.unknown': 'A selector on a field that is not selectable is refused.',
    'selectors.field.malformed': 'A text that is no selector is refused.',
  }),
  ...statements('operation', page(PAGES.list, 'fieldSelector'), {
    'selectors.field': 'A fieldSelector restricts a list by fields.',
    'selectors.label': { text: 'A labelSelector restricts a list by labels.', section: 'labelSelector' },
  }),
];

export const READ_STATEMENTS: readonly Statement[] = [...LISTS, ...SELECTORS];
