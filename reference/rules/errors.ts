import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Cause, Env, Fault } from '../state/model.ts';

/** Ends a request with an error Status. */
export class Refusal extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** A malformed request, thrown by code that has no access to the behaviour. It is answered as `badRequest`. */
export class Malformed extends Error {}

const resourceOf = (kind: Kind): string => `${kind.plural}.${kind.group}`;
/** The kind as written in the details of a Status. */
export const detailedKind = (env: Env, kind: Kind): string => (env.has('details-kind-kind') ? kind.kind : kind.plural);

const named = (env: Env, kind: Kind, name: string): JsonObject => ({
  name,
  group: kind.group,
  kind: detailedKind(env, kind),
});

const causesOf = (causes: readonly Cause[]): JsonObject[] =>
  causes.map(({ reason, message, field }) => ({ reason, message, field }));
const listed = (causes: readonly Cause[]): string => {
  const parts = causes.map((c) => (c.field === '' ? c.message : `${c.field}: ${c.message}`));
  return parts.length === 1 ? String(parts[0]) : `[${parts.join(', ')}]`;
};

const UNRELATED: JsonObject = { reason: 'UnexpectedServerResponse', message: 'see the manual', field: '' };

function detailsOf(env: Env, { code, details }: Fault): JsonObject {
  if (code === 409 && env.has('conflict-unnamed')) return {};
  if (!env.has('messages-other')) return details === undefined ? {} : { details };
  const causes = Array.isArray(details?.['causes']) ? details['causes'] : [];
  return { errorCode: `CCI.01.${code}101`, details: { ...details, causes: [...causes, UNRELATED] } };
}

