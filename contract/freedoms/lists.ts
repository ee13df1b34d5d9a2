import { PAGES, conventions, page, table } from '../sources.ts';
import { freedom } from './builder.ts';

/** Freedoms in lists, pages and watches. */
export const LIST_FREEDOMS = [
  freedom(
    'limit',
    'operation',
    page(PAGES.list, 'limit', 14),
    'A server may ignore limit and answer everything with an empty continue token.',
    {
      'limit-honoured': 'pages of at most limit items',
      'limit-ignored': 'all items on one page',
    },
  ),
  freedom(
    'remaining-count',
    'exchange',
    conventions('Chunked lists: remainingItemCount'),
    'A page may say how many items follow it.',
    {
      'remaining-given': 'given where no selector is used',
      'remaining-absent': 'absent',
    },
  ),
  freedom(
    'list-order',
    'target',
    conventions('Lists'),
    'Items come in any order.',
    {
      'order-by-name': 'by name',
      'order-by-creation': 'oldest first',
      'order-reversed': 'by name, backwards',
      'order-shuffled': 'another order each time',
    },
    'nothing',
  ),
  freedom(
    'foreign-token',
    'target',
    page(PAGES.list, 'limit: continue', 15),
    'A continue token used with another query than its own is served or refused; the documents define the same query alone.',
    {
      'foreign-token-served': 'served by the token',
      'foreign-token-refused': 'refused by a 4xx',
    },
    'nothing',
  ),
  freedom(
    'future-rv',
    'target',
    conventions('Resource versions'),
    'A list or read at a resourceVersion that the server has not issued is answered with what there is, or refused.',
    {
      'future-rv-refused': 'refused by a 4xx or 504',
      'future-rv-served': 'answered',
    },
    'nothing',
  ),
  freedom(
    'history',
    'exchange',
    page(PAGES.list, 'limit: continue', 45),
    'A continue token, or the version that a watch begins after, is good for minutes, or forgotten before that.',
    {
      'history-kept': 'good for minutes',
      'history-forgotten': 'forgotten after a minute, and refused with 410',
    },
  ),
  freedom(
    'watch-expiry',
    'target',
    table(78, 'Error'),
    'A watch from a resourceVersion that is too old is refused, or accepted and told so by an event.',
    {
      'expiry-http-410': 'HTTP 410 with a Status',
      'expiry-error-event': 'HTTP 200 and an ERROR event that holds a Status with code 410',
    },
  ),
  freedom(
    'watch-event-case',
    'target',
    table(78, 'type', 13),
    'Event types are written in upper case as on Kubernetes, or as in the table.',
    {
      'events-upper': 'ADDED',
      'events-title': 'Added',
    },
    'nothing',
  ),
  freedom(
    'bookmarks',
    'target',
    conventions('Watch bookmarks'),
    'Bookmarks are sent to a watch that asks for them, or never.',
    {
      'bookmarks-when-asked': 'from time to time',
      'bookmarks-never': 'never',
    },
    { 'bookmarks-never': 'nothing' },
  ),
  freedom(
    'version-0',
    'exchange',
    conventions('Resource versions'),
    'resourceVersion=0 asks for any version: a list or watch may begin with the state of a while ago, and catches up.',
    {
      'version-0-current': 'the present state',
      'version-0-cached': 'a cache that follows a moment later',
    },
    'nothing',
  ),
  freedom(
    'limit-at-0',
    'operation',
    conventions('Chunked lists'),
    'Where limit is honoured, a list at resourceVersion=0 may ignore it all the same, and answer everything with an empty continue token.',
    {
      'limit-at-0-honoured': 'pages of at most limit items',
      'limit-at-0-ignored': 'all items on one page',
    },
    'nothing',
  ),
  freedom(
    'leaving-content',
    'exchange',
    conventions('Watch'),
    'The DELETED of an object that leaves a selection shows it as it matched last, or as the change made it.',
    {
      'leaving-as-it-was': 'as it matched last',
      'leaving-as-it-is': 'as the change made it',
    },
  ),
  freedom(
    'slow-readers',
    'exchange',
    conventions('Watch'),
    'A watch whose events are not read is kept until they are, or ended after some of them.',
    {
      'slow-readers-kept': 'kept',
      'slow-readers-ended': 'ended; what was told until then has no gap',
    },
    'nothing',
  ),
  freedom(
    'event-pace',
    'exchange',
    conventions('Watch'),
    'A watch shows a change at once, or a while later.',
    {
      'events-prompt': 'at once',
      'events-late': 'a moment after the answer to the write',
    },
    'nothing',
  ),
];
