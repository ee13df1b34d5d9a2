/** Lists in pages: following their tokens, and what must hold of the pages together. */
import { at, itemsOf, nameOf } from '../support/objects.ts';
import { expectNames } from '../support/expectations.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Accepted, Answer, CallOptions } from '../../harness/model/target.ts';
import type { Overrides, Several, Trial } from '../../harness/model/trial.ts';

type Query = NonNullable<CallOptions['query']>;
/** The pages of one list. */
export interface Pages {
  answers: Answer[];
  last: Answer;
  /** The items of all pages. */
  items: JsonObject[];
}

/** The query that selects the jobs of a set and nothing else. */
export const selectorOf = (set: string): Record<string, string> => ({ labelSelector: `set=${set}` });

export const continueOf = (answer: Answer): string => {
  const token = at(answer.json, 'metadata', 'continue');
  return typeof token === 'string' ? token : '';
};

/**
 * Whether the target honours limit or ignores it (erratum 14), by the number of items on a first page. `total` is how
 * many the query selects, and has to be greater than its limit.
 */
export function supportsLimit(trial: Trial, answer: Answer, total: number): boolean {
  const count = itemsOf(trial.expect.documented(answer)).length;
  if (count > total)
    trial.inconclusive(
      `the list holds ${count} objects, of which its selector selects ${total}: it says nothing about limit`,
    );
  const supported = count !== total;
  trial.choice('limit', supported ? 'limit-honoured' : 'limit-ignored', answer, 'list');
  return supported;
}

/** Whether a page of one holds two objects. */
export async function ignoresLimit(trial: Trial): Promise<boolean> {
  const set = trial.given.name('set');
  const jobs = await trial.given.allAccepted(2, { labels: { set } });
  const { status, json } = await trial.target.list({ query: { ...selectorOf(set), limit: 1 } });
  return status < 300 && itemsOf(json).length === jobs.length;
}

export interface Following {
  namespace?: string;
  /** Called with the first page. */
  onFirst?: (answer: Answer) => void;
  /** Called after each page but the last, with its number. */
  afterPage?: (page: number, answer: Answer) => Promise<void>;
  /** What differs in the query of the second page and of all that follow it. */
  laterQuery?: Query;
}

/** After so many pages that show nothing new the objects are counted: each page may stand for one of them. */
const MANY_PAGES = 60;
/** No list has so many, whatever they show. */
const TOO_MANY_PAGES = 20_000;
/** How often a list is begun anew when its token has expired. */
const BEGINNINGS = 2;

/** A page that a token stands for. A token may expire whenever the target likes (erratum 45): then nothing is judged. */
export async function pageOf(trial: Trial, query: Query, namespace?: string): Promise<Answer> {
  const answer = await trial.target.list({ query, ...(namespace !== undefined && { namespace }) });
  if (answer.status === 410) trial.inconclusive('the continue token had expired before it was used');
  trial.expect.documented(answer);
  return answer;
}

/** Follows the tokens to the end; once more from the beginning where a token expires, unless others wrote meanwhile. */
export async function followPages(trial: Trial, query: Query, following: Following = {}): Promise<Pages> {
  for (let beginning = 1; ; beginning += 1) {
    const pages = await followOnce(trial, query, following);
    if (pages !== undefined) return pages;
    if (beginning === BEGINNINGS || following.afterPage !== undefined)
      trial.inconclusive('the continue token had expired before the last page was reached');
  }
}

/** Undefined where a token has expired. */
async function followOnce(
  trial: Trial,
  query: Query,
  { namespace, onFirst, afterPage, laterQuery }: Following,
): Promise<Pages | undefined> {
  const answers: Answer[] = [];
  const items: JsonObject[] = [];
  const tokens = new Set<string>();
  const shown = new Set<string>();
  let idle = 0;
  let most = MANY_PAGES;
  let pageQuery = query;
  for (;;) {
    const answer = await trial.target.list({ query: pageQuery, ...(namespace !== undefined && { namespace }) });
    if (answer.status === 410 && answers.length > 0) return undefined;
    if (answers.length === 0) onFirst?.(answer);
    const page = itemsOf(trial.expect.documented(answer));
    items.push(...page);
    answers.push(answer);
    const token = continueOf(answer);
    if (token === '') return { answers, last: answer, items };
    // The objects of others that a page shows may be gone when they are counted.
    const before = shown.size;
    for (const item of page) shown.add(nameOf(item));
    if (shown.size === before) idle += 1;
    if (shown.size === before && idle === MANY_PAGES) most += await countObjects(trial, namespace);
    trial.expect.that(idle <= most && answers.length < TOO_MANY_PAGES && !tokens.has(token), {
      message: 'The last page was never reached by following the continue tokens',
      expected: `an empty continue after at most ${most} pages that show nothing new`,
      received: tokens.has(token)
        ? `the token of an earlier page after ${answers.length} pages`
        : `${answers.length} pages, ${idle} of them without anything new, and another token`,
      path: '/metadata/continue',
      answer,
    });
    tokens.add(token);
    await afterPage?.(answers.length, answer);
    pageQuery = { ...query, ...laterQuery, continue: token };
  }
}

