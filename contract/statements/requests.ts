/** Requests as clients send them: what of a request means something, and what does not. */
import { conventions, page, rfc } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

export const REQUEST_STATEMENTS: readonly Statement[] = [
  ...statements('conventions', conventions('Content types'), {
    'requests.accept': {
      text: 'A client that accepts JSON among other types, accepts any type, or names none is answered in JSON.',
    },
    'requests.accept.table':
      'A client that prefers a Table or the metadata alone, and accepts JSON too, gets one of the two.',
    'requests.body-type':
      'A body without a Content-Type, or with one spelled in other letters, is read as JSON or refused.',
    'replace.media-type.parameters': 'Content-Type application/json may carry parameters.',
  }),
  ...statements('conventions', conventions('Verbs on resources'), {
    'requests.headers': 'Headers of clients and proxies that no document names do not count.',
    'requests.method': {
      text: 'The method is that of the request line: no header and no parameter puts another in its place.',
      source: rfc(9110, '9.1'),
    },
    'requests.methods': {
      text: 'A request whose method a path does not have changes nothing, and is no error of the server.',
      source: page('Status codes', '405'),
      layer: 'general',
    },
    'requests.chunked': {
      text: 'A body in chunks is read like one of known length, or refused for lack of a length.',
      source: rfc(9112, '7.1'),
    },
    'requests.typed':
      'A body as typed clients write it, with creationTimestamp null, an empty status, and the escapes and white space of JSON, is accepted as without them.',
    'requests.namespace': {
      text: 'A body that names no namespace is taken to be of that of the path.',
      section: 'Namespaces',
    },
    'requests.path': 'A path reaches the object that it names, with every character of its last segment, and no other.',
    'requests.query.repeated': 'A parameter that is given twice with one value counts as it does once, or is refused.',
    'requests.query.empty': 'Selectors, a token and a resourceVersion that are empty count as absent in a list.',
    'requests.query.long': {
      text: 'A request whose URL has 8,000 octets or less is served.',
      source: rfc(9110, '4.1'),
      level: 'SHOULD',
    },
    'delete.body.beside-query': {
      text: 'Options in the body count although there are others in the query.',
      section: 'Deletion',
    },
  }),
];
