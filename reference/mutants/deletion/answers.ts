/** What a delete does and answers, and that it concerns the object of its path alone. */
import { isObject, type Json } from '../../../contract/json.ts';
import { KINDS } from '../../../contract/kinds.ts';
import { metadataOf } from '../../state/model.ts';
import { json, refusal } from '../helpers/exchange.ts';
import { also, elsewhere, itemsOf, longerNames, otherKinds } from '../helpers/others.ts';
import { inMember } from '../helpers/places.ts';
import { onAnswer, onRequest, remembering, succeeded } from '../helpers/wraps.ts';
import { mutant, mutantOn, perKind, type Mutant } from '../types.ts';

const onDelete = mutantOn('delete');
const onList = mutantOn('list');
const DELETIONS = ['delete', 'deletecollection'] as const;
const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };

const OTHER_DETAILS = [
  ['name', 'another'],
  ['group', 'apps'],
  ['uid', '00000000-0000-4000-8000-000000000000'],
  ['kind', 'pods'],
] as const;

export const ANSWERS: readonly Mutant[] = [
  ...perKind(KINDS, (kind) =>
    onDelete('delete-forgets', 'delete.gone', {
      text: `A delete of a ${kind.kind} succeeds, and the object stays.`,
      override: () => ({ isDryRun: () => true }),
    }),
  ),
  onDelete('delete-is-refused', 'delete.success', {
    text: 'Every delete is refused.',
    override: () => ({ brokenPrecondition: () => 'uid' }),
  }),
  onList('delete-leaves-it-in-lists', 'delete.gone', {
    text: 'What was deleted stays in lists.',
    override: () => {
      const seen = new Map<string, Json>();
      return {
        listAnswer: (list) => {
          for (const item of itemsOf(list)) seen.set(String(metadataOf(item)['uid']), item);
          return { ...list, items: [...seen.values()] };
        },
      };
    },
  }),
  mutant('delete-graceful-never-ends', 'delete.gone', {
    text: 'A graceful deletion never ends.',
    variants: ['delete-graceful'],
    override: () => ({ isGone: () => false }),
  }),
  onDelete('delete-answers-nothing-of-use', 'delete.answers-status', {
    text: 'A delete answers {}.',
    override: () => ({ deleteAnswer: () => ({}) }),
  }),
  onDelete('delete-answers-failure', 'delete.answers-status', {
    text: 'A delete that succeeds answers a Status of Failure.',
    override: (base) => ({ deleteAnswer: (...asked) => ({ ...base.deleteAnswer(...asked), status: 'Failure' }) }),
  }),
  ...OTHER_DETAILS.map(([key, value]) =>
    onDelete(`delete-names-another-${key}`, 'delete.names-what-went', {
      text: `The details of a delete name another ${key}.`,
      override: (base) => ({
        deleteAnswer: (...asked) =>
          inMember(base.deleteAnswer(...asked), 'details', (details) => ({ ...details, [key]: value })),
      }),
    }),
  ),
  mutant('delete-takes-longer-names', 'delete.only-named', {
    text: 'A delete also removes objects whose names begin so.',
    wrap: also('delete', longerNames),
  }),
  mutant('delete-takes-other-namespaces', 'delete.only-named', {
    text: 'A delete also removes the object of that name in other namespaces.',
    wrap: also('delete', elsewhere),
  }),
  mutant('delete-takes-other-kinds', 'delete.only-named', {
    text: 'A delete also removes the object of that name of other kinds.',
    wrap: also('delete', otherKinds),
  }),
  mutant('delete-path-takes-longer-names', 'delete.path.name', {
    text: 'The name in the path of a delete may be the beginning of others.',
    wrap: also('delete', longerNames),
  }),
  mutant('delete-path-takes-other-namespaces', 'delete.path.namespace', {
    text: 'The namespace in the path of a delete counts for nothing.',
    wrap: also('delete', elsewhere),
  }),
  mutant('delete-wants-a-body', 'delete.without-body', {
    text: 'A delete without a body is refused.',
    wrap: onRequest({ verb: DELETIONS, when: ({ json }) => json === undefined }, () => refusal(400, 'BadRequest')),
  }),
  onDelete('delete-takes-no-body', 'delete.body', {
    text: 'A delete with a body is refused.',
    override: (base) => ({ bodyOptions: () => base.bodyOptions(null) }),
  }),
  mutant('delete-of-nothing-succeeds', 'delete.missing', {
    text: 'A delete of a missing object succeeds.',
    wrap: onAnswer({ verb: 'delete', status: 404 }, () => json(200, SUCCESS)),
  }),
  onDelete('delete-of-nothing-is-400', 'delete.missing.code', {
    text: 'A delete of a missing object is answered with 400.',
    override: (base) => ({
      notFound: (kind, name) => ({ ...base.notFound(kind, name), code: 400, reason: 'BadRequest' }),
    }),
  }),
  mutant('delete-of-nothing-with-a-precondition-is-409', 'delete.missing.code', {
    text: 'A delete of a missing object that has a precondition is answered with 409.',
    wrap: onAnswer(
      { verb: 'delete', status: 404, when: ({ json: sent }) => isObject(sent) && isObject(sent['preconditions']) },
      () => refusal(409, 'Conflict'),
    ),
  }),
  mutant('delete-of-nothing-at-once-succeeds', 'delete.missing.code', {
    text: 'A delete of a missing object without a grace period succeeds.',
    wrap: onAnswer({ verb: 'delete', status: 404, query: { gracePeriodSeconds: '0' } }, () => json(200, SUCCESS)),
  }),
  mutant('delete-again-succeeds', 'delete.missing', {
    text: 'A second delete of an object succeeds.',
    wrap: remembering(
      () => new Set<string>(),
      (gone) =>
        onAnswer({ verb: 'delete' }, (answer, { path }) => {
          if (answer.status === 404 && gone.has(path)) return json(200, SUCCESS);
          if (succeeded(answer.status)) gone.add(path);
          return answer;
        }),
    ),
  }),
];
