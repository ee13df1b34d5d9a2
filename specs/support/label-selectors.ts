/** Label selectors with what they mean, for lists, watches and deletions of collections alike. */
import type { LabelSelector, Labels } from '../../generators/arbitraries/index.ts';
import type { Trial } from '../../harness/model/trial.ts';

/** The value of a label; undefined where there is none, also of a key that every object inherits. */
const valueOf = (labels: Labels, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined;

export const equals = (key: string, operator: '=' | '==' | '!=', value: string): LabelSelector => ({
  text: `${key}${operator}${value}`,
  matches: (labels) => (valueOf(labels, key) === value) === (operator !== '!='),
});
export const within = (key: string, operator: 'in' | 'notin', values: readonly string[]): LabelSelector => ({
  text: `${key} ${operator} (${values.join(',')})`,
  matches: (labels) => values.includes(valueOf(labels, key) ?? '-') === (operator === 'in'),
});
export const exists = (key: string): LabelSelector => ({
  text: key,
  matches: (labels) => valueOf(labels, key) !== undefined,
});
export const absent = (key: string): LabelSelector => ({
  text: `!${key}`,
  matches: (labels) => valueOf(labels, key) === undefined,
});
export const allOf = (...terms: readonly LabelSelector[]): LabelSelector => ({
  text: terms.map((term) => term.text).join(','),
  matches: (labels) => terms.every((term) => term.matches(labels)),
});

/** Labels that no selector can mistake for one another. */
export const PLAIN_LABELS: readonly Labels[] = [
  { app: 'a', tier: 'front' },
  { app: 'b', tier: 'back' },
  { app: 'c' },
  { tier: 'front' },
  {},
];

/** More values than a careless server looks at, in a selector that is longer than it reserves room for. */
export const MANY: readonly string[] = Array.from({ length: 40 }, (_, i) => `many-${String(i).padStart(2, '0')}-of-40`);

/** One selector with each operator. */
export const everyOperator = (key: string): LabelSelector[] => [
  equals(key, '=', 'a'),
  equals(key, '==', 'b'),
  equals(key, '!=', 'a'),
  within(key, 'in', ['a', 'b']),
  within(key, 'notin', ['b', 'a']),
  exists(key),
  absent(key),
];

/** Selectors of several requirements, by what they combine. */
export const COMBINED = {
  equalities: allOf(equals('app', '=', 'a'), equals('tier', '=', 'front')),
  // Of several requirements of one key and operator each counts.
  existenceAndInequality: allOf(exists('app'), equals('tier', '!=', 'front'), equals('tier', '!=', 'back')),
  absenceAndExistence: allOf(absent('app'), exists('tier')),
  setAndInequality: allOf(
    within('app', 'in', ['a', ...MANY, 'b']),
    within('app', 'in', ['b', 'c', 'a']),
    equals('app', '!=', 'a'),
  ),
} as const;

/** Every documented form of label selector; each matches some of `FORM_LABELS` and not others. */
export const FORMS: readonly LabelSelector[] = [
  ...everyOperator('app'),
  COMBINED.equalities,
  COMBINED.existenceAndInequality,
  COMBINED.absenceAndExistence,
  COMBINED.setAndInequality,
  equals('example.com/app', '=', 'a'),
  equals('app', '=', ''),
];
export const FORM_LABELS: readonly Labels[] = [
  ...PLAIN_LABELS,
  { 'example.com/app': 'a', app: 'A', App: 'a' },
  { app: '' },
  { app: 'ab' },
];
/** The statements about these forms. */
export const FORM_STATEMENTS: readonly string[] = [
  'selectors.label.equals',
  'selectors.label.not-equals',
  'selectors.label.in',
  'selectors.label.notin',
  'selectors.label.exists',
  'selectors.label.not-exists',
  'selectors.label.and',
  'selectors.label.prefix',
  'selectors.label.empty-value',
  'selectors.label.exact',
];

export interface Labelled {
  name: string;
  labels: Labels;
}

/** What the checks select from that change no labels: near misses, empty values, keys with prefixes. */
const SELECTABLE: readonly Labels[] = [
  ...FORM_LABELS,
  { app: '', tier: 'front' },
  { tier: '' },
  { 'example.com/app': 'a', tier: 'A' },
  { 'example.com/app': 'b', app: 'a', Tier: 'front' },
  { 'www.example.com/app': 'a' },
  { 'example.com/apps': 'a' },
];

/** One job for each of many sets of labels, of which these are the first ones. The check changes none of them. */
export async function selectableJobs(trial: Trial, among: readonly Labels[] = SELECTABLE): Promise<Labelled[]> {
  const { jobs } = await trial.given.sharedSet(SELECTABLE.map((labels) => ({ labels })));
  return SELECTABLE.slice(0, among.length).flatMap((labels, i) => {
    const job = jobs[i];
    return job === undefined ? [] : [{ name: job.name, labels }];
  });
}

/** One new job for each set of labels. */
export async function labelledJobs(trial: Trial, sets: readonly Labels[]): Promise<Labelled[]> {
  const jobs: Labelled[] = [];
  for (const labels of sets) jobs.push({ name: (await trial.given.accepted({ labels })).name, labels });
  return jobs;
}
