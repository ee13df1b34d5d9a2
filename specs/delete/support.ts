/** Deletions, and what they need and leave. */
import { hasBody } from '../../contract/operations.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Accepted, Answer, Body, CallOptions, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, metadataOf, nameOf, uidOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { expectUnmoved } from '../support/unmoved.ts';

export type DeleteCall = CallOptions & { body?: Body };

/** A body of DeleteOptions; kind and apiVersion are mandatory (table 64). */
export const optionsBody = (members: JsonObject): JsonObject => ({
  kind: 'DeleteOptions',
  apiVersion: 'v1',
  ...members,
});
export const OTHER_UID = '11111111-2222-3333-4444-555555555555';

/** A finalizer of the check's own: nobody else removes it. */
export const HOLD = 'conformance.cci-job/hold';
/** Finalizers that a propagation policy adds, for the garbage collector of the cluster to remove. */
const COLLECTOR_FINALIZERS = ['foregroundDeletion', 'orphan'];
/**
 * Milliseconds to wait for a garbage collector. There need not be one; the check then removes the finalizers itself.
 */
const COLLECTION = 500;

export const finalizersOf = (object: Json | undefined): string[] => {
  const { finalizers } = metadataOf(object);
  return Array.isArray(finalizers) ? finalizers.filter((one): one is string => typeof one === 'string') : [];
};
/** The deletionTimestamp; undefined where it is null, too. */
export const deletionOf = (object: Json | undefined): Json | undefined =>
  metadataOf(object)['deletionTimestamp'] ?? undefined;

/** The answer to a deletion is a documented success. Returns its body; undefined where its code has none. */
export function deletionBody(trial: Trial, answer: Answer): JsonObject | undefined {
  const body = trial.expect.documented(answer);
  return hasBody(answer.verb, answer.status) ? body : undefined;
}

/**
 * The answer to a deletion is a documented success; which code, with a Status or the object, is the target's choice.
 */
export function acceptedDelete(trial: Trial, answer: Answer): JsonObject | undefined {
  const body = deletionBody(trial, answer);
  trial.choice('delete-code', `delete-${answer.status}`, answer, 'delete');
  if (body === undefined) return undefined;
  trial.choice(
    'delete-answer',
    body['kind'] === 'Status' ? 'delete-answers-status' : 'delete-answers-object',
    answer,
    'delete',
  );
  return body;
}

/**
 * The object goes. Where finalizers for a garbage collector alone hold it, and none collects it, the check removes
 * them.
 */
export async function expectGone(trial: Trial, job: Accepted): Promise<void> {
  const held = await trial.eventually(async () => {
    const answer = await trial.target.read(job);
    return answer.status === 404 ? 'gone' : undefined;
  }, COLLECTION);
  if (held === 'gone') return;
  const { json } = await trial.target.read(job);
  const finalizers = finalizersOf(json);
  if (
    (job.uid === undefined || uidOf(json) === job.uid) &&
    typeof deletionOf(json) === 'string' &&
    finalizers.length > 0 &&
    finalizers.every((one) => COLLECTOR_FINALIZERS.includes(one))
  ) {
    // A refusal does not matter: the collector may have been quicker, and the object has to be gone in any case.
    await trial.target.patch(job, { metadata: { finalizers: null } });
  }
  await trial.expect.absent(job, { settle: true });
}

/** The list of its namespace does not show the object any more. */
export async function expectUnlisted(trial: Trial, job: Accepted): Promise<void> {
  const answer = await trial.target.list({ namespace: job.namespace });
  const left = itemsOf(trial.expect.accepted(answer)).filter((item) => nameOf(item) === job.name);
  trial.expect.that(left.length === 0, {
    message: 'The list shows an object that was deleted and that a read does not find',
    expected: `no ${job.name}`,
    received: `it, with uid ${uidOf(left[0]) ?? 'none'}`,
    path: '/items',
    answer,
  });
}

/** The object is still there, as it was, and not marked for deletion. */
export async function expectSpared(trial: Trial, job: Accepted, before: JsonObject): Promise<JsonObject> {
  const stored = await trial.expect.unchanged(job, before);
  const deletion = deletionOf(stored);
  trial.expect.that(deletion === undefined, {
    message: `${job.name} is marked for deletion but should not be`,
    expected: 'no deletionTimestamp',
    received: String(deletion),
    path: '/metadata/deletionTimestamp',
  });
  return stored;
}

/** Deletions with documented options that have to be accepted; each of a job of its own. */
export const deletes = (id: string, tests: readonly string[], calls: readonly DeleteCall[]): Requirement =>
  requirement(id, {
    tests,
    needs: ['delete/removes-the-object'],
    async check(trial) {
      for (const call of calls) {
        const job = await trial.given.accepted();
        acceptedDelete(trial, await trial.target.delete(job, call));
        await expectGone(trial, job);
      }
    },
  });

