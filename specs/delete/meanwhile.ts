/** Writes to an object that waits for its finalizers: they happen as to any other, or not at all. */
import type { JsonObject } from '../../contract/json.ts';
import { mergePatchBetween } from '../../contract/merge-patch.ts';
import { forbiddenChanges } from '../../generators/arbitraries/jobs/maximal-job.ts';
import type { Accepted, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { writeRefused } from '../support/expectations.ts';
import { at, shownOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { STALE, insistingBody } from '../support/updates/locking.ts';
import {
  LONG_AGO,
  METHOD,
  everyMutableField,
  ok,
  put,
  writeAll,
  type Change,
  type UpdateVerb,
} from '../support/updates/write.ts';
import { expectMarked, markedJob, released } from './support.ts';

/** Whether a change of an immutable field is refused or ignored, the object stays as it is. */
async function keepsWhatIsImmutable(trial: Trial, verb: UpdateVerb, job: Accepted, before: JsonObject): Promise<void> {
  const [change] = forbiddenChanges(trial.kind, before);
  if (change === undefined) return;
  const answer =
    verb === 'patch'
      ? await trial.target.patch(job, mergePatchBetween(before, change.apply(before)))
      : await put(trial, job, change.apply);
  if (!ok(answer)) trial.expect.refused(answer);
  await trial.expect.unchanged(job, before);
}

/** A resourceVersion that another write has made old is refused of what waits for its finalizers, too. */
async function refusesWhatIsOld(trial: Trial, verb: UpdateVerb, job: Job, old: JsonObject): Promise<void> {
  const version = shownOf(trial, old, 'resourceVersion');
  const stale = insistingBody(verb, version, [[['metadata', 'labels', 'late'], 'old']], old);
  await writeRefused(trial, job, () => trial.target[verb](job, stale));
}

/** A write to an object that waits for its finalizers is accepted and stored, or refused without effect. */
const storesOrRefuses = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['delete.irrevocable', 'errors.changes-nothing', `${verb}.immutable`, STALE[verb], 'status.not-writable'],
    needs: ['delete/waits-for-finalizers'],
    async check(trial) {
      const job = await markedJob(trial);
      const before = await trial.given.read(job);
      const spec = everyMutableField(trial.kind);
      const answer = await writeAll(trial, verb, job, [
        [['metadata', 'labels', 'late'], 'yes'],
        [['metadata', 'annotations', 'late'], 'yes'],
        [['status', 'startTime'], LONG_AGO],
        ...Object.entries(spec).map(([name, value]): Change => [['spec', name], value]),
      ]);
      if (ok(answer)) {
        const stored = await trial.expect.stored(job, {
          metadata: { uid: job.uid, labels: { late: 'yes' }, annotations: { late: 'yes' } },
          spec,
        });
        trial.expect.that(at(stored, 'status', 'startTime') !== LONG_AGO, {
          message: `A ${METHOD[verb]} of an object that waits for its finalizers changed its status`,
          expected: 'the status that the server has written',
          received: LONG_AGO,
          path: '/status/startTime',
          answer,
        });
      } else {
        trial.expect.refused(answer);
        await trial.expect.unchanged(job, before);
      }
      const now = await expectMarked(trial, job, before);
      await keepsWhatIsImmutable(trial, verb, job, now);
      if (ok(answer)) await refusesWhatIsOld(trial, verb, job, before);
      await released(trial, job);
    },
  });

export const meanwhile: readonly Requirement[] = [
  storesOrRefuses('delete/lets-replace-happen-or-not-meanwhile', 'replace'),
  storesOrRefuses('delete/lets-patch-happen-or-not-meanwhile', 'patch'),
];
