import { at, itemsOf } from '../support/objects.ts';
import { expectNames } from '../support/expectations.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Answer, CallOptions, Job } from '../../harness/model/target.ts';
import type { Overrides, Trial } from '../../harness/model/trial.ts';

type Query = NonNullable<CallOptions['query']>;
export interface Pages {
  answers: Answer[];
  items: JsonObject[];
}

/** The query that shows the check's own jobs alone: its own label. */
export const selectorOf = (set: string): Record<string, string> => ({ labelSelector: `set=${set}` });

export const continueOf = (answer: Answer): string => {
  const token = at(answer.json, 'metadata', 'continue');
  return typeof token === 'string' ? token : '';
};

/** The number of items on a first page says whether limit is supported (erratum 14); `total` is greater than `limit`. */
export function supportsLimit(trial: Trial, answer: Answer, total: number): boolean {
  const count = itemsOf(trial.expect.accepted(answer, [200])).length;
  if (count > total)
    trial.inconclusive(
      `the list holds ${count} objects, of which its selector selects ${total}: it says nothing about limit`,
    );
  const supported = count !== total;
  trial.choice('limit', supported ? 'limit-honoured' : 'limit-ignored', answer, 'list');
  return supported;
}

export interface Following {
  /** Pages after which the tokens are taken for a circle: pages may be short, or empty. */
  most?: number;
  namespace?: string;
  /** Runs after each page but the last. */
  between?: (page: number, answer: Answer) => Promise<void>;
  /** The query of a page from the second on, where it is not the first's. */
  later?: (page: number) => Query;
}

/** Follows the tokens to the end. */
export async function followPages(
  trial: Trial,
  query: Query,
  { most = 60, namespace, between, later }: Following = {},
): Promise<Pages> {
  const answers: Answer[] = [];
  const items: JsonObject[] = [];
  let token: string | undefined;
  do {
    const asked = token === undefined ? query : { ...query, ...later?.(answers.length + 1), continue: token };
    const answer = await trial.target.list({ query: asked, ...(namespace !== undefined && { namespace }) });
    items.push(...itemsOf(trial.expect.accepted(answer, [200])));
    answers.push(answer);
    token = continueOf(answer);
    trial.expect.that(answers.length <= most, {
      message: 'The continue tokens do not come to an end',
      expected: `an empty continue after at most ${most} pages`,
      received: `${answers.length} pages and another token`,
      path: '/metadata/continue',
      answer,
    });
    if (token !== '') await between?.(answers.length, answer);
  } while (token !== '');
  return { answers, items };
}

/** A target that ignores limit answers everything and no token; the judgement ends there. */
export function endUnpaged(trial: Trial, answer: Answer, jobs: readonly Job[], limit: number): never {
  expectNames(
    trial,
    answer,
    itemsOf(answer.json),
    jobs.map((job) => job.name),
    'The list of a target that ignores limit',
  );
  trial.expect.that(continueOf(answer) === '', {
    message: 'A list that holds everything has a continue token',
    expected: 'an empty continue',
    received: continueOf(answer),
    path: '/metadata/continue',
    answer,
  });
  return trial.notApplicable(
    `limit is not supported: ${limit} asked for, all ${jobs.length} given with an empty continue`,
  );
}

/** Jobs of one set, more than `limit`; ends as not applicable where limit is unsupported. */
export async function createPagedSet(
  trial: Trial,
  count: number,
  limit: number,
  overrides: Overrides = {},
): Promise<{ jobs: Job[]; set: string }> {
  const set = trial.given.name('set');
  const jobs = await trial.given.jobs(count, { ...overrides, labels: { ...overrides.labels, set } });
  if (count > limit) {
    const answer = await trial.target.list({ query: { ...selectorOf(set), limit } });
    if (!supportsLimit(trial, answer, count)) endUnpaged(trial, answer, jobs, limit);
  }
  return { jobs, set };
}

export function expectBound(trial: Trial, answer: Answer, limit: number): void {
  const { length } = itemsOf(answer.json);
  trial.expect.that(length <= limit, {
    message: 'A page holds more items than limit',
    expected: `at most ${limit}`,
    received: String(length),
    path: '/items',
    answer,
  });
}

/** All pages together hold exactly these jobs, each once. */
export function expectAll(
  trial: Trial,
  { answers, items }: Pages,
  jobs: readonly { name: string }[],
  what: string,
): void {
  expectNames(
    trial,
    answers[answers.length - 1]!,
    items,
    jobs.map((job) => job.name),
    what,
  );
}

/** Where a page says how many follow it, so many do. Answers whether any page said it. */
export function remainingHolds(trial: Trial, answers: readonly Answer[], total: number): boolean {
  let [shown, given] = [0, false];
  for (const answer of answers) {
    shown += itemsOf(answer.json).length;
    const remaining = at(answer.json, 'metadata', 'remainingItemCount');
    trial.choice('remaining-count', remaining === undefined ? 'remaining-absent' : 'remaining-given', answer, 'list');
    if (remaining === undefined) continue;
    given = true;
    trial.expect.match(remaining, total - shown, answer, '/metadata/remainingItemCount');
  }
  return given;
}
