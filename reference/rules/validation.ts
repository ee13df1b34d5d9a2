import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { apiVersionOf } from '../../contract/operations.ts';
import { NAME_PATTERN } from '../../contract/structures/index.ts';
import { objectAt, textAt, type Cause, type Env, type Job } from '../state/model.ts';
import { isQualified, LABEL_VALUE } from './selectors.ts';
import { predicateCauses, schemaCauses } from '../state/validators.ts';
import { leadingType, replicasOf } from '../../contract/workloads/replicated.ts';

const NAME = new RegExp(NAME_PATTERN);
const NAME_LENGTH = 63;
const ANNOTATIONS_BYTES = 256 * 1024;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

const invalid = (field: string, message: string): Cause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${message}`,
  field,
});
const required = (field: string, message: string): Cause => ({
  reason: 'FieldValueRequired',
  message: `Required value: ${message}`,
  field,
});

const isText = (value: Json | undefined): boolean => value === undefined || value === null || typeof value === 'string';
const isTextMap = (value: Json | undefined): boolean =>
  value === undefined || value === null || (isObject(value) && Object.values(value).every(isText));
const isTime = (value: Json | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'string' && TIME.test(value));
const isIntegral = (value: Json | undefined): boolean =>
  value === undefined || value === null || Number.isInteger(value);

/** The JSON type that each member of ObjectMeta must have, or the body cannot be read. */
const METADATA_TYPES: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  name: isText,
  generateName: isText,
  namespace: isText,
  uid: isText,
  resourceVersion: isText,
  selfLink: isText,
  labels: isTextMap,
  annotations: isTextMap,
  creationTimestamp: isTime,
  deletionTimestamp: isTime,
  generation: isIntegral,
  deletionGracePeriodSeconds: isIntegral,
  finalizers: (value) =>
    value === undefined || value === null || (Array.isArray(value) && value.every((item) => typeof item === 'string')),
  ownerReferences: (value) => value === undefined || value === null || (Array.isArray(value) && value.every(isObject)),
};

/** The replica types without a replica. */
const idleCauses = (kind: Kind, job: Job): Cause[] =>
  Object.entries(replicasOf(kind, job))
    .filter(([, replica]) => isObject(replica) && replica['replicas'] === 0)
    .map(([type]) => invalid(`spec.${kind.replicaMap}.${type}.replicas`, 'must be 1 or more'));

/** Of no table, but of the operators: integers that a field of 32 bits cannot hold, or that count below zero. */
function integerCauses(value: Json | undefined, path: string): Cause[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => integerCauses(item, `${path}[${i}]`));
  if (isObject(value))
    return Object.entries(value)
      .filter(([key]) => !UNCOUNTED.has(key))
      .flatMap(([key, member]) => integerCauses(member, `${path}.${key}`));
  const fits = typeof value !== 'number' || (value >= 0 && value < 2 ** 31);
  return fits ? [] : [invalid(path, 'must be 0 or more, and of 31 bits')];
}
/** Members that tables bound below zero, and amounts of bytes. */
const UNCOUNTED: ReadonlySet<string> = new Set(['priority', 'limits', 'requests']);

/** What the operators of such jobs demand of replicas. */
function operatorCauses(kind: Kind, job: Job): Cause[] {
  const replicas = Object.entries(replicasOf(kind, job));
  const at = (type: string): string => `spec.${kind.replicaMap}.${type}`;
  const isSingle = (type: string): boolean => kind.replicaTypes.some(({ name, single }) => name === type && single);
  const containersOf = (replica: Json): Json[] => {
    const { containers } = objectAt(objectAt(replica, 'template'), 'spec');
    return Array.isArray(containers) ? containers : [];
  };
  return [
    ...(replicas.some(([type]) => type === leadingType(kind))
      ? []
      : [required(at(leadingType(kind)), 'leads the job')]),
    ...replicas.flatMap(([type, replica]) => [
      ...(isSingle(type) && isObject(replica) && (replica['replicas'] ?? 1) !== 1
        ? [invalid(`${at(type)}.replicas`, 'must be 1')]
        : []),
      ...(containersOf(replica).some((one) => isObject(one) && one['name'] === kind.container)
        ? []
        : [required(`${at(type)}.template.spec.containers`, `one has the name ${kind.container}`)]),
    ]),
    ...integerCauses(job['spec'], 'spec'),
  ];
}

export const validationRules = (env: Env) => ({
  /** Why a body cannot be read as an object with a kind; undefined when it can. */
  unreadable: (body: Json): string | undefined => {
    if (!isObject(body)) return 'the body is no JSON object';
    return typeof body['kind'] === 'string' && body['kind'] !== '' ? undefined : "the body has no 'kind'";
  },
  /** Why a body's apiVersion is not that of the path; undefined when it is. */
  foreignVersion: (kind: Kind, body: JsonObject): string | undefined =>
    body['apiVersion'] === apiVersionOf(kind)
      ? undefined
      : `the API version in the body (${String(body['apiVersion'] ?? '')}) is not ${apiVersionOf(kind)}`,
  /** Why metadata cannot be read; undefined when it can. */
  mistypedMetadata: (body: JsonObject): string | undefined => {
    const metadata = body['metadata'] ?? {};
    if (!isObject(metadata)) return 'metadata is no object';
    const wrong = Object.keys(METADATA_TYPES).find((key) => METADATA_TYPES[key]?.(metadata[key]) === false);
    return wrong === undefined ? undefined : `metadata.${wrong} is of the wrong type`;
  },
  /** Why a body's namespace is not that of the path; undefined when it is, or when it is absent. */
  foreignNamespace: (namespace: string, metadata: JsonObject): string | undefined => {
    const own = textAt(metadata, 'namespace');
    return own === undefined || own === namespace
      ? undefined
      : 'the namespace of the body is not the namespace of the request';
  },
  /** Why a body does not name the object of the path; undefined when it does. */
  foreignName: (name: string, metadata: JsonObject): string | undefined => {
    const own = textAt(metadata, 'name');
    if (own === undefined) return `the body does not name the object (${name} by the path)`;
    return own === name ? undefined : `the name of the body (${own}) is not the name of the path (${name})`;
  },

  kindCauses: (kind: Kind, body: JsonObject): Cause[] =>
    body['kind'] === kind.kind ? [] : [invalid('kind', `"${String(body['kind'])}": must be ${kind.kind}`)],
  nameCauses: (name: string | undefined): Cause[] => {
    if (name === undefined) return [required('metadata.name', 'name or generateName is required')];
    if (name.length > NAME_LENGTH)
      return [invalid('metadata.name', `"${name}": may not be longer than ${NAME_LENGTH}`)];
    return NAME.test(name)
      ? []
      : [
          invalid(
            'metadata.name',
            `"${name}": lower case letters, digits and '-', starting and ending with a letter or digit`,
          ),
        ];
  },
  generateNameCauses: (prefix: string): Cause[] =>
    env.has('generate-long-refused') && prefix.length > NAME_LENGTH - 5
      ? [invalid('metadata.generateName', `may not be longer than ${NAME_LENGTH - 5}`)]
      : [],
  labelCauses: (metadata: JsonObject): Cause[] =>
    Object.entries(objectAt(metadata, 'labels')).flatMap(([key, value]) => [
      ...(isQualified(key) ? [] : [invalid('metadata.labels', `"${key}" is no label key`)]),
      ...(LABEL_VALUE.test(String(value ?? ''))
        ? []
        : [invalid('metadata.labels', `"${String(value)}" is no label value`)]),
    ]),
  annotationCauses: (metadata: JsonObject): Cause[] => {
    const entries = Object.entries(objectAt(metadata, 'annotations'));
    const size = entries.reduce(
      (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value ?? '')),
      0,
    );
    return [
      ...entries
        .filter(([key]) => !isQualified(key))
        .map(([key]) => invalid('metadata.annotations', `"${key}" is no annotation key`)),
      ...(size > ANNOTATIONS_BYTES
        ? [
            {
              reason: 'FieldValueTooLong',
              message: `Too long: may not be more than ${ANNOTATIONS_BYTES} bytes`,
              field: 'metadata.annotations',
            },
          ]
        : []),
    ];
  },
  finalizerCauses: (metadata: JsonObject): Cause[] =>
    (Array.isArray(metadata['finalizers']) ? metadata['finalizers'] : [])
      .filter((name) => !isQualified(String(name)))
      .map((name) => invalid('metadata.finalizers', `"${String(name)}" is no qualified name`)),
  ownerCauses: (metadata: JsonObject): Cause[] =>
    (Array.isArray(metadata['ownerReferences']) ? metadata['ownerReferences'] : []).flatMap((owner) =>
      ['apiVersion', 'kind', 'name']
        .filter((key) => textAt(isObject(owner) ? owner : {}, key) === undefined)
        .map((key) => invalid(`metadata.ownerReferences.${key}`, 'must not be empty')),
    ),
  /** One cause for each member in a create that only the server may set, if the server refuses those (erratum 10). */
  assignedCauses: (metadata: JsonObject): Cause[] =>
    env.has('assigned-refused')
      ? ['uid', 'selfLink', 'resourceVersion', 'creationTimestamp']
          .filter((key) => textAt(metadata, key) !== undefined)
          .map((key) => invalid(`metadata.${key}`, 'is set by the server'))
      : [],
  /** The violations of the kind's generated schema, except in metadata. */
  schemaCauses: (kind: Kind, job: Job): Cause[] => schemaCauses(env.schemas(), kind, job),
  /** The violations of constraints that no schema can express: equal limits and requests, unique names, ... */
  predicateCauses: (kind: Kind, job: Job): Cause[] => [
    ...predicateCauses(kind, job),
    ...(env.has('zero-replicas-refused') ? idleCauses(kind, job) : []),
    ...(env.has('operator-rules-checked') ? operatorCauses(kind, job) : []),
  ],
});
