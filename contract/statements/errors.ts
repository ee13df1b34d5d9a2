import { conventions, page, table } from '../sources.ts';
import { STATUS_REASONS } from '../structures/api.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';
import type { Row } from './builder.ts';

const CODES = page('Status codes', undefined, 11, 23);

/** Reasons that no request is certain to cause. Whenever an answer has one, its code is still checked. */
const UNSURE = [
  '',
  'ServerTimeout',
  'Timeout',
  'InternalError',
  'ServiceUnavailable',
  'TooManyRequests',
  'Gone',
  'Expired',
  'MethodNotAllowed',
];

const reasons: Record<string, Row> = Object.fromEntries(
  Object.entries(STATUS_REASONS).map(([reason, code]) => [
    `reason.${reason === '' ? 'unknown' : reason}`,
    {
      text: `The ${reason === '' ? 'empty reason' : `reason ${reason}`} goes with ${code}.`,
      section: reason === '' ? 'StatusReasonUnknown' : reason,
      ...(UNSURE.includes(reason)
        ? {
            untestable:
              'no request is sure to make a sound server give it; where it is seen, errors.status.reason judges it',
          }
        : {}),
    },
  ]),
);

export const ERROR_STATEMENTS: readonly Statement[] = [
  ...statements('general', page('Error format'), {
    'errors.status.body': 'A refusal that the documents describe has a Status as its body: kind Status, apiVersion v1.',
    'errors.status.failure': { text: 'The Status of a refusal says Failure.', source: table(72, 'status') },
    'errors.status.code': {
      text: 'The code of a Status, where it is set, is the HTTP code.',
      source: table(72, 'code'),
    },
    'errors.status.reason': {
      text: 'The reason of a Status belongs to its HTTP code.',
      source: table(77, undefined, 22),
    },
    'errors.status.message': {
      text: 'The message of a refusal, where it is given, is a text that says something.',
      source: table(72, 'message'),
    },
    'errors.status.details': {
      text: 'The details of a Status, where they name an object, name the one that the request was about.',
      source: table(73),
    },
    'errors.status.causes': {
      text: 'The causes of a Status, where there are any, are in the details, each with texts for field, message and reason.',
      source: table(74),
    },
    'errors.status.causes.field': {
      text: 'Where causes name fields of the object, one names the field that is wrong, or what holds it.',
      source: table(74, 'field'),
    },
    'errors.no-failure-in-success': { text: 'A success carries no failure.', source: table(72, 'status') },
    'errors.error-code': {
      text: "A Status may have an errorCode of the service's own.",
      untestable: "it is optional and its values are the service's own; that it is a string is field.Status.errorCode",
    },
    'errors.no-5xx': { text: 'What a client does wrong is answered in the 400s.', source: CODES },
    'errors.changes-nothing': { text: 'A refused request changes nothing.', source: CODES },
    'errors.method-not-allowed': {
      text: 'A method that a path does not have is refused.',
      source: page('Status codes', '405'),
    },
    'errors.500s': {
      text: 'The codes of the 500s tell of failures of the server.',
      source: page('Status codes', 'Server errors'),
      untestable: 'a client cannot cause them in a sound server',
    },
    'errors.throttling': {
      text: 'A server under load asks to come back later with 429.',
      source: page('Status codes', '429'),
      untestable: 'a suite must not overload its target; it honours Retry-After where it is told so',
    },
  }),
  ...statements('conventions', conventions('Errors'), {
    'errors.content-type': 'A Status is declared as JSON.',
    'errors.unknown-resource': 'A resource, group or version that the server does not have is a 404.',
    'errors.path.encoded': 'Names in a path are read after percent-decoding.',
    'errors.unknown-query': { text: 'A query parameter that nobody knows does not count.', level: 'SHOULD' },
    'errors.unknown-fields': {
      text: 'A field that nobody documents does not break what is documented: it is dropped, kept or refused.',
      section: 'Unknown fields',
    },
  }),
  ...statements('conventions', conventions('Content types'), {
    'answers.content-type': 'A body of JSON is declared as JSON.',
    'answers.json': 'Every success of an operation has a body of JSON.',
  }),
  ...statements('general', table(77, undefined, 11, 22), reasons),
];
