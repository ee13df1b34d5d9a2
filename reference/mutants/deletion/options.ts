/** The options of a delete. */
import { isObject } from '../../../contract/json.ts';
import { finalizersOf } from '../../state/model.ts';
import { afterwards, onAnswer, succeeded } from '../helpers/wraps.ts';
import { mutant, mutantOn, type Mutant, type Override } from '../types.ts';
import { failsAtNegativeGrace, graceRefused, inQuery, kept, POLICIES, unlessRefused } from './readings.ts';

const onDelete = mutantOn('delete');

/** One sort of faults in policies is no longer found. */
const policyCausesWithout =
  (unseen: string): Override =>
  (base) => ({ policyCauses: (options) => base.policyCauses(options).filter(({ reason }) => reason !== unseen) });

export const OPTIONS: readonly Mutant[] = [
  onDelete('delete-grace-zero-is-refused', 'delete.query.gracePeriodSeconds.zero', {
    text: 'gracePeriodSeconds=0 is refused.',
    override: graceRefused((grace) => grace === 0),
  }),
  onDelete('delete-grace-zero-is-graceful', 'delete.query.gracePeriodSeconds.zero', {
    text: 'gracePeriodSeconds=0 keeps the object for good.',
    variants: ['delete-graceful'],
    override: (base) => ({ graceOf: (options) => (options.grace === 0 ? 1_000_000 : base.graceOf(options)) }),
  }),
  onDelete('delete-grace-is-refused', 'delete.query.gracePeriodSeconds', {
    text: 'gracePeriodSeconds above zero is refused.',
    override: graceRefused((grace) => grace > 0),
  }),
  onDelete('delete-grace-keeps-it', 'delete.query.gracePeriodSeconds', {
    text: 'With a gracePeriodSeconds above zero the object stays.',
    override: kept((options) => (options.grace ?? 0) > 0),
  }),
  onDelete('delete-negative-grace-fails', 'delete.gracePeriodSeconds.negative', {
    text: 'A negative gracePeriodSeconds makes the server fail.',
    override: failsAtNegativeGrace,
  }),
  onDelete('delete-takes-any-grace', 'delete.gracePeriodSeconds.malformed', {
    text: 'A gracePeriodSeconds that is no integer is ignored.',
    override: (base) => ({
      integer: (name, text) =>
        name === 'gracePeriodSeconds'
          ? unlessRefused(() => base.integer(name, text), undefined)
          : base.integer(name, text),
    }),
  }),
  onDelete('delete-ignores-dry-run', 'delete.query.dryRun', {
    text: 'dryRun=All in the query deletes.',
    override: inQuery((options) => ({ ...options, dryRun: [] })),
  }),
  mutant('delete-dry-run-marks', 'delete.query.dryRun', {
    text: 'dryRun=All in the query leaves an annotation.',
    wrap: afterwards({ verb: 'delete', status: succeeded, query: { dryRun: 'All' } }, ({ path, send }) =>
      send('PATCH', path, { metadata: { labels: { dry: 'run' } } }),
    ),
  }),
  ...(['query', 'body'] as const).map((where) =>
    mutant(`delete-dry-run-in-the-${where}-marks-what-is-held`, `delete.${where}.dryRun`, {
      text: `A dry run by the ${where} marks an object with finalizers for deletion.`,
      wrap: onAnswer(
        {
          verb: 'delete',
          status: succeeded,
          when: ({ query, json }) => (where === 'query' ? query.has('dryRun') : isObject(json) && 'dryRun' in json),
        },
        async (answer, { path, send }) => {
          const { body } = await send('GET', path);
          if (finalizersOf(body).length > 0) await send('DELETE', path);
          return answer;
        },
      ),
    }),
  ),
  onDelete('delete-takes-any-dry-run', 'delete.dryRun.unknown', {
    text: 'dryRun with any value is a dry run.',
    override: () => ({ dryRunCauses: () => [] }),
  }),
  onDelete('delete-does-unknown-dry-runs', 'delete.dryRun.unknown', {
    text: 'dryRun with another value than All deletes.',
    override: (base) => ({
      dryRunCauses: () => [],
      isDryRun: (values) => base.isDryRun(values.filter((value) => value === 'All')),
    }),
  }),
  onDelete('delete-takes-any-policy', 'delete.propagationPolicy.unknown', {
    text: 'An unknown propagationPolicy is ignored.',
    override: policyCausesWithout('FieldValueNotSupported'),
  }),
  onDelete('delete-takes-policies-together', 'delete.options.exclusive', {
    text: 'orphanDependents together with propagationPolicy is accepted.',
    override: policyCausesWithout('FieldValueInvalid'),
  }),
  ...POLICIES.flatMap((policy) => [
    onDelete(`delete-refuses-${policy.toLowerCase()}`, 'delete.query.propagationPolicy', {
      text: `propagationPolicy=${policy} in the query is refused.`,
      override: (base) => ({
        policyCauses: (options) =>
          base.policyCauses(options.policy === policy ? { ...options, policy: 'None' } : options),
      }),
    }),
    onDelete(`delete-${policy.toLowerCase()}-keeps-it`, 'delete.query.propagationPolicy', {
      text: `With propagationPolicy=${policy} the object stays.`,
      override: kept((options) => options.policy === policy),
    }),
  ]),
  ...[true, false].map((orphan) =>
    onDelete(`delete-orphan-${orphan}-keeps-it`, 'delete.query.orphanDependents', {
      text: `With orphanDependents=${orphan} the object stays.`,
      override: kept((options) => options.orphan === orphan),
    }),
  ),
];