/** Deletions that have to be refused and leave the object; the control then deletes it. */
export const refusesDelete = (
  id: string,
  tests: readonly string[],
  calls: readonly DeleteCall[],
  control: DeleteCall = {},
  refused: (trial: Trial, answer: Answer) => void = (trial, answer) => trial.expect.refused(answer),
): Requirement =>
  requirement(id, {
    tests,
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job();
      for (const call of calls) refused(trial, await trial.target.delete(job, call));
      await expectSpared(trial, job, job.stored);
      acceptedDelete(trial, await trial.target.delete(job, control));
      await expectGone(trial, job);
    },
  });

/**
 * With dryRun=All a deletion is answered as a success and nothing is deleted, whatever the other options; without it
 * the object goes.
 */
export const dryDelete = (
  id: string,
  tests: readonly string[],
  callsFor: (job: Job) => readonly DeleteCall[],
): Requirement =>
  requirement(id, {
    tests,
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job();
      const calls = callsFor(job);
      let stored = job.stored;
      const dry = (call: DeleteCall): Promise<void> => {
        const spared = stored;
        return expectUnmoved(trial, job, spared, 'A dry run of a deletion', async () => {
          const answer = await trial.target.delete(job, call);
          const body = deletionBody(trial, answer);
          if (body?.['kind'] === 'Status') trial.expect.match(body, { status: 'Success' }, answer);
          return (stored = await expectSpared(trial, job, spared));
        });
      };
      for (const call of calls) await dry(call);
      // Nor does it mark what a finalizer would hold.
      await trial.target.patch(job, { metadata: { finalizers: [HOLD] } });
      stored = await trial.given.read(job);
      if (finalizersOf(stored).includes(HOLD)) for (const call of calls.slice(0, 1)) await dry(call);
      await trial.target.patch(job, { metadata: { finalizers: null } });
      const list = await trial.target.list();
      const listed = itemsOf(trial.expect.accepted(list)).find((item) => nameOf(item) === job.name);
      trial.expect.match(metadataOf(listed), { name: job.name, uid: job.uid }, list, '/items/*/metadata');
      acceptedDelete(trial, await trial.target.delete(job));
      await expectGone(trial, job);
    },
  });

/** Annotations of a job with finalizers. */
export const HELD = { held: 'yes' };

/** A job with finalizers of the check's own; inconclusive where the target does not keep them. */
export async function heldJob(
  trial: Trial,
  finalizers: readonly string[] = [HOLD],
  labels: Record<string, string> = {},
): Promise<Job> {
  const job = await trial.given.job({ labels, annotations: HELD, metadata: { finalizers: [...finalizers] } });
  const kept = finalizersOf(job.stored);
  if (!finalizers.every((one) => kept.includes(one)))
    trial.inconclusive('the target does not keep a finalizer of the client');
  return job;
}

/** A job with finalizers that has been deleted, and that they hold. */
export const markedJob = async (trial: Trial, finalizers: readonly string[] = [HOLD]): Promise<Job> =>
  deleted(trial, await heldJob(trial, finalizers));

/** Deletes a job that its finalizers hold. */
export async function deleted(trial: Trial, job: Job): Promise<Job> {
  acceptedDelete(trial, await trial.target.delete(job));
  const marked = await trial.expect.stored(job, { metadata: { uid: job.uid } });
  trial.expect.that(typeof deletionOf(marked) === 'string', {
    message: 'An object with a finalizer was deleted and has no deletionTimestamp',
    expected: 'a time',
    received: JSON.stringify(deletionOf(marked)) ?? 'absent',
    path: '/metadata/deletionTimestamp',
  });
  return job;
}

/** What marks an object for deletion, as a text: when it goes, and how much time it has. */
const markOf = (object: JsonObject): string => {
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadataOf(object);
  return JSON.stringify({ deletionTimestamp, deletionGracePeriodSeconds });
};

/** The object is still there, marked as it was. */
export async function expectMarked(trial: Trial, job: Accepted, before: JsonObject): Promise<JsonObject> {
  const stored = await trial.expect.stored(job, { metadata: { uid: job.uid } });
  trial.expect.that(markOf(stored) === markOf(before), {
    message: 'The deletionTimestamp or deletionGracePeriodSeconds of an object was changed or removed',
    expected: markOf(before),
    received: markOf(stored),
    path: '/metadata',
  });
  return stored;
}

/** Removes all finalizers, and expects the object to go. */
export async function released(trial: Trial, job: Accepted): Promise<void> {
  trial.expect.accepted(await trial.target.patch(job, { metadata: { finalizers: null } }));
  await trial.expect.absent(job, { settle: true });
}

/** The answer to a deletion, a Status or the object, names the object that was deleted. */
export function expectNamed(trial: Trial, body: JsonObject, job: Accepted, answer: Answer): void {
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
  const named = at(details, 'kind');
  trial.expect.that(named === trial.kind.plural || named === trial.kind.kind, {
    message: 'The details of the Status name another resource than the one that was deleted from',
    expected: `${trial.kind.plural} or ${trial.kind.kind}`,
    received: JSON.stringify(named) ?? 'absent',
    path: '/details/kind',
    answer,
  });
  trial.choice('details-kind', named === trial.kind.plural ? 'details-kind-plural' : 'details-kind-kind', answer);
}
