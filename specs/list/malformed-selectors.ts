/** Texts that are no selectors, on everything that takes one: none of them may select everything, or anything. */
import { malformedFieldSelectors, malformedSelectors } from '../../generators/arbitraries/index.ts';
import { at, uidOf } from '../support/objects.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { requirement } from '../support/requirement.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';

const TWIN = { labelSelector: 'app=a', fieldSelector: 'metadata.name=x' };

const refuses = (
  id: string,
  tests: readonly string[],
  query: { labelSelector: string } | { fieldSelector: string },
): Requirement =>
  requirement(`list/refuses-${id}`, {
    tests,
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      await trial.given.job();
      trial.expect.accepted(await trial.target.list({ query: TWIN }), [200]);
      trial.expect.refused(await trial.target.list({ query }));
    },
  });

const fieldTests = (text: string): string[] =>
  /^[a-z.]+=/.test(text) ? ['selectors.field.unknown'] : ['selectors.field.malformed'];
const every = (): Record<string, string>[] => [
  ...Object.values(malformedSelectors).map((labelSelector) => ({ labelSelector })),
  ...Object.values(malformedFieldSelectors).map((fieldSelector) => ({ fieldSelector })),
];

/** A field that a server may make selectable: refused, or taken for what it says; never ignored. */
async function takesFieldOrRefuses(
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

export const malformedSelection: readonly Requirement[] = [
  ...Object.entries(malformedSelectors).map(([id, text]) =>
    refuses(`a-label-selector-with-${id}`, ['selectors.label.malformed'], { labelSelector: text }),
  ),
  ...Object.entries(malformedFieldSelectors).map(([id, text]) =>
    refuses(`a-field-selector-with-${id}`, fieldTests(text), { fieldSelector: text }),
  ),
  requirement('list/ignores-no-field-selector', {
    tests: ['selectors.field.unknown'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const [one, two] = [
        await trial.given.job({ spec: { cleanPodPolicy: 'All' } }),
        await trial.given.job({ spec: { cleanPodPolicy: 'None' } }),
      ];
      const jobs = [one, two];
      await takesFieldOrRefuses(trial, 'metadata.uid', uidOf(one.stored), [one], jobs);
      await takesFieldOrRefuses(trial, 'metadata.resourceVersion', 'none', [], jobs);
      await takesFieldOrRefuses(
        trial,
        'spec.cleanPodPolicy',
        'All',
        jobs.filter((job) => at(job.stored, 'spec', 'cleanPodPolicy') === 'All'),
        jobs,
      );
      await takesFieldOrRefuses(trial, 'status.phase', 'x', [], jobs);
    },
  }),
  requirement('watch/refuses-malformed-selectors', {
    tests: [
      'watch.selector.malformed',
      'selectors.label.malformed',
      'selectors.field.malformed',
      'selectors.field.unknown',
    ],
    needs: ['watch/shows-what-exists-first'],
    async check(trial) {
      await trial.given.job();
      const opened = async (query: Record<string, string>): Promise<Answer> => {
        const stream = await trial.target.watch({ query: { ...query, timeoutSeconds: 1 } });
        stream.close();
        return stream.answer;
      };
      trial.expect.accepted(await opened(TWIN), [200]);
      for (const answer of await Promise.all(every().map(opened))) trial.expect.refused(answer);
    },
  }),
  requirement('delete-collection/refuses-malformed-selectors', {
    tests: ['deletecollection.selector.malformed'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const jobs = await trial.given.jobs(2, { labels: { app: 'b' } });
      trial.expect.accepted(await trial.target.deleteCollection({ query: TWIN }), [200]);
      for (const query of every()) trial.expect.refused(await trial.target.deleteCollection({ query }));
      const answer = await trial.target.list();
      expectNames(
        trial,
        answer,
        ownItems(trial, answer, jobs),
        jobs.map((job) => job.name),
        'The list after refused deletions',
      );
    },
  }),
];
