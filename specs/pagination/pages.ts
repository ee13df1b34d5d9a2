/** Lists in pages: every item once, and never more of them on a page than limit says. */
import { succeeds } from '../../contract/operations.ts';
import { parseJson } from '../../contract/json.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Accepted } from '../../harness/model/target.ts';
import { setMember } from '../support/change.ts';
import { at, itemsOf, versionOf } from '../support/objects.ts';
import { expectNames } from '../support/expectations.ts';
import { requirement } from '../support/requirement.ts';
import {
  continueOf,
  createSet,
  sharedSet,
  expectEachOnce,
  expectPageWithinLimit,
  expectPaged,
  expectRemainingCounts,
  followPages,
  followSet,
  selectorOf,
  supportsLimit,
} from './follow.ts';

const FOLLOWS = ['pagination/follows-tokens-to-the-end'];

/** All pages of `count` jobs together, with each of these limits. */
const everyItemOnce = (
  id: string,
  count: number,
  limits: readonly number[],
  tests: readonly string[] = [],
): Requirement =>
  requirement(id, {
    tests: [
      'list.query.limit',
      'list.query.continue',
      'pagination.every-item-once',
      'pagination.limit-bound',
      'pagination.support-is-constant',
      'pagination.unsupported-complete',
      ...tests,
    ],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const set = await sharedSet(trial, count);
      for (const limit of limits) {
        const found = await followSet(trial, set, limit);
        for (const answer of found.answers) expectPageWithinLimit(trial, answer, limit);
        expectEachOnce(trial, found, set.jobs, `The sum of all pages of limit ${limit}`);
      }
    },
  });

/** The queries of all pages but the first have another limit than the first, or none. */
const goesOnWithLimit = (
  id: string,
  first: number,
  limits: readonly (number | undefined)[],
  what: string,
): Requirement =>
  requirement(id, {
    tests: ['pagination.limit-may-change'],
    needs: FOLLOWS,
    async check(trial) {
      const set = await sharedSet(trial, 4);
      for (const limit of limits) {
        const pages = await followSet(trial, set, first, { laterQuery: { limit } });
        expectEachOnce(trial, pages, set.jobs, `Pages that go on ${what}`);
      }
    },
  });

/** A list without a limit, or with limit 0: everything on one page, and no token. */
const unpaged = (id: string, tests: readonly string[], query: Record<string, number>): Requirement =>
  requirement(id, {
    tests,
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const { jobs, set } = await sharedSet(trial, 4);
      const answer = await trial.target.list({ query: { ...selectorOf(set), ...query } });
      expectNames(
        trial,
        answer,
        itemsOf(trial.expect.documented(answer)),
        jobs.map((job) => job.name),
        'The unpaged list',
      );
      trial.expect.that(continueOf(answer) === '', {
        message: 'An unpaged list has a continue token',
        expected: 'an empty continue',
        received: continueOf(answer),
        path: '/metadata/continue',
        answer,
      });
    },
  });

/** A page with more items than limit comes from a target that ignores limit, and such a target gives no token. */
function limitOrNot(exchange: Exchange): Finding | 'holds' | undefined {
  const query = new URLSearchParams(exchange.path.split('?')[1] ?? '');
  const limit = Number(query.get('limit') ?? 0);
  if (exchange.verb !== 'list' || !succeeds('list', exchange.status) || exchange.truncated === true || !(limit > 0))
    return undefined;
  const body = parseJson(exchange.responseBody);
  const items = at(body, 'items');
  const token = at(body, 'metadata', 'continue');
  if (!Array.isArray(items) || items.length <= limit || token === undefined || token === '') return 'holds';
  return {
    message: 'A page holds more items than limit, and yet a token for more',
    expected: `at most ${limit} items, or all of them and an empty continue`,
    received: `${items.length} items and the token ${String(token)}`,
    path: '/items',
  };
}

