import {
  BOOLEAN,
  INT32,
  INT64,
  QUANTITY,
  STRING,
  STRINGS,
  STRING_MAP,
  field,
  listOfRefs,
  oneOf,
  ref,
  structure,
} from './build.ts';

const unsupported = { unsupported: true, errata: [35] };

export const POD_STRUCTURES = [
  structure(
    17,
    'PodTemplateSpec',
    field('metadata', ref('ObjectMeta')),
    field('spec', ref('PodSpec'), { required: true }),
  ),

  structure(
    19,
    'PodSpec',
    field('volumes', listOfRefs('Volume')),
    field('affinity', ref('Affinity'), unsupported),
    field('containers', { type: 'array', items: ref('Container'), minItems: 1 }, { required: true }),
    field('restartPolicy', oneOf('Always', 'OnFailure', 'Never'), { default: 'Always', errata: [18] }),
    field('priority', { type: 'integer', minimum: -10, maximum: 10, format: 'int32' }, { default: 0 }),
    field('terminationGracePeriodSeconds', { type: 'integer', minimum: 0, format: 'int64' }, { default: 30 }),
    field('activeDeadlineSeconds', { type: 'integer', exclusiveMinimum: 0, format: 'int64' }),
    field('dnsPolicy', oneOf('ClusterFirst')),
    field('hostAliases', listOfRefs('HostAlias')),
    field('serviceAccountName', STRING, unsupported),
    field('serviceAccount', STRING, unsupported),
    field('schedulerName', STRING, unsupported),
    field('nodeName', STRING, unsupported),
    field('nodeSelector', STRING_MAP, unsupported),
    field('automountServiceAccountToken', BOOLEAN),
    field('hostNetwork', BOOLEAN, unsupported),
    field('hostPID', BOOLEAN, unsupported),
    field('hostIPC', BOOLEAN, unsupported),
    field('securityContext', ref('PodSecurityContext')),
    field('imagePullSecrets', listOfRefs('ImagePullSecret')),
    field('initContainers', listOfRefs('Container')),
    field('hostname', STRING),
    field('subdomain', STRING),
    field('tolerations', listOfRefs('Toleration'), { unsupported: true, errata: [35, 38] }),
    field('priorityClassName', STRING),
  ),

  structure(
    20,
    'Volume',
    field('name', { type: 'string', maxLength: 63 }, { required: true }),
    field('secret', ref('SecretVolumeSource'), { errata: [41] }),
    field('persistentVolumeClaim', ref('PersistentVolumeClaimVolumeSource')),
    field('localDir', ref('LocalDirVolumeSource')),
    field('emptyDir', ref('EmptyDirVolumeSource')),
  ),
  /** Table 20 names it, but no table describes it: only the empty object is documented. */
  structure(20, 'LocalDirVolumeSource'),
  structure(20, 'EmptyDirVolumeSource'),

  structure(
    22,
    'PodSecurityContext',
    field('seLinuxOptions', ref('SELinuxOptions')),
    field('runAsUser', INT64),
    field('runAsNonRoot', BOOLEAN),
    field('supplementalGroups', { type: 'array', items: INT64 }),
    field('fsGroup', INT64),
    field('fsOwner', INT64),
  ),
  structure(23, 'ImagePullSecret', field('name', STRING)),

  structure(
    24,
    'SecretVolumeSource',
    field('secretName', STRING),
    field('items', listOfRefs('KeyToPath'), { errata: [38] }),
    field('defaultMode', { type: 'integer', minimum: 0, maximum: 511, format: 'int32' }, { default: 420 }),
    field('optional', BOOLEAN, { unsupported: true, errata: [40] }),
  ),
  structure(25, 'PersistentVolumeClaimVolumeSource', field('claimName', STRING), field('readOnly', BOOLEAN)),
  structure(26, 'KeyToPath', field('key', STRING), field('path', STRING), field('mode', INT32)),

  structure(36, 'SELinuxOptions', ...['user', 'role', 'type', 'level'].map((name) => field(name, STRING))),
  /** No table refers to this one: the volumes of table 20 have no downward API. */
  structure(
    37,
    'DownwardAPIItem',
    field('path', STRING),
    field('fieldRef', ref('ObjectFieldSelector')),
    field('resourceFieldRef', ref('ResourceFieldSelector')),
  ),

  structure(62, 'HostAlias', field('hostnames', STRINGS), field('ip', STRING)),

  structure(
    29,
    'ResourceRequirements',
    field('limits', { type: 'map', values: QUANTITY }, { errata: [17, 33] }),
    field('requests', { type: 'map', values: QUANTITY }, { errata: [17, 33] }),
  ),
  /** The documented keys of limits and requests. */
  structure(
    30,
    'ResourceName',
    ...['storage', 'cpu', 'memory', 'localdir', 'nvidia.com/gpu-tesla-v100-16GB'].map((name) =>
      field(name, QUANTITY, { errata: [17] }),
    ),
  ),
];
