/** A continue token that has been left for minutes: a server forgets it when it likes, and has to say so. */
import { expectNames } from '../support/expectations.ts';
import { itemsOf, nameOf, uidOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { continueOf, createSet, expectEachOnce, firstPageOf, followPages, selectorOf } from './follow.ts';

const LIMIT = 2;
const EXPIRED = 410;

/** The pages from a token on, and the answer that says that it has expired, if one does. */
async function restOf(trial: Trial, first: Answer, set: string): Promise<{ items: JsonObject[]; expired?: Answer }> {
  const items: JsonObject[] = [];
  const seen = new Set<string>();
  for (let token = continueOf(first); token !== '' && !seen.has(token);) {
    seen.add(token);
    const answer = await trial.target.list({ query: { ...selectorOf(set), limit: LIMIT, continue: token } });
    if (answer.status >= 400) {
      trial.expect.refused(answer, [EXPIRED]);
      return { items, expired: answer };
    }
    items.push(...itemsOf(trial.expect.documented(answer)));
    token = continueOf(answer);
  }
  return { items };
}

export const agedTokens: readonly Requirement[] = [
  requirement('pagination/serves-an-aged-token-or-says-that-it-has-expired', {
    tests: ['pagination.token.expired'],
    needs: ['pagination/still-shows-the-next-item-when-it-is-deleted'],
    requires: ['patience'],
    async check(trial) {
      const { jobs, set } = await createSet(trial, 4);
      const first = await firstPageOf(trial, { jobs, set }, LIMIT);
      const shown = itemsOf(first.json).map((item) => nameOf(item));
      const [next, ...others] = jobs.filter((job) => !shown.includes(job.name));
      if (next === undefined || continueOf(first) === '')
        return trial.inconclusive('a first page of fewer items than there are leads to no second', 'pagination.end');
      const rest = [next, ...others];
      await trial.given.deleted(next);
      const late = await trial.given.accepted({ labels: { set } });
      await trial.clock.sleep(trial.patience);
      const { items, expired } = await restOf(trial, first, set);
      if (expired === undefined) {
        trial.choice('history', 'history-kept', undefined, 'list');
        expectNames(
          trial,
          first,
          items,
          rest.map((job) => job.name),
          'What an aged continue token leads to',
        );
        for (const { name, uid } of rest)
          trial.expect.match(uidOf(items.find((item) => nameOf(item) === name)), uid ?? null, first, '/items/*');
        return;
      }
      trial.choice('history', 'history-forgotten', expired, 'list');
      // What the pages before it showed is no part of the list that begins anew.
      const present = [...jobs.filter((job) => job !== next), late];
      const anew = await followPages(trial, { ...selectorOf(set), limit: LIMIT });
      expectEachOnce(trial, anew, present, 'The list that begins anew after its token had expired');
    },
  }),
];
