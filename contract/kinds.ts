import type { Field, Kind } from './types.ts';

const CLEAN_POD_POLICY = ['All', 'Running', 'None'] as const; // table 156

/** The fields of every kind's spec besides the replicas. */
export const RUN_FIELDS: readonly Field[] = [
  { name: 'activeDeadlineSeconds', is: { type: 'integer', exclusiveMinimum: 0, format: 'int64' }, errata: [1] },
  { name: 'backoffLimit', is: { type: 'integer', format: 'int32' } },
  { name: 'cleanPodPolicy', is: { type: 'string', enum: CLEAN_POD_POLICY }, default: 'Running' },
];
export const TTL: Field = { name: 'ttlSecondsAfterFinished', is: { type: 'integer', format: 'int32' } };

const METADATA = ['metadata.labels', 'metadata.annotations'] as const;
export const MUTABLE = [
  ...METADATA,
  'spec.activeDeadlineSeconds',
  'spec.ttlSecondsAfterFinished',
  'spec.cleanPodPolicy',
] as const;

/** Titles of the pages, "Creating a TFJob" and so on, from the kind's name with its article. */
const pages = (article: string, kind: string): Kind['pages'] => ({
  create: `Creating ${article} ${kind}`,
  read: `Querying ${article} ${kind}`,
  list: `Querying all ${kind}s in a namespace`,
  replace: `Replacing ${article} ${kind}`,
  patch: `Updating ${article} ${kind}`,
  delete: `Deleting ${article} ${kind}`,
  deletecollection: `Deleting all ${kind}s in a namespace`,
});

/** The key of a kind: `mpijob.v1alpha2`. Another version is another kind. */
export const keyOf = ({ singular, version }: Kind): string => `${singular}.${version}`;

/** The name of the kind for files and people: `name`, or the kind's key if there are several versions of it. */
export const nameFor = ({ label }: Kind, name: string): string => label ?? name;

/** The kinds, with a label for those that have the same singular as another one. A kind that has its label stays as it is. */
export function toldApart(kinds: readonly Kind[]): readonly Kind[] {
  const versions = (singular: string): number => kinds.filter((kind) => kind.singular === singular).length;
  return kinds.map((kind) =>
    versions(kind.singular) > 1 && kind.label === undefined ? { ...kind, label: keyOf(kind) } : kind,
  );
}

/** The documented kinds. A further kind is one more entry here, and `npm run generate`. */
export const KINDS: readonly Kind[] = toldApart([
  {
    kind: 'TFJob',
    group: 'kubeflow.org',
    version: 'v1',
    plural: 'tfjobs',
    singular: 'tfjob',
    replicaMap: 'tfReplicaSpecs',
    replicaTypes: [
      { name: 'PS', aliases: ['Ps'] },
      { name: 'Worker' },
      { name: 'Chief', single: true },
      { name: 'Evaluator' },
    ],
    statusMap: 'replicaStatuses',
    container: 'tensorflow',
    mutable: MUTABLE,
    specFields: [...RUN_FIELDS, TTL],
    tables: { object: 154, spec: 155, list: 168, replicaType: 157 },
    pages: pages('a', 'TFJob'),
    example: 'tfjob',
  },
  {
    kind: 'MXJob',
    group: 'kubeflow.org',
    version: 'v1',
    plural: 'mxjobs',
    singular: 'mxjob',
    replicaMap: 'mxReplicaSpecs',
    replicaTypes: [{ name: 'Scheduler', single: true }, { name: 'Server' }, { name: 'Worker' }],
    statusMap: 'mxReplicaStatuses',
    statusMapAliases: ['replicaStatuses'],
    container: 'mxnet',
    mutable: MUTABLE,
    specFields: [...RUN_FIELDS, TTL, { name: 'jobMode', is: { type: 'string' }, errata: [6] }],
    tables: { object: 162, spec: 163, list: 169, replicaType: 164 },
    pages: pages('an', 'MXJob'),
    example: 'mxjob',
  },
  {
    kind: 'PyTorchJob',
    group: 'kubeflow.org',
    version: 'v1',
    plural: 'pytorchjobs',
    singular: 'pytorchjob',
    replicaMap: 'pytorchReplicaSpecs',
    replicaTypes: [{ name: 'Master', single: true }, { name: 'Worker' }],
    statusMap: 'replicaStatuses',
    container: 'pytorch',
    mutable: MUTABLE,
    specFields: [...RUN_FIELDS, TTL],
    tables: { object: 165, spec: 166, list: 170, replicaType: 167 },
    pages: pages('a', 'PyTorchJob'),
    example: 'pytorchjob',
  },
  {
    kind: 'MPIJob',
    group: 'kubeflow.org',
    version: 'v1alpha2',
    plural: 'mpijobs',
    singular: 'mpijob',
    replicaMap: 'mpiReplicaSpecs',
    replicaTypes: [{ name: 'Launcher', single: true }, { name: 'Worker' }],
    statusMap: 'replicaStatuses',
    container: 'mpi',
    mutable: [...METADATA, 'spec.activeDeadlineSeconds', 'spec.cleanPodPolicy'],
    specFields: [...RUN_FIELDS, { name: 'slotsPerWorker', is: { type: 'integer', format: 'int32' }, default: 1 }],
    tables: { object: 171, spec: 172, list: 174, replicaType: 173 },
    pages: pages('an', 'MPIJob'),
    example: 'mpijob',
  },
]);

/**
 * The kinds of that name: a kind, plural or singular, in upper or lower case, in every version; or the key of one
 * version.
 */
export const findKinds = (name: string, kinds: readonly Kind[] = KINDS): Kind[] =>
  kinds.filter((kind) =>
    [kind.kind, kind.plural, kind.singular, keyOf(kind)].some((one) => one.toLowerCase() === name.toLowerCase()),
  );

/** The first of `findKinds`; undefined when there is none. */
export const findKind = (name: string): Kind | undefined => findKinds(name)[0];