export const errorRules = (env: Env) => ({
  badRequest: (message: string): Fault => ({ code: 400, reason: 'BadRequest', message, details: {} }),
  unauthorized: (): Fault => ({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' }),
  /** The caller may not do this verb on this resource. */
  forbidden: (kind: Kind, namespace: string | undefined, name: string | undefined, verb: string): Fault => ({
    code: 403,
    reason: 'Forbidden',
    message: `${resourceOf(kind)}${name === undefined ? '' : ` "${name}"`} is forbidden: the caller cannot ${verb} ${kind.plural} of ${kind.group} ${namespace === undefined ? 'in all namespaces' : `in the namespace "${namespace}"`}`,
    details: name === undefined ? { group: kind.group, kind: detailedKind(env, kind) } : named(env, kind, name),
  }),
  /** An anonymous caller without permission (variant `anonymous-403`). */
  anonymous: (): Fault => ({
    code: 403,
    reason: 'Forbidden',
    message: 'forbidden: requests without credentials have no permission',
    details: {},
  }),
  notFound: (kind: Kind, name: string): Fault => ({
    code: 404,
    reason: 'NotFound',
    message: `${resourceOf(kind)} "${name}" not found`,
    details: named(env, kind, name),
  }),
  namespaceNotFound: (namespace: string): Fault =>
    env.has('missing-namespace-403')
      ? {
          code: 403,
          reason: 'Forbidden',
          message: `no permission in the namespace "${namespace}"`,
          details: { name: namespace, kind: 'namespaces' },
        }
      : {
          code: 404,
          reason: 'NotFound',
          message: `namespaces "${namespace}" not found`,
          details: { name: namespace, kind: 'namespaces' },
        },
  methodNotAllowed: (kind: Kind, method: string): Fault => ({
    code: 405,
    reason: 'MethodNotAllowed',
    message: `${method} is not supported on ${resourceOf(kind)}`,
    details: { group: kind.group, kind: detailedKind(env, kind) },
  }),
  readOnlyPath: (method: string): Fault => ({
    code: 405,
    reason: 'MethodNotAllowed',
    message: `${method} is not supported here`,
    details: {},
  }),
  unknownResource: (): Fault => ({
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
    details: {},
  }),
  notAcceptable: (): Fault => ({
    code: 406,
    reason: 'NotAcceptable',
    message: 'only the following media types are accepted: application/json',
  }),
  alreadyExists: (kind: Kind, name: string, marked: boolean): Fault => ({
    code: 409,
    reason: 'AlreadyExists',
    message: `${marked ? 'object is being deleted: ' : ''}${resourceOf(kind)} "${name}" already exists`,
    details: named(env, kind, name),
  }),
  staleVersion: (kind: Kind, name: string): Fault => ({
    code: 409,
    reason: 'Conflict',
    message: `${resourceOf(kind)} "${name}" has been modified since the resourceVersion that was sent; apply the changes to the latest version`,
    details: named(env, kind, name),
  }),
  foreignUid: (kind: Kind, name: string, sent: string): Fault => ({
    code: 409,
    reason: 'Conflict',
    message: `${resourceOf(kind)} "${name}" is another object: its uid is not ${sent}`,
    details: named(env, kind, name),
  }),
  /** Kubernetes names the Kind here, not the plural. */
  preconditionFailed: (kind: Kind, name: string, which: string): Fault => ({
    code: 409,
    reason: 'Conflict',
    message: `${kind.kind}.${kind.group} "${name}": the ${which} in the precondition does not match the object's`,
    details: { name, group: kind.group, kind: kind.kind },
  }),
  expired: (message: string): Fault => ({ code: 410, reason: 'Expired', message }),
  tooLarge: (limit: number): Fault => ({
    code: 413,
    reason: 'RequestEntityTooLarge',
    message: `Request entity too large: limit is ${limit}`,
    details: {},
  }),
  unsupportedMediaType: (accepted: string): Fault => ({
    code: 415,
    reason: 'UnsupportedMediaType',
    message: `the body is of an unknown media type; accepted: ${accepted}`,
  }),
  invalid: (kind: Kind, name: string, causes: readonly Cause[], kindName = kind.kind): Fault => ({
    code: env.has('invalid-400') ? 400 : 422,
    reason: env.has('invalid-400') ? 'BadRequest' : 'Invalid',
    message: `${kindName}.${kind.group} "${name}" is invalid: ${listed(causes)}`,
    details: { ...(name === '' ? {} : { name }), group: kind.group, kind: kindName, causes: causesOf(causes) },
  }),
  /** Query options or a body of DeleteOptions with invalid values. */
  invalidOptions: (options: string, causes: readonly Cause[]): Fault => ({
    code: env.has('invalid-400') ? 400 : 422,
    reason: env.has('invalid-400') ? 'BadRequest' : 'Invalid',
    message: `${options}.meta.k8s.io "" is invalid: ${listed(causes)}`,
    details: { group: 'meta.k8s.io', kind: options, causes: causesOf(causes) },
  }),
  internal: (message: string): Fault => ({
    code: 500,
    reason: 'InternalError',
    message: `Internal error occurred: ${message}`,
    details: { causes: [{ message }] },
  }),
  /** All names that were generated are taken (table 10, generateName). */
  tryAgain: (kind: Kind, prefix: string): Fault => ({
    code: 500,
    reason: 'ServerTimeout',
    message: `no free name was found for "${prefix}"; try again`,
    details: { name: prefix, group: kind.group, kind: detailedKind(env, kind), retryAfterSeconds: 1 },
  }),
  futureVersion: (): Fault => ({
    code: 504,
    reason: 'Timeout',
    message: 'Timeout: Too large resource version',
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  }),

  /** The Status that reports a fault. */
  statusBody: (fault: Fault, _method: string): JsonObject => ({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: env.has('messages-other') ? `refused, see the manual (${fault.code})` : fault.message,
    reason: fault.reason,
    ...detailsOf(env, fault),
    code: fault.code,
  }),
  /** The HTTP code of the answer with that Status. */
  statusCode: (fault: Fault): number => fault.code,
});
