import type { JsonObject } from '../contract/seam.ts';
import type { Answer, CallOptions, Job, Requirement, Trial } from '../harness/types.ts';
import { at, expectNames, itemsOf, nameOf, requirement, withMember } from './common.ts';

/** The query that shows the check's own jobs alone: its own label. */
const own = (set: string): Record<string, string> => ({ labelSelector: `set=${set}` });

interface Pages { answers: Answer[]; items: JsonObject[] }

const continueOf = (answer: Answer): string => {
  const token = at(answer.json, 'metadata', 'continue');
  return typeof token === 'string' ? token : '';
};

/** The number of items on the first page says whether limit is supported (erratum 14). */
function supportsLimit(trial: Trial, answer: Answer, limit: number, total: number): boolean {
  const items = itemsOf(trial.expect.accepted(answer, [200]));
  if (total <= limit) return true; // shows nothing: every page would hold all
  const supported = items.length !== total;
  trial.saw('limit', supported ? 'limit-honoured' : 'limit-ignored', answer, 'list');
  return supported;
}

/** Follows the tokens to the end; `between` runs after each page but the last. */
async function pages(trial: Trial, query: CallOptions['query'], most: number, between?: (page: number) => Promise<void>): Promise<Pages> {
  const answers: Answer[] = [];
  const items: JsonObject[] = [];
  let token: string | undefined;
  do {
    const answer = await trial.target.list({ query: { ...query, ...(token === undefined ? {} : { continue: token }) } });
    items.push(...itemsOf(trial.expect.accepted(answer, [200])));
    answers.push(answer);
    token = continueOf(answer);
    trial.expect.that(answers.length <= most, {
      message: 'The continue tokens do not come to an end', expected: `an empty continue after at most ${most} pages`, received: `${answers.length} pages and another token`, path: '/metadata/continue', answer,
    });
    if (token !== '') await between?.(answers.length);
  } while (token !== '');
  return { answers, items };
}

/** Jobs of one set, and the first page of them; ends as not applicable where limit is unsupported. */
async function paged(trial: Trial, count: number, limit: number): Promise<{ jobs: Job[]; set: string }> {
  const set = trial.given.name('set');
  const jobs = await trial.given.jobs(count, { labels: { set } });
  const answer = await trial.target.list({ query: { ...own(set), limit } });
  if (!supportsLimit(trial, answer, limit, count)) {
    expectNames(trial, answer, itemsOf(answer.json), jobs.map((job) => job.name), 'The list of a target that ignores limit');
    trial.expect.that(continueOf(answer) === '', { message: 'A list that holds everything has a continue token', expected: 'an empty continue', received: continueOf(answer), path: '/metadata/continue', answer });
    trial.notApplicable(`limit is not supported: ${limit} asked for, all ${count} given with an empty continue`);
  }
  return { jobs, set };
}

const everyItemOnce = (id: string, count: number, limit: number, tests: readonly string[] = []): Requirement =>
  requirement(`pagination/${id}`, {
    tests: ['list.query.limit', 'list.query.continue', 'pagination.every-item-once', 'pagination.limit-bound', ...tests],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const { jobs, set } = await paged(trial, count, limit);
      const { answers, items } = await pages(trial, { ...own(set), limit }, count + 2);
      for (const answer of answers)
        trial.expect.that(itemsOf(answer.json).length <= limit, { message: 'A page holds more items than limit', expected: `at most ${limit}`, received: String(itemsOf(answer.json).length), path: '/items', answer });
      expectNames(trial, answers[answers.length - 1]!, items, jobs.map((job) => job.name), `All pages of limit ${limit} together`);
    },
  });

/** What others do between the pages must not show. */
const snapshot = (id: string, tests: readonly string[], disturb: (trial: Trial, jobs: Job[], set: string) => Promise<void>): Requirement =>
  requirement(`pagination/${id}`, {
    tests: ['pagination.snapshot', ...tests],
    needs: ['pagination/follows-tokens-to-the-end'],
    async check(trial) {
      const { jobs, set } = await paged(trial, 6, 2);
      let done = false;
      const { answers, items } = await pages(trial, { ...own(set), limit: 2 }, 9, async () => {
        if (!done) await disturb(trial, jobs, set);
        done = true;
      });
      const last = answers[answers.length - 1]!;
      expectNames(trial, last, items, jobs.map((job) => job.name), 'The pages of one list');
      for (const item of items)
        trial.expect.match(at(item, 'metadata', 'labels', 'moment') ?? null, null, last, '/items/*/metadata/labels/moment');
    },
  });

const refusesToken = (id: string, spoil: (token: string) => string): Requirement =>
  requirement(`pagination/refuses-${id}`, {
    tests: ['pagination.token.malformed'],
    needs: ['pagination/follows-tokens-to-the-end'],
    async check(trial) {
      const { set } = await paged(trial, 3, 1);
      const first = await trial.target.list({ query: { ...own(set), limit: 1 } });
      const token = continueOf(first);
      trial.expect.accepted(await trial.target.list({ query: { ...own(set), limit: 1, continue: token } }), [200]);
      trial.expect.refused(await trial.target.list({ query: { ...own(set), limit: 1, continue: spoil(token) } }));
    },
  });

