/** Watches that have to be refused before anything is streamed. */
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { ACCEPTED_SELECTION, REFUSED_SELECTIONS } from '../list/malformed-selectors.ts';
import { someOf } from '../support/closeness.ts';
import { requirement } from '../support/requirement.ts';
import { answers404ForUnknownResources } from '../support/unknown-resource.ts';
import { watching } from './support.ts';

const FIRST = ['watch/shows-what-exists-first'];

/** The answer to a watch whose stream, if any, nobody reads. */
async function answerTo(trial: Trial, query: Record<string, string | number>): Promise<Answer> {
  const stream = await trial.target.watch({ query });
  stream.close();
  return stream.answer;
}

const refusesTimeout = (id: string, timeoutSeconds: string): Requirement =>
  requirement(id, {
    tests: ['watch.timeoutSeconds.malformed'],
    needs: FIRST,
    async check(trial) {
      await trial.given.shared();
      await watching(trial, { timeoutSeconds: 1 }, async (stream) => stream.close());
      trial.expect.refused(await answerTo(trial, { timeoutSeconds }));
    },
  });

export const watchRefusals: readonly Requirement[] = [
  answers404ForUnknownResources('watch/answers-404-for-an-unknown-resource', ['watch.code.404'], FIRST, {
    watch: true,
    timeoutSeconds: 1,
  }),
  requirement('watch/refuses-malformed-selectors', {
    tests: [
      'watch.selector.malformed',
      'selectors.label.malformed',
      'selectors.field.malformed',
      'selectors.field.unknown',
    ],
    needs: FIRST,
    async check(trial) {
      await trial.given.shared();
      const opened = (query: Record<string, string>): Promise<Answer> =>
        answerTo(trial, { ...query, timeoutSeconds: 1 });
      trial.expect.documented(await opened(ACCEPTED_SELECTION));
      for (const answer of await Promise.all(someOf(trial, REFUSED_SELECTIONS).map(opened)))
        trial.expect.refused(answer);
    },
  }),
  refusesTimeout('watch/refuses-a-timeout-that-is-no-number', 'abc'),
  refusesTimeout('watch/refuses-a-timeout-that-is-a-fraction', '1.5'),
];
