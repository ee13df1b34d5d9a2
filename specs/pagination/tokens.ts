/** Continue tokens: each stands for one page of one list. */
import type { Kind } from '../../contract/types.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, nameOf } from '../support/objects.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { otherKinds } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import {
  continueOf,
  sharedSet,
  expectEachOnce,
  firstPageOf,
  followSet,
  pageOf,
  selectorOf,
  type Pages,
} from './follow.ts';

const FOLLOWS = ['pagination/follows-tokens-to-the-end'];

/** Something that is no token is refused where a token is accepted. */
const refusesToken = (id: string, spoil: (token: string) => string): Requirement =>
  requirement(id, {
    tests: ['pagination.token.malformed'],
    needs: FOLLOWS,
    async check(trial) {
      const { jobs, set } = await sharedSet(trial, 4);
      const token = continueOf(await firstPageOf(trial, { jobs, set }, 1));
      await pageOf(trial, { ...selectorOf(set), limit: 1, continue: token });
      trial.expect.refused(
        await trial.target.list({ query: { ...selectorOf(set), limit: 1, continue: spoil(token) } }),
      );
    },
  });

/**
 * The token of a set is used in another namespace or for another kind, with the selector of the set and without: the
 * target refuses it, or answers with what is there, and shows nothing of the set.
 */
async function expectNothingOfSet(
  trial: Trial,
  token: string,
  set: string,
  elsewhere: { kind?: Kind; namespace: string },
): Promise<void> {
  const { kind = trial.kind, namespace } = elsewhere;
  for (const selection of [selectorOf(set), {}]) {
    const answer = await trial.target.for(kind).list({ namespace, query: { ...selection, limit: 2, continue: token } });
    if (answer.status >= 400) trial.expect.refused(answer);
    else {
      const strays = itemsOf(trial.expect.documented(answer)).filter(
        (item) => at(item, 'metadata', 'labels', 'set') === set,
      );
      trial.expect.that(strays.length === 0, {
        message: 'With the token of another list, a list shows objects of that other list',
        expected: `${kind.plural} of ${namespace} alone`,
        received: `${trial.kind.plural} of ${trial.namespace}: ${strays.map(nameOf).join(', ')}`,
        path: '/items',
        answer,
      });
    }
  }
}

export const tokens: readonly Requirement[] = [
  requirement('pagination/serves-a-page-again', {
    tests: ['pagination.token.again'],
    needs: FOLLOWS,
    async check(trial) {
      const { jobs, set } = await sharedSet(trial, 5);
      const { answers } = await followSet(trial, { jobs, set }, 2);
      let token = '';
      for (const answer of answers) {
        if (token !== '') {
          const again = await pageOf(trial, { ...selectorOf(set), limit: 2, continue: token });
          const names = ownItems(trial, answer, jobs).map(nameOf);
          expectNames(trial, again, itemsOf(again.json), names, 'A page that is asked for again');
        }
        token = continueOf(answer);
      }
    },
  }),
  requirement('pagination/takes-a-token-percent-encoded', {
    tests: ['pagination.token.encoded', 'list.query.continue'],
    needs: FOLLOWS,
    async check(trial) {
      const { jobs, set } = await sharedSet(trial, 4);
      const first = await firstPageOf(trial, { jobs, set }, 2);
      const encoded = [...Buffer.from(continueOf(first))]
        .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
        .join('');
      const plain = await pageOf(trial, { ...selectorOf(set), limit: 2, continue: continueOf(first) });
      const answer = await trial.target.send(
        'GET',
        `${first.path.split('?')[0]}?continue=${encoded}&limit=2&labelSelector=set%3D${set}`,
      );
      if (answer.status === 410) trial.inconclusive('the continue token had expired before it was used');
      expectNames(
        trial,
        answer,
        ownItems(trial, answer, jobs),
        ownItems(trial, plain, jobs).map(nameOf),
        'The page of a token whose every byte is percent-encoded',
      );
    },
  }),
  requirement('pagination/keeps-two-lists-apart', {
    tests: ['pagination.every-item-once', 'pagination.token.again'],
    needs: FOLLOWS,
    async check(trial) {
      const [outer, inner] = [await sharedSet(trial, 5), await sharedSet(trial, 4)];
      const allInner: Pages[] = [];
      const outerPages = await followSet(trial, outer, 2, {
        afterPage: async (page) => {
          if (page === 1) allInner.push(await followSet(trial, inner, 1));
        },
      });
      expectEachOnce(trial, outerPages, outer.jobs, 'The pages of a list during which another list was paged');
      const [innerPages] = allInner;
      if (innerPages === undefined) return trial.inconclusive('a list that had several pages before now has one');
      expectEachOnce(trial, innerPages, inner.jobs, 'The pages of a list that was paged during another list');
    },
  }),
  requirement('pagination/shows-nothing-of-another-namespace-by-a-token', {
    tests: ['list.namespace'],
    needs: [...FOLLOWS, 'list/shows-no-other-namespace'],
    requires: ['other-namespace'],
    async check(trial) {
      const { jobs, set } = await sharedSet(trial, 4);
      await trial.given.shared({ namespace: trial.otherNamespace });
      const token = continueOf(await firstPageOf(trial, { jobs, set }, 1));
      await expectNothingOfSet(trial, token, set, { namespace: trial.otherNamespace });
    },
  }),
  requirement('pagination/shows-nothing-of-another-kind-by-a-token', {
    tests: ['list.kind'],
    needs: [...FOLLOWS, 'list/shows-no-other-kind'],
    async check(trial) {
      const { jobs, set } = await sharedSet(trial, 4);
      const token = continueOf(await firstPageOf(trial, { jobs, set }, 1));
      for (const { kind } of await otherKinds(trial))
        await expectNothingOfSet(trial, token, set, { kind, namespace: trial.namespace });
    },
  }),
  refusesToken('pagination/refuses-a-token-that-is-none', () => 'no token at all'),
  refusesToken('pagination/refuses-a-truncated-token', (token) => token.slice(0, Math.floor(token.length / 2))),
];
