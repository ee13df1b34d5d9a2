/** Label and field selectors on lists, each operator over a table of labels against what it means. */
import { fieldSelectors, labelSelectors } from '../../generators/arbitraries/index.ts';
import type { LabelSelector, Labels } from '../../generators/arbitraries/index.ts';
import { pathOf } from '../../contract/operations.ts';
import type { CallOptions } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { requirement } from '../support/requirement.ts';

/** Without near misses: what an operator means, and nothing else. */
const PLAIN: readonly Labels[] = [
  { app: 'a', tier: 'front' },
  { app: 'b', tier: 'back' },
  { app: 'c' },
  { tier: 'front' },
  {},
];
const WITH_EMPTY: readonly Labels[] = [...PLAIN, { app: '', tier: '' }];
const KEYS = ['app', 'tier', 'none'];
const VALUES = ['a', 'b', 'c', 'front', 'back', 'z'];
const SETS = [['a'], ['a', 'b'], ['b', 'c', 'z'], ['front', 'z']];

const PREFIXED: readonly Labels[] = [
  { 'example.com/app': 'a' },
  { app: 'a' },
  { 'www.example.com/app': 'a' },
  { 'example.com/app': 'b', app: 'a' },
  { 'example.com/apps': 'a' },
  {},
];
const EMPTY: readonly Labels[] = [{ app: '' }, { app: 'a' }, { tier: '' }, {}];
/** Each nearly another. */
const NEAR = [
  'a',
  'A',
  'aa',
  'ab',
  'b',
  'a.b',
  'a-b',
  'a_b',
  '1',
  '01',
  '1.0',
  'true',
  'in',
  'x'.repeat(63),
  'x'.repeat(62),
];
const NEAR_KEYS = ['app', 'App', 'apps', 'ap', 'app.x', 'app-x', 'app_x', 'x'.repeat(63)];

const equals = (key: string, operator: '=' | '==' | '!=', value: string): LabelSelector => ({
  text: `${key}${operator}${value}`,
  matches: (labels) => (labels[key] === value) === (operator !== '!='),
});
const within = (key: string, operator: 'in' | 'notin', values: readonly string[]): LabelSelector => ({
  text: `${key} ${operator} (${values.join(',')})`,
  matches: (labels) => values.includes(labels[key] ?? '-') === (operator === 'in'),
});
const present = (key: string, is: boolean): LabelSelector => ({
  text: is ? key : `!${key}`,
  matches: (labels) => (labels[key] !== undefined) === is,
});
const both = (...terms: readonly LabelSelector[]): LabelSelector => ({
  text: terms.map((term) => term.text).join(','),
  matches: (labels) => terms.every((term) => term.matches(labels)),
});

const compared = (operator: '=' | '==' | '!='): LabelSelector[] =>
  KEYS.flatMap((key) => VALUES.map((value) => equals(key, operator, value)));
const contained = (operator: 'in' | 'notin'): LabelSelector[] =>
  KEYS.flatMap((key) => SETS.map((values) => within(key, operator, values)));
const everyOperator = (key: string): LabelSelector[] => [
  equals(key, '=', 'a'),
  equals(key, '==', 'b'),
  equals(key, '!=', 'a'),
  within(key, 'in', ['a', 'b']),
  within(key, 'notin', ['a']),
  present(key, true),
  present(key, false),
];
const joined: readonly LabelSelector[] = [
  both(equals('app', '=', 'a'), equals('tier', '=', 'front')),
  both(equals('app', '=', 'a'), equals('tier', '=', 'back')),
  both(equals('app', '=', 'a'), equals('app', '=', 'b')),
  both(present('app', true), equals('tier', '!=', 'front')),
  both(present('app', false), present('tier', true)),
  both(within('app', 'in', ['a', 'b']), equals('app', '!=', 'a')),
  both(equals('tier', '=', 'front'), within('app', 'notin', ['a'])),
  both(present('app', true), present('tier', true), equals('app', '=', 'b')),
];
const near: readonly LabelSelector[] = [
  ...NEAR.map((value) => equals('app', '=', value)),
  ...NEAR.slice(0, 8).map((value) => within('app', 'in', [value])),
  equals('app', '!=', 'a'),
  within('app', 'notin', ['a', '1']),
  ...NEAR_KEYS.map((key) => present(key, true)),
  present('app', false),
];

