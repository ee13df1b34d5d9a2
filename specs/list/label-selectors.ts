/** Lists by label: each operator against labels of which it matches some, by what the operator means. */
import { labelSelectors } from '../../generators/arbitraries/index.ts';
import type { LabelSelector, Labels } from '../../generators/arbitraries/index.ts';
import { pathOf } from '../../contract/operations.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import {
  absent,
  allOf,
  COMBINED,
  equals,
  everyOperator,
  exists,
  labelledJobs,
  MANY,
  selectableJobs,
  within,
  type Labelled,
} from '../support/label-selectors.ts';
import { someOf } from '../support/closeness.ts';
import { requirement } from '../support/requirement.ts';

/** Each key with values that it has, that only the other has, and that nobody has. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  app: ['a', 'b', 'c', 'front', 'z'],
  tier: ['front', 'back', 'a'],
  none: ['a'],
};
const KEYS = Object.keys(VALUES);
const SETS = [['a'], ['a', 'b'], ['b', 'c', 'z'], ['front', 'z']];

/** Each of them nearly equals another, so that a server that compares carelessly finds too much. */
const SIMILAR_VALUES = ['a', 'A', 'aa', 'ab', 'b', 'a.b', 'a-b', 'a_b'];
/** As many again, of another key of the same jobs. */
const SIMILAR_NUMBERS = ['1', '01', '1.0', 'true', 'True', 'in', 'x'.repeat(63), 'x'.repeat(62)];
const SIMILAR_KEYS = ['app', 'App', 'apps', 'ap', 'app.x', 'app-x', 'app_x', 'x'.repeat(63)];
/** Keys that mean something else in a selector or in a program. */
const OTHERWISE_MEANT = ['in', 'notin', 'constructor'];
/** The prefix of a key may be much longer than its name. */
const LONG_PREFIX = `${'x'.repeat(60)}.example.com/app`;

/** Each of the similar keys is with another value of the first, and all of them are once without it. */
const SIMILAR: readonly Labels[] = [
  ...SIMILAR_VALUES.map((app, i) => {
    const similar = SIMILAR_KEYS.slice(1, -1)[i];
    return { app, number: SIMILAR_NUMBERS[i] ?? '', ...(similar !== undefined && { [similar]: 'a' }) };
  }),
  Object.fromEntries(SIMILAR_KEYS.slice(1, -1).map((key) => [key, 'a'])),
  {
    app: 'True',
    ...Object.fromEntries(
      [...MANY, ...OTHERWISE_MEANT, LONG_PREFIX, ...SIMILAR_KEYS.slice(-1)].map((key) => [key, 'a']),
    ),
  },
];

const comparisons = (operator: '=' | '==' | '!='): LabelSelector[] =>
  Object.entries(VALUES).flatMap(([key, values]) => values.map((value) => equals(key, operator, value)));
const memberships = (operator: 'in' | 'notin'): LabelSelector[] =>
  KEYS.flatMap((key) => SETS.slice(key === 'none' ? 2 : 0).map((values) => within(key, operator, values)));
const combinations: readonly LabelSelector[] = [
  COMBINED.equalities,
  allOf(equals('app', '=', 'a'), equals('tier', '=', 'back')),
  allOf(equals('app', '=', 'a'), equals('app', '=', 'b')),
  COMBINED.existenceAndInequality,
  COMBINED.absenceAndExistence,
  COMBINED.setAndInequality,
  allOf(equals('tier', '=', 'front'), within('app', 'notin', ['a'])),
  allOf(exists('app'), exists('tier'), equals('app', '=', 'b')),
];
const ofSimilar: readonly LabelSelector[] = [
  ...SIMILAR_VALUES.map((value) => equals('app', '=', value)),
  ...SIMILAR_NUMBERS.map((value) => equals('number', '=', value)),
  ...SIMILAR_VALUES.slice(0, 7).map((value) => within('app', 'in', [value])),
  within('app', 'in', [...MANY, 'a_b']),
  equals('app', '!=', 'a'),
  within('app', 'notin', [...MANY, 'a', 'ab']),
  ...[...SIMILAR_KEYS, ...OTHERWISE_MEANT, LONG_PREFIX, 'toString'].map((key) => exists(key)),
  absent('app'),
  equals('in', '=', 'a'),
  within('notin', 'notin', ['a']),
  // The last of many terms counts as the first does.
  allOf(...MANY.slice(0, 9).map(exists), equals('app', '=', 'True')),
  allOf(...MANY.slice(0, 9).map(exists), equals('app', '=', 'true')),
];

const namesMatching = (jobs: readonly Labelled[], selector: LabelSelector): string[] =>
  jobs.filter((job) => selector.matches(job.labels)).map((job) => job.name);

async function expectSelected(trial: Trial, jobs: readonly Labelled[], selector: LabelSelector): Promise<void> {
  const answer = await trial.target.list({ query: { labelSelector: selector.text } });
  expectNames(
    trial,
    answer,
    ownItems(trial, answer, jobs),
    namesMatching(jobs, selector),
    `The list for labelSelector ${selector.text}`,
  );
}

const selects = (
  id: string,
  tests: readonly string[],
  selectors: readonly LabelSelector[],
  needs: readonly string[] = [],
): Requirement =>
  requirement(id, {
    tests,
    needs: ['list/holds-what-was-created', ...needs],
    async check(trial) {
      const jobs = await selectableJobs(trial);
      for (const selector of someOf(trial, selectors)) await expectSelected(trial, jobs, selector);
    },
  });

