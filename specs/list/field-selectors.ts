/** Lists by field: the name and the namespace, which every server lets a client select by. */
import { fieldSelectors } from '../../generators/arbitraries/index.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { PLAIN_LABELS, selectableJobs } from '../support/label-selectors.ts';
import { only } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';

/** A selector, and the positions of the jobs that it matches. */
type Selection = [fieldSelector: string, matching: readonly number[]];

const ALL = [0, 1, 2];
const NONE: readonly number[] = [];

/** Selections among three jobs whose names begin alike. */
const selects = (
  id: string,
  tests: readonly string[],
  selections: (names: readonly [string, string, string], namespace: string) => readonly Selection[],
  needs: readonly string[] = [],
): Requirement =>
  requirement(id, {
    tests: ['list.query.fieldSelector', ...tests],
    needs: ['list/holds-what-was-created', ...needs],
    async check(trial) {
      const { set, jobs } = await trial.given.sharedSet(['', '-x', 'x'].map((name) => ({ name })));
      const names = [set, `${set}-x`, `${set}x`] as const;
      for (const [fieldSelector, matching] of selections(names, trial.namespace)) {
        const answer = await trial.target.list({ query: { fieldSelector } });
        expectNames(
          trial,
          answer,
          ownItems(trial, answer, jobs),
          names.filter((_, i) => matching.includes(i)),
          `The list for fieldSelector ${fieldSelector}`,
        );
      }
    },
  });

export const byField: readonly Requirement[] = [
  selects('list/selects-by-field-name', ['selectors.field', 'selectors.field.name'], (names) => [
    ...names.flatMap((name, i): Selection[] => [
      [`metadata.name=${name}`, [i]],
      [`metadata.name==${name}`, [i]],
    ]),
    [`metadata.name=${names[0].slice(0, -1)}`, NONE],
    [`metadata.name=${names[0].toUpperCase()}`, NONE],
    ['metadata.name=', NONE],
  ]),
  selects(
    'list/selects-by-field-name-inequality',
    ['selectors.field', 'selectors.field.not-equals'],
    ([first, second, third]) => [
      [`metadata.name!=${first}`, [1, 2]],
      [`metadata.name!=${second}`, [0, 2]],
      [`metadata.name!=${third}`, [0, 1]],
      ['metadata.name!=none-such', ALL],
      ['metadata.name!=', ALL],
    ],
    ['list/selects-by-field-name'],
  ),
  selects('list/selects-by-field-namespace', ['selectors.field', 'selectors.field.namespace'], (_names, namespace) => [
    [`metadata.namespace=${namespace}`, ALL],
    [`metadata.namespace==${namespace}`, ALL],
    [`metadata.namespace!=${namespace}`, NONE],
  ]),
  selects(
    'list/selects-by-field-unknown-namespace',
    ['selectors.field', 'selectors.field.namespace'],
    (_names, namespace) => [
      ['metadata.namespace=elsewhere', NONE],
      [`metadata.namespace=${namespace}x`, NONE],
      [`metadata.namespace=${namespace.slice(0, -1)}`, NONE],
      ['metadata.namespace!=elsewhere', ALL],
    ],
  ),
  selects(
    'list/selects-by-field-several-requirements',
    ['selectors.field.and'],
    ([first, second, third], namespace) => [
      [`metadata.name=${first},metadata.namespace=${namespace}`, [0]],
      [`metadata.namespace=${namespace},metadata.name=${second}`, [1]],
      [`metadata.name=${first},metadata.name=${second}`, NONE],
      [`metadata.name=${first},metadata.name!=${first}`, NONE],
      [`metadata.name!=${second},metadata.name=${third}`, [2]],
      [`metadata.name!=${first},metadata.name!=${third}`, [1]],
      [`metadata.name=${third},metadata.namespace=elsewhere`, NONE],
      [`metadata.name!=${second},metadata.namespace==${namespace}`, [0, 2]],
    ],
    ['list/selects-by-field-name', 'list/selects-by-field-namespace'],
  ),
  requirement('list/selects-by-field-as-the-model-says', {
    tests: ['list.query.fieldSelector', 'selectors.field.and'],
    needs: ['list/selects-by-field-name', 'list/selects-by-field-several-requirements'],
    async check(trial) {
      const { jobs } = await trial.given.sharedSet(['', '-x', 'x'].map((name) => ({ name })));
      await trial.property(
        fieldSelectors(
          jobs.map((job) => job.name),
          [trial.namespace, 'elsewhere'],
        ),
        async (selector) => {
          const answer = await trial.target.list({ query: { fieldSelector: selector.text } });
          expectNames(
            trial,
            answer,
            ownItems(trial, answer, jobs),
            jobs.filter((job) => selector.matches(job)).map((job) => job.name),
            `The list for fieldSelector ${selector.text}`,
          );
        },
        15,
      );
    },
  }),
  requirement('list/selects-by-labels-and-fields-together', {
    tests: ['selectors.field.and', 'list.query.labelSelector', 'list.query.fieldSelector'],
    needs: ['list/selects-by-field-name', 'list/selects-by-equality'],
    async check(trial) {
      const jobs = await selectableJobs(trial, PLAIN_LABELS);
      const nameOfApp = (app: string): string => only(jobs.filter((job) => job.labels['app'] === app)).name;
      const [first, second, third] = [nameOfApp('a'), nameOfApp('b'), nameOfApp('c')];
      const cases: [query: { labelSelector: string; fieldSelector: string }, wanted: string[]][] = [
        [{ labelSelector: 'app=a', fieldSelector: `metadata.name=${first}` }, [first]],
        [{ labelSelector: 'app=a', fieldSelector: `metadata.name=${second}` }, []],
        [{ labelSelector: 'app', fieldSelector: `metadata.name!=${first}` }, [second, third]],
        [{ labelSelector: 'app=b', fieldSelector: 'metadata.namespace=elsewhere' }, []],
      ];
      for (const [query, wanted] of cases) {
        const answer = await trial.target.list({ query });
        expectNames(
          trial,
          answer,
          ownItems(trial, answer, jobs),
          wanted,
          `The list for labelSelector ${query.labelSelector} with fieldSelector ${query.fieldSelector}`,
        );
      }
    },
  }),
];
