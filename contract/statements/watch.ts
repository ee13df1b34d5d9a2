import { PAGES, conventions, page, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

export const WATCH_STATEMENTS: readonly Statement[] = [
  ...statements('operation', page(PAGES.watch, 'watch'), {
    'watch.success': 'A list with watch=true answers a stream of what is added, changed and removed.',
    'watch.from-version': {
      text: 'A watch from a resourceVersion shows what happens after it, and nothing before.',
      section: 'resourceVersion',
    },
    'watch.live': 'A change shows on an open watch while it is open.',
    'watch.kind': "A watch shows objects of the path's kind alone.",
    'watch.namespace': "A watch shows objects of the path's namespace alone.",
  }),
  ...statements('general', table(78, undefined, 13, 32), {
    'watch.schema': 'Each event has a type and an object.',
    'watch.event.types': {
      text: 'A create shows as ADDED, a change as MODIFIED, a deletion as DELETED.',
      section: 'type',
      errata: [13],
    },
    'watch.event.object': {
      text: 'The object of ADDED and MODIFIED is the job as the event made it, that of DELETED the job as it was last.',
      section: 'object',
      errata: [32],
    },
    'watch.event.error': { text: 'The object of an ERROR is a Status.', section: 'object', errata: [32] },
  }),
  ...statements('conventions', conventions('Watch'), {
    'watch.lines': 'Each event is one JSON object on a line of its own.',
    'watch.initial': 'A watch without resourceVersion begins with an ADDED for each object there is.',
    'watch.every-event': 'A watch shows every change once: none is left out, none repeated.',
    'watch.slow-readers.everything':
      'A watch that is not read for a while shows every change once it is read, up to its end if it has one.',
    'watch.slow-readers.others': 'A watch that is not read holds up no write, no read and no other watch.',
    'watch.status': 'A status that a controller writes shows as MODIFIED.',
    'watch.idle': 'A watch that stays open shows a change, however long nothing has happened before.',
    'watch.order': 'The events of one object come in the order of its changes.',
    'watch.event.version': 'Each event carries the resourceVersion of its change.',
    'watch.resume':
      "A watch from the resourceVersion of an event goes on after that event, and one from a list's goes on after that list.",
    'watch.recreate': 'A deletion and a creation under the same name are a DELETED and an ADDED with another uid.',
    'watch.several': 'Watchers of the same objects are shown the same events.',
    'watch.selector.enter-leave':
      'An object that starts to match a selector is ADDED, one that stops matching is DELETED.',
    'watch.selector.leaving':
      'The DELETED of an object that leaves a selection shows it as it matched last or as the change made it, with the resourceVersion of the change.',
    'watch.selector.unmatched': 'What does not match before or after a change does not show.',
    'watch.selector.malformed': 'A watch with a text that is no selector is refused.',
    'watch.no-op': 'What is refused makes no event.',
    'watch.finalizers': 'An object that is marked for deletion is MODIFIED first and DELETED when it goes.',
    'watch.expired':
      'A watch from a resourceVersion that the server has forgotten is a 410, or an ERROR whose Status has code 410.',
    'watch.timeoutSeconds.malformed': 'A timeoutSeconds that is no integer is refused.',
    'watch.ends-amid-changes': 'timeoutSeconds ends a stream also while changes go on.',
    'watch.ends-cleanly': {
      text: 'A stream that timeoutSeconds ends, ends after a whole event and without an ERROR.',
      errata: [43],
    },
    'watch.bookmarks':
      'A BOOKMARK is sent only to a watch that asked for it, and its object has a resourceVersion to resume from.',
    'watch.truth': { text: 'watch=1 asks for a watch as watch=true does.', level: 'SHOULD' },
  }),
];
