/**
 * What in the documents carries each constraint: the row of a table with the facts that it gives (its own words in
 * quotes), or the example or erratum where a table is silent. What is carried by nothing is no constraint.
 */
import type { Structure } from '../types.ts';
import type { Keyword } from './types.ts';

const NAME = 'pattern ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$, at most 63 characters';
const BY_SYSTEM = 'set by the system, read-only';
const UTC = 'type Time, RFC 3339 in UTC';
const IMMUTABLE = 'cannot be changed';

/** By `Structure.field.keyword`; of what each kind has, with `Job` in place of the kind. */
export const WORDS: Readonly<Record<string, string>> = {
  'ObjectMeta.name.pattern': NAME,
  'ObjectMeta.name.minLength': 'name: 1 to 63 characters',
  'ObjectMeta.name.maxLength': 'name: 1 to 63 characters',
  'ObjectMeta.generateName.pattern': 'the pattern of name; a hyphen at the end by erratum 26',
  'ObjectMeta.generateName.maxLength': 'at most 253 characters',
  'ObjectMeta.namespace.pattern': NAME,
  'ObjectMeta.namespace.maxLength': NAME,
  'ObjectMeta.selfLink.readOnly': BY_SYSTEM,
  'ObjectMeta.uid.readOnly': `${BY_SYSTEM}; does not change on PUT`,
  'ObjectMeta.resourceVersion.readOnly': `${BY_SYSTEM}; opaque to clients`,
  'ObjectMeta.generation.readOnly': BY_SYSTEM,
  'ObjectMeta.creationTimestamp.readOnly': BY_SYSTEM,
  'ObjectMeta.creationTimestamp.format': UTC,
  'ObjectMeta.deletionTimestamp.readOnly': BY_SYSTEM,
  'ObjectMeta.deletionTimestamp.format': UTC,
  'ObjectMeta.deletionGracePeriodSeconds.readOnly': BY_SYSTEM,
  'PodSpec.containers.minItems': 'at least one container',
  'PodSpec.restartPolicy.enum': '"Always", "OnFailure", "Never"; default "Always"',
  'PodSpec.priority.minimum': 'range [-10, 10]; default 0',
  'PodSpec.priority.maximum': 'range [-10, 10]; default 0',
  'PodSpec.terminationGracePeriodSeconds.minimum': 'non-negative; default 30',
  'PodSpec.activeDeadlineSeconds.exclusiveMinimum': 'a positive integer',
  'PodSpec.dnsPolicy.enum': '"ClusterFirst"; "Default" is not supported',
  'Volume.name.maxLength': 'at most 63 characters',
  'SecretVolumeSource.defaultMode.minimum': 'from 0 to 0777; default 0644',
  'SecretVolumeSource.defaultMode.maximum': 'from 0 to 0777; default 0644',
  'Container.name.pattern': NAME,
  'Container.name.maxLength': NAME,
  'Container.terminationMessagePolicy.enum': '"File", "FallbackToLogsOnError"; default "File"',
  'Container.imagePullPolicy.enum': '"Always" alone',
  'ContainerPort.name.maxLength': 'at most 15 characters',
  'ContainerPort.containerPort.minimum': 'from 1 to 65535',
  'ContainerPort.containerPort.maximum': 'from 1 to 65535',
  'ContainerPort.protocol.enum': '"TCP", "UDP"; default "TCP"',
  'VolumeMount.name.maxLength': 'at most 253 characters',
  'VolumeMount.mountPath.minLength': 'not empty',
  'VolumeMount.mountPropagation.enum': '"HostToContainer", "Bidirectional"',
  'VolumeMount.extendPathMode.enum': '"PodUID", "PodName", "PodUID/ContainerName", "PodName/ContainerName"',
  'SecurityContext.privileged.const': 'only false',
  'ReplicaSpec.restartPolicy.enum': '"Always", "OnFailure", "Never", "ExitCode"; default "Never"',
  'JobCondition.type.enum': '"Created", "Running", "Restarting", "Succeeded", "Failed"',
  'JobCondition.status.enum': '"True", "False", "Unknown"',
  'JobCondition.lastUpdateTime.format': 'type Time; the examples show RFC 3339',
  'JobCondition.lastTransitionTime.format': 'type Time; the examples show RFC 3339',
  'DeleteOptions.kind.enum': 'the kind of this body: DeleteOptions',
  'DeleteOptions.gracePeriodSeconds.minimum': 'non-negative; 0 is valid by erratum 19',
  'DeleteOptions.propagationPolicy.enum': '"Orphan", "Background", "Foreground"',
  'DeleteOptions.dryRun.enum': 'values: "All"; any other is an error (erratum 24)',
  'Status.kind.required': 'the body of every error in the chapter on errors has it',
  'Status.kind.enum': 'kind "Status" in every example of an error and of a deletion',
  'Status.apiVersion.required': 'the body of every error in the chapter on errors has it',
  'Status.apiVersion.enum': 'apiVersion "v1" in every example of an error and of a deletion',
  'Status.status.required': 'the body of every error in the chapter on errors has it',
  'Status.status.enum': '"Success", "Failure"',
  'ListMeta.resourceVersion.readOnly': `${BY_SYSTEM}; opaque to clients`,
  'ListMeta.selfLink.readOnly': BY_SYSTEM,
  'WatchEvent.type.required': 'an event is a type and an object (erratum 32)',
  'WatchEvent.type.enum': '"Added", "Modified", "Deleted", "Error"; upper case and BOOKMARK by erratum 13',
  'WatchEvent.object.required': 'an event is a type and an object (erratum 32)',
  'WatchedObject.apiVersion.required': 'the object of an event is the job or a Status: both have it (erratum 32)',
  'WatchedObject.kind.required': 'the object of an event is the job or a Status: both have it (erratum 32)',
  'JobSpec.activeDeadlineSeconds.exclusiveMinimum': 'a positive integer (erratum 1)',
  'JobSpec.cleanPodPolicy.enum': '"All", "Running", "None"; default "Running" (table 156)',
  'JobSpec.replicas.keyPattern': 'a map by replica type: those of the table of replica types (errata 3 and 4)',
  'JobStatus.startTime.format': UTC,
  'JobStatus.completionTime.format': UTC,
  'JobStatus.lastReconcileTime.format': UTC,
  'JobStatus.replicas.keyPattern': 'a map by replica type: those of the table of replica types (errata 3, 4 and 7)',
  'Job.apiVersion.enum': 'the version; with the group in every example (erratum 5)',
  'Job.kind.enum': 'the name of the kind',
  'JobList.apiVersion.enum': 'the version; with the group in every example (erratum 5)',
  'JobList.kind.enum': 'the name of the kind, with List',
  'ObjectMeta.name-or-generateName': 'name: mandatory; generateName: only used if there is no name (erratum 20)',
  'ObjectMeta.name.unique': 'name: unique within a namespace (erratum 29)',
  'ObjectMeta.name.immutable': IMMUTABLE,
  'ObjectMeta.namespace.immutable': IMMUTABLE,
  'ObjectMeta.finalizers.removal-only': 'once deletionTimestamp is set, entries can only be removed',
  'ObjectMeta.finalizers.hold-deletion': 'must be empty before the object is deleted',
  'DeleteOptions.orphanDependents-excludes-propagationPolicy': 'either of the two may be set, not both',
  'Preconditions.uid.matches': 'uid of preconditions: 409 Conflict where it does not match',
  'ResourceRequirements.limits-equal-requests': 'limits and requests must be equal',
  'ResourceName.gpu-is-positive-integer': 'nvidia.com/gpu-tesla-v100-16GB: an integer of 1 or more',
  'Container.name.unique': 'each container of a pod has a unique name',
};

/** Structures and members of each kind, in the words of the register: `TFJobSpec.tfReplicaSpecs` as `JobSpec.replicas`. */
export const general = (id: string): string =>
  id
    .replace(/^\w*Job(Spec|Status|List)?(?=\.)/, 'Job$1')
    .replace(/^(JobSpec|JobStatus)\.\w*[rR]eplica(Specs|Statuses)(?=\.)/, '$1.replicas');

/** Where the documents carry the constraint, in a few words; undefined where they do not. */
export function wordsFor(
  { id, keyword, field }: { id: string; keyword?: Keyword; field?: string | undefined },
  { table, document }: Pick<Structure, 'table' | 'document'>,
): string | undefined {
  if (document !== undefined) return `${document}: ${field ?? 'the whole'}`;
  const words = WORDS[general(id)] ?? (keyword === 'required' ? 'mandatory: yes' : undefined);
  return words && `table ${table}${field === undefined ? '' : `, ${field}`}: ${words}`;
}