/** The same selector without the spaces that it can do without. */
const withoutSpaces = ({ text, matches }: LabelSelector): LabelSelector => ({
  text: text
    .trim()
    .replace(/ *(==|!=|=|,) */g, '$1')
    .replace(/\( +/g, '(')
    .replace(/ +\)/g, ')')
    .replace(/ +(in|notin) +/g, ' $1 '),
  matches,
});

/** Spaces where few clients write them, and none where most do. */
const SPELLED: readonly LabelSelector[] = [
  { ...within('app', 'in', ['a', 'b']), text: 'app in(a,b)' },
  { ...within('app', 'notin', ['a']), text: 'app notin(a)' },
  { ...within('app', 'in', ['b', 'c']), text: '  app  in  (  b  ,  c  )  ' },
  { ...allOf(absent('app'), equals('tier', '=', 'front')), text: ' ! app , tier = front ' },
];

/** Generated selectors, in a given spelling, select what the model of selectors says. */
const selectsAsModelled = (
  id: string,
  tests: readonly string[],
  spelling: (selector: LabelSelector) => LabelSelector,
  spelled: readonly LabelSelector[] = [],
): Requirement =>
  requirement(id, {
    tests,
    needs: ['list/selects-by-equality', 'list/selects-by-several-requirements'],
    async check(trial) {
      const jobs = await selectableJobs(trial);
      for (const selector of spelled) await expectSelected(trial, jobs, selector);
      await trial.property(
        labelSelectors.valid.map(spelling),
        (selector) => expectSelected(trial, jobs, selector),
        25 - spelled.length,
      );
    },
  });

/** Ways to write a selector in a query string. */
const ENCODED: readonly [text: string, selector: LabelSelector][] = [
  ['app=a', equals('app', '=', 'a')],
  ['app%3Da', equals('app', '=', 'a')],
  ['app%3da%2ctier%3dfront', COMBINED.equalities],
  ['%61%70%70%3D%61', equals('app', '=', 'a')],
  ['app%20in%20%28a%2Cb%29', within('app', 'in', ['a', 'b'])],
  // As clients in Go write spaces.
  ['app+in+%28a%2Cb%29', within('app', 'in', ['a', 'b'])],
  ['app%21%3Da', equals('app', '!=', 'a')],
  ['example.com%2fapp%3Da', equals('example.com/app', '=', 'a')],
  ['example.com/app=a', equals('example.com/app', '=', 'a')],
  ['%21app', absent('app')],
];

const EQUALITY = ['list/selects-by-equality'];

const operators: readonly Requirement[] = [
  selects(
    'list/selects-by-equality',
    ['list.query.labelSelector', 'selectors.label', 'selectors.label.equals'],
    comparisons('='),
  ),
  selects('list/selects-by-double-equals', ['list.query.labelSelector', 'selectors.label.equals'], comparisons('==')),
  selects('list/selects-by-inequality', ['selectors.label.not-equals'], comparisons('!=')),
  selects('list/selects-by-set-membership', ['selectors.label.in'], memberships('in')),
  selects('list/selects-by-set-exclusion', ['selectors.label.notin'], memberships('notin')),
  selects('list/selects-by-presence', ['selectors.label.exists'], KEYS.map(exists)),
  selects('list/selects-by-absence', ['selectors.label.not-exists'], KEYS.map(absent)),
  selects('list/selects-by-several-requirements', ['selectors.label.and'], combinations, EQUALITY),
  selects(
    'list/selects-by-a-key-with-a-prefix',
    ['selectors.label.prefix'],
    everyOperator('example.com/app'),
    EQUALITY,
  ),
  selects(
    'list/selects-by-an-empty-value',
    ['selectors.label.empty-value'],
    [equals('app', '=', ''), equals('app', '==', ''), equals('app', '!=', ''), exists('app'), absent('app')],
    EQUALITY,
  ),
  requirement('list/selects-by-whole-keys-and-values', {
    tests: ['selectors.label.exact', 'selectors.label.and', 'selectors.label.prefix'],
    needs: ['list/holds-what-was-created', ...EQUALITY],
    async check(trial) {
      const jobs = await labelledJobs(trial, SIMILAR);
      for (const selector of ofSimilar) await expectSelected(trial, jobs, selector);
    },
  }),
];

export const byLabel: readonly Requirement[] = [
  ...operators,
  selectsAsModelled(
    'list/selects-as-the-model-says',
    ['list.query.labelSelector', 'selectors.label.and'],
    withoutSpaces,
  ),
  selectsAsModelled(
    'list/takes-spaces-in-label-selectors',
    ['selectors.label.whitespace'],
    (selector) => selector,
    SPELLED,
  ),
  requirement('list/selects-everything-by-an-empty-selector', {
    tests: ['selectors.label.empty'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const jobs = await selectableJobs(trial);
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
      const jobs = await selectableJobs(trial);
      for (const [text, selector] of someOf(trial, ENCODED)) {
        const answer = await trial.target.send('GET', `${pathOf(trial.kind, trial.namespace)}?labelSelector=${text}`);
        expectNames(
          trial,
          answer,
          ownItems(trial, answer, jobs),
          namesMatching(jobs, selector),
          `The list for labelSelector=${text} in the query`,
        );
      }
    },
  }),
];