export const pagination: readonly Requirement[] = [
  requirement('pagination/limit-is-honoured-or-ignored-throughout', {
    tests: ['list.query.limit'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const set = trial.given.name('set');
      await trial.given.jobs(4, { labels: { set } });
      const seen = new Set<boolean>();
      for (const limit of [1, 2, 3]) {
        const answer = await trial.target.list({ query: { ...own(set), limit } });
        seen.add(supportsLimit(trial, answer, limit, 4));
      }
      trial.expect.that(seen.size === 1, { message: 'limit is honoured at times and ignored at others', expected: 'one of the two', received: 'both', path: '/items' });
    },
  }),
  everyItemOnce('follows-tokens-to-the-end', 5, 2),
  everyItemOnce('serves-pages-of-one', 4, 1),
  everyItemOnce('serves-pages-that-come-out-even', 6, 3),
  everyItemOnce('ends-where-limit-is-the-count', 4, 4, ['pagination.end']),
  everyItemOnce('ends-where-limit-is-more-than-the-count', 4, 5, ['pagination.end']),
  requirement('pagination/unpaged-without-limit', {
    tests: ['pagination.no-limit'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const set = trial.given.name('set');
      const jobs = await trial.given.jobs(4, { labels: { set } });
      const answer = await trial.target.list({ query: own(set) });
      expectNames(trial, answer, itemsOf(trial.expect.accepted(answer, [200])), jobs.map((job) => job.name), 'The list without limit');
      trial.expect.that(continueOf(answer) === '', { message: 'An unpaged list has a continue token', expected: 'an empty continue', received: continueOf(answer), path: '/metadata/continue', answer });
    },
  }),
  requirement('pagination/one-version-on-all-pages', {
    tests: ['pagination.one-version'],
    needs: ['pagination/follows-tokens-to-the-end'],
    async check(trial) {
      const { jobs, set } = await paged(trial, 5, 2);
      const { answers } = await pages(trial, { ...own(set), limit: 2 }, 7, async (page) => {
        if (page === 1) await trial.given.updated(jobs[4]!, (object) => Object.assign(object, withMember(object, ['metadata', 'annotations', 'moved'], 'yes')));
      });
      const versions = answers.map((answer) => String(at(answer.json, 'metadata', 'resourceVersion')));
      trial.expect.that(new Set(versions).size === 1, { message: 'The pages of one list have different resourceVersions', expected: versions[0] ?? '', received: versions.join(', '), path: '/metadata/resourceVersion', answer: answers[1] });
    },
  }),
  snapshot('does-not-show-what-is-created-between-pages', ['pagination.snapshot.created'], async (trial, _jobs, set) => void (await trial.given.jobs(3, { labels: { set, moment: 'later' } }))),
  snapshot('still-shows-what-is-deleted-between-pages', ['pagination.snapshot.deleted'], async (trial, jobs) => {
    for (const job of jobs) await trial.given.gone(job);
  }),
  snapshot('shows-objects-as-they-were-at-the-first-page', ['pagination.snapshot.changed'], async (trial, jobs) => {
    for (const job of jobs) await trial.given.updated(job, (object) => Object.assign(object, withMember(object, ['metadata', 'labels', 'moment'], 'later')));
  }),
  requirement('pagination/serves-a-page-again', {
    tests: ['pagination.token.again'],
    needs: ['pagination/follows-tokens-to-the-end'],
    async check(trial) {
      const { set } = await paged(trial, 4, 2);
      const token = continueOf(await trial.target.list({ query: { ...own(set), limit: 2 } }));
      const once = await trial.target.list({ query: { ...own(set), limit: 2, continue: token } });
      const twice = await trial.target.list({ query: { ...own(set), limit: 2, continue: token } });
      expectNames(trial, twice, itemsOf(trial.expect.accepted(twice, [200])), itemsOf(trial.expect.accepted(once, [200])).map((item) => nameOf(item)), 'The same page asked for again');
    },
  }),
  requirement('pagination/counts-what-remains', {
    tests: ['pagination.remaining'],
    needs: ['pagination/follows-tokens-to-the-end'],
    async check(trial) {
      const { set } = await paged(trial, 5, 2);
      const answer = await trial.target.list({ query: { ...own(set), limit: 2 } });
      const remaining = at(answer.json, 'metadata', 'remainingItemCount');
      trial.saw('remaining-count', remaining === undefined ? 'remaining-absent' : 'remaining-given', answer, 'list');
      if (remaining === undefined) return trial.notApplicable('no remainingItemCount is given with a selector');
      trial.expect.match(remaining, 5 - itemsOf(answer.json).length, answer, '/metadata/remainingItemCount');
    },
  }),
  refusesToken('a-token-that-is-none', () => 'no token at all'),
  refusesToken('a-truncated-token', (token) => token.slice(0, Math.floor(token.length / 2))),
];
