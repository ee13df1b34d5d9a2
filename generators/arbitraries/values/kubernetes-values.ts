/**
 * Rules that are not in the tables but that a server may enforce, by `Structure.field` (or only the field's name if the
 * structure depends on the kind): values that the pod validation of Kubernetes accepts, so that no conforming server
 * refuses them.
 */
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { Json } from '../../../contract/json.ts';
import {
  absolutePath,
  dnsLabel,
  dnsSubdomain,
  ipAddress,
  labelKey,
  labelValue,
  namePrefix,
  plainName,
  portName,
  relativePath,
  text,
  variableName,
} from './text.ts';

const one = (...values: Json[]): Arbitrary<Json> => fc.constantFrom(...values);
const word = one('a', 'system_u', 's0:c123,c456', 'spc_t');
const resource = one('limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory');
const capability = one('CHOWN', 'NET_ADMIN', 'NET_BIND_SERVICE', 'SYS_TIME', 'KILL');

/** Values of strings and quantities; for arrays, their items. */
export const VALUES: Readonly<Record<string, Arbitrary<Json>>> = {
  'ObjectMeta.name': dnsLabel(),
  'ObjectMeta.namespace': dnsLabel(),
  'ObjectMeta.generateName': namePrefix,
  'ObjectMeta.finalizers': one('example.com/hold', 'team.example.com/clean-up'),
  'OwnerReference.apiVersion': one('v1'),
  'OwnerReference.kind': one('ConfigMap', 'Pod'),
  'OwnerReference.name': dnsSubdomain,
  'OwnerReference.uid': fc.uuid(),
  'Container.name': dnsLabel(),
  'Container.image': one(
    'busybox',
    'registry.example.com/team/trainer:1.2',
    'registry.example.com:5000/a/b_c@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ),
  'Container.command': text,
  'Container.args': text,
  'Container.workingDir': absolutePath,
  'Container.terminationMessagePath': absolutePath,
  'ContainerPort.name': portName,
  'EnvVar.name': variableName,
  'EnvVar.value': text,
  'VolumeMount.name': dnsLabel(),
  'VolumeMount.mountPath': absolutePath,
  'VolumeMount.subPath': relativePath,
  'VolumeDevice.name': dnsLabel(),
  'VolumeDevice.devicePath': absolutePath,
  'ExecAction.command': text,
  'SELinuxOptions.user': word,
  'SELinuxOptions.role': word,
  'SELinuxOptions.type': word,
  'SELinuxOptions.level': word,
  'Capabilities.add': capability,
  'Capabilities.drop': capability,
  'ObjectFieldSelector.apiVersion': one('v1'),
  'ObjectFieldSelector.fieldPath': one(
    'metadata.name',
    'metadata.namespace',
    'metadata.uid',
    'spec.nodeName',
    'status.podIP',
    "metadata.labels['app']",
  ),
  'ResourceFieldSelector.containerName': dnsLabel(),
  'ResourceFieldSelector.resource': resource,
  // A text, as table 43 has it: a number may be refused (erratum 40).
  'ResourceFieldSelector.divisor': one('1', '2'),
  'ConfigMapKeySelector.name': dnsSubdomain,
  'ConfigMapKeySelector.key': plainName,
  'SecretKeySelector.name': dnsSubdomain,
  'SecretKeySelector.key': plainName,
  'ProcessResourceFieldSelector.processName': dnsLabel(),
  'ProcessResourceFieldSelector.resource': resource,
  'EnvFromSource.prefix': variableName,
  'ConfigMapEnvSource.name': dnsSubdomain,
  'SecretEnvSource.name': dnsSubdomain,
  'PodSpec.hostname': dnsLabel(),
  'PodSpec.subdomain': dnsLabel(),
  'PodSpec.priorityClassName': dnsSubdomain,
  'Volume.name': dnsLabel(),
  'SecretVolumeSource.secretName': dnsSubdomain,
  'PersistentVolumeClaimVolumeSource.claimName': dnsSubdomain,
  'KeyToPath.key': plainName,
  'KeyToPath.path': relativePath,
  'ImagePullSecret.name': dnsSubdomain,
  'HostAlias.hostnames': dnsSubdomain,
  'HostAlias.ip': ipAddress,
  jobMode: one('MXTrain', 'MXTune'),
};

/** Keys and values of maps. */
export const ENTRIES: Readonly<Record<string, [key: Arbitrary<string>, value: Arbitrary<Json>]>> = {
  'ObjectMeta.labels': [labelKey, labelValue],
  'ObjectMeta.annotations': [labelKey, text],
};

interface Range {
  min: number;
  max: number;
}
const INT32_MAX = 2 ** 31 - 1;
const id: Range = { min: 0, max: INT32_MAX };
const positive: Range = { min: 1, max: INT32_MAX };

/** Bounds of integers where the tables have none or wider ones. Without an entry: not negative, and of 31 bits. */
export const RANGES: Readonly<Record<string, Range>> = {
  slotsPerWorker: positive,
  'PodSpec.activeDeadlineSeconds': positive,
  'PodSecurityContext.runAsUser': id,
  'PodSecurityContext.supplementalGroups': id,
  'PodSecurityContext.fsGroup': id,
  'PodSecurityContext.fsOwner': id,
  'SecurityContext.runAsUser': id,
  'Probe.timeoutSeconds': positive,
  'Probe.periodSeconds': positive,
  'Probe.successThreshold': { min: 1, max: 1 },
  'Probe.failureThreshold': positive,
  'ProcessResourceFieldSelector.divisor': positive,
  'KeyToPath.mode': { min: 0, max: 0o777 },
};

/**
 * Narrower bounds for fields that controllers act on: with other values, a controller could end or delete a job, or
 * keep its pods, while a check still looks at it.
 */
export const LASTING: Readonly<Record<string, Partial<Range>>> = {
  activeDeadlineSeconds: { min: 3600 },
  ttlSecondsAfterFinished: { min: 3600 },
  'PodSpec.activeDeadlineSeconds': { min: 3600 },
  'PodSpec.terminationGracePeriodSeconds': { max: 30 },
};

/**
 * Documented and valid fields that are not sent, because servers act on them: the namespace is that of the path,
 * finalizers and owners decide when an object is deleted, generateName is for objects without a name.
 */
export const UNSENT: ReadonlySet<string> = new Set([
  'ObjectMeta.namespace',
  'ObjectMeta.generateName',
  'ObjectMeta.finalizers',
  'ObjectMeta.ownerReferences',
]);
/** Kubernetes refuses these of init containers; table 19 gives them the type of all containers. */
export const UNSENT_OF_INIT_CONTAINERS: ReadonlySet<string> = new Set(['livenessProbe', 'readinessProbe', 'lifecycle']);

/**
 * Fields that are optional in the tables, but without which their objects have no meaning; and fields that only the
 * examples document (erratum 6).
 */
export const ALWAYS: ReadonlySet<string> = new Set([
  'ContainerPort.containerPort',
  'VolumeMount.mountPath',
  'VolumeDevice.name',
  'VolumeDevice.devicePath',
  'Probe.exec',
  'Handler.exec',
  'ExecAction.command',
  'ObjectFieldSelector.fieldPath',
  'ConfigMapKeySelector.name',
  'ConfigMapKeySelector.key',
  'SecretKeySelector.name',
  'SecretKeySelector.key',
  'ProcessResourceFieldSelector.processName',
  'ConfigMapEnvSource.name',
  'SecretEnvSource.name',
  'SecretVolumeSource.secretName',
  'PersistentVolumeClaimVolumeSource.claimName',
  'KeyToPath.key',
  'KeyToPath.path',
  'ImagePullSecret.name',
  'HostAlias.ip',
  'HostAlias.hostnames',
  'OwnerReference.uid',
  'MXJobSpec.jobMode',
]);

/** Members of which there is exactly one. */
export const ONE_OF: Readonly<Record<string, readonly string[]>> = {
  EnvVar: ['value', 'valueFrom'],
  EnvVarSource: ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'processResourceFieldRef'],
  EnvFromSource: ['configMapRef', 'secretRef'],
  Volume: ['secret', 'persistentVolumeClaim', 'localDir', 'emptyDir'],
};
