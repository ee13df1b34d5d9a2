import { BOOLEAN, INT32, STRING, field, listOfRefs, oneOf, ref, structure } from './build.ts';

/** Reasons of a Status and the HTTP code of each (table 77). The empty reason is code 500. */
export const STATUS_REASONS: Readonly<Record<string, number>> = {
  '': 500,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  AlreadyExists: 409,
  Conflict: 409,
  Gone: 410,
  Invalid: 422,
  ServerTimeout: 500,
  Timeout: 504,
  TooManyRequests: 429,
  BadRequest: 400,
  MethodNotAllowed: 405,
  InternalError: 500,
  Expired: 410,
  ServiceUnavailable: 503,
};

/** Reasons of a StatusCause (table 75). */
export const CAUSE_REASONS = [
  'FieldValueNotFound',
  'FieldValueRequired',
  'FieldValueDuplicate',
  'FieldValueInvalid',
  'FieldValueNotSupported',
  'UnexpectedServerResponse',
] as const;

/** Types of a WatchEvent, upper case as on the wire (table 78, erratum 13); BOOKMARK is the conventions' own. */
export const WATCH_TYPES = ['ADDED', 'MODIFIED', 'DELETED', 'ERROR', 'BOOKMARK'] as const;

export const API_STRUCTURES = [
  structure(
    64,
    'DeleteOptions',
    field('kind', oneOf('DeleteOptions'), { required: true, errata: [34] }),
    field('apiVersion', STRING, { required: true, errata: [34] }),
    field('gracePeriodSeconds', { type: 'integer', minimum: 0, format: 'int64' }, { errata: [19, 28] }),
    field('preconditions', ref('Preconditions')),
    field('orphanDependents', BOOLEAN),
    field('propagationPolicy', oneOf('Orphan', 'Background', 'Foreground')),
    field('dryRun', { type: 'array', items: oneOf('All') }, { errata: [24] }),
  ),
  structure(65, 'Preconditions', field('uid', STRING)),

  structure(
    72,
    'Status',
    field('kind', oneOf('Status'), { required: true }),
    field('apiVersion', oneOf('v1'), { required: true }),
    field('metadata', ref('ListMeta')),
    field('status', oneOf('Success', 'Failure'), { required: true }),
    field('message', STRING),
    // Any string: the reasons of table 77 are not all that a server may give (erratum 22).
    field('reason', STRING, { errata: [22] }),
    field('details', ref('StatusDetails')),
    field('code', INT32),
    // In the examples of the error chapter, in no table: the service's own code.
    field('errorCode', STRING),
  ),
  structure(
    73,
    'StatusDetails',
    field('causes', listOfRefs('StatusCause')),
    field('group', STRING),
    field('kind', STRING),
    field('name', STRING),
    field('retryAfterSeconds', INT32),
    field('uid', STRING),
  ),
  structure(74, 'StatusCause', field('field', STRING), field('message', STRING), field('reason', STRING)),

  structure(
    76,
    'ListMeta',
    field('continue', STRING),
    field('resourceVersion', STRING, { readOnly: true }),
    field('selfLink', STRING, { readOnly: true }),
  ),

  structure(
    78,
    'WatchEvent',
    field('type', oneOf(...WATCH_TYPES), { required: true, errata: [13] }),
    field('object', ref('WatchedObject'), { required: true, errata: [32] }),
  ),
  /** The job itself, or a Status in an ERROR event. */
  structure(
    78,
    'WatchedObject',
    field('apiVersion', STRING, { required: true }),
    field('kind', STRING, { required: true }),
    field('metadata', ref('ObjectMeta')),
  ),
];
