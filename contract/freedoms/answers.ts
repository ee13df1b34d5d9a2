import { PAGES, conventions, page, table } from '../sources.ts';
import { freedom } from './builder.ts';

/** Freedoms in the codes and bodies of answers. */
export const ANSWER_FREEDOMS = [
  freedom(
    'create-code',
    'target',
    page(PAGES.create, 'Status codes'),
    'A create succeeds with any of the three documented codes.',
    {
      'create-201': '201 Created',
      'create-200': '200 OK',
      'create-202': '202 Accepted',
    },
  ),
  freedom(
    'delete-code',
    'target',
    page(PAGES.delete, 'Status codes'),
    'A delete succeeds with either documented code.',
    {
      'delete-200': '200 OK',
      'delete-202': '202 Accepted',
    },
  ),
  freedom(
    'delete-answer',
    'target',
    page(PAGES.delete, 'Response'),
    'A delete answers a Status, or, as Kubernetes does where finalizers hold the object, the object.',
    {
      'delete-answers-status': 'a Status with details of what was deleted',
      'delete-answers-object': 'the object as it was, or is while it goes',
    },
  ),
  freedom(
    'delete-time',
    'target',
    page(PAGES.delete, 'gracePeriodSeconds'),
    'A deleted object goes at once or after a grace period, marked by deletionTimestamp until then.',
    {
      'delete-immediate': 'gone when the answer arrives',
      'delete-graceful': 'gone after a bounded while',
    },
  ),
  freedom(
    'repeated-delete',
    'target',
    conventions('Deletion'),
    'Deleting what is being deleted gracefully succeeds again or finds nothing left to delete.',
    {
      'repeated-delete-accepted': 'success again',
      'repeated-delete-refused': '404 or 409',
    },
  ),
  freedom(
    'collection-answer',
    'target',
    page(PAGES.deletecollection, 'Response', 8),
    'Delete collection answers the list of what it deleted, or a Status.',
    {
      'collection-answers-list': 'the List of the matched items',
      'collection-answers-status': 'a Status',
    },
  ),
  freedom(
    'immutable-change',
    'operation',
    page(PAGES.replace, 'Fields that can be replaced'),
    'A change of a field of the spec that is not listed as updatable is refused by a 4xx, or ignored so that the stored value stays.',
    {
      'immutable-refused-422': 'refused, 422 Invalid',
      'immutable-refused-400': 'refused, 400 BadRequest',
      'immutable-refused-403': 'refused, 403 Forbidden',
      'immutable-refused-409': 'refused, 409 Conflict',
      'immutable-ignored': 'accepted, the field keeps its value',
    },
  ),
  freedom(
    'replace-missing',
    'target',
    page(PAGES.replace, 'Status codes', 12),
    'Replacing an object that is not there is refused, or creates it and answers 201.',
    {
      'replace-missing-404': '404 NotFound',
      'replace-missing-creates': '201 and a new object',
    },
  ),
  freedom(
    'patch-missing',
    'target',
    page('Patch Request Method Operation Description', 'Creating by patch', 12),
    'Patching an object that is not there is refused, or creates it.',
    {
      'patch-missing-404': '404 NotFound',
      'patch-missing-creates': '201 and a new object, where the patch is a whole one',
    },
  ),
  freedom(
    'replace-without-rv',
    'target',
    conventions('Concurrency control'),
    'A replace without resourceVersion overwrites unconditionally, or is refused.',
    {
      'replace-needs-no-rv': 'accepted',
      'replace-needs-rv': 'refused, 422 or another 4xx',
    },
  ),
  freedom(
    'no-op-write',
    'target',
    conventions('Concurrency control'),
    'A write that changes nothing keeps or moves resourceVersion.',
    {
      'no-op-keeps-rv': 'the same resourceVersion',
      'no-op-moves-rv': 'another resourceVersion',
    },
  ),
  freedom(
    'other-patch-types',
    'target',
    page(PAGES.patch, 'Request', 22, 31),
    'JSON Patch, strategic merge patch and unknown patch types are refused with 415 or another 4xx.',
    {
      'other-patches-415': '415 UnsupportedMediaType',
      'other-patches-400': '400 BadRequest',
    },
  ),
  freedom(
    'media-type-refusal',
    'target',
    conventions('Content types'),
    'A create or replace body that is called something other than JSON is refused, or read as JSON regardless.',
    {
      'body-type-415': '415 UnsupportedMediaType',
      'body-type-400': '400 BadRequest',
      'body-type-ignored': 'read as JSON',
    },
  ),
  freedom(
    'validation-code',
    'target',
    page('Status codes', 'Client errors', 11, 23),
    'A body that breaks a constraint is refused as invalid or as a bad request.',
    {
      'invalid-422': '422 Invalid',
      'invalid-400': '400 BadRequest',
    },
    'nothing',
  ),
  freedom(
    'conflict-detail',
    'exchange',
    table(73, 'name, group, kind'),
    'The Status of a 409 names the object in its details, or has none.',
    {
      'conflict-names-object': 'details with name, group and kind',
      'conflict-unnamed': 'no details',
    },
    'nothing',
  ),
  freedom(
    'details-kind',
    'exchange',
    table(73, 'kind'),
    'The kind in the details of a Status is spelled as the resource or as the kind.',
    {
      'details-kind-plural': 'the plural, as in the delete examples',
      'details-kind-kind': 'the kind',
    },
  ),
  freedom(
    'negative-grace',
    'target',
    page(PAGES.delete, 'gracePeriodSeconds', 28),
    'A negative gracePeriodSeconds is refused, or taken as a small one.',
    {
      'negative-grace-refused': 'refused by a 4xx',
      'negative-grace-taken': 'the object is deleted',
    },
  ),
  freedom(
    'assigned-metadata',
    'target',
    table(10, 'uid, selfLink, resourceVersion, creationTimestamp', 10),
    "A create that assigns what the server sets is refused, or the client's values are dropped.",
    {
      'assigned-dropped': "accepted, with values of the server's own",
      'assigned-refused': 'refused by a 4xx',
    },
  ),
  freedom(
    'anonymous',
    'target',
    page('Authentication'),
    'A request without credentials is unauthorized, or treated as an anonymous caller who may do nothing.',
    {
      'anonymous-401': '401 Unauthorized',
      'anonymous-403': '403 Forbidden',
    },
    'nothing',
  ),
  freedom(
    'missing-namespace',
    'target',
    conventions('Namespaces'),
    'A create in a namespace that does not exist is refused as not found or as forbidden.',
    {
      'missing-namespace-404-on-create': '404 NotFound',
      'missing-namespace-403': '403 Forbidden',
    },
  ),
  freedom(
    'empty-namespace-list',
    'target',
    page(PAGES.list, 'Status codes'),
    'A list of a namespace that does not exist is empty, or not found.',
    {
      'list-unknown-namespace-empty': '200 and no items',
      'list-unknown-namespace-404': '404 NotFound',
    },
    'nothing',
  ),
  freedom(
    'unknown-resource',
    'target',
    conventions('Unknown paths'),
    'The 404 for a resource that is not served is plain text or a Status.',
    {
      'unknown-resource-text': 'plain text',
      'unknown-resource-status': 'a Status',
    },
    'nothing',
  ),
  freedom(
    'messages',
    'exchange',
    table(72, 'message'),
    'Messages are for people: any words, in any language, with any further details and causes.',
    {
      'messages-plain': "the reference server's own words",
      'messages-other': 'other words, extra causes and details',
    },
    'nothing',
  ),
];
