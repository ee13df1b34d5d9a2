import { conventions } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

export const CONCURRENCY_STATEMENTS: readonly Statement[] = [
  ...statements('conventions', conventions('Concurrency control'), {
    'concurrency.create':
      'Of several creates of one name at once exactly one succeeds, and its object is the one stored.',
    'concurrency.compare-and-swap': 'Of several replaces of one resourceVersion at once at most one succeeds.',
    'concurrency.patch': 'No accepted patch is lost, however many come at once.',
    // A server that tries a patch again gives up after some attempts, and 409 is a code of the page.
    'concurrency.patch.no-conflict': {
      text: 'Patches without resourceVersion succeed side by side.',
      level: 'SHOULD',
    },
    'concurrency.replace-and-patch':
      'A replace does not undo a patch that it has not seen: one of the two wins as a whole, or the replace is refused.',
    'concurrency.delete-and-update': 'No update brings a deleted object back.',
    'concurrency.delete': 'Several deletes at once delete the object, and each succeeds or finds nothing.',
    'concurrency.recreate': 'A create that follows a delete never mixes the two objects.',
    'concurrency.delete-collection':
      'Several deletes of one collection at once each succeed, and each object is deleted once.',
    'concurrency.preconditions':
      'A uid that a delete or patch is meant for holds when it takes effect: it never reaches a successor of the name.',
    'concurrency.preconditions.version': {
      text: 'A resourceVersion that a delete is meant for holds when it takes effect: no accepted patch comes before.',
      level: 'SHOULD',
    },
    'concurrency.generate-name': 'Creates with one generateName at once get different names.',
    'concurrency.read': 'A read shows whole writes alone, never half of one.',
    'concurrency.linearizable':
      'Reads without resourceVersion show the latest answered write, and never go back behind what was shown.',
    'concurrency.watch': 'A watch shows writes that come at once in the order in which reads show them.',
  }),
  ...statements('conventions', conventions('Concurrency control'), {
    'histories.model': 'After any sequence of operations each object is what the answers to the sequence say it is.',
  }),
];
