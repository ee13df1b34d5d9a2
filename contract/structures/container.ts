import { BOOLEAN, INT32, INT64, QUANTITY, STRING, STRINGS, field, listOfRefs, oneOf, ref, structure } from './build.ts';
import { NAME_PATTERN } from './metadata.ts';

const unsupported = { unsupported: true, errata: [35] };
/** String by tables 44, 45, 48 and 49, Boolean by table 24: a server may take either, so that neither is sent. */
const optional = field('optional', STRING, { unsupported: true, errata: [39, 40] });

export const CONTAINER_STRUCTURES = [
  structure(
    21,
    'Container',
    field('name', { type: 'string', pattern: NAME_PATTERN, maxLength: 63 }, { required: true }),
    field('image', STRING, { required: true }),
    field('command', STRINGS),
    field('args', STRINGS),
    field('workingDir', STRING),
    field('ports', listOfRefs('ContainerPort')),
    field('env', listOfRefs('EnvVar')),
    field('envFrom', listOfRefs('EnvFromSource')),
    field('resources', ref('ResourceRequirements')),
    field('volumeMounts', listOfRefs('VolumeMount')),
    field('volumeDevices', listOfRefs('VolumeDevice')),
    field('livenessProbe', ref('Probe')),
    field('readinessProbe', ref('Probe')),
    field('lifecycle', ref('Lifecycle')),
    field('terminationMessagePath', STRING),
    field('terminationMessagePolicy', oneOf('File', 'FallbackToLogsOnError'), { default: 'File' }),
    field('imagePullPolicy', oneOf('Always')),
    field('securityContext', ref('SecurityContext')),
    field('stdin', BOOLEAN),
    field('stdinOnce', BOOLEAN),
    field('tty', BOOLEAN),
  ),

  structure(
    27,
    'ContainerPort',
    field('name', { type: 'string', maxLength: 15 }),
    field('hostPort', INT32, unsupported),
    field('containerPort', { type: 'integer', minimum: 1, maximum: 65535, format: 'int32' }),
    field('protocol', oneOf('TCP', 'UDP'), { default: 'TCP' }),
    field('hostIP', STRING, unsupported),
  ),

  structure(
    28,
    'EnvVar',
    field('name', STRING, { required: true }),
    field('value', STRING),
    field('valueFrom', ref('EnvVarSource')),
  ),

  structure(
    31,
    'VolumeMount',
    field('name', { type: 'string', maxLength: 253 }, { required: true }),
    field('readOnly', BOOLEAN),
    field('mountPath', { type: 'string', minLength: 1 }),
    field('subPath', STRING),
    field('mountPropagation', oneOf('HostToContainer', 'Bidirectional')),
    field('extendPathMode', oneOf('PodUID', 'PodName', 'PodUID/ContainerName', 'PodName/ContainerName')),
  ),
  structure(32, 'VolumeDevice', field('name', STRING), field('devicePath', STRING)),

  structure(
    33,
    'Probe',
    field('exec', ref('ExecAction')),
    ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'].map((name) =>
      field(name, INT32),
    ),
  ),
  structure(34, 'Lifecycle', field('postStart', ref('Handler')), field('preStop', ref('Handler'))),
  structure(39, 'ExecAction', field('command', STRINGS)),
  structure(40, 'Handler', field('exec', ref('ExecAction'))),

  structure(
    35,
    'SecurityContext',
    field('capabilities', ref('Capabilities')),
    field('privileged', { type: 'boolean', const: false }),
    field('seLinuxOptions', ref('SELinuxOptions')),
    field('runAsUser', INT64),
    field('runAsNonRoot', BOOLEAN),
    field('readOnlyRootFilesystem', BOOLEAN),
    field('allowPrivilegeEscalation', BOOLEAN),
  ),
  structure(41, 'Capabilities', field('add', STRINGS), field('drop', STRINGS)),

  structure(
    38,
    'EnvVarSource',
    field('fieldRef', ref('ObjectFieldSelector')),
    field('resourceFieldRef', ref('ResourceFieldSelector')),
    field('configMapKeyRef', ref('ConfigMapKeySelector')),
    field('secretKeyRef', ref('SecretKeySelector')),
    field('processResourceFieldRef', ref('ProcessResourceFieldSelector')),
  ),
  structure(42, 'ObjectFieldSelector', field('apiVersion', STRING), field('fieldPath', STRING)),
  structure(
    43,
    'ResourceFieldSelector',
    field('containerName', STRING),
    field('resource', STRING, { required: true }),
    field('divisor', QUANTITY, { errata: [17, 40] }),
  ),
  structure(44, 'ConfigMapKeySelector', field('name', STRING), field('key', STRING), optional),
  structure(45, 'SecretKeySelector', field('name', STRING), field('key', STRING), optional),
  structure(
    46,
    'ProcessResourceFieldSelector',
    field('processName', STRING),
    field('resource', STRING, { required: true }),
    field('divisor', INT64),
  ),

  structure(
    47,
    'EnvFromSource',
    field('prefix', STRING),
    field('configMapRef', ref('ConfigMapEnvSource')),
    field('secretRef', ref('SecretEnvSource')),
  ),
  structure(48, 'ConfigMapEnvSource', field('name', STRING), optional),
  structure(49, 'SecretEnvSource', field('name', STRING), optional),
];
