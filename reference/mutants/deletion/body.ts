/** The options in the body of a delete. */
import { isObject } from '../../../contract/json.ts';
import { mutantOn, type Mutant } from '../types.ts';
import { dropped, failsAtNegativeGrace, inBody, unknownPolicyIgnored, unlessRefused } from './readings.ts';

const onDelete = mutantOn('delete');

export const BODY: readonly Mutant[] = [
  onDelete('delete-ignores-dry-run-in-the-body', 'delete.body.dryRun', {
    text: 'dryRun in the body deletes.',
    override: inBody((options) => ({ ...options, dryRun: [] })),
  }),
  onDelete('delete-ignores-dry-run-beside-preconditions', 'delete.body.dryRun', {
    text: 'dryRun in the body deletes where preconditions are beside it that hold.',
    override: inBody((options) => (options.uid === undefined ? options : { ...options, dryRun: [] })),
  }),
  onDelete(
    'delete-takes-policies-together-in-the-body',
    'constraint.DeleteOptions.orphanDependents-excludes-propagationPolicy',
    {
      text: 'orphanDependents together with propagationPolicy in the body is accepted.',
      override: inBody((options) => (options.policy === undefined ? options : dropped('orphan')(options))),
    },
  ),
  onDelete('delete-policy-in-the-body-keeps-it', 'delete.body.propagationPolicy', {
    text: 'With a propagationPolicy in the body the object stays.',
    override: inBody((options) => (options.policy === undefined ? options : { ...options, dryRun: ['All'] })),
  }),
  onDelete('delete-takes-any-policy-in-the-body', 'delete.body.propagationPolicy', {
    text: 'An unknown propagationPolicy in the body is ignored.',
    override: unknownPolicyIgnored,
  }),
  onDelete('delete-takes-any-body', 'delete.body.malformed', {
    text: 'A body that is no DeleteOptions is ignored.',
    override: (base) => ({
      parseJson: (body) => unlessRefused(() => base.parseJson(body), {}),
      bodyOptions: (body) => unlessRefused(() => base.bodyOptions(body), { dryRun: [] }),
    }),
  }),
  onDelete('delete-takes-mistyped-options', 'delete.body.malformed', {
    text: 'Options of the wrong type in a body are ignored.',
    override: (base) => ({
      bodyOptions: (body) =>
        isObject(body) ? unlessRefused(() => base.bodyOptions(body), { dryRun: [] }) : base.bodyOptions(body),
    }),
  }),
  onDelete('unchecked-DeleteOptions-kind', 'constraint.DeleteOptions.kind.enum', {
    text: 'A body of another kind is read as DeleteOptions.',
    override: (base) => ({
      bodyOptions: (body) =>
        base.bodyOptions(
          isObject(body) && typeof body['kind'] === 'string' ? { ...body, kind: 'DeleteOptions' } : body,
        ),
    }),
  }),
  onDelete('unchecked-DeleteOptions-grace', 'constraint.DeleteOptions.gracePeriodSeconds.minimum', {
    text: 'A negative gracePeriodSeconds makes the server fail.',
    override: failsAtNegativeGrace,
  }),
  onDelete('unchecked-DeleteOptions-policy', 'constraint.DeleteOptions.propagationPolicy.enum', {
    text: 'A propagationPolicy in the body that is none is ignored.',
    override: unknownPolicyIgnored,
  }),
  onDelete('unchecked-DeleteOptions-dryRun', 'constraint.DeleteOptions.dryRun.enum', {
    text: 'A dryRun in the body that is not All deletes.',
    override: inBody((options) => ({ ...options, dryRun: options.dryRun.filter((value) => value === 'All') })),
  }),
];
