import { PAGES, conventions, page, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

/** What holds of a few small objects holds of many and of large ones: the documents bound neither. */
export const SIZE_STATEMENTS: readonly Statement[] = [
  ...statements('general', page(PAGES.list, 'limit', 14, 15), {
    'size.list.many': 'A list without limit holds every object, however many there are.',
    'size.pages.many': 'The pages of a list hold every object once, however many there are and however large limit is.',
  }),
  ...statements('operation', page(PAGES.deletecollection, 'Function'), {
    'size.deletecollection.many': 'A delete of the collection removes every object, however many there are.',
  }),
  ...statements('conventions', conventions('Watch'), {
    'size.watch.initial': 'A watch without resourceVersion begins with every object, however many there are.',
    'size.watch.events': 'A watch shows every event, however many follow each other in one stream.',
  }),
  ...statements('operation', page(PAGES.create, 'Function'), {
    'size.kept': 'A large object that is accepted is kept and shown whole, by every operation.',
  }),
  ...statements('conventions', conventions('Watch'), {
    'size.watch.event': 'An event of a large object holds it whole, on one line.',
  }),
  ...statements('general', page('Status codes', 'Client errors', 11), {
    'size.refused': {
      text: 'A body that is too large for the server is refused by a 4xx with a Status, and changes nothing.',
      source: table(72, undefined, 11),
    },
  }),
];