export const pagination: readonly Requirement[] = [
  requirement('pagination/limit-is-honoured-or-ignored-throughout', {
    tests: ['list.query.limit', 'pagination.support-is-constant'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const { set } = await sharedSet(trial, 4);
      const seen = new Set<boolean>();
      for (const limit of [1, 2, 3])
        seen.add(supportsLimit(trial, await trial.target.list({ query: { ...selectorOf(set), limit } }), 4));
      for (const limit of [1, 3])
        seen.add(
          supportsLimit(
            trial,
            await trial.target.list({
              query: { labelSelector: `set in (${set})`, fieldSelector: 'metadata.name!=x', limit },
            }),
            4,
          ),
        );
      trial.expect.that(seen.size === 1, {
        message: 'limit is honoured in some lists and ignored in others',
        expected: 'either in all lists',
        received: 'both',
        path: '/items',
      });
    },
    everywhere: limitOrNot,
  }),
  everyItemOnce('pagination/follows-tokens-to-the-end', 5, [2]),
  everyItemOnce('pagination/serves-pages-of-one', 4, [1]),
  everyItemOnce('pagination/serves-pages-that-come-out-even', 4, [2]),
  everyItemOnce('pagination/ends-where-one-is-left', 7, [3], ['pagination.end']),
  everyItemOnce('pagination/ends-where-limit-is-one-less-than-the-count', 4, [3], ['pagination.end']),
  everyItemOnce('pagination/ends-where-limit-is-the-count', 4, [4], ['pagination.end']),
  everyItemOnce('pagination/ends-where-limit-is-more-than-the-count', 4, [5, 2 ** 31 - 1], ['pagination.end']),
  unpaged('pagination/unpaged-without-limit', ['pagination.no-limit', 'pagination.end'], {}),
  unpaged('pagination/unpaged-with-limit-zero', ['pagination.zero-limit'], { limit: 0 }),
  requirement('pagination/takes-a-negative-limit-as-none-or-refuses-it', {
    tests: ['pagination.every-item-once'],
    needs: FOLLOWS,
    async check(trial) {
      const { jobs, set } = await sharedSet(trial, 4);
      const answer = await trial.target.list({ query: { ...selectorOf(set), limit: -1 } });
      if (answer.status >= 400) trial.expect.refused(answer);
      else
        expectEachOnce(
          trial,
          await followPages(trial, { ...selectorOf(set), limit: -1 }),
          jobs,
          'The list with limit=-1',
        );
    },
  }),
  requirement('pagination/keeps-selectors-on-each-page', {
    tests: ['pagination.selectors'],
    needs: [...FOLLOWS, 'list/selects-by-equality'],
    async check(trial) {
      const set = trial.given.name('set');
      const create = (turn: 'in' | 'out'): Promise<Accepted> => trial.given.accepted({ labels: { set, turn } });
      const wanted: Accepted[] = [];
      for (let i = 0; i < 2; i += 1) {
        wanted.push(await create('in'));
        await create('out');
      }
      const excluded = await create('in');
      await create('out');
      for (let i = 0; i < 2; i += 1) wanted.push(await create('in'));
      const query = {
        labelSelector: `set=${set},turn!=out`,
        fieldSelector: `metadata.name!=${excluded.name}`,
        limit: 2,
      };
      const first = await trial.target.list({ query });
      expectPaged(trial, first, wanted, 2);
      // As a client that lists again begins: not older than what it has seen.
      const resourceVersion = versionOf(first.json);
      const found = await followPages(
        trial,
        { ...query, resourceVersion },
        { laterQuery: { resourceVersion: undefined } },
      );
      for (const answer of found.answers) expectPageWithinLimit(trial, answer, 2);
      expectEachOnce(trial, found, wanted, 'The pages of a selection');
      // A selection of one name may be answered in another way; its page, too, ends, or goes on with a token that counts.
      const [one] = wanted;
      if (one === undefined) return;
      const alone = await followPages(trial, { fieldSelector: `metadata.name=${one.name}`, limit: 1 });
      expectEachOnce(trial, alone, [one], 'The page of one name');
    },
  }),
  requirement('pagination/one-version-on-all-pages', {
    tests: ['pagination.one-version'],
    needs: FOLLOWS,
    async check(trial) {
      const set = await createSet(trial, 3);
      const { answers } = await followSet(trial, set, 1, {
        afterPage: () => setMember(trial, set.jobs[2], ['metadata', 'annotations', 'moved'], trial.given.name()),
      });
      const versions = answers.map((answer) => versionOf(answer.json));
      if (versions[0] === undefined)
        trial.inconclusive('a page shows no resourceVersion', 'list-meta.resource-version');
      trial.expect.that(new Set(versions).size === 1, {
        message: 'The pages of one list have different resourceVersions',
        expected: String(versions[0]),
        received: versions.map((version) => version ?? 'none').join(', '),
        path: '/metadata/resourceVersion',
        answer: answers[1],
      });
    },
  }),
  requirement('pagination/counts-what-remains', {
    tests: ['pagination.remaining'],
    needs: FOLLOWS,
    async check(trial) {
      const set = await sharedSet(trial, 5);
      const { answers } = await followSet(trial, set, 2);
      if (!expectRemainingCounts(trial, answers, set.jobs.length))
        trial.notApplicable('no remainingItemCount is given with a selector');
    },
  }),
  goesOnWithLimit('pagination/goes-on-with-a-greater-limit', 1, [2, 2 ** 31 - 1], 'with a greater limit'),
  goesOnWithLimit('pagination/goes-on-with-a-smaller-limit', 2, [1], 'with a smaller limit'),
  goesOnWithLimit('pagination/goes-on-without-limit', 1, [undefined, 0], 'without limit'),
];
