/** Preconditions of a delete, on uid and resourceVersion. */
import type { DeleteOptions } from '../../rules/deletion.ts';
import { finalizersOf, isMarked, metadataOf, objectAt, type Job } from '../../state/model.ts';
import { mutantOn, type Mutant } from '../types.ts';
import { dropped, inQueryAndBody } from './readings.ts';

const onDelete = mutantOn('delete');

/** A precondition on uid does not count for some deletions. */
const unheeded = (name: string, when: string, which: (options: DeleteOptions, job: Job) => boolean): Mutant => ({
  ...onDelete('delete-ignores-uid', 'delete.preconditions.uid', {
    text: `A precondition on uid does not count ${when}.`,
    override: (base) => ({
      brokenPrecondition: (options, job) =>
        base.brokenPrecondition(which(options, job) ? dropped('uid')(options) : options, job),
    }),
  }),
  name: `delete-ignores-uid-${name}`,
});

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
  ...[
    unheeded('with-a-grace-period', 'for a deletion with a grace period', ({ grace }) => grace !== undefined),
    unheeded('with-a-policy', 'for a deletion with a propagation policy', ({ policy }) => policy !== undefined),
    unheeded('in-a-dry-run', 'in a dry run', ({ dryRun }) => dryRun.length > 0),
    unheeded('when-it-is-held', 'of an object with finalizers', (_, job) => finalizersOf(job).length > 0),
    unheeded('when-it-waits', 'of an object that is being deleted', (_, job) => isMarked(job)),
  ],
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
  onDelete('delete-refuses-the-version-of-what-is-held', 'delete.preconditions.resourceVersion', {
    text: 'A precondition on the right resourceVersion is refused for an object with finalizers.',
    override: (base) => ({
      brokenPrecondition: (options, job) =>
        options.version !== undefined && finalizersOf(job).length > 0
          ? 'resourceVersion'
          : base.brokenPrecondition(options, job),
    }),
  }),
  onDelete('delete-ignores-version-when-it-waits', 'delete.preconditions.resourceVersion', {
    text: 'A precondition on resourceVersion does not count for an object that is being deleted.',
    override: (base) => ({
      brokenPrecondition: (options, job) =>
        base.brokenPrecondition(isMarked(job) ? dropped('version')(options) : options, job),
    }),
  }),
  onDelete('delete-precondition-is-400', 'delete.preconditions.uid', {
    text: 'A precondition that does not hold is answered with 400.',
    override: (base) => ({
      preconditionFailed: (...asked) => ({ ...base.preconditionFailed(...asked), code: 400, reason: 'BadRequest' }),
    }),
  }),
  onDelete('delete-takes-any-version-for-zero', 'delete.preconditions.resourceVersion', {
    text: 'A precondition on the resourceVersion 0 always holds.',
    override: (base) => ({
      brokenPrecondition: (options, job) =>
        base.brokenPrecondition(options.version === '0' ? dropped('version')(options) : options, job),
    }),
  }),
];
