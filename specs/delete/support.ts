import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Answer, Body, CallOptions, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, metadataOf, nameOf, uidOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';

export type DeleteCall = CallOptions & { body?: Body };

/** Table 64: kind and apiVersion stand in every DeleteOptions. */
export const optionsBody = (members: JsonObject): JsonObject => ({
  kind: 'DeleteOptions',
  apiVersion: 'v1',
  ...members,
});
export const OTHER_UID = '11111111-2222-3333-4444-555555555555';

/** A finalizer that nobody but the check removes. */
export const HOLD = 'conformance.cci-job/hold';
/** Those that a way of deleting puts on, for the garbage collector of a cluster to take off again. */
const COLLECTORS = ['foregroundDeletion', 'orphan'];
/** Milliseconds that a garbage collector is given before the check does its work: there need not be one. */
const COLLECTION = 500;

export const finalizersOf = (object: Json | undefined): string[] => {
  const { finalizers } = metadataOf(object);
  return Array.isArray(finalizers) ? finalizers.filter((one): one is string => typeof one === 'string') : [];
};
/** When the object was marked for deletion; nothing also where a server writes null for it. */
export const deletionOf = (object: Json | undefined): Json | undefined =>
  metadataOf(object)['deletionTimestamp'] ?? undefined;

/** A deletion's answer: 200 or 202, a Status of success or the object; both are sightings of a freedom. */
export function acceptedDelete(trial: Trial, answer: Answer): JsonObject {
  const body = trial.expect.accepted(answer, [200, 202]);
  trial.choice('delete-code', `delete-${answer.status}`, answer, 'delete');
  trial.choice(
    'delete-answer',
    body['kind'] === 'Status' ? 'delete-answers-status' : 'delete-answers-object',
    answer,
    'delete',
  );
  return body;
}

/** The object goes; where only a garbage collector's finalizer holds it and nobody collects, the check takes that off. */
export async function expectGone(trial: Trial, job: Job): Promise<void> {
  const held = await trial.eventually(async () => {
    const answer = await trial.target.read(job);
    return answer.status === 404 ? 'gone' : undefined;
  }, COLLECTION);
  if (held === 'gone') return;
  const { json } = await trial.target.read(job);
  const finalizers = finalizersOf(json);
  if (
    uidOf(json) === job.uid &&
    typeof deletionOf(json) === 'string' &&
    finalizers.length > 0 &&
    finalizers.every((one) => COLLECTORS.includes(one))
  ) {
    await trial.target.patch(job, { metadata: { finalizers: null } }); // in vain where the collector was quicker; what counts is whether it goes
  }
  await trial.expect.absent(job, { settle: true });
}

/** No list shows it any more. */
export async function expectUnlisted(trial: Trial, job: Job): Promise<void> {
  const answer = await trial.target.list({ namespace: job.namespace });
  const left = itemsOf(trial.expect.accepted(answer)).filter((item) => nameOf(item) === job.name);
  trial.expect.that(left.length === 0, {
    message: 'A list shows an object that a read does not find',
    expected: `no ${job.name}`,
    received: `uid ${uidOf(left[0])}`,
    path: '/items',
    answer,
  });
}

/** Still there, untouched, and not marked. */
export async function expectSpared(trial: Trial, job: Job, before: JsonObject): Promise<void> {
  await trial.expect.unchanged(job, before);
  trial.expect.match(deletionOf(await trial.given.read(job)) ?? null, null, undefined, '/metadata/deletionTimestamp');
}

/** Deletions with documented options that have to work, each of a job of its own. */
export const deletes = (id: string, tests: readonly string[], calls: readonly DeleteCall[]): Requirement =>
  requirement(`delete/${id}`, {
    tests,
    needs: ['delete/removes-the-object'],
    async check(trial) {
      for (const call of calls) {
        const job = await trial.given.job();
        acceptedDelete(trial, await trial.target.delete(job, call));
        await expectGone(trial, job);
      }
    },
  });

