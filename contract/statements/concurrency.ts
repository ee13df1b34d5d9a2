import { conventions } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

export const CONCURRENCY_STATEMENTS: readonly Statement[] = [
  ...statements('concurrency', 'conventions', conventions('Concurrency control'), {
    create: 'Of several creates of one name at once exactly one succeeds, and its object is the one stored.',
    'compare-and-swap': 'Of several replaces of one resourceVersion at once at most one succeeds.',
    patch: 'No accepted patch is lost, however many come at once.',
    'patch.no-conflict': 'Patches without resourceVersion succeed side by side.',
    'replace-and-patch':
      'A replace does not undo a patch that it has not seen: one of the two wins as a whole, or the replace is refused.',
    'delete-and-update': 'No update brings a deleted object back.',
    delete: 'Several deletes at once delete the object, and each succeeds or finds nothing.',
    recreate: 'A create that follows a delete never mixes the two objects.',
    'generate-name': 'Creates with one generateName at once get different names.',
    read: 'A read shows whole writes alone, never half of one.',
    linearizable:
      'Reads without resourceVersion show the latest answered write, and never go back behind what was shown.',
    watch: 'A watch shows writes that come at once in the order in which reads show them.',
  }),
  ...statements('histories', 'conventions', conventions('Concurrency control'), {
    model: 'After any sequence of operations each object is what the answers to the sequence say it is.',
  }),
];
