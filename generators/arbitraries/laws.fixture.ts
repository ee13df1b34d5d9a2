import { predicateViolations } from '../../contract/constraints.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { schemaSet } from '../../schemas/validate.ts';
import { schemaDocuments } from '../schemas/schema.ts';

/** A kind that no document knows: whatever is drawn has to follow from its entry alone. */
export const FIFTH: Kind = {
  ...KINDS[3]!,
  kind: 'XGBoostJob',
  version: 'v2',
  plural: 'xgboostjobs',
  singular: 'xgboostjob',
  replicaMap: 'xgbReplicaSpecs',
  replicaTypes: [{ name: 'Coordinator', aliases: ['Lead'], single: true }, { name: 'Worker' }],
  statusMap: 'xgbStatuses',
  example: 'xgboostjob',
  mutable: ['metadata.labels', 'spec.rounds'],
  specFields: [
    { name: 'rounds', is: { type: 'integer', minimum: 1 } },
    { name: 'booster', is: { type: 'string', pattern: '^[a-z]+$', maxLength: 8 } },
  ],
};
export const ALL: readonly Kind[] = [...KINDS, FIFTH];

const schemas = schemaSet([...schemaDocuments(ALL).values()]);

/** What a schema (as sent) and the predicates say against a manifest. */
export const complaints = (kind: Kind, manifest: JsonObject): { path: string; message: string }[] => [
  ...schemas.validate(`${kind.singular}.sent`, manifest),
  ...predicateViolations(manifest, kind),
];
export const patchComplaints = (kind: Kind, patch: JsonObject): { path: string; message: string }[] =>
  schemas.validate(`${kind.singular}.patch`, patch);
