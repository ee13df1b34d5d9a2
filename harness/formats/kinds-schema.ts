/**
 * The JSON Schema of a file of kinds (`--kinds`): published as `schemas/files/kinds.json`, and used to check kinds that
 * are given as data.
 */
import type { JsonObject } from '../../contract/json.ts';
import type { Field, Kind, ReplicaType } from '../../contract/types.ts';
import { flag, integer, listOf, objectSchema } from './object-schema.ts';

/** A field as it is written: the name of a type stands for a field of that type without constraints. */
export type WrittenField = Omit<Field, 'unsupported' | 'errata'>;

/** A kind as somebody writes it. What may be left out follows from the kind's name, or is as for a TFJob. */
export interface KindDefinition extends Pick<Kind, 'kind' | 'group' | 'version' | 'replicaMap' | 'container'> {
  /** Names, or more about them. */
  replicaTypes: readonly (string | ReplicaType)[];
  /** Default: the kind in lower case. */
  singular?: string;
  /** Default: the singular and `s`. */
  plural?: string;
  /** Default: `replicaStatuses`. */
  statusMap?: string;
  statusMapAliases?: readonly string[];
  /**
   * Dotted paths, such as `spec.cleanPodPolicy`. Default: labels, annotations, and those that are mutable in a TFJob,
   * as far as the spec has them.
   */
  mutable?: readonly string[];
  /**
   * The fields of the spec besides the map of replicas. Every kind has activeDeadlineSeconds, backoffLimit and
   * cleanPodPolicy, whether they are named here or not. Default: those of a TFJob.
   */
  specFields?: readonly WrittenField[];
}

export const NAMES = {
  kind: [/^[A-Z][A-Za-z0-9]*$/, 'XGBoostJob'],
  group: [/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/, 'kubeflow.org'],
  version: [/^v[1-9][0-9]*((alpha|beta)[1-9][0-9]*)?$/, 'v1'],
  singular: [/^[a-z]([-a-z0-9]*[a-z0-9])?$/, 'xgboostjob'],
  plural: [/^[a-z]([-a-z0-9]*[a-z0-9])?$/, 'xgboostjobs'],
  replicaMap: [/^[a-z][A-Za-z0-9]*$/, 'xgbReplicaSpecs'],
  statusMap: [/^[a-z][A-Za-z0-9]*$/, 'replicaStatuses'],
  container: [/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'xgboost'],
  replicaType: [/^[A-Z][A-Za-z0-9]*$/, 'Worker'],
  field: [/^[a-z][A-Za-z0-9]*$/, 'slotsPerWorker'],
} as const satisfies Record<string, readonly [RegExp, string]>;

const named = (name: keyof typeof NAMES, description?: string): JsonObject => ({
  type: 'string',
  pattern: NAMES[name][0].source,
  ...(description !== undefined && { description }),
});

const TYPES = ['string', 'integer', 'boolean', 'quantity', 'array', 'map', 'ref'] as const;

const fieldType: JsonObject = {
  type: 'object',
  properties: {
    type: { enum: [...TYPES] },
    pattern: { type: 'string', format: 'regex' },
    minLength: { type: 'integer', minimum: 0 },
    maxLength: { type: 'integer', minimum: 1 },
    enum: { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1, uniqueItems: true },
    format: { enum: ['date-time', 'int32', 'int64'] },
    minimum: integer(),
    exclusiveMinimum: integer(),
    maximum: integer(),
    items: { $ref: '#/$defs/fieldType' },
    minItems: { type: 'integer', minimum: 0 },
    values: { $ref: '#/$defs/fieldType' },
    ref: { type: 'string', description: 'A structure of the documents, such as ReplicaSpec' },
  },
  required: ['type'],
  additionalProperties: false,
};

const field = objectSchema<WrittenField>({
  required: { name: named('field'), is: { $ref: '#/$defs/fieldType' } },
  optional: {
    required: flag(),
    default: { type: ['string', 'integer', 'boolean'], description: 'What a server may write where it is absent' },
    least: integer('The least value that every server has to accept, where there is no bound'),
    readOnly: flag('The server sets it'),
  },
  closed: true,
});

const replicaType: JsonObject = {
  ...named('replicaType'),
  ...objectSchema<ReplicaType>({
    required: { name: named('replicaType') },
    optional: {
      aliases: listOf(named('replicaType'), 'Other spellings'),
      single: { const: true, description: 'A server may demand exactly one replica of it' },
    },
    closed: true,
  }),
  // The pattern binds texts alone, the members objects.
  type: ['string', 'object'],
};

const oneKind = objectSchema<KindDefinition>({
  required: {
    kind: named('kind', 'Such as XGBoostJob'),
    group: named('group', 'Such as kubeflow.org'),
    version: named('version', 'Such as v1'),
    replicaMap: named('replicaMap', "The spec's map of replicas, such as xgbReplicaSpecs"),
    replicaTypes: { type: 'array', items: replicaType, minItems: 1 },
    container: named('container', 'The name of the training container, such as xgboost'),
  },
  optional: {
    singular: named('singular'),
    plural: named('plural'),
    statusMap: named('statusMap', "The status's map of replicas"),
    statusMapAliases: listOf(named('statusMap')),
    mutable: listOf({ type: 'string' }, 'Dotted paths of the fields that a replace or a patch may change'),
    specFields: listOf(
      field,
      'The fields of the spec besides the map of replicas; activeDeadlineSeconds, backoffLimit and cleanPodPolicy are always there',
    ),
  },
  closed: true,
});

/** One kind. */
export const KIND_SCHEMA: JsonObject = { ...oneKind, $defs: { fieldType } };

export const KINDS_SCHEMA: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:cci-job-conformance:schema:kinds',
  title: "Kinds of one's own, for --kinds of cci-job-conformance",
  anyOf: [{ $ref: '#/$defs/kind' }, { type: 'array', items: { $ref: '#/$defs/kind' }, minItems: 1 }],
  $defs: { kind: oneKind, fieldType },
};
