/** Jobs that the deletion of a collection selects, and what is left after it. */
import type { JsonObject } from '../../contract/json.ts';
import type { Accepted, Answer, Job } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { nameOf } from '../support/objects.ts';
import { deletionBody } from '../delete/support.ts';

/** Waits until the others of the jobs are gone, and expects exactly `left` in the list, none of them made anew. */
export async function expectLeft(
  trial: Trial,
  jobs: readonly Accepted[],
  left: readonly Accepted[],
  namespace?: string,
): Promise<void> {
  for (const job of jobs.filter((one) => !left.includes(one))) await trial.expect.absent(job, { settle: true });
  const answer = await trial.target.list(namespace === undefined ? {} : { namespace });
  const items = ownItems(trial, answer, jobs);
  expectNames(
    trial,
    answer,
    items,
    left.map((job) => job.name),
    'The list after the deletion',
  );
  for (const { name, uid } of left) {
    const item = items.find((one) => nameOf(one) === name);
    trial.expect.match(item, { metadata: { uid } }, answer, '/items/*');
  }
}

export const DOOMED = { labelSelector: 'set=doomed' };

/** The answer has to be a success, with a List or a Status; which of them is the target's choice. */
export function acceptedDeletion(trial: Trial, answer: Answer): JsonObject | undefined {
  const body = deletionBody(trial, answer);
  if (body === undefined) return undefined;
  trial.choice(
    'collection-answer',
    body['kind'] === 'Status' ? 'collection-answers-status' : 'collection-answers-list',
    answer,
  );
  return body;
}

export const doomedAndSpared = async (trial: Trial): Promise<{ doomed: [Job, Job]; spared: [Job] }> => ({
  doomed: await trial.given.jobs(2, { labels: { set: 'doomed' } }),
  spared: await trial.given.jobs(1, { labels: { set: 'spared' } }),
});
