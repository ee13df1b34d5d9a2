/** What servers alone say (objects as they are shown, lists, Status, events), said wrongly. */
import { CONSTRAINTS, type Constraint } from '../../contract/constraints.ts';
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import { STATEMENTS } from '../../contract/statements.ts';
import { listOf, statusOf } from '../../contract/structures.ts';
import type { Kind } from '../../contract/types.ts';
import { type Job } from '../state/model.ts';
import { edited, inMember, without } from './helpers/places.ts';
import type { Mutant } from './types.ts';

type Override = NonNullable<Mutant['override']>;
type Change = (object: JsonObject) => JsonObject;

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

const WRONG: Readonly<Partial<Record<NonNullable<Constraint['keyword']>, (field: string) => Change>>> = {
  required: (field) => (object) => without(object, field),
  enum: (field) => (object) => ({ ...object, [field]: 'Other' }),
  format: (field) => (object) => ({ ...object, [field]: 'yesterday' }),
  keyPattern: (field) => (object) => ({ ...object, [field]: { Driver: {} } }),
};

const SAID = [
  'JobCondition',
  'Status',
  'WatchEvent',
  'WatchedObject',
  ...KINDS.flatMap((kind) => [statusOf(kind).name, listOf(kind).name]),
];

/** Each constraint that an answer can break, broken in every answer. */
export const SAID_MUTANTS: readonly Mutant[] = CONSTRAINTS.filter(
  ({ structure, id }) =>
    SAID.includes(structure) && STATEMENTS.some((s) => s.id === `constraint.${id}` && s.untestable === undefined),
).flatMap(({ id, structure, field = '', keyword, text }): Mutant[] => {
  const wrong = keyword === undefined ? undefined : WRONG[keyword];
  const kind = KINDS.find((one) => structure.startsWith(one.kind));
  return wrong === undefined
    ? []
    : [
        {
          name: `said-without-${id.replaceAll(/[^A-Za-z0-9]+/g, '-')}`,
          breaks: `constraint.${id}`,
          ...(kind === undefined ? {} : { kinds: [kind.plural] }),
          text: `Broken in every answer: ${text}`,
          override: said(structure, wrong(field), kind),
        },
      ];
});