/** Selectors of every form that is documented, each with something among `FORM_LABELS` to hit and to miss, and the statements on them. */
export const FORMS: readonly LabelSelector[] = [
  ...everyOperator('app'),
  joined[0]!,
  joined[3]!,
  joined[4]!,
  joined[5]!,
  equals('example.com/app', '=', 'a'),
  equals('app', '=', ''),
];
export const FORM_LABELS: readonly Labels[] = [
  ...PLAIN,
  { 'example.com/app': 'a', app: 'A' },
  { app: '' },
  { app: 'ab' },
];
export const FORM_TESTS = [
  'equals',
  'not-equals',
  'in',
  'notin',
  'exists',
  'not-exists',
  'and',
  'prefix',
  'empty-value',
  'exact',
].map((id) => `selectors.label.${id}`);

interface Labelled {
  name: string;
  labels: Labels;
}

/** One job for each set of labels. */
export async function labelledJobs(trial: Trial, sets: readonly Labels[]): Promise<Labelled[]> {
  const jobs: Labelled[] = [];
  for (const labels of sets) jobs.push({ name: (await trial.given.job({ labels })).name, labels });
  return jobs;
}

const wantedOf = (jobs: readonly Labelled[], selector: LabelSelector): string[] =>
  jobs.filter((job) => selector.matches(job.labels)).map((job) => job.name);

async function expectSelected(trial: Trial, jobs: readonly Labelled[], selector: LabelSelector): Promise<void> {
  const answer = await trial.target.list({ query: { labelSelector: selector.text } });
  expectNames(
    trial,
    answer,
    ownItems(trial, answer, jobs),
    wantedOf(jobs, selector),
    `The list for labelSelector ${selector.text}`,
  );
}

const selects = (
  id: string,
  tests: readonly string[],
  sets: readonly Labels[],
  selectors: readonly LabelSelector[],
  needs: readonly string[] = [],
): Requirement =>
  requirement(`list/selects-by-${id}`, {
    tests,
    needs: ['list/holds-what-was-created', ...needs],
    async check(trial) {
      const jobs = await labelledJobs(trial, sets);
      for (const selector of selectors) await expectSelected(trial, jobs, selector);
    },
  });

/** Without the spaces that need not be there. */
const tight = ({ text, matches }: LabelSelector): LabelSelector => ({
  text: text
    .trim()
    .replace(/ *(==|!=|=|,) */g, '$1')
    .replace(/\( +/g, '(')
    .replace(/ +\)/g, ')')
    .replace(/ +(in|notin) +/g, ' $1 '),
  matches,
});

const byModel = (id: string, tests: readonly string[], form: (selector: LabelSelector) => LabelSelector): Requirement =>
  requirement(`list/${id}`, {
    tests,
    needs: ['list/selects-by-equality', 'list/selects-by-several-requirements'],
    async check(trial) {
      const jobs = await labelledJobs(trial, labelSelectors.labelSets);
      await trial.property(labelSelectors.valid.map(form), (selector) => expectSelected(trial, jobs, selector), 40);
    },
  });

