/** Selectors that have to be refused: a server that ignored one would select everything. */
import { at, shownOf } from '../support/objects.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { requirement } from '../support/requirement.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';

type Row = readonly [id: string, selector: string];

/** A Kubernetes server was seen to refuse each of them with 400. */
export const MALFORMED_LABEL_SELECTORS: readonly Row[] = [
  ['list/refuses-a-label-selector-with-two-values', 'app=a=b'],
  ['list/refuses-a-label-selector-with-an-open-set', 'app in ('],
  ['list/refuses-a-label-selector-with-a-set-without-parentheses', 'app in a'],
  ['list/refuses-a-label-selector-with-no-key', '=a'],
  ['list/refuses-a-label-selector-with-an-inequality-without-a-key', '!=a'],
  ['list/refuses-a-label-selector-with-a-comparison-with-a-word', 'app>abc'],
  ['list/refuses-a-label-selector-with-two-words', 'app tier'],
  ['list/refuses-a-label-selector-with-a-space-within-a-value', 'app=in valid'],
  ['list/refuses-a-label-selector-with-a-hyphen-first', '-app=a'],
  ['list/refuses-a-label-selector-with-an-unknown-operator', 'app ~ a'],
  ['list/refuses-a-label-selector-with-a-negation-with-a-value', '!app=a'],
  ['list/refuses-a-label-selector-with-a-parenthesis-alone', '('],
  ['list/refuses-a-label-selector-with-a-value-that-is-too-long', `app=${'x'.repeat(64)}`],
  ['list/refuses-a-label-selector-with-two-slashes-in-a-key', 'a/b/c=x'],
  ['list/refuses-a-label-selector-with-a-comma-last', 'app=a,'],
  ['list/refuses-a-label-selector-with-a-comma-alone', ','],
  ['list/refuses-a-label-selector-with-a-value-with-a-slash', 'app=a/b'],
  ['list/refuses-a-label-selector-with-an-unclosed-set', 'app in (a,b'],
];

export const MALFORMED_FIELD_SELECTORS: readonly Row[] = [
  ['list/refuses-a-field-selector-with-a-field-with-an-unknown-operator', 'metadata.name>a'],
  ['list/refuses-a-field-selector-with-a-field-without-a-value', 'metadata.name'],
  ['list/refuses-a-field-selector-with-a-set-of-a-field', 'metadata.name in (a)'],
  ['list/refuses-a-field-selector-with-no-field', '=x'],
];

/** Well-formed, but no job has such a field. */
export const UNKNOWN_FIELD_SELECTORS: readonly Row[] = [
  ['list/refuses-a-field-selector-with-an-unknown-field', 'spec.nothing=x'],
  ['list/refuses-a-field-selector-with-an-unknown-member-of-metadata', 'metadata.nothing=x'],
  ['list/refuses-a-field-selector-with-a-field-without-its-parent', 'name=x'],
  ['list/refuses-a-field-selector-with-a-label-as-a-field', 'metadata.labels.app=x'],
];

/** The query of each selector that a list refuses: a watch and the deletion of a collection have to refuse them too. */
export const REFUSED_SELECTIONS: readonly Record<string, string>[] = [
  ...MALFORMED_LABEL_SELECTORS.map(([, labelSelector]) => ({ labelSelector })),
  ...[...MALFORMED_FIELD_SELECTORS, ...UNKNOWN_FIELD_SELECTORS].map(([, fieldSelector]) => ({ fieldSelector })),
];

/** The control: selectors that have to be accepted. */
export const ACCEPTED_SELECTION = { labelSelector: 'app=a', fieldSelector: 'metadata.name=x' };

const refuses = (id: string, tests: readonly string[], query: Record<string, string>): Requirement =>
  requirement(id, {
    tests,
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      trial.expect.documented(await trial.target.list({ query: ACCEPTED_SELECTION }));
      trial.expect.refused(await trial.target.list({ query }));
    },
  });

/** A server may refuse a selector for this field, or select by it; it must not ignore it. */
async function selectsByFieldOrRefuses(
  trial: Trial,
  field: string,
  value: string,
  wanted: readonly { name: string }[],
  jobs: readonly { name: string }[],
): Promise<void> {
  const answer = await trial.target.list({ query: { fieldSelector: `${field}=${value}` } });
  if (answer.status >= 400) return trial.expect.refused(answer);
  expectNames(
    trial,
    answer,
    ownItems(trial, answer, jobs),
    wanted.map((job) => job.name),
    `The list for fieldSelector ${field}=${value}`,
  );
}

export const malformedSelectors: readonly Requirement[] = [
  ...MALFORMED_LABEL_SELECTORS.map(([id, labelSelector]) =>
    refuses(id, ['selectors.label.malformed'], { labelSelector }),
  ),
  ...MALFORMED_FIELD_SELECTORS.map(([id, fieldSelector]) =>
    refuses(id, ['selectors.field.malformed'], { fieldSelector }),
  ),
  ...UNKNOWN_FIELD_SELECTORS.map(([id, fieldSelector]) => refuses(id, ['selectors.field.unknown'], { fieldSelector })),
  requirement('list/ignores-no-field-selector', {
    tests: ['selectors.field.unknown'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const [one, two] = [
        await trial.given.shared({ spec: { cleanPodPolicy: 'All' } }),
        await trial.given.shared({ spec: { cleanPodPolicy: 'None' } }),
      ];
      const jobs = [one, two];
      await selectsByFieldOrRefuses(trial, 'metadata.uid', shownOf(trial, one.stored, 'uid'), [one], jobs);
      await selectsByFieldOrRefuses(trial, 'metadata.resourceVersion', 'none', [], jobs);
      await selectsByFieldOrRefuses(
        trial,
        'spec.cleanPodPolicy',
        'All',
        jobs.filter((job) => at(job.stored, 'spec', 'cleanPodPolicy') === 'All'),
        jobs,
      );
      await selectsByFieldOrRefuses(trial, 'status.phase', 'x', [], jobs);
    },
  }),
];
