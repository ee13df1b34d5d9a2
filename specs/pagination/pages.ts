import { parseJson } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, nameOf, versionOf, withMember } from '../support/objects.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { otherKinds } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import {
  continueOf,
  endUnpaged,
  expectAll,
  expectBound,
  selectorOf,
  createPagedSet,
  followPages,
  remainingHolds,
  supportsLimit,
  type Following,
  type Pages,
} from './follow.ts';

const FOLLOWS = ['pagination/follows-tokens-to-the-end'];

const everyItemOnce = (id: string, count: number, limit: number, tests: readonly string[] = []): Requirement =>
  requirement(`pagination/${id}`, {
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
      const { jobs, set } = await createPagedSet(trial, count, limit);
      const found = await followPages(trial, { ...selectorOf(set), limit });
      for (const answer of found.answers) expectBound(trial, answer, limit);
      expectAll(trial, found, jobs, `All pages of limit ${limit} together`);
    },
  });

/** A token that is no token, beside one that is. */
const refusesToken = (id: string, spoil: (token: string) => string): Requirement =>
  requirement(`pagination/refuses-${id}`, {
    tests: ['pagination.token.malformed'],
    needs: FOLLOWS,
    async check(trial) {
      const { set } = await createPagedSet(trial, 3, 1);
      const token = continueOf(await trial.target.list({ query: { ...selectorOf(set), limit: 1 } }));
      trial.expect.accepted(
        await trial.target.list({ query: { ...selectorOf(set), limit: 1, continue: token } }),
        [200],
      );
      trial.expect.refused(
        await trial.target.list({ query: { ...selectorOf(set), limit: 1, continue: spoil(token) } }),
      );
    },
  });

/** Pages whose later queries differ from the first's in limit alone. */
const otherLimits = (id: string, later: Following['later']): Requirement =>
  requirement(`pagination/goes-on-${id}`, {
    tests: ['pagination.limit-may-change'],
    needs: FOLLOWS,
    async check(trial) {
      const { jobs, set } = await createPagedSet(trial, 6, 2);
      expectAll(
        trial,
        await followPages(trial, { ...selectorOf(set), limit: 2 }, { later: later! }),
        jobs,
        `Pages that go on ${id.replaceAll('-', ' ')}`,
      );
    },
  });

