import type { Kind, Operation, Verb } from './types.ts';

const COLLECTION_QUERY = [
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'timeoutSeconds',
  'watch',
] as const;

/** The documented operations (the job pages), and watch, which is list with `watch=true`. */
export const OPERATIONS: Readonly<Record<Verb, Operation>> = {
  create: {
    verb: 'create',
    method: 'POST',
    scope: 'collection',
    query: ['pretty'],
    statusCodes: [200, 201, 202, 400, 401, 403, 500],
  },
  read: { verb: 'read', method: 'GET', scope: 'object', query: ['pretty'], statusCodes: [200, 401, 403, 404, 500] },
  /** `continue` is documented inside `limit` (erratum 15). */
  list: {
    verb: 'list',
    method: 'GET',
    scope: 'collection',
    query: [...COLLECTION_QUERY, 'continue'],
    statusCodes: [200, 401, 404, 500],
  },
  replace: {
    verb: 'replace',
    method: 'PUT',
    scope: 'object',
    query: ['pretty'],
    statusCodes: [200, 201, 400, 401, 403, 500],
  },
  patch: {
    verb: 'patch',
    method: 'PATCH',
    scope: 'object',
    query: ['pretty'],
    statusCodes: [200, 400, 401, 403, 409, 500],
  },
  delete: {
    verb: 'delete',
    method: 'DELETE',
    scope: 'object',
    query: ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy', 'pretty'],
    statusCodes: [200, 202, 401, 403, 500],
  },
  deletecollection: {
    verb: 'deletecollection',
    method: 'DELETE',
    scope: 'collection',
    query: COLLECTION_QUERY,
    statusCodes: [200, 401, 500],
  },
  watch: {
    verb: 'watch',
    method: 'GET',
    scope: 'collection',
    query: COLLECTION_QUERY,
    statusCodes: [200, 401, 404, 500],
  },
};

export const apiVersionOf = (kind: Kind): string => `${kind.group}/${kind.version}`;
export const listKindOf = (kind: Kind): string => `${kind.kind}List`;

/** `/apis/kubeflow.org/v1/namespaces/{namespace}/tfjobs[/{name}]`, each segment percent-encoded. */
export function pathOf(kind: Kind, namespace: string, name?: string): string {
  const collection = `/apis/${kind.group}/${kind.version}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}`;
  return name === undefined ? collection : `${collection}/${encodeURIComponent(name)}`;
}
