/** Pages show the collection as it was at the first page, whatever is written in between (a snapshot). */
import type { Accepted, Answer, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Several, Trial } from '../../harness/model/trial.ts';
import { acceptedDelete, HOLD } from '../delete/support.ts';
import { setLabel, setMember } from '../support/change.ts';
import type { JsonObject } from '../../contract/json.ts';
import { expectNames, expectSame } from '../support/expectations.ts';
import { itemsOf, metadataOf, nameOf, specOf, uidOf, versionOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { inScratch } from '../support/scratch.ts';
import {
  expectEachOnce,
  expectPageWithinLimit,
  selectorOf,
  createSet,
  expectPaged,
  followPages,
  followSet,
  expectRemainingCounts,
} from './follow.ts';

const FOLLOWS = ['pagination/follows-tokens-to-the-end'];

const COUNT = 3;
type Jobs = Several<Job, typeof COUNT>;

/** How a list stands after its first page. */
interface PagingState {
  trial: Trial;
  /** In the order in which the list shows them. */
  jobs: Jobs;
  /** The number of jobs on the first page. */
  shown: number;
  set: string;
}
/** Writes that come between the first page and the second. */
type Interference = (state: PagingState) => Promise<void>;

/**
 * The jobs as a list shows them, and in its order. Where each list of a target has another order, any will do; what no
 * list shows is read.
 */
async function asListed(trial: Trial, set: string, made: Several<Accepted, typeof COUNT>): Promise<Jobs> {
  const items = itemsOf((await trial.target.list({ query: selectorOf(set) })).json);
  const order = items.map(nameOf);
  const jobs: Job[] = [];
  for (const one of made) {
    const stored = items[order.indexOf(one.name)] ?? (await trial.given.read(one));
    jobs.push({ ...one, stored, uid: uidOf(stored) });
  }
  return jobs.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)) as Jobs;
}