/** A target may select after it has paged: then each page says something about one object of the namespace or more. */
async function countObjects(trial: Trial, namespace?: string): Promise<number> {
  return itemsOf((await trial.target.list(namespace === undefined ? {} : { namespace })).json).length;
}

/** Ends the judgement for a target that ignores limit: its answer has to hold everything, and no token. */
export function endWhereLimitIsIgnored(trial: Trial, answer: Answer, jobs: readonly Accepted[], limit: number): never {
  expectNames(
    trial,
    answer,
    itemsOf(answer.json),
    jobs.map((job) => job.name),
    'The list of a target that ignores limit',
  );
  trial.expect.that(continueOf(answer) === '', {
    message: 'A list that already holds everything has a continue token',
    expected: 'an empty continue',
    received: continueOf(answer),
    path: '/metadata/continue',
    answer,
  });
  return trial.notApplicable(
    `limit is not supported: asked for ${limit}, the target listed all ${jobs.length} with an empty continue`,
  );
}

/** As many jobs under a label of their own, which the check does not change. */
export const sharedSet = (trial: Trial, count: number): Promise<{ jobs: Accepted[]; set: string }> =>
  trial.given.sharedSet(Array.from({ length: count }, () => ({})));

/** As many new jobs under a label of their own. */
export async function createSet<Count extends number>(
  trial: Trial,
  count: Count,
  overrides: Overrides = {},
): Promise<{ jobs: Several<Accepted, Count>; set: string }> {
  const set = trial.given.name('set');
  const jobs = await trial.given.allAccepted(count, { ...overrides, labels: { ...overrides.labels, set } });
  return { jobs, set };
}

/**
 * The first page of these jobs, which are all that the query selects. Where they are more than `limit` and the target
 * ignores limit, the judgement ends as not applicable.
 */
export function expectPaged(trial: Trial, first: Answer, jobs: readonly Accepted[], limit: number): void {
  if (jobs.length > limit && !supportsLimit(trial, first, jobs.length))
    endWhereLimitIsIgnored(trial, first, jobs, limit);
}

/** Follows the pages of a set to the end, as `followPages` and `expectPaged` do. */
export async function followSet(
  trial: Trial,
  { jobs, set }: { jobs: readonly Accepted[]; set: string },
  limit: number,
  following: Following = {},
): Promise<Pages> {
  const query = { ...selectorOf(set), limit };
  return followPages(trial, query, { ...following, onFirst: (answer) => expectPaged(trial, answer, jobs, limit) });
}

/** The first page of a set, as `expectPaged` has it. */
export async function firstPageOf(
  trial: Trial,
  { jobs, set }: { jobs: readonly Accepted[]; set: string },
  limit: number,
): Promise<Answer> {
  const answer = await trial.target.list({ query: { ...selectorOf(set), limit } });
  expectPaged(trial, answer, jobs, limit);
  return answer;
}

export function expectPageWithinLimit(trial: Trial, answer: Answer, limit: number): void {
  const { length } = itemsOf(answer.json);
  trial.expect.that(length <= limit, {
    message: 'A page holds more items than limit',
    expected: `at most ${limit}`,
    received: String(length),
    path: '/items',
    answer,
  });
}

/** The pages hold exactly these jobs, each of them once. */
export function expectEachOnce(
  trial: Trial,
  { last, items }: Pages,
  jobs: readonly { name: string }[],
  what: string,
): void {
  expectNames(
    trial,
    last,
    items,
    jobs.map((job) => job.name),
    what,
  );
}

/** Each remainingItemCount is the number of items on the pages that follow. Returns whether any page has one. */
export function expectRemainingCounts(trial: Trial, answers: readonly Answer[], total: number): boolean {
  let shown = 0;
  let given = false;
  for (const answer of answers) {
    shown += itemsOf(answer.json).length;
    const remaining = at(answer.json, 'metadata', 'remainingItemCount');
    if (remaining === undefined || remaining === null) {
      trial.choice('remaining-count', 'remaining-absent', answer, 'list');
      continue;
    }
    trial.choice('remaining-count', 'remaining-given', answer, 'list');
    given = true;
    trial.expect.match(remaining, total - shown, answer, '/metadata/remainingItemCount');
  }
  return given;
}
