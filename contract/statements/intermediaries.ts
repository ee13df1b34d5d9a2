/** What holds of a server's answers whatever stands between it and its clients: proxies, caches, compressors. */
import { conventions, rfc } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

export const INTERMEDIARY_STATEMENTS: readonly Statement[] = [
  ...statements('conventions', conventions('Resource versions'), {
    'intermediaries.current': {
      text: 'An answer is of the time of its request: none is kept over a write, nor that something does not exist.',
      source: rfc(9111, '4.4'),
    },
    'intermediaries.own-query': {
      text: 'An answer is to the whole path and query of its request, not to those of another.',
      source: rfc(9111, '2'),
    },
    'intermediaries.own-caller': {
      text: 'An answer to one caller is not given to another.',
      source: rfc(9111, '3.5'),
    },
    'intermediaries.once': {
      text: 'A create that was sent once is carried out once.',
      source: rfc(9110, '9.2.2'),
    },
    'intermediaries.held-back': {
      text: 'An event of a watch comes when it happens: it does not wait for another event, nor for another request.',
      source: conventions('Watch'),
    },
  }),
];