const EQUALITY = ['list/selects-by-equality'];
const labelSelection: readonly Requirement[] = [
  selects('equality', ['list.query.labelSelector', 'selectors.label', 'selectors.label.equals'], PLAIN, compared('=')),
  selects('double-equals', ['list.query.labelSelector', 'selectors.label.equals'], PLAIN, compared('==')),
  selects('inequality', ['selectors.label.not-equals'], PLAIN, compared('!=')),
  selects('set-membership', ['selectors.label.in'], PLAIN, contained('in')),
  selects('set-exclusion', ['selectors.label.notin'], PLAIN, contained('notin')),
  selects(
    'presence',
    ['selectors.label.exists'],
    WITH_EMPTY,
    KEYS.map((key) => present(key, true)),
  ),
  selects(
    'absence',
    ['selectors.label.not-exists'],
    WITH_EMPTY,
    KEYS.map((key) => present(key, false)),
  ),
  selects('several-requirements', ['selectors.label.and'], PLAIN, joined, EQUALITY),
  selects('a-key-with-a-prefix', ['selectors.label.prefix'], PREFIXED, everyOperator('example.com/app'), EQUALITY),
  selects(
    'an-empty-value',
    ['selectors.label.empty-value'],
    EMPTY,
    [
      equals('app', '=', ''),
      equals('app', '==', ''),
      equals('app', '!=', ''),
      present('app', true),
      present('app', false),
    ],
    EQUALITY,
  ),
  selects(
    'whole-keys-and-values',
    ['selectors.label.exact'],
    [...NEAR.map((app) => ({ app })), ...NEAR_KEYS.slice(1).map((key) => ({ [key]: 'a' }))],
    near,
    EQUALITY,
  ),
  byModel('selects-as-the-model-says', ['list.query.labelSelector', 'selectors.label.and'], tight),
  byModel('takes-spaces-in-label-selectors', ['selectors.label.whitespace'], (selector) => selector),
  requirement('list/selects-everything-by-an-empty-selector', {
    tests: ['selectors.label.empty'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const jobs = await labelledJobs(trial, PLAIN);
      for (const query of [{ labelSelector: '' }, { fieldSelector: '' }, { labelSelector: '', fieldSelector: '' }]) {
        const answer = await trial.target.list({ query });
        expectNames(
          trial,
          answer,
          ownItems(trial, answer, jobs),
          jobs.map((job) => job.name),
          `The list for an empty ${Object.keys(query).join(' and ')}`,
        );
      }
    },
  }),
  requirement('list/decodes-selectors', {
    tests: ['selectors.label.encoded'],
    needs: EQUALITY,
    async check(trial) {
      const jobs = await labelledJobs(trial, [...PLAIN, { 'example.com/app': 'a' }]);
      const forms: [text: string, selector: LabelSelector][] = [
        ['app=a', equals('app', '=', 'a')],
        ['app%3Da', equals('app', '=', 'a')],
        ['app%3da%2ctier%3dfront', joined[0]!],
        ['%61%70%70%3D%61', equals('app', '=', 'a')],
        ['app%20in%20%28a%2Cb%29', within('app', 'in', ['a', 'b'])],
        ['app%21%3Da', equals('app', '!=', 'a')],
        ['example.com%2fapp%3Da', equals('example.com/app', '=', 'a')],
        ['example.com/app=a', equals('example.com/app', '=', 'a')],
        ['%21app', present('app', false)],
      ];
      for (const [text, selector] of forms) {
        const answer = await trial.target.send('GET', `${pathOf(trial.kind, trial.namespace)}?labelSelector=${text}`);
        expectNames(
          trial,
          answer,
          ownItems(trial, answer, jobs),
          wantedOf(jobs, selector),
          `The list for labelSelector=${text} in the query`,
        );
      }
    },
  }),
];

// ---------------------------------------------------------------------------------------------- field selectors

interface Named {
  names: string[];
  namespace: string;
}
type Fields = [text: string, wanted: (names: string[]) => string[]];

const byField = (
  id: string,
  tests: readonly string[],
  selectors: (given: Named) => readonly Fields[],
  needs: readonly string[] = [],
): Requirement =>
  requirement(`list/selects-by-field-${id}`, {
    tests: ['list.query.fieldSelector', ...tests],
    needs: ['list/holds-what-was-created', ...needs],
    async check(trial) {
      const base = trial.given.name();
      const jobs = [];
      for (const name of [base, `${base}-x`, `${base}x`]) jobs.push(await trial.given.job({ name }));
      const names = jobs.map((job) => job.name);
      for (const [text, wanted] of selectors({ names, namespace: trial.namespace })) {
        const answer = await trial.target.list({ query: { fieldSelector: text } });
        expectNames(trial, answer, ownItems(trial, answer, jobs), wanted(names), `The list for fieldSelector ${text}`);
      }
    },
  });

