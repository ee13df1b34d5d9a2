/** A kind that the documents do not have. For tests. */
import type { KindDefinition } from '../formats/kinds-schema.ts';

export const XGBOOST: KindDefinition = {
  kind: 'XGBoostJob',
  group: 'kubeflow.org',
  version: 'v1',
  replicaMap: 'xgbReplicaSpecs',
  replicaTypes: [{ name: 'Master', single: true }, 'Worker'],
  container: 'xgboost',
};