/** Each item is the job as it was before the first page: its uid, and everything that no controller changes. */
function expectAsBefore(
  trial: Trial,
  items: readonly JsonObject[],
  jobs: readonly Job[],
  answer: Answer | undefined,
): void {
  for (const item of items) {
    const job = jobs.find((one) => one.name === nameOf(item));
    if (job === undefined) continue;
    trial.expect.match(metadataOf(item), { uid: job.uid }, answer, '/items/*/metadata');
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

const snapshot = (id: string, tests: readonly string[], limit: number, interfere: Interference): Requirement =>
  requirement(id, {
    tests: ['pagination.snapshot', ...tests],
    needs: FOLLOWS,
    async check(trial) {
      const { jobs: created, set } = await createSet(trial, COUNT);
      const jobs = await asListed(trial, set, created);
      const found = await followSet(trial, { jobs, set }, limit, {
        afterPage: async (page, answer) => {
          if (page === 1) await interfere({ trial, jobs, shown: itemsOf(answer.json).length, set });
        },
      });
      for (const answer of found.answers) expectPageWithinLimit(trial, answer, limit);
      expectEachOnce(trial, found, jobs, 'The list in pages, while others wrote,');
      expectAsBefore(trial, found.items, jobs, found.answers[1]);
    },
  });

const CREATED = ['pagination.snapshot.created'];
const DELETED = ['pagination.snapshot.deleted'];
const CHANGED = ['pagination.snapshot.changed'];

const deleting =
  (which: (state: PagingState) => (Job | undefined)[]): Interference =>
  async (state) => {
    for (const job of which(state)) if (job !== undefined) await state.trial.given.deleted(job);
  };

const interferences: readonly Requirement[] = [
  snapshot(
    'pagination/does-not-show-what-is-created-between-pages',
    CREATED,
    2,
    async ({ trial, set }) => void (await trial.given.allAccepted(2, { labels: { set, moment: 'later' } })),
  ),
  snapshot(
    'pagination/does-not-move-by-what-is-inserted-on-either-side',
    CREATED,
    2,
    async ({ trial, jobs, shown, set }) => {
      // In a list that is ordered by name, these names come before all others, after those where one page ends and the
      // next
      // begins, and after all others.
      const behind = [jobs[0], jobs[shown - 1], jobs[shown]].flatMap((job) =>
        job === undefined ? [] : [`${job.name}-0`],
      );
      for (const name of new Set([trial.given.name('a'), ...behind, trial.given.name('z')]))
        await trial.given.accepted({ name, labels: { set } });
    },
  ),
  snapshot(
    'pagination/still-shows-what-is-deleted-between-pages',
    DELETED,
    2,
    deleting(({ jobs }) => [...jobs]),
  ),
  snapshot(
    'pagination/goes-on-when-the-last-item-shown-is-deleted',
    DELETED,
    2,
    deleting(({ jobs, shown }) => [jobs[shown - 1]]),
  ),
  snapshot(
    'pagination/goes-on-when-the-first-item-shown-is-deleted',
    DELETED,
    2,
    deleting(({ jobs }) => [jobs[0]]),
  ),
  snapshot(
    'pagination/goes-on-when-everything-shown-is-deleted',
    DELETED,
    2,
    deleting(({ jobs, shown }) => jobs.slice(0, shown)),
  ),
  snapshot(
    'pagination/still-shows-the-next-item-when-it-is-deleted',
    DELETED,
    2,
    deleting(({ jobs, shown }) => [jobs[shown]]),
  ),
  snapshot(
    'pagination/still-shows-the-last-item-when-it-is-deleted',
    DELETED,
    1,
    deleting(({ jobs }) => [jobs[jobs.length - 1]]),
  ),
  snapshot('pagination/shows-objects-as-they-were-at-the-first-page', CHANGED, 2, async ({ trial, jobs, shown }) => {
    for (const job of jobs.slice(shown)) await setLabel(trial, job, 'moment', 'later');
  }),
  snapshot('pagination/shows-specs-as-they-were-at-the-first-page', CHANGED, 2, async ({ trial, jobs, shown }) => {
    for (const job of jobs.slice(shown)) await setMember(trial, job, ['spec', 'activeDeadlineSeconds'], 86_399);
  }),
  snapshot('pagination/still-shows-what-leaves-the-selection', CHANGED, 2, async ({ trial, jobs, shown }) => {
    for (const job of jobs.slice(shown)) await setLabel(trial, job, 'set', undefined);
  }),
  snapshot(
    'pagination/shows-the-predecessor-of-what-is-made-again',
    [...DELETED, ...CREATED],
    2,
    async ({ trial, jobs, shown, set }) => {
      for (const job of jobs.slice(shown - 1)) {
        await trial.given.deleted(job);
        await trial.given.accepted({ name: job.name, labels: { set, moment: 'again' } });
      }
    },
  ),
  snapshot(
    'pagination/holds-under-writers-of-every-kind',
    [...CREATED, ...DELETED, ...CHANGED],
    1,
    async ({ trial, jobs, set }) => {
      await Promise.all([
        trial.given.allAccepted(2, { labels: { set } }),
        trial.given.deleted(jobs[0]),
        setLabel(trial, jobs[1], 'moment', 'later'),
        setLabel(trial, jobs[2], 'set', undefined),
      ]);
    },
  ),
];

export const paginationSnapshot: readonly Requirement[] = [
  ...interferences,
  requirement('pagination/does-not-show-what-enters-the-selection', {
    tests: ['pagination.snapshot', ...CHANGED],
    needs: FOLLOWS,
    async check(trial) {
      const before = await trial.given.accepted();
      const set = await createSet(trial, 3);
      const after = await trial.given.accepted();
      const found = await followSet(trial, set, 2, {
        afterPage: async (page) => {
          if (page === 1) for (const job of [before, after]) await setLabel(trial, job, 'set', set.set);
        },
      });
      expectEachOnce(trial, found, set.jobs, 'The pages of a selection, while other objects came to match it,');
    },
  }),
  requirement('pagination/shows-what-one-list-shows', {
    tests: ['pagination.snapshot', 'list.items.whole'],
    needs: [...FOLLOWS, 'list/gives-each-item-whole', 'delete/waits-for-finalizers'],
    async check(trial) {
      const alike = { annotations: { note: 'whole' }, spec: { activeDeadlineSeconds: 86_400 } };
      const { jobs, set } = await createSet(trial, 2, alike);
      // What is being deleted is there until it is gone. Where lists are in the order of names, it is on the last page.
      const held = await trial.given.accepted({
        ...alike,
        name: trial.given.name('z'),
        labels: { set },
        metadata: { finalizers: [HOLD] },
      });
      acceptedDelete(trial, await trial.target.delete(held));
      const whole = await trial.target.list({ query: selectorOf(set) });
      const found = await followSet(trial, { jobs: [...jobs, held], set }, 2);
      const byName = new Map(itemsOf(trial.expect.documented(whole)).map((item) => [nameOf(item), item]));
      for (const item of found.items) {
        const same = byName.get(nameOf(item));
        // A controller may have written in between; only of one version of an object can we expect one content.
        if (same !== undefined && versionOf(item) !== undefined && versionOf(same) === versionOf(item))
          expectSame(trial, item, same, found.answers[0], '/items/*');
      }
      expectNames(trial, whole, found.items, [...byName.keys()], 'The pages of an unpaged list');
      // Nothing holds it any longer than this check.
      await trial.target.patch(held, { metadata: { finalizers: null } });
    },
  }),
  requirement('pagination/pages-a-whole-namespace', {
    tests: ['pagination.every-item-once', 'pagination.limit-bound', 'pagination.snapshot'],
    needs: FOLLOWS,
    requires: ['scratch-namespace'],
    async check(trial) {
      await inScratch(trial, async (namespace) => {
        const jobs = await trial.given.allAccepted(5, { namespace });
        const found = await followPages(
          trial,
          { limit: 2 },
          {
            namespace,
            onFirst: (answer) => expectPaged(trial, answer, jobs, 2),
            afterPage: async (page) => {
              if (page === 1)
                await Promise.all([
                  trial.given.accepted({ namespace }),
                  trial.given.deleted(jobs[1]),
                  trial.given.deleted(jobs[4]),
                ]);
            },
          },
        );
        for (const answer of found.answers) expectPageWithinLimit(trial, answer, 2);
        expectEachOnce(trial, found, jobs, 'The pages of a namespace');
      });
    },
  }),
  requirement('pagination/counts-what-remains-of-a-namespace', {
    tests: ['pagination.remaining', 'pagination.selectors'],
    needs: ['pagination/pages-a-whole-namespace', 'list/selects-by-field-name-inequality'],
    requires: ['scratch-namespace'],
    async check(trial) {
      await inScratch(trial, async (namespace) => {
        const jobs = await trial.given.allAccepted(5, { namespace });
        const { answers } = await trial.retry(
          () => followPages(trial, { limit: 2 }, { namespace }),
          ({ items }) => items.length !== jobs.length,
        );
        if (answers.length === 1) trial.notApplicable('limit is not supported');
        const [excluded, ...others] = jobs;
        const fieldSelector = `metadata.name!=${excluded.name}`;
        const selected = await followPages(trial, { fieldSelector, limit: 2 }, { namespace });
        expectEachOnce(trial, selected, others, 'The pages of a field selector alone');
        if (!expectRemainingCounts(trial, answers, jobs.length)) trial.notApplicable('no remainingItemCount is given');
      });
    },
  }),
];
