import { PAGES, conventions, page, rfc, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

const GUIDE = 'Patch Request Method Operation Description';

export const PATCH_STATEMENTS: readonly Statement[] = [
  ...statements('operation', page(PAGES.patch), {
    'patch.success': { text: 'A valid merge patch of an existing object succeeds.', section: 'Function' },
    'patch.merges': {
      text: 'An accepted merge patch changes the stored object as it says, and no other object.',
      section: 'Function',
    },
    'patch.answers-object': {
      text: 'A successful patch answers the object as it is stored then.',
      section: 'Response',
    },
    'patch.example': {
      text: "The patch of the page's example is accepted, and its label is stored.",
      section: 'Example request',
    },
    'patch.immutable': {
      text: 'A patch changes none of the fields that the page does not list: it is refused, or they keep their values.',
      section: 'Function',
    },
    'patch.media-type': {
      text: 'A patch of another type than merge patch changes nothing.',
      section: 'Request',
      errata: [9, 22, 31],
    },
    'patch.malformed': { text: 'A patch that is no JSON is refused and changes nothing.', section: 'Status codes' },
  }),
  ...statements('general', page('Status codes', 'Client errors', 23), {
    'patch.invalid':
      'A patch after which the object would break a documented constraint is refused by a 4xx and changes nothing.',
    'patch.all-or-nothing': 'A refused patch changes nothing, not even by those of its members that would be allowed.',
    'patch.missing': { text: 'A patch of an object that is not there is not found, or creates it.', errata: [12, 23] },
    'patch.missing.code': {
      text: 'A patch that finds nothing and does not create is answered with 404 NotFound.',
      source: table(77, 'NotFound', 12, 23),
    },
    'patch.strategic': {
      text: 'The guide also describes strategic merge patch.',
      source: page(GUIDE, 'Strategic merge patch', 9),
      untestable: 'the job pages withdraw it; that it changes nothing is patch.media-type',
    },
  }),
  ...statements('conventions', conventions('Patch'), {
    'patch.not-an-object': {
      text: 'A merge patch that is an array or a scalar is refused: it would replace the object whole.',
      source: rfc(7396, '1', 36),
    },
    'patch.no-effect':
      'A patch that is empty, or sets what is set already, is accepted and changes nothing that the client wrote.',
    'patch.name-mismatch': 'A patch that sets another name is refused.',
    'patch.namespace-mismatch': 'A patch that sets another namespace is refused.',
    'patch.kind-mismatch': 'A patch that sets another kind or apiVersion is refused.',
    'patch.uid-mismatch': 'A patch that sets another uid is refused.',
    'patch.media-type.parameters': {
      text: 'Content-Type application/merge-patch+json may carry parameters.',
      section: 'Content types',
    },
    'patch.media-type.code': {
      text: 'A 415 for the type of a patch has the reason UnsupportedMediaType.',
      section: 'Content types',
      errata: [22, 31],
      level: 'SHOULD',
    },
    'patch.dry-run': {
      text: 'A patch with dryRun=All answers as if it had patched, and stores nothing.',
      level: 'SHOULD',
    },
  }),
  ...statements('general', page(GUIDE, 'Merge patch (RFC 7386)', 36), {
    'merge-patch.add': 'A member that the object does not have is added.',
    'merge-patch.change': "A member that the object has gets the patch's value.",
    'merge-patch.null': 'A member that the patch sets to null is removed.',
    'merge-patch.null-absent': 'null for a member that is not there changes nothing.',
    'merge-patch.keeps': 'A member that the patch does not name keeps its value.',
    'merge-patch.nested': 'Objects are merged member by member, at any depth.',
    'merge-patch.absent-target': 'An object in the patch makes the objects that it needs.',
    'merge-patch.nested-null': 'nulls within an object that the patch adds leave no trace.',
    'merge-patch.array': 'An array replaces what is there, whole.',
    'merge-patch.replaces-other-types':
      'An object replaces a value that is none, and a value that is none replaces an object.',
    'merge-patch.empty': 'An empty patch changes nothing.',
    'merge-patch.empty-object': 'An empty object in the patch removes nothing.',
    'merge-patch.mixed': 'Additions, changes and removals in one patch all happen.',
    'merge-patch.keys': 'Keys are taken as they are: slashes, tildes and dots mean nothing.',
    'merge-patch.unicode': 'Keys and values may hold any Unicode text.',
    'merge-patch.again': 'A patch applied twice has the effect of once.',
    'merge-patch.rfc7386': 'The result of a patch is what the algorithm of RFC 7386 (now RFC 7396), section 2, gives.',
  }),
  ...statements('operation', page(PAGES.replace, 'Function'), {
    'immutable.spec':
      'Fields of the spec beside the replica specs keep their values, unless the page lists them: changed, removed or added.',
    'immutable.replica-map': 'The replica specs keep their replica types: none can be added, removed or renamed.',
    'immutable.replica': 'replicas, restartPolicy and template of a replica keep their values.',
    'immutable.template': 'Everything in the pod template of a replica keeps its value, at any depth.',
    'immutable.same-value': 'A write that repeats the stored value of an immutable field is accepted.',
  }),
  ...statements('conventions', conventions('Concurrency control'), {
    'locking.stale':
      'A replace that carries another resourceVersion than the stored one is refused and changes nothing.',
    'locking.stale.code': {
      text: 'A stale write is answered with 409 Conflict.',
      source: table(77, 'Conflict', 11),
      layer: 'general',
    },
    'locking.current': 'A write that carries the stored resourceVersion is accepted.',
    'locking.patch':
      'A patch that carries another resourceVersion than the stored one is refused with 409 and changes nothing.',
    'locking.predecessor':
      'A write with the uid and resourceVersion of a deleted object does not touch the object that has its name now.',
  }),
];
