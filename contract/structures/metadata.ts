import { BOOLEAN, INT64, STRING, STRINGS, STRING_MAP, TIME, field, listOfRefs, ref, structure } from './build.ts';

/** Names of objects, namespaces and containers: tables 10 and 21. */
export const NAME_PATTERN = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';
/** A prefix of a name, which may end in a hyphen (erratum 26). */
const PREFIX_PATTERN = '^[a-z0-9][-a-z0-9]*$';
const readOnly = { readOnly: true };
/** Not in constraints.json, but no Kubernetes server keeps them any more (erratum 37). */
const ignored = { unsupported: true, errata: [35, 37] };

export const METADATA_STRUCTURES = [
  structure(
    10,
    'ObjectMeta',
    // Required by the table; generateName serves when it is absent (erratum 20), and a pod template needs neither.
    field('name', { type: 'string', pattern: NAME_PATTERN, minLength: 1, maxLength: 63 }, { errata: [20] }),
    field('clusterName', STRING, ignored),
    field('initializers', ref('Initializers'), ignored),
    field('enable', BOOLEAN, ignored),
    field('generateName', { type: 'string', pattern: PREFIX_PATTERN, maxLength: 253 }, { errata: [20, 26] }),
    field('namespace', { type: 'string', pattern: NAME_PATTERN, maxLength: 63 }),
    field('selfLink', STRING, { ...readOnly, errata: [10] }),
    field('uid', STRING, { ...readOnly, errata: [10] }),
    field('resourceVersion', STRING, { ...readOnly, errata: [10] }),
    field('generation', INT64, readOnly),
    field('creationTimestamp', TIME, { ...readOnly, errata: [10, 16] }),
    field('deletionTimestamp', TIME, { ...readOnly, errata: [16] }),
    field('deletionGracePeriodSeconds', INT64, readOnly),
    field('labels', STRING_MAP),
    field('annotations', STRING_MAP, { errata: [25] }),
    field('ownerReferences', listOfRefs('OwnerReference')),
    field('finalizers', STRINGS, { errata: [27] }),
  ),

  /** Keys that the service gives a meaning to, of ObjectMeta.annotations; each value is a string (erratum 25). */
  structure(
    11,
    'Annotations',
    field('obssidecar-injector-webhook/inject', STRING, { errata: [25] }),
    field('pod.logcollection.kubernetes.io', STRING, { errata: [25] }),
    field('paas.storage.io/cryptKeyId', STRING),
    field('paas.storage.io/cryptAlias', STRING),
    field('paas.storage.io/cryptDomainId', STRING),
  ),

  structure(12, 'Initializers', field('pending', listOfRefs('Pending')), field('result', ref('Status'))),
  structure(13, 'Pending', field('name', STRING)),

  structure(
    14,
    'OwnerReference',
    field('apiVersion', STRING, { required: true }),
    field('blockOwnerDeletion', BOOLEAN),
    field('kind', STRING, { required: true }),
    field('name', STRING, { required: true }),
    field('uid', STRING),
    field('controller', BOOLEAN),
  ),
];