/** A list with no limit that counts: everything on one page, and no token. */
const unpaged = (id: string, tests: readonly string[], query: Record<string, number>): Requirement =>
  requirement(`pagination/${id}`, {
    tests,
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const set = trial.given.name('set');
      const jobs = await trial.given.jobs(4, { labels: { set } });
      const answer = await trial.target.list({ query: { ...selectorOf(set), ...query } });
      expectNames(
        trial,
        answer,
        itemsOf(trial.expect.accepted(answer, [200])),
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

/** More items than limit says limit is ignored; a token says it is not. */
function limitOrNot(exchange: Exchange): Finding | 'holds' | undefined {
  const query = new URLSearchParams(exchange.path.split('?')[1] ?? '');
  const limit = Number(query.get('limit') ?? 0);
  if (exchange.verb !== 'list' || exchange.status !== 200 || exchange.truncated === true || !(limit > 0))
    return undefined;
  const body = parseJson(exchange.responseBody);
  const items = at(body, 'items');
  const token = at(body, 'metadata', 'continue');
  if (!Array.isArray(items) || items.length <= limit || token === undefined || token === '') return 'holds';
  return {
    message: 'A page holds more items than limit, and a token',
    expected: `at most ${limit} items, or all of them and an empty continue`,
    received: `${items.length} items and the token ${String(token)}`,
    path: '/items',
  };
}

/** Another namespace or kind under the token of a set, with its selector or without: refused, or answered with what is there; nothing of here. */
async function expectNothingOfHere(
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
      const strays = itemsOf(trial.expect.accepted(answer, [200])).filter(
        (item) => at(item, 'metadata', 'labels', 'set') === set,
      );
      trial.expect.that(strays.length === 0, {
        message: 'A token shows what its path does not hold',
        expected: `${kind.plural} of ${namespace} alone`,
        received: `${trial.kind.plural} of ${trial.namespace}: ${strays.map(nameOf).join(', ')}`,
        path: '/items',
        answer,
      });
    }
  }
}

const tokens: readonly Requirement[] = [
  requirement('pagination/serves-a-page-again', {
    tests: ['pagination.token.again'],
    needs: FOLLOWS,
    async check(trial) {
      const { jobs, set } = await createPagedSet(trial, 6, 2);
      const { answers } = await followPages(trial, { ...selectorOf(set), limit: 2 });
      for (const [i, answer] of answers.slice(0, -1).entries()) {
        const again = await trial.target.list({
          query: { ...selectorOf(set), limit: 2, continue: continueOf(answer) },
        });
        const once = ownItems(trial, answers[i + 1]!, jobs).map(nameOf);
        expectNames(trial, again, itemsOf(trial.expect.accepted(again, [200])), once, 'The same page asked for again');
      }
    },
  }),
  requirement('pagination/takes-a-token-percent-encoded', {
    tests: ['pagination.token.encoded', 'list.query.continue'],
    needs: FOLLOWS,
    async check(trial) {
      const { jobs, set } = await createPagedSet(trial, 4, 2);
      const first = await trial.target.list({ query: { ...selectorOf(set), limit: 2 } });
      const encoded = [...Buffer.from(continueOf(first))]
        .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
        .join('');
      const plain = await trial.target.list({ query: { ...selectorOf(set), limit: 2, continue: continueOf(first) } });
      const answer = await trial.target.send(
        'GET',
        `${first.path.split('?')[0]}?continue=${encoded}&limit=2&labelSelector=set%3D${set}`,
      );
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
      const [one, two] = [await createPagedSet(trial, 5, 2), await createPagedSet(trial, 4, 1)];
      let second: Pages | undefined;
      const first = await followPages(
        trial,
        { ...selectorOf(one.set), limit: 2 },
        { between: async () => void (second ??= await followPages(trial, { ...selectorOf(two.set), limit: 1 })) },
      );
      expectAll(trial, first, one.jobs, 'The pages of a list during which another was paged');
      expectAll(trial, second!, two.jobs, 'The pages of a list within another');
    },
  }),
  requirement('pagination/shows-nothing-of-another-namespace-by-a-token', {
    tests: ['list.namespace'],
    needs: [...FOLLOWS, 'list/shows-no-other-namespace'],
    requires: ['other-namespace'],
    async check(trial) {
      const { set } = await createPagedSet(trial, 4, 1);
      await trial.given.job({ namespace: trial.otherNamespace });
      const token = continueOf(await trial.target.list({ query: { ...selectorOf(set), limit: 1 } }));
      await expectNothingOfHere(trial, token, set, { namespace: trial.otherNamespace });
    },
  }),
  requirement('pagination/shows-nothing-of-another-kind-by-a-token', {
    tests: ['list.kind'],
    needs: [...FOLLOWS, 'list/shows-no-other-kind'],
    async check(trial) {
      const { set } = await createPagedSet(trial, 4, 1);
      const token = continueOf(await trial.target.list({ query: { ...selectorOf(set), limit: 1 } }));
      for (const { kind } of await otherKinds(trial))
        await expectNothingOfHere(trial, token, set, { kind, namespace: trial.namespace });
    },
  }),
  refusesToken('a-token-that-is-none', () => 'no token at all'),
  refusesToken('a-truncated-token', (token) => token.slice(0, Math.floor(token.length / 2))),
];

export const pagination: readonly Requirement[] = [
  requirement('pagination/limit-is-honoured-or-ignored-throughout', {
    tests: ['list.query.limit', 'pagination.support-is-constant'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const set = trial.given.name('set');
      await trial.given.jobs(4, { labels: { set } });
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
        message: 'limit is honoured at times and ignored at others',
        expected: 'one of the two',
        received: 'both',
        path: '/items',
      });
    },
    everywhere: limitOrNot,
  }),
  everyItemOnce('follows-tokens-to-the-end', 5, 2),
  everyItemOnce('serves-pages-of-one', 4, 1),
  everyItemOnce('serves-pages-that-come-out-even', 6, 3),
  everyItemOnce('ends-where-one-is-left', 7, 3, ['pagination.end']),
  everyItemOnce('ends-where-limit-is-one-less-than-the-count', 4, 3, ['pagination.end']),
  everyItemOnce('ends-where-limit-is-the-count', 4, 4, ['pagination.end']),
  everyItemOnce('ends-where-limit-is-more-than-the-count', 4, 5, ['pagination.end']),
  unpaged('unpaged-without-limit', ['pagination.no-limit', 'pagination.end'], {}),
  unpaged('unpaged-with-limit-zero', ['pagination.zero-limit'], { limit: 0 }),
  requirement('pagination/takes-a-negative-limit-as-none-or-refuses-it', {
    tests: ['pagination.every-item-once'],
    needs: FOLLOWS,
    async check(trial) {
      const set = trial.given.name('set');
      const jobs = await trial.given.jobs(3, { labels: { set } });
      const answer = await trial.target.list({ query: { ...selectorOf(set), limit: -1 } });
      if (answer.status >= 400) trial.expect.refused(answer);
      else
        expectAll(trial, await followPages(trial, { ...selectorOf(set), limit: -1 }), jobs, 'The list with limit=-1');
    },
  }),
  requirement('pagination/keeps-selectors-on-each-page', {
    tests: ['pagination.selectors'],
    needs: [...FOLLOWS, 'list/selects-by-equality'],
    async check(trial) {
      const set = trial.given.name('set');
      const jobs = [];
      for (const turn of ['in', 'out', 'in', 'out', 'in', 'out', 'in', 'in'])
        jobs.push({ ...(await trial.given.job({ labels: { set, turn } })), turn });
      const spared = jobs[4]!.name;
      const wanted = jobs.filter((job) => job.turn === 'in' && job.name !== spared);
      const query = { labelSelector: `set=${set},turn!=out`, fieldSelector: `metadata.name!=${spared}`, limit: 2 };
      const first = await trial.target.list({ query });
      if (!supportsLimit(trial, first, wanted.length)) endUnpaged(trial, first, wanted, 2);
      const found = await followPages(trial, query);
      for (const answer of found.answers) expectBound(trial, answer, 2);
      expectAll(trial, found, wanted, 'The pages of a selection');
    },
  }),
  requirement('pagination/one-version-on-all-pages', {
    tests: ['pagination.one-version'],
    needs: FOLLOWS,
    async check(trial) {
      const { jobs, set } = await createPagedSet(trial, 5, 2);
      const { answers } = await followPages(
        trial,
        { ...selectorOf(set), limit: 2 },
        {
          between: async () =>
            void (await trial.given.updated(jobs[4]!, (object) =>
              Object.assign(object, withMember(object, ['metadata', 'annotations', 'moved'], trial.given.name())),
            )),
        },
      );
      const versions = answers.map((answer) => versionOf(answer.json));
      trial.expect.that(versions[0] !== '' && new Set(versions).size === 1, {
        message: 'The pages of one list have different resourceVersions',
        expected: versions[0] || 'one resourceVersion',
        received: versions.join(', '),
        path: '/metadata/resourceVersion',
        answer: answers[1],
      });
    },
  }),
  requirement('pagination/counts-what-remains', {
    tests: ['pagination.remaining'],
    needs: FOLLOWS,
    async check(trial) {
      const { jobs, set } = await createPagedSet(trial, 5, 2);
      const { answers } = await followPages(trial, { ...selectorOf(set), limit: 2 });
      if (!remainingHolds(trial, answers, jobs.length))
        trial.notApplicable('no remainingItemCount is given with a selector');
    },
  }),
  otherLimits('with-a-greater-limit', () => ({ limit: 3 })),
  otherLimits('with-a-smaller-limit', () => ({ limit: 1 })),
  otherLimits('without-limit', () => ({ limit: undefined })),
  ...tokens,
];
