import { PAGES, conventions, page, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

const DELETE: Statement[] = [
  ...statements('operation', page(PAGES.delete), {
    'delete.success': { text: 'A delete of an existing object succeeds.', section: 'Function' },
    'delete.gone': {
      text: 'A deleted object is gone, at once or after its grace period: not found, and in no list.',
      section: 'Function',
    },
    'delete.answers-status': {
      text: 'A delete answers a Status of success, or the object where it stays for a while.',
      section: 'Response',
    },
    'delete.names-what-went': {
      text: "The details of that Status are the object's name, group, resource and uid.",
      section: 'Example response',
    },
    'delete.only-named': {
      text: 'A delete removes no other object: not of a name that begins alike, not in another namespace, not of another kind.',
      section: 'Function',
    },
    'delete.without-body': { text: 'A delete without a body is complete.', section: 'Request', errata: [34] },
    'delete.query.gracePeriodSeconds.zero': {
      text: 'gracePeriodSeconds=0 is valid: the object goes without a grace period.',
      section: 'gracePeriodSeconds',
      errata: [19],
    },
    'delete.gracePeriodSeconds.negative': {
      text: 'A negative gracePeriodSeconds is refused or taken as a small one, and is no error of the 500s.',
      section: 'gracePeriodSeconds',
      errata: [28],
    },
    'delete.dryRun.unknown': {
      text: 'dryRun with another value than All is refused, and nothing happens.',
      section: 'dryRun',
    },
    'delete.propagationPolicy.unknown': {
      text: 'A propagationPolicy other than Orphan, Background and Foreground is refused, and nothing happens.',
      section: 'propagationPolicy',
    },
    'delete.options.exclusive': {
      text: 'orphanDependents together with propagationPolicy is refused, and nothing happens.',
      section: 'orphanDependents',
    },
    'delete.dependents': {
      text: 'Dependents of the object are orphaned or deleted as the policy says.',
      section: 'propagationPolicy',
    },
    'delete.grace-period': {
      text: "The grace period is the time that the job's processes have to end.",
      section: 'gracePeriodSeconds',
      untestable: 'how long pods live is not visible through the job API',
    },
  }),
  ...statements('general', table(64), {
    'delete.body': { text: 'DeleteOptions may come as a body, with their kind and apiVersion.', errata: [24, 34] },
    'delete.preconditions.uid': {
      text: 'A precondition on another uid is refused with 409, and the object stays; on its own uid the delete happens.',
      source: table(65, 'uid'),
    },
    'delete.missing': {
      text: 'A delete of an object that is not there is refused.',
      source: page('Status codes', 'Client errors', 11),
    },
    'delete.missing.code': {
      text: 'A delete that finds nothing is answered with 404 NotFound.',
      source: table(77, 'NotFound', 11),
    },
  }),
  ...statements('conventions', conventions('Deletion'), {
    'delete.body.dryRun': {
      text: 'dryRun: [All] in the body changes nothing, and another value is refused.',
      errata: [24],
    },
    'delete.body.propagationPolicy': 'propagationPolicy in the body counts as it does in the query.',
    'delete.body.malformed': {
      text: 'A body that is no DeleteOptions is refused, and nothing happens.',
      errata: [44],
    },
    'delete.preconditions.resourceVersion': {
      text: 'A precondition on another resourceVersion is refused with 409, and the object stays.',
      level: 'SHOULD',
    },
    'delete.gracePeriodSeconds.malformed': 'A gracePeriodSeconds that is no integer is refused, and nothing happens.',
    'delete.recreate': 'A name is free once its object is gone; the next object of that name has nothing of the first.',
    'delete.name-held': 'A name is taken until its object is gone.',
    'delete.finalizers': {
      text: 'An object with finalizers stays after its delete, marked by deletionTimestamp, until they are removed.',
      source: table(10, 'finalizers', 27),
      layer: 'general',
    },
    'delete.finalizers.last': {
      text: 'Removing the last finalizer of an object that is being deleted completes its deletion.',
      source: table(10, 'finalizers', 27),
      layer: 'general',
    },
    'delete.finalizers.none-added': {
      text: 'Adding a finalizer to an object that is being deleted is refused.',
      source: table(10, 'finalizers', 27),
      layer: 'general',
    },
    'delete.irrevocable': {
      text: 'A deletionTimestamp cannot be taken back.',
      source: table(10, 'deletionTimestamp'),
      layer: 'general',
    },
  }),
];

const DEPENDENTS: Statement[] = statements('conventions', conventions('Garbage collection'), {
  'delete.dependents.background':
    'A garbage collector of jobs removes a dependent when the last of its owners is gone, and not before.',
  'delete.dependents.other-kind': 'The owner of a dependent may be a job of another kind.',
  'delete.dependents.orphan':
    'With Orphan a dependent stays, and no longer names the owner that is gone; orphanDependents=true is the old spelling.',
  'delete.dependents.foreground':
    'With Foreground the owner stays, marked and with the finalizer foregroundDeletion, until the dependents are gone that block its deletion.',
  'delete.dependents.not-blocking': 'With Foreground the owner does not wait for a dependent that does not block it.',
  'deletecollection.dependents':
    'The policy of a delete of the collection holds for the dependents of each object that it deletes.',
});

const DELETE_COLLECTION: Statement[] = [
  ...statements('operation', page(PAGES.deletecollection), {
    'deletecollection.success': {
      text: 'A delete of the collection of an existing namespace succeeds.',
      section: 'Function',
    },
    'deletecollection.all': {
      text: 'A delete of the collection without a selector removes every object of the kind in the namespace.',
      section: 'Function',
    },
    'deletecollection.answer': {
      text: 'A delete of the collection answers the list of what it deleted, or a Status of success.',
      section: 'Example response',
      errata: [8],
    },
    'deletecollection.answer.items': {
      text: 'A list that it answers holds the objects that matched, and no other.',
      section: 'Example response',
      errata: [8],
    },
    'deletecollection.kind': { text: 'A delete of the collection leaves other kinds alone.', section: 'Function' },
    'deletecollection.namespace': {
      text: 'A delete of the collection leaves other namespaces alone.',
      section: 'Function',
    },
  }),
  ...statements('conventions', conventions('Deletion of a collection'), {
    'deletecollection.empty': 'A selector without matches is a success that deletes nothing.',
    'deletecollection.selector.malformed': 'A text that is no selector is refused, and nothing goes.',
    'deletecollection.finalizers': 'An object with finalizers that matches stays, marked, until they are removed.',
    'deletecollection.preconditions': {
      text: 'A precondition on a uid leaves every object that has another.',
      level: 'SHOULD',
    },
    'deletecollection.dry-run': { text: 'dryRun=All deletes nothing.', level: 'SHOULD' },
  }),
];

export const DELETE_STATEMENTS: readonly Statement[] = [...DELETE, ...DEPENDENTS, ...DELETE_COLLECTION];
