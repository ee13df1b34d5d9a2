/** Overrides of what becomes of a client's body. */
import { isObject, parseJson, type Json, type JsonObject } from '../../../contract/json.ts';
import type { Kind } from '../../../contract/types.ts';
import { objectAt, type Cause, type Job } from '../../state/model.ts';
import type { Override } from '../types.ts';
import { edited } from './places.ts';

/** A body is read as if another had been sent. */
export const readAs =
  (change: (body: JsonObject) => JsonObject): Override =>
  (base) => ({
    parseJson: (bytes) => {
      const body = base.parseJson(bytes);
      return isObject(body) ? change(body) : body;
    },
  });

/** Each occurrence of a structure in a body is changed before it is stored. */
export const inBodies =
  (structure: string, change: (object: JsonObject) => JsonObject): Override =>
  (base) => ({ shaped: (kind, job) => edited(kind, base.shaped(kind, job), structure, change) });

/** Of several JSON objects behind one another the first is read. */
export const readingTheFirst: Override = (base) => ({
  parseJson: (bytes) => {
    const text = new TextDecoder().decode(bytes);
    const first = parseJson(text) === undefined ? parseJson(text.replace(/\}\s*\{[^]*$/, '}')) : undefined;
    return first ?? base.parseJson(bytes);
  },
});

export const invalid = (field: string, message: string): Cause[] => [
  { reason: 'FieldValueInvalid', message: `Invalid value: ${message}`, field },
];

/** Bodies that should be accepted are refused. */
export const refusing =
  (message: string, which: (kind: Kind, job: Job) => boolean): Override =>
  (base) => ({
    schemaCauses: (kind, job) => (which(kind, job) ? invalid('spec', message) : base.schemaCauses(kind, job)),
  });

/** The replica specs of a job by replica type. */
export const replicasOf = (kind: Kind, job: Job): JsonObject => objectAt(objectAt(job, 'spec'), kind.replicaMap);

export const withReplicas = (kind: Kind, job: Job, change: (replicas: JsonObject) => Json): Job => ({
  ...job,
  spec: { ...objectAt(job, 'spec'), [kind.replicaMap]: change(replicasOf(kind, job)) },
});

export const firstMember = (object: JsonObject): JsonObject => Object.fromEntries(Object.entries(object).slice(0, 1));

/** The check of names sees another name than the client's. */
export const nameCheckedAs =
  (mended: (name: string) => string): Override =>
  (base) => ({ nameCauses: (name) => base.nameCauses(name === undefined ? undefined : mended(name)) });
