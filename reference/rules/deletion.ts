import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { codeOf } from './codes.ts';
import { detailedKind, Malformed } from './errors.ts';
import { OWN_FINALIZER } from './metadata.ts';
import {
  finalizersOf,
  isMarked,
  metadataOf,
  withMetadata,
  type Cause,
  type Env,
  type Fault,
  type Job,
} from '../state/model.ts';

export interface DeleteOptions {
  grace?: number;
  orphan?: boolean;
  policy?: string;
  dryRun: readonly string[];
  uid?: string;
  version?: string;
}

const POLICIES = ['Foreground', 'Background', 'Orphan'];

/** Maximum duration of a graceful deletion, in seconds, even if more was asked for, so that no check waits long. */
const LONGEST_GRACE = 2;

const defined = (options: Record<string, unknown>): Partial<DeleteOptions> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null));

function typed<T extends Json>(body: JsonObject, key: string, is: (value: Json) => value is T): T | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (!is(value)) throw new Malformed(`DeleteOptions.${key} is of the wrong type`);
  return value;
}
const isText = (value: Json): value is string => typeof value === 'string';
const isInteger = (value: Json): value is number => Number.isInteger(value);
const isSwitch = (value: Json): value is boolean => typeof value === 'boolean';
const isTexts = (value: Json): value is string[] => Array.isArray(value) && value.every(isText);

export const deletionRules = (env: Env) => ({
  /** Whether options come from the body: if there is a body, the query is ignored. */
  optionsInBody: (body: Uint8Array): boolean => body.byteLength > 0,
  queryOptions: (query: URLSearchParams, grace: number | undefined, orphan: boolean): DeleteOptions => ({
    dryRun: query.getAll('dryRun'),
    ...defined({
      grace,
      orphan: query.has('orphanDependents') ? orphan : undefined,
      policy: query.get('propagationPolicy'),
      uid: query.get('uid'),
      version: query.get('resourceVersion'),
    }),
  }),
  bodyOptions: (body: Json): DeleteOptions => {
    if (!isObject(body)) throw new Malformed('DeleteOptions are a JSON object');
    if (![undefined, '', 'DeleteOptions'].includes(typed(body, 'kind', isText)))
      throw new Malformed(`a body of kind ${String(body['kind'])} holds no DeleteOptions`);
    const preconditions = typed(body, 'preconditions', isObject) ?? {};
    return {
      dryRun: typed(body, 'dryRun', isTexts) ?? [],
      ...defined({
        grace: typed(body, 'gracePeriodSeconds', isInteger),
        orphan: typed(body, 'orphanDependents', isSwitch),
        policy: typed(body, 'propagationPolicy', isText),
        uid: typed(preconditions, 'uid', isText),
        version: typed(preconditions, 'resourceVersion', isText),
      }),
    };
  },
  policyCauses: (options: DeleteOptions): Cause[] => [
    ...(options.policy === undefined || POLICIES.includes(options.policy)
      ? []
      : [
          {
            reason: 'FieldValueNotSupported',
            message: `Unsupported value: "${options.policy}": supported values: ${POLICIES.join(', ')}`,
            field: 'propagationPolicy',
          },
        ]),
    ...(options.policy !== undefined && options.orphan !== undefined
      ? [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: orphanDependents and propagationPolicy exclude each other',
            field: 'propagationPolicy',
          },
        ]
      : []),
  ],
  graceCauses: (options: DeleteOptions): Cause[] =>
    (options.grace ?? 0) >= 0 || env.has('negative-grace-taken')
      ? []
      : [
          {
            reason: 'FieldValueInvalid',
            message: `Invalid value: ${options.grace}: must not be negative`,
            field: 'gracePeriodSeconds',
          },
        ],

  /** Name of the precondition that does not hold; undefined when all do. */
  brokenPrecondition: (options: DeleteOptions, job: Job): string | undefined => {
    const { uid, resourceVersion } = metadataOf(job);
    if (options.uid !== undefined && options.uid !== uid) return 'uid';
    return options.version !== undefined && options.version !== resourceVersion ? 'resourceVersion' : undefined;
  },
  /** Whether a delete of an object that is already being deleted is refused. */
  refusesRepeatedDelete: (): boolean => env.has('repeated-delete-refused'),
  repeatedDelete: (kind: Kind, name: string): Fault => ({
    code: 409,
    reason: 'Conflict',
    message: `${kind.plural}.${kind.group} "${name}" is being deleted already`,
    details: { name, group: kind.group, kind: detailedKind(env, kind) },
  }),

  /** The finalizer that the propagation policy adds; undefined for none. */
  policyFinalizer: (options: DeleteOptions): string | undefined => {
    if (options.orphan === true || options.policy === 'Orphan') return 'orphan';
    return options.policy === 'Foreground' ? 'foregroundDeletion' : undefined;
  },
  /** Duration of the deletion in seconds; 0: at once. */
  graceOf: (options: DeleteOptions): number => {
    if (!env.has('delete-graceful')) return 0;
    return Math.min(Math.max(options.grace ?? 1, options.grace === 0 ? 0 : 1), LONGEST_GRACE);
  },
  /** The object after its deletion has begun; undefined when it is removed at once. */
  marked: (job: Job, finalizer: string | undefined, grace: number, deletedAt: string): Job | undefined => {
    const held = finalizersOf(job);
    const finalizers = finalizer === undefined || held.includes(finalizer) ? held : [...held, finalizer];
    if (finalizers.length === 0 && grace === 0) return undefined;
    if (isMarked(job)) return job;
    const generation = metadataOf(job)['generation'];
    return withMetadata(job, {
      deletionTimestamp: deletedAt,
      deletionGracePeriodSeconds: grace,
      generation: (typeof generation === 'number' ? generation : 0) + 1,
      ...(finalizers.length === 0 ? {} : { finalizers }),
    });
  },
  /** Milliseconds until the server, or its garbage collector, goes on with an object that is being deleted. */
  collectionDelay: (): number => 20,
  /** The object without the finalizers that the server itself removes. */
  withoutOwnFinalizers: (job: Job): Job => {
    const left = finalizersOf(job).filter((name) => name !== OWN_FINALIZER);
    return withMetadata(job, { finalizers: left.length === 0 ? undefined : left });
  },

  /** The listed items that a delete collection deletes. */
  collectionVictims: (items: readonly Job[]): readonly Job[] => items,
  deleteCode: (): number => codeOf(env, 'delete'),
  collectionCode: (): number => codeOf(env, 'deletecollection'),
  /** Body of the answer to a delete: a Status; or the object, if it still exists for a while or the variant says so. */
  deleteAnswer: (kind: Kind, name: string, job: Job, stays: boolean): JsonObject =>
    stays || env.has('delete-answers-object')
      ? job
      : {
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Success',
          details: { name, group: kind.group, kind: detailedKind(env, kind), uid: metadataOf(job)['uid'] ?? '' },
        },
  /** Body of the answer to a delete collection: the list of the deleted objects, or a Status. */
  collectionAnswer: (kind: Kind, list: JsonObject): JsonObject =>
    env.has('collection-answers-status')
      ? {
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Success',
          details: { group: kind.group, kind: detailedKind(env, kind) },
        }
      : list,
});
