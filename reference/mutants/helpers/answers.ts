/** Overrides of what answers show: objects, lists, Status, events. */
import { isObject, type Json, type JsonObject } from '../../../contract/json.ts';
import { KINDS } from '../../../contract/kinds.ts';
import { listOf } from '../../../contract/structures/index.ts';
import type { Kind } from '../../../contract/types.ts';
import { metadataOf, type Job } from '../../state/model.ts';
import type { Override } from '../types.ts';
import { edited, inMember } from './places.ts';

export type Change = (object: JsonObject) => JsonObject;

/** Every answer that shows objects, changed. */
export const inAnswers =
  (change: (kind: Kind, job: Job) => Job): Override =>
  (base) => {
    const show = (job: Job): Job => {
      const kind = KINDS.find((k) => k.kind === job['kind']);
      return kind === undefined ? job : change(kind, job);
    };
    return {
      createAnswer: (sent, stored) => show(base.createAnswer(sent, stored)),
      readAnswer: (stored) => show(base.readAnswer(stored)),
      replaceAnswer: (sent, stored) => show(base.replaceAnswer(sent, stored)),
      patchAnswer: (patch, stored) => show(base.patchAnswer(patch, stored)),
      listedItem: (job) => show(base.listedItem(job)),
      watchedObject: (job) => show(base.watchedObject(job)),
    };
  };

/** Every Status, of refusals and of deletions. */
const inStatuses =
  (change: Change): Override =>
  (base) => ({
    statusBody: (fault, method) => change(base.statusBody(fault, method)),
    deleteAnswer: (...asked) => {
      const body = base.deleteAnswer(...asked);
      return body['kind'] === 'Status' ? change(body) : body;
    },
  });
const inLists =
  (change: Change): Override =>
  (base) => ({ listAnswer: (list) => change(base.listAnswer(list)) });
const inCauses =
  (change: Change) =>
  (details: JsonObject): JsonObject =>
    Array.isArray(details['causes'])
      ? { ...details, causes: details['causes'].map((cause) => (isObject(cause) ? change(cause) : cause)) }
      : details;

/** Every occurrence of a structure in what the server says; of one kind, where it is of a kind. */
export function said(structure: string, change: Change, kind?: Kind): Override {
  switch (structure) {
    case 'Status':
      return inStatuses(change);
    case 'StatusDetails':
      return inStatuses((body) => inMember(body, 'details', change));
    case 'StatusCause':
      return inStatuses((body) => inMember(body, 'details', inCauses(change)));
    case 'ListMeta':
      return inLists((list) => inMember(list, 'metadata', change));
    case 'WatchEvent':
      return (base) => ({ eventBody: (type, object) => change(base.eventBody(type, object)) });
    case 'WatchedObject':
      return (base) => ({ watchedObject: (job) => change(base.watchedObject(job)) });
    default:
      return kind !== undefined && structure === listOf(kind).name
        ? inLists(change)
        : inAnswers((of, job) => (structure === of.kind ? change(job) : edited(of, job, structure, change)));
  }
}

/** The items of a list, changed before it leaves. */
export const items =
  (change: (items: Json[], list: JsonObject) => Json[]): Override =>
  (base) => ({
    listAnswer: (list) => {
      const body = base.listAnswer(list);
      return { ...body, items: change(body['items'] as Json[], body) };
    },
  });

export const listMetadata =
  (change: (metadata: JsonObject) => JsonObject): Override =>
  (base) => ({
    listAnswer: (list) => ({ ...base.listAnswer(list), metadata: change(metadataOf(base.listAnswer(list))) }),
  });