/** Deletions that have to be refused and leave the object; the twin then deletes it. */
export const refusesDelete = (
  id: string,
  tests: readonly string[],
  calls: readonly DeleteCall[],
  twin: DeleteCall = {},
  codes?: readonly number[],
): Requirement =>
  requirement(`delete/refuses-${id}`, {
    tests,
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job();
      for (const call of calls) {
        const before = await trial.given.read(job);
        trial.expect.refused(await trial.target.delete(job, call), codes);
        await expectSpared(trial, job, before);
      }
      acceptedDelete(trial, await trial.target.delete(job, twin));
      await expectGone(trial, job);
    },
  });

/** dryRun=All: the answer of a success, and nothing happens, whatever else is asked for; without it the object goes. */
export const dryDelete = (id: string, tests: readonly string[], calls: readonly DeleteCall[]): Requirement =>
  requirement(`delete/${id}`, {
    tests,
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job();
      for (const call of calls) {
        const before = await trial.given.read(job);
        const answer = await trial.target.delete(job, call);
        const body = trial.expect.accepted(answer, [200, 202]);
        if (body['kind'] === 'Status') trial.expect.match(body, { status: 'Success' }, answer);
        await expectSpared(trial, job, before);
        const listed = itemsOf(trial.expect.accepted(await trial.target.list())).find(
          (item) => nameOf(item) === job.name,
        );
        trial.expect.match(at(listed, 'metadata', 'uid'), job.uid, undefined, '/metadata/uid');
      }
      acceptedDelete(trial, await trial.target.delete(job));
      await expectGone(trial, job);
    },
  });

/** A job that a finalizer of the check's holds; inconclusive where the target keeps none. */
export async function heldJob(
  trial: Trial,
  finalizers: readonly string[] = [HOLD],
  labels: Record<string, string> = {},
): Promise<Job> {
  const job = await trial.given.job({ labels, metadata: { finalizers: [...finalizers] } });
  const kept = finalizersOf(job.stored);
  if (!finalizers.every((one) => kept.includes(one)))
    trial.inconclusive('the target does not keep a finalizer of the client');
  return job;
}

/** A held job that is being deleted. */
export async function markedJob(trial: Trial, finalizers: readonly string[] = [HOLD]): Promise<Job> {
  const job = await heldJob(trial, finalizers);
  acceptedDelete(trial, await trial.target.delete(job));
  const marked = await trial.expect.stored(job, { metadata: { uid: job.uid } });
  trial.expect.that(typeof deletionOf(marked) === 'string', {
    message: 'A deleted object with a finalizer has no deletionTimestamp',
    expected: 'a time',
    received: JSON.stringify(deletionOf(marked)) ?? 'absent',
    path: '/metadata/deletionTimestamp',
  });
  return job;
}

/** Takes all finalizers off, and expects the object to go. */
export async function released(trial: Trial, job: Job): Promise<void> {
  trial.expect.accepted(await trial.target.patch(job, { metadata: { finalizers: null } }));
  await trial.expect.absent(job, { settle: true });
}

/** The Status of a deletion says what went. */
export function expectNamed(trial: Trial, body: JsonObject, job: Job, answer: Answer): void {
  if (body['kind'] !== 'Status')
    return trial.expect.match(
      body,
      { kind: trial.kind.kind, metadata: { name: job.name, namespace: job.namespace, uid: job.uid } },
      answer,
    );
  const { details } = body;
  trial.expect.match(
    isObject(details) ? details : {},
    { name: job.name, group: trial.kind.group, uid: job.uid },
    answer,
    '/details',
  );
  const spelled = at(details, 'kind');
  trial.expect.that(spelled === trial.kind.plural || spelled === trial.kind.kind, {
    message: 'The details of the deletion name another resource',
    expected: `${trial.kind.plural} or ${trial.kind.kind}`,
    received: JSON.stringify(spelled) ?? 'absent',
    path: '/details/kind',
    answer,
  });
  trial.choice('details-kind', spelled === trial.kind.plural ? 'details-kind-plural' : 'details-kind-kind', answer);
}
