import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { codeOf } from './codes.ts';
import {
  equal,
  finalizersOf,
  isMarked,
  metadataOf,
  objectAt,
  textAt,
  type Cause,
  type Env,
  type Fault,
  type Job,
  type Writer,
} from '../state/model.ts';
import { dotted } from '../state/validators.ts';

const mutableSpec = (kind: Kind): string[] =>
  kind.mutable.filter((path) => path.startsWith('spec.')).map((path) => path.slice('spec.'.length));

const membersOf = (value: Json | undefined): Map<string, Json> | undefined =>
  isObject(value) || Array.isArray(value) ? new Map(Object.entries(value)) : undefined;

/** Pointers to the innermost places at which two values differ: whoever changed several fields is told all of them. */
function differences(before: Json | undefined, after: Json | undefined, pointer: string): string[] {
  if (equal(before, after)) return [];
  const [was, is] = [membersOf(before), membersOf(after)];
  if (was === undefined || is === undefined || Array.isArray(before) !== Array.isArray(after)) return [pointer];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) =>
    differences(was.get(key), is.get(key), `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

const withoutStatus = (job: Job): Job => Object.fromEntries(Object.entries(job).filter(([key]) => key !== 'status'));

export const updateRules = (env: Env) => ({
  /** The resourceVersion in a body; undefined when absent or empty. */
  sentVersion: (metadata: JsonObject): string | undefined => textAt(metadata, 'resourceVersion'),
  /** The same for a patch, in which the version is one of the changes. */
  patchVersion: (metadata: JsonObject): string | undefined => textAt(metadata, 'resourceVersion'),
  sentUid: (metadata: JsonObject): string | undefined => textAt(metadata, 'uid'),
  patchUid: (metadata: JsonObject): string | undefined => textAt(metadata, 'uid'),
  versionRequired: (): Cause => ({
    reason: 'FieldValueInvalid',
    message: 'Invalid value: must be specified for an update',
    field: 'metadata.resourceVersion',
  }),
  uidImmutable: (): Cause => ({
    reason: 'FieldValueInvalid',
    message: 'Invalid value: field is immutable',
    field: 'metadata.uid',
  }),
  badPatch: (message: string): Cause => ({
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${message}`,
    field: 'patch',
  }),
  /** Whether an existing object prevents a create of the same name. */
  isTaken: (_current: Job): boolean => true,
  /** Whether a replace must have a resourceVersion. */
  needsVersion: (): boolean => env.has('replace-needs-rv'),
  /** Whether the resourceVersion that was sent is not that of the stored object. */
  isStale: (current: Job, sent: string): boolean => metadataOf(current)['resourceVersion'] !== sent,
  /** Whether the uid that was sent is not that of the stored object. */
  isForeign: (current: Job, sent: string | undefined): boolean =>
    sent !== undefined && metadataOf(current)['uid'] !== sent,
  createsOnReplace: (): boolean => env.has('replace-missing-creates'),
  createsOnPatch: (): boolean => env.has('patch-missing-creates'),

  /** One cause for each change of an immutable field. */
  immutableCauses: (kind: Kind, current: Job, next: Job): Cause[] => {
    const [before, after] = [objectAt(current, 'spec'), objectAt(next, 'spec')];
    const mutable = mutableSpec(kind);
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((field) => !mutable.includes(field))
      .flatMap((field) => differences(before[field], after[field], `/spec/${field}`))
      .map((pointer) => ({
        reason: 'FieldValueInvalid',
        message: 'Invalid value: field is immutable',
        field: dotted(pointer),
      }));
  },
  /** Whether changes of immutable fields are ignored instead of refused. */
  ignoresImmutable: (): boolean => env.has('immutable-ignored'),
  /** The next object with the immutable fields of the current one. */
  withImmutable: (kind: Kind, current: Job, next: Job): Job => {
    const wanted = objectAt(next, 'spec');
    const kept = Object.entries(objectAt(current, 'spec')).filter(([field]) => !mutableSpec(kind).includes(field));
    const changed = Object.entries(wanted).filter(([field]) => mutableSpec(kind).includes(field));
    return { ...next, spec: Object.fromEntries([...kept, ...changed]) };
  },
  /** The fault that reports a change of an immutable field. */
  immutableFault: (fault: Fault): Fault => {
    if (env.has('immutable-refused-400')) return { ...fault, code: 400, reason: 'BadRequest' };
    if (env.has('immutable-refused-403')) return { ...fault, code: 403, reason: 'Forbidden' };
    return env.has('immutable-refused-409') ? { ...fault, code: 409, reason: 'Conflict' } : fault;
  },
  /** One cause for each finalizer that an update adds to an object that is being deleted (erratum 27). */
  addedFinalizerCauses: (current: Job, next: Job): Cause[] => {
    if (!isMarked(current)) return [];
    const added = finalizersOf(next).filter((name) => !finalizersOf(current).includes(name));
    return added.length === 0
      ? []
      : [
          {
            reason: 'FieldValueForbidden',
            message: `Forbidden: no finalizers can be added while the object is being deleted: ${added.join(', ')}`,
            field: 'metadata.finalizers',
          },
        ];
  },
  /** The cause if a client sets or changes deletionTimestamp; another spelling of the same time is no change. */
  deletionTimestampCauses: (current: Job, sent: JsonObject): Cause[] => {
    const wanted = textAt(sent, 'deletionTimestamp');
    return wanted === undefined || Date.parse(wanted) === Date.parse(String(metadataOf(current)['deletionTimestamp']))
      ? []
      : [
          {
            reason: 'FieldValueInvalid',
            message: `Invalid value: "${wanted}": field is immutable`,
            field: 'metadata.deletionTimestamp',
          },
        ];
  },
  /** The status is the server's: an update keeps the stored one. */
  withStoredStatus: (current: Job, next: Job): Job =>
    current['status'] === undefined ? withoutStatus(next) : { ...next, status: current['status'] },
  /** The body of a create without its status. */
  withoutStatus: (sent: Job): Job => withoutStatus(sent),
  /** The status of a job just created (erratum 21). */
  freshStatus: (created: JsonObject): JsonObject | undefined =>
    env.has('status-absent') ? undefined : env.has('status-filled') ? created : {},

  /** Milliseconds from the decision of a write to its commit. */
  commitTime: (_writer: Writer): number => 0,
  /** Whether a write may be committed: the object has not been written since it was read. */
  mayCommit: (read: Job | undefined, now: Job | undefined, _writer: Writer): boolean => read === now,
  /** The object as a create, replace or patch stores it. */
  asStored: (job: Job, _current: Job | undefined, _writer: Writer): Job => job,

  createCode: (): number => codeOf(env, 'create'),
  updateCode: (verb: 'replace' | 'patch'): number => codeOf(env, verb),
  /** Body of the answer to a create, from what was sent and what is stored. */
  createAnswer: (_sent: JsonObject, stored: Job): Job => stored,
  readAnswer: (stored: Job): Job => stored,
  replaceAnswer: (_sent: JsonObject, stored: Job): Job => stored,
  patchAnswer: (_patch: JsonObject, stored: Job): Job => stored,
});
