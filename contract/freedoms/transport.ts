import { conventions, page, rfc, table } from '../sources.ts';
import { freedom } from './builder.ts';

/** Freedoms in the use of HTTP, and of servers under load. */
export const TRANSPORT_FREEDOMS = [
  freedom(
    'throttling',
    'exchange',
    table(77, 'TooManyRequests, ServiceUnavailable'),
    'A server may ask to come back later, with Retry-After and any body.',
    {
      'never-throttles': 'never',
      'throttles-429': 'now and then 429',
      'throttles-503': 'now and then 503',
    },
    'nothing',
  ),
  freedom(
    'compression',
    'exchange',
    rfc(9110, '8.4'),
    'A body may be compressed for a client that accepts it.',
    {
      uncompressed: 'as it is',
      gzip: 'gzip',
    },
    'nothing',
  ),
  freedom(
    'transfer',
    'exchange',
    rfc(9112, '6'),
    'A body may come with its length or in chunks of any size.',
    {
      'length-known': 'Content-Length',
      chunked: 'chunks',
      'tiny-chunks': 'chunks of a few bytes, cut anywhere',
    },
    'nothing',
  ),
  freedom(
    'connection',
    'exchange',
    rfc(9112, '9'),
    'A server may close the connection after any answer.',
    {
      'keep-alive': 'kept',
      'connection-close': 'closed after each answer',
    },
    'nothing',
  ),
  freedom(
    'pace',
    'exchange',
    page('Status codes', 'Server errors'),
    "An answer may take its time, within the client's timeout.",
    {
      prompt: 'at once',
      slow: 'after a while',
    },
    'nothing',
  ),
  freedom(
    'media-type-parameters',
    'exchange',
    conventions('Content types'),
    'The content type of a JSON body may carry parameters.',
    {
      'json-bare': 'application/json',
      'json-charset': 'application/json;charset=utf-8',
    },
    'nothing',
  ),
];
