import { PAGES, conventions, page, rfc, table } from '../sources.ts';
import { freedom } from './builder.ts';

/** Freedoms in what a server stores, adds or spells differently in an object. */
export const OBJECT_FREEDOMS = [
  freedom(
    'resource-version',
    'target',
    table(10, 'resourceVersion'),
    'A resourceVersion is any non-empty string; clients compare it for equality alone.',
    {
      'rv-numeric': 'a decimal number',
      'rv-opaque': 'a string without order, with characters that a URL has to encode',
    },
    'nothing',
  ),
  freedom(
    'self-link',
    'target',
    table(10, 'selfLink'),
    'selfLink is there as in the examples, or gone as in later Kubernetes versions.',
    {
      'selflink-present': "present, the object's path",
      'selflink-absent': 'absent',
    },
  ),
  freedom(
    'managed-fields',
    'target',
    conventions('metadata.managedFields'),
    'A server may record who manages which field.',
    {
      'managed-fields-absent': 'absent',
      'managed-fields-present': 'metadata.managedFields is filled',
    },
    'nothing',
  ),
  freedom(
    'defaults',
    'target',
    table(158, 'Defaults'),
    'A documented default is applied without a trace, or written into the stored object.',
    {
      'defaults-unwritten': 'absent fields stay absent',
      'defaults-written': 'absent fields show their default',
    },
  ),
  freedom(
    'server-finalizer',
    'target',
    table(10, 'finalizers'),
    'A server may add a finalizer of its own, which it removes when the object is deleted.',
    {
      'no-finalizer-added': 'none',
      'finalizer-added': 'one is added and removed by the server',
    },
    'nothing',
  ),
  freedom(
    'server-annotations',
    'target',
    table(10, 'annotations'),
    'A server may add annotations of its own; those of the client are kept.',
    {
      'no-annotations-added': 'none',
      'annotations-added': 'one or more',
    },
    'nothing',
  ),
  freedom(
    'server-fields',
    'target',
    conventions('Adding fields'),
    'A server may add fields to an object that the documents do not name.',
    {
      'no-fields-added': 'none',
      'fields-added': 'one or more, in metadata, spec or status',
    },
    'nothing',
  ),
  freedom(
    'unknown-fields',
    'target',
    conventions('Unknown fields'),
    'Fields that nobody documents are pruned, kept, or refused.',
    {
      'unknown-fields-pruned': 'dropped',
      'unknown-fields-kept': 'stored',
      'unknown-fields-refused': 'refused by a 4xx',
    },
  ),
  freedom(
    'unsupported-fields',
    'target',
    table(19, 'Fields that the service does not support', 35),
    'Documented fields that the service calls unsupported are kept, dropped or refused.',
    {
      'unsupported-kept': 'stored',
      'unsupported-dropped': 'dropped',
      'unsupported-refused': 'refused by a 4xx',
    },
  ),
  freedom(
    'fresh-status',
    'target',
    page(PAGES.create, 'Example response', 21),
    'The status of a job just created is empty, absent or already filled.',
    {
      'status-empty': '{}',
      'status-absent': 'absent',
      'status-filled': 'conditions and startTime at once',
    },
    'nothing',
  ),
  freedom(
    'controller',
    'target',
    table(159, 'JobStatus'),
    'The status moves by itself, never or often, and resourceVersion with it.',
    {
      'controller-calm': 'a few transitions',
      'controller-absent': 'the status never moves',
      'controller-busy': 'the status is written all the time',
    },
    { 'controller-absent': 'nothing', 'controller-busy': 'controller-calm' },
  ),
  freedom(
    'garbage-collector',
    'target',
    conventions('Garbage collection'),
    'Jobs whose owners are other jobs are seen to when those are deleted, or nobody minds them.',
    {
      'collector-of-jobs': 'a garbage collector removes or orphans them, as the policy says',
      'collector-of-others': 'one lets the owner go and minds no other job',
      'collector-absent': 'none: an owner that waits for one stays until its finalizers are removed',
    },
    { 'collector-of-others': 'nothing', 'collector-absent': 'nothing' },
  ),
  freedom(
    'metadata-generation',
    'target',
    table(10, 'generation'),
    'generation counts changes of the spec, or every write.',
    {
      'generation-on-spec-alone': 'up when something outside metadata and status changes',
      'generation-on-any-write': 'up on every write',
    },
  ),
  freedom(
    'quantities',
    'target',
    table(30, 'cpu, memory', 17),
    'A quantity comes back as it was written, or in canonical form.',
    {
      'quantities-verbatim': 'as sent',
      'quantities-canonical': 'canonical: 1000m as 1',
    },
    'nothing',
  ),
  freedom(
    'timestamps',
    'target',
    rfc(3339, '5.6'),
    'A timestamp has whole seconds or a fraction.',
    {
      seconds: '...:01Z',
      milliseconds: '...:01.000Z',
    },
    'nothing',
  ),
  freedom(
    'ps-spelling',
    'target',
    table(157, 'PS', 4),
    "The replica type sent as Ps is stored so, or under the table's spelling.",
    {
      'ps-as-sent': 'Ps stays Ps',
      'ps-canonical': 'Ps becomes PS',
    },
  ),
  freedom(
    'zero-replicas',
    'target',
    table(158, 'replicas', 42),
    'A job with a replica type of 0 replicas is accepted, or refused, as by the operators of such jobs.',
    {
      'zero-replicas-accepted': 'accepted, and no pod runs',
      'zero-replicas-refused': 'refused by a 4xx',
    },
  ),
  freedom(
    'operator-rules',
    'target',
    table(158, 'ReplicaSpec', 42),
    'What the operators of such jobs refuse, though no table does, is accepted or refused: a job without its leading replica type (Scheduler, Master, Launcher) or with several replicas of it, a replica without the training container, an integer below zero or of more than 31 bits.',
    {
      'operator-rules-unchecked': 'accepted',
      'operator-rules-checked': 'refused by a 4xx',
    },
    'nothing',
  ),
  freedom(
    'generate-name',
    'target',
    table(10, 'generateName', 26),
    'A generateName that is longer than a name can be is cut, or refused.',
    {
      'generate-long-cut': 'cut, so that the name obeys the rules',
      'generate-long-refused': 'refused by a 4xx',
    },
  ),
  freedom(
    'large-objects',
    'exchange',
    page(PAGES.create, 'Request'),
    'How large an object may be is for the server to say, where the documents do not.',
    {
      'large-kept': 'an object of more than a mebibyte is taken',
      'large-refused': 'it is refused by a 4xx',
    },
  ),
  freedom(
    'clock-skew',
    'target',
    rfc(3339, '5.6'),
    "The server's clock need not agree with the client's.",
    {
      'clock-true': 'the same time',
      'clock-ahead': 'minutes ahead',
      'clock-behind': 'minutes behind',
    },
    'nothing',
  ),
];
