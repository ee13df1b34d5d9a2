import type { Answer, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import type { JsonObject } from '../../contract/json.ts';
import { emptyScratch, expectNames, expectSame } from '../support/expectations.ts';
import { itemsOf, metadataOf, nameOf, specOf, uidOf, versionOf, withMember } from '../support/objects.ts';
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
} from './follow.ts';

const FOLLOWS = ['pagination/follows-tokens-to-the-end'];

/** What a disturbance works on: the jobs in the order that the list has, and how many the first page showed. */
interface PagingState {
  trial: Trial;
  jobs: readonly Job[];
  shown: number;
  set: string;
}
type Disturb = (moment: PagingState) => Promise<void>;

const relabel = (trial: Trial, job: Job, label: string, value: string | undefined): Promise<JsonObject> =>
  trial.given.updated(job, (object) => Object.assign(object, withMember(object, ['metadata', 'labels', label], value)));

/** The jobs of a list in its order. A target that orders each list anew has no such order, and any will do. */
async function inOrder(trial: Trial, set: string, jobs: readonly Job[]): Promise<Job[]> {
  const order = itemsOf((await trial.target.list({ query: selectorOf(set) })).json).map(nameOf);
  return [...jobs].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

/** Each item is the object that was there at first: the same uid, and what no controller changes as it was. */
function expectAsBefore(
  trial: Trial,
  items: readonly JsonObject[],
  jobs: readonly Job[],
  answer: Answer | undefined,
): void {
  for (const item of items) {
    const job = jobs.find((one) => one.name === nameOf(item));
    if (job === undefined) continue;
    trial.expect.match(uidOf(item), job.uid, answer, '/items/*/metadata/uid');
    expectSame(trial, metadataOf(item)['labels'], metadataOf(job.stored)['labels'], answer, '/items/*/metadata/labels');
    expectSame(trial, specOf(item), specOf(job.stored), answer, '/items/*/spec');
    trial.expect.match(
      metadataOf(item)['deletionTimestamp'] ?? null,
      null,
      answer,
      '/items/*/metadata/deletionTimestamp',
    );
  }
}

const snapshot = (id: string, tests: readonly string[], limit: number, disturb: Disturb): Requirement =>
  requirement(`pagination/${id}`, {
    tests: ['pagination.snapshot', ...tests],
    needs: FOLLOWS,
    async check(trial) {
      const given = await createPagedSet(trial, 6, limit);
      const jobs = await inOrder(trial, given.set, given.jobs);
      const found = await followPages(
        trial,
        { ...selectorOf(given.set), limit },
        {
          between: async (page, answer) =>
            page === 1 ? disturb({ trial, jobs, shown: itemsOf(answer.json).length, set: given.set }) : undefined,
        },
      );
      for (const answer of found.answers) expectBound(trial, answer, limit);
      expectAll(trial, found, jobs, 'The pages of one list, during which others wrote,');
      expectAsBefore(trial, found.items, jobs, found.answers[1]);
    },
  });

const CREATED = ['pagination.snapshot.created'];
const DELETED = ['pagination.snapshot.deleted'];
const CHANGED = ['pagination.snapshot.changed'];

const remove =
  (which: (moment: PagingState) => (Job | undefined)[]): Disturb =>
  async (moment) => {
    for (const job of which(moment)) if (job !== undefined) await moment.trial.given.deleted(job);
  };

const disturbances: readonly Requirement[] = [
  snapshot(
    'does-not-show-what-is-created-between-pages',
    CREATED,
    2,
    async ({ trial, set }) => void (await trial.given.jobs(3, { labels: { set, moment: 'later' } })),
  ),
  snapshot('does-not-move-by-what-is-inserted-on-either-side', CREATED, 2, async ({ trial, jobs, shown, set }) => {
    // Names that sort before all, right behind those at the seam of the pages, and behind all, wherever the list is ordered by name.
    const behind = [jobs[0], jobs[shown - 1], jobs[shown]].flatMap((job) =>
      job === undefined ? [] : [`${job.name}-0`],
    );
    for (const name of new Set([trial.given.name('a'), ...behind, trial.given.name('z')]))
      await trial.given.job({ name, labels: { set } });
  }),
  snapshot(
    'still-shows-what-is-deleted-between-pages',
    DELETED,
    2,
    remove(({ jobs }) => [...jobs]),
  ),
  snapshot(
    'goes-on-when-the-last-item-shown-is-deleted',
    DELETED,
    2,
    remove(({ jobs, shown }) => [jobs[shown - 1]]),
  ),
  snapshot(
    'goes-on-when-the-first-item-shown-is-deleted',
    DELETED,
    2,
    remove(({ jobs }) => [jobs[0]]),
  ),
  snapshot(
    'goes-on-when-everything-shown-is-deleted',
    DELETED,
    3,
    remove(({ jobs, shown }) => jobs.slice(0, shown)),
  ),
  snapshot(
    'still-shows-the-next-item-when-it-is-deleted',
    DELETED,
    2,
    remove(({ jobs, shown }) => [jobs[shown]]),
  ),
  snapshot(
    'still-shows-the-last-item-when-it-is-deleted',
    DELETED,
    1,
    remove(({ jobs }) => [jobs[jobs.length - 1]]),
  ),
  snapshot('shows-objects-as-they-were-at-the-first-page', CHANGED, 2, async ({ trial, jobs }) => {
    for (const job of jobs) await relabel(trial, job, 'moment', 'later');
  }),
  snapshot('shows-specs-as-they-were-at-the-first-page', CHANGED, 2, async ({ trial, jobs }) => {
    for (const job of jobs)
      await trial.given.updated(job, (object) =>
        Object.assign(object, withMember(object, ['spec', 'activeDeadlineSeconds'], 86_399)),
      );
  }),
  snapshot('still-shows-what-leaves-the-selection', CHANGED, 2, async ({ trial, jobs, shown }) => {
    for (const job of jobs.slice(shown)) await relabel(trial, job, 'set', undefined);
  }),
  snapshot(
    'shows-the-predecessor-of-what-is-made-again',
    [...DELETED, ...CREATED],
    2,
    async ({ trial, jobs, shown, set }) => {
      for (const job of jobs.slice(shown - 1)) {
        await trial.given.deleted(job);
        await trial.given.job({ name: job.name, labels: { set, moment: 'again' } });
      }
    },
  ),
  snapshot(
    'holds-under-writers-of-every-kind',
    [...CREATED, ...DELETED, ...CHANGED],
    1,
    async ({ trial, jobs, set }) => {
      await Promise.all([
        trial.given.jobs(3, { labels: { set } }),
        trial.given.deleted(jobs[0]!),
        trial.given.deleted(jobs[3]!),
        relabel(trial, jobs[1]!, 'moment', 'later'),
        relabel(trial, jobs[4]!, 'set', undefined),
        relabel(trial, jobs[5]!, 'moment', 'later'),
      ]);
    },
  ),
];

export const paginationSnapshot: readonly Requirement[] = [
  ...disturbances,
  requirement('pagination/does-not-show-what-enters-the-selection', {
    tests: ['pagination.snapshot', ...CHANGED],
    needs: FOLLOWS,
    async check(trial) {
      const outside = await trial.given.jobs(2);
      const { jobs, set } = await createPagedSet(trial, 5, 2);
      const more = await trial.given.jobs(2);
      const found = await followPages(
        trial,
        { ...selectorOf(set), limit: 2 },
        {
          between: async (page) => {
            if (page === 1) for (const job of [...outside, ...more]) await relabel(trial, job, 'set', set);
          },
        },
      );
      expectAll(trial, found, jobs, 'The pages of a selection that others entered meanwhile');
    },
  }),
  requirement('pagination/shows-what-one-list-shows', {
    tests: ['pagination.snapshot', 'list.items.whole'],
    needs: [...FOLLOWS, 'list/gives-each-item-whole'],
    async check(trial) {
      const { set } = await createPagedSet(trial, 4, 2, {
        annotations: { note: 'whole' },
        spec: { activeDeadlineSeconds: 86_400 },
      });
      const whole = await trial.target.list({ query: selectorOf(set) });
      const found = await followPages(trial, { ...selectorOf(set), limit: 2 });
      const there = new Map(itemsOf(trial.expect.accepted(whole, [200])).map((item) => [uidOf(item), item]));
      for (const item of found.items) {
        const same = there.get(uidOf(item));
        // A controller may have written in between: only one version of an object has one content.
        if (same !== undefined && versionOf(same) === versionOf(item))
          expectSame(trial, item, same, found.answers[0], '/items/*');
      }
      expectNames(trial, whole, found.items, [...there.values()].map(nameOf), 'The pages of an unpaged list');
    },
  }),
  requirement('pagination/pages-a-whole-namespace', {
    tests: ['pagination.every-item-once', 'pagination.limit-bound', 'pagination.snapshot'],
    needs: FOLLOWS,
    requires: ['scratch-namespace'],
    async check(trial) {
      const namespace = await emptyScratch(trial);
      const jobs = await trial.given.jobs(5, { namespace });
      const first = await trial.target.list({ namespace, query: { limit: 2 } });
      if (!supportsLimit(trial, first, jobs.length)) endUnpaged(trial, first, jobs, 2);
      const found = await followPages(
        trial,
        { limit: 2 },
        {
          namespace,
          between: async (page) => {
            if (page === 1)
              await Promise.all([
                trial.given.jobs(2, { namespace }),
                trial.given.deleted(jobs[1]),
                trial.given.deleted(jobs[4]),
              ]);
          },
        },
      );
      for (const answer of found.answers) expectBound(trial, answer, 2);
      expectAll(trial, found, jobs, 'The pages of a namespace');
    },
  }),
  requirement('pagination/counts-what-remains-of-a-namespace', {
    tests: ['pagination.remaining'],
    needs: ['pagination/pages-a-whole-namespace'],
    requires: ['scratch-namespace'],
    async check(trial) {
      const namespace = await emptyScratch(trial);
      const jobs = await trial.given.jobs(5, { namespace });
      const { answers } = await followPages(trial, { limit: 2 }, { namespace });
      if (continueOf(answers[0]!) === '') trial.notApplicable('limit is not supported');
      if (!remainingHolds(trial, answers, jobs.length)) trial.notApplicable('no remainingItemCount is given');
    },
  }),
];
