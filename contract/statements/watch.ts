import { PAGES, conventions, page, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

export const WATCH_STATEMENTS: readonly Statement[] = [
  ...statements('watch', 'operation', page(PAGES.watch, 'watch'), {
    success: 'A list with watch=true answers a stream of what is added, changed and removed.',
    'from-version': {
      text: 'A watch from a resourceVersion shows what happens after it, and nothing before.',
      section: 'resourceVersion',
    },
    live: 'A change shows on an open watch while it is open.',
    kind: "A watch shows objects of the path's kind alone.",
    namespace: "A watch shows objects of the path's namespace alone.",
  }),
  ...statements('watch', 'general', table(78, undefined, 13, 32), {
    schema: 'Each event has a type and an object.',
    'event.types': {
      text: 'A create shows as ADDED, a change as MODIFIED, a deletion as DELETED.',
      section: 'type',
      errata: [13],
    },
    'event.object': {
      text: 'The object of ADDED and MODIFIED is the job as the event made it, that of DELETED the job as it was last.',
      section: 'object',
      errata: [32],
    },
    'event.error': { text: 'The object of an ERROR is a Status.', section: 'object', errata: [32] },
  }),
  ...statements('watch', 'conventions', conventions('Watch'), {
    lines: 'Each event is one JSON object on a line of its own.',
    initial: 'A watch without resourceVersion begins with an ADDED for each object there is.',
    'every-event': 'A watch shows every change once: none is left out, none repeated.',
    order: 'The events of one object come in the order of its changes.',
    'event.version': 'Each event carries the resourceVersion of its change.',
    resume:
      "A watch from the resourceVersion of an event goes on after that event, and one from a list's goes on after that list.",
    recreate: 'A deletion and a creation under the same name are a DELETED and an ADDED with another uid.',
    several: 'Watchers of the same objects are shown the same events.',
    'selector.enter-leave': 'An object that starts to match a selector is ADDED, one that stops matching is DELETED.',
    'selector.unmatched': 'What does not match before or after a change does not show.',
    'selector.malformed': 'A watch with a text that is no selector is refused.',
    'no-op': 'What is refused makes no event.',
    finalizers: 'An object that is marked for deletion is MODIFIED first and DELETED when it goes.',
    expired:
      'A watch from a resourceVersion that the server has forgotten is a 410, or an ERROR whose Status has code 410.',
    'timeoutSeconds.malformed': 'A timeoutSeconds that is no integer is refused.',
    'ends-cleanly': 'A stream that timeoutSeconds ends, ends after a whole event and without an ERROR.',
    bookmarks:
      'A BOOKMARK is sent only to a watch that asked for it, and its object has a resourceVersion to resume from.',
    truth: { text: 'watch=1 asks for a watch as watch=true does.', level: 'SHOULD' },
  }),
];
