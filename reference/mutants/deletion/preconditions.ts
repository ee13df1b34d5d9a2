/** Preconditions of a delete, on uid and resourceVersion. */
import { metadataOf, objectAt } from '../../state/model.ts';
import { mutantOn, type Mutant } from '../types.ts';
import { dropped, inQueryAndBody } from './readings.ts';

const onDelete = mutantOn('delete');

export const PRECONDITIONS: readonly Mutant[] = [
  onDelete('delete-ignores-uid', 'delete.preconditions.uid', {
    text: 'A precondition on uid does not count.',
    override: inQueryAndBody(dropped('uid')),
  }),
  onDelete('delete-refuses-its-own-uid', 'delete.preconditions.uid', {
    text: "A precondition on the object's own uid is refused.",
    override: (base) => ({
      brokenPrecondition: (options, job) => (options.uid === undefined ? base.brokenPrecondition(options, job) : 'uid'),
    }),
  }),
  onDelete('delete-uid-is-checked-too-late', 'constraint.Preconditions.uid.matches', {
    text: 'A precondition on uid is looked at when the object has gone.',
    override: (base) => {
      const late = new Set<string>();
      return {
        brokenPrecondition: (options, job) => {
          if (base.brokenPrecondition(options, job) === 'uid') late.add(String(metadataOf(job)['uid']));
          return undefined;
        },
        replied: (reply, request) =>
          reply.code < 300 && late.delete(String(objectAt(reply.json, 'details')['uid']))
            ? {
                code: 409,
                json: base.statusBody({ code: 409, reason: 'Conflict', message: 'another uid' }, request.method),
              }
            : reply,
      };
    },
  }),
  onDelete('delete-ignores-version', 'delete.preconditions.resourceVersion', {
    text: 'A precondition on resourceVersion does not count.',
    override: inQueryAndBody(dropped('version')),
  }),
  onDelete('delete-precondition-is-400', 'delete.preconditions.uid', {
    text: 'A precondition that does not hold is answered with 400.',
    override: (base) => ({
      preconditionFailed: (...asked) => ({ ...base.preconditionFailed(...asked), code: 400, reason: 'BadRequest' }),
    }),
  }),
];
