import type { AnswerBody, Kind, Operation, OperationAnswer, Verb } from './types.ts';

const COLLECTION_QUERY = [
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'timeoutSeconds',
  'watch',
] as const;

const refused = (...codes: number[]): OperationAnswer[] => codes.map((code) => ({ code, body: 'status' }));
const done = (body: AnswerBody, ...codes: number[]): OperationAnswer[] =>
  codes.map((code) => ({ code, body, effect: 'done' }));
const accepted = (body: AnswerBody): OperationAnswer => ({ code: 202, body, effect: 'accepted' });

const operation = (operation: Omit<Operation, 'statusCodes'>): Operation => ({
  ...operation,
  statusCodes: operation.answers.map(({ code }) => code),
});

/** The documented operations (the job pages), and watch, which is list with `watch=true`. */
export const OPERATIONS: Readonly<Record<Verb, Operation>> = {
  create: operation({
    verb: 'create',
    method: 'POST',
    scope: 'collection',
    query: ['pretty'],
    answers: [...done('object', 200, 201), accepted('object'), ...refused(400, 401, 403, 500)],
  }),
  read: operation({
    verb: 'read',
    method: 'GET',
    scope: 'object',
    query: ['pretty'],
    answers: [...done('object', 200), ...refused(401, 403, 404, 500)],
  }),
  /** `continue` is documented inside `limit` (erratum 15). */
  list: operation({
    verb: 'list',
    method: 'GET',
    scope: 'collection',
    query: [...COLLECTION_QUERY, 'continue'],
    answers: [...done('list', 200), ...refused(401, 404, 500)],
  }),
  replace: operation({
    verb: 'replace',
    method: 'PUT',
    scope: 'object',
    query: ['pretty'],
    answers: [...done('object', 200, 201), ...refused(400, 401, 403, 500)],
  }),
  patch: operation({
    verb: 'patch',
    method: 'PATCH',
    scope: 'object',
    query: ['pretty'],
    answers: [...done('object', 200), ...refused(400, 401, 403, 409, 500)],
  }),
  delete: operation({
    verb: 'delete',
    method: 'DELETE',
    scope: 'object',
    query: ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy', 'pretty'],
    answers: [...done('object-or-status', 200), accepted('object-or-status'), ...refused(401, 403, 500)],
  }),
  deletecollection: operation({
    verb: 'deletecollection',
    method: 'DELETE',
    scope: 'collection',
    query: COLLECTION_QUERY,
    answers: [...done('list-or-status', 200), ...refused(401, 500)],
  }),
  watch: operation({
    verb: 'watch',
    method: 'GET',
    scope: 'collection',
    query: COLLECTION_QUERY,
    answers: [...done('events', 200), ...refused(401, 404, 500)],
  }),
};

/** The codes with which the operation succeeds. */
export const successCodes = (verb: Verb): number[] =>
  OPERATIONS[verb].answers.filter(({ effect }) => effect !== undefined).map(({ code }) => code);

/** Whether the operation's page lists the code as a success. */
export const succeeds = (verb: Verb, code: number | undefined): boolean =>
  code !== undefined && successCodes(verb).includes(code);

const answerOf = (verb: Verb | undefined, code: number): OperationAnswer | undefined =>
  verb && OPERATIONS[verb].answers.find((answer) => answer.code === code);

/** The body of an answer with this code; undefined when the operation's page does not list the code. */
export const bodyOf = (verb: Verb | undefined, code: number): AnswerBody | undefined => answerOf(verb, code)?.body;

/** Whether a body comes with the code: a code that no page lists may have one. */
export const hasBody = (verb: Verb | undefined, code: number): boolean => bodyOf(verb, code) !== 'none';

/** The body of a success. With a code that the page does not list, it is what the listed ones carry. */
export const successBody = (verb: Verb, code: number): AnswerBody =>
  bodyOf(verb, code) ??
  OPERATIONS[verb].answers.find(({ body, effect }) => effect !== undefined && body !== 'none')?.body ??
  'none';

/**
 * Whether a success only promises what was asked for. A code that the page does not list means what it means in HTTP.
 */
export const isPromise = (verb: Verb | undefined, code: number): boolean =>
  (answerOf(verb, code)?.effect ?? (code === 202 ? 'accepted' : 'done')) === 'accepted';

export const apiVersionOf = (kind: Kind): string => `${kind.group}/${kind.version}`;
export const listKindOf = (kind: Kind): string => `${kind.kind}List`;

/** `/apis/kubeflow.org/v1/namespaces/{namespace}/tfjobs[/{name}]`, each segment percent-encoded. */
export function pathOf(kind: Kind, namespace: string, name?: string): string {
  const collection = `/apis/${kind.group}/${kind.version}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}`;
  return name === undefined ? collection : `${collection}/${encodeURIComponent(name)}`;
}
