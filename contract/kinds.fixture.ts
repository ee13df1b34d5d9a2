import { KINDS, RUN_FIELDS } from './kinds.ts';
import { NAME_PATTERN } from './structures/index.ts';
import type { Kind } from './types.ts';

/**
 * A kind that is in no document and will never exist: everything about it follows from this
 * entry. For tests of how the suite treats a further kind.
 */
export const IMAGINARY: Kind = {
  kind: 'ImaginaryJob',
  group: 'kubeflow.org',
  version: 'v2',
  plural: 'imaginaryjobs',
  singular: 'imaginaryjob',
  replicaMap: 'imaginaryReplicaSpecs',
  replicaTypes: [{ name: 'Coordinator', aliases: ['Lead'], single: true }, { name: 'Worker' }],
  statusMap: 'imaginaryStatuses',
  container: 'imaginary',
  mutable: ['metadata.labels', 'metadata.annotations', 'spec.activeDeadlineSeconds', 'spec.rounds'],
  specFields: [
    ...RUN_FIELDS,
    { name: 'rounds', is: { type: 'integer', minimum: 1 } },
    { name: 'booster', is: { type: 'string', pattern: NAME_PATTERN, maxLength: 8 } },
  ],
  tables: { object: 171, spec: 172, list: 174, replicaType: 173 },
  pages: {
    create: 'Creating an ImaginaryJob',
    read: 'Querying an ImaginaryJob',
    list: 'Querying all ImaginaryJobs in a namespace',
    replace: 'Replacing an ImaginaryJob',
    patch: 'Updating an ImaginaryJob',
    delete: 'Deleting an ImaginaryJob',
    deletecollection: 'Deleting all ImaginaryJobs in a namespace',
  },
  example: 'imaginaryjob',
};

/** The documented kinds, and one more. */
export const ONE_MORE: readonly Kind[] = [...KINDS, IMAGINARY];