const all = (names: string[]): string[] => names;
const none = (): string[] => [];
const only =
  (i: number) =>
  (names: string[]): string[] => [names[i]!];
const but =
  (i: number) =>
  (names: string[]): string[] =>
    names.filter((_, n) => n !== i);

const fieldSelection: readonly Requirement[] = [
  byField('name', ['selectors.field', 'selectors.field.name'], ({ names }) => [
    ...names.flatMap((name, i): Fields[] => [
      [`metadata.name=${name}`, only(i)],
      [`metadata.name==${name}`, only(i)],
    ]),
    [`metadata.name=${names[0]!.slice(0, -1)}`, none],
    [`metadata.name=${names[0]!.toUpperCase()}`, none],
    ['metadata.name=', none],
  ]),
  byField(
    'name-inequality',
    ['selectors.field', 'selectors.field.not-equals'],
    ({ names }) => [
      ...names.map((name, i): Fields => [`metadata.name!=${name}`, but(i)]),
      ['metadata.name!=none-such', all],
    ],
    ['list/selects-by-field-name'],
  ),
  byField('namespace', ['selectors.field', 'selectors.field.namespace'], ({ namespace }) => [
    [`metadata.namespace=${namespace}`, all],
    [`metadata.namespace==${namespace}`, all],
    [`metadata.namespace!=${namespace}`, none],
  ]),
  byField('unknown-namespace', ['selectors.field', 'selectors.field.namespace'], ({ namespace }) => [
    ['metadata.namespace=elsewhere', none],
    [`metadata.namespace=${namespace}x`, none],
    [`metadata.namespace=${namespace.slice(0, -1)}`, none],
    ['metadata.namespace!=elsewhere', all],
  ]),
  byField(
    'several-requirements',
    ['selectors.field.and'],
    ({ names: [a, b, c], namespace }) => [
      [`metadata.name=${a},metadata.namespace=${namespace}`, only(0)],
      [`metadata.namespace=${namespace},metadata.name=${b}`, only(1)],
      [`metadata.name=${a},metadata.name=${b}`, none],
      [`metadata.name!=${a},metadata.name!=${c}`, only(1)],
      [`metadata.name=${c},metadata.namespace=elsewhere`, none],
      [`metadata.name!=${b},metadata.namespace==${namespace}`, but(1)],
    ],
    ['list/selects-by-field-name', 'list/selects-by-field-namespace'],
  ),
  requirement('list/selects-by-field-as-the-model-says', {
    tests: ['list.query.fieldSelector', 'selectors.field.and'],
    needs: ['list/selects-by-field-name', 'list/selects-by-field-several-requirements'],
    async check(trial) {
      const jobs = await trial.given.jobs(3);
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
    needs: ['list/selects-by-field-name', ...EQUALITY],
    async check(trial) {
      const jobs = await labelledJobs(trial, PLAIN);
      const [a, b] = jobs.map((job) => job.name) as [string, string];
      const cases: [query: NonNullable<CallOptions['query']>, wanted: string[]][] = [
        [{ labelSelector: 'app=a', fieldSelector: `metadata.name=${a}` }, [a]],
        [{ labelSelector: 'app=a', fieldSelector: `metadata.name=${b}` }, []],
        [{ labelSelector: 'app', fieldSelector: `metadata.name!=${a}` }, [b, jobs[2]!.name]],
        [{ labelSelector: 'app=b', fieldSelector: 'metadata.namespace=elsewhere' }, []],
      ];
      for (const [query, wanted] of cases) {
        const answer = await trial.target.list({ query });
        expectNames(
          trial,
          answer,
          ownItems(trial, answer, jobs),
          wanted,
          `The list for labelSelector ${query['labelSelector']} with fieldSelector ${query['fieldSelector']}`,
        );
      }
    },
  }),
];

export const selectors: readonly Requirement[] = [...labelSelection, ...fieldSelection];
