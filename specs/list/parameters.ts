/** Query parameters of a list but its selectors, limit and continue. */
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectNames, expectNotServed, ownItems } from '../support/expectations.ts';
import { requirement } from '../support/requirement.ts';
import { ignoresLimit } from '../pagination/follow.ts';

/** A parameter is refused that differs from the control's in one value. */
const refusesQuery = (
  id: string,
  tests: readonly string[],
  query: Record<string, string>,
  control: Record<string, string>,
  refused: (trial: Trial, answer: Answer) => void | Promise<void> = (trial, answer) => trial.expect.refused(answer),
): Requirement =>
  requirement(id, {
    tests,
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      trial.expect.documented(await trial.target.list({ query: control }));
      await refused(trial, await trial.target.list({ query }));
    },
  });

/** A target that ignores limit (erratum 14) may ignore a malformed one. */
const refusesLimit = (id: string, limit: string): Requirement =>
  refusesQuery(id, ['list.query.limit.malformed'], { limit }, { limit: '500' }, async (trial, answer) => {
    if (answer.status < 300 && (await ignoresLimit(trial))) return trial.notApplicable('the target ignores limit');
    trial.expect.refused(answer);
  });

const refusesTimeout = (id: string, timeoutSeconds: string): Requirement =>
  refusesQuery(id, ['list.query.timeoutSeconds.malformed'], { timeoutSeconds }, { timeoutSeconds: '30' });

/** A value of `watch` that asks for a list. */
const takesWatch = (id: string, watch: string): Requirement =>
  requirement(id, {
    tests: ['list.query.watch'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.shared();
      // Where the target takes it for a watch, timeoutSeconds ends the stream, and the answer shows what it is.
      const answer = await trial.target.list({ query: { watch, timeoutSeconds: 1 } });
      expectNames(trial, answer, ownItems(trial, answer, [job]), [job.name], `The list with watch=${watch}`);
    },
  });

export const parameters: readonly Requirement[] = [
  refusesLimit('list/refuses-a-limit-that-is-no-number', 'abc'),
  refusesLimit('list/refuses-a-limit-that-is-a-fraction', '1.5'),
  refusesLimit('list/refuses-a-limit-that-is-a-number-and-more', '10abc'),
  refusesTimeout('list/refuses-a-timeout-that-is-no-number', 'abc'),
  refusesTimeout('list/refuses-a-timeout-that-is-a-fraction', '1.5'),
  refusesTimeout('list/refuses-a-timeout-that-is-a-number-and-more', '10abc'),
  refusesQuery(
    'list/refuses-a-resource-version-that-is-none',
    ['list.query.resourceVersion.malformed'],
    { resourceVersion: 'no version at all' },
    { resourceVersion: '0' },
    expectNotServed,
  ),
  requirement('list/takes-timeout-seconds', {
    tests: ['list.query.timeoutSeconds'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.shared();
      const answer = await trial.target.list({ query: { timeoutSeconds: 30 } });
      expectNames(trial, answer, ownItems(trial, answer, [job]), [job.name], 'The list with timeoutSeconds');
    },
  }),
  takesWatch('list/takes-watch-false', 'false'),
  takesWatch('list/takes-watch-0', '0'),
];
