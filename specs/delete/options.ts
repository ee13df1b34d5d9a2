import type { JsonObject } from '../../contract/json.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { requirement } from '../support/requirement.ts';
import { versionOf, withMember } from '../support/objects.ts';
import {
  OTHER_UID,
  acceptedDelete,
  deletes,
  deletionOf,
  dryDelete,
  expectGone,
  expectSpared,
  finalizersOf,
  optionsBody,
  refusesDelete,
  released,
} from './support.ts';
import { expectPretty, ok, writeCurrent } from '../support/updates/write.ts';

const query = (members: Record<string, string | number | boolean>) => ({ query: members });
const body = (members: JsonObject) => ({ body: optionsBody(members) });

/** Values that are in no way a whole number of seconds. */
const NO_SECONDS = ['soon', '1.5', '1s', '0x1'];
const POLICIES = ['Background', 'Foreground', 'Orphan'] as const;

/** A negative grace (erratum 28): refused without effect, or taken as a small one; no error of the 500s. */
async function negativeGrace(trial: Trial): Promise<void> {
  for (const call of [
    query({ gracePeriodSeconds: -1 }),
    query({ gracePeriodSeconds: -5 }),
    body({ gracePeriodSeconds: -1 }),
  ]) {
    const job = await trial.given.job();
    const before = await trial.given.read(job);
    const answer = await trial.target.delete(job, call);
    trial.choice('negative-grace', ok(answer) ? 'negative-grace-taken' : 'negative-grace-refused', answer);
    if (ok(answer)) {
      acceptedDelete(trial, answer);
      await expectGone(trial, job);
    } else {
      trial.expect.refused(answer);
      await expectSpared(trial, job, before);
    }
  }
}

const preconditions = (members: JsonObject) => body({ preconditions: members });

/** A precondition that does not hold, in each of some forms; the twin's holds, and the object goes. */
const refusesPrecondition = (
  id: string,
  tests: readonly string[],
  forms: (uid: string, version: string, old: string) => readonly JsonObject[],
  holds: (uid: string, version: string) => JsonObject,
): Requirement =>
  requirement(`delete/refuses-${id}`, {
    tests,
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job();
      const old = versionOf(await trial.given.read(job));
      await trial.given.updated(job, (object) =>
        Object.assign(object, withMember(object, ['metadata', 'labels', 'moved'], 'yes')),
      );
      const count = forms('', '', '').length;
      for (let i = 0; i < count; i += 1) {
        const before = await trial.given.read(job);
        const answer = await trial.target.delete(job, preconditions(forms(job.uid, versionOf(before), old)[i]!));
        trial.expect.refused(answer, [409]);
        await expectSpared(trial, job, before);
      }
      const { answer } = await writeCurrent(trial, job, (now) =>
        trial.target.delete(job, preconditions(holds(job.uid, versionOf(now)))),
      );
      acceptedDelete(trial, answer);
      await expectGone(trial, job);
    },
  });

/** Each documented policy, in the form given: the object goes; a finalizer that waits for a garbage collector is none of the client's. */
const policies = (
  id: string,
  tests: readonly string[],
  call: (policy: string) => ReturnType<typeof query> | ReturnType<typeof body>,
): Requirement[] =>
  POLICIES.map((policy) =>
    requirement(`delete/${id}-${policy.toLowerCase()}`, {
      tests,
      needs: ['delete/removes-the-object'],
      async check(trial) {
        const job = await trial.given.job();
        acceptedDelete(trial, await trial.target.delete(job, call(policy)));
        const { json, status } = await trial.target.read(job);
        if (status === 200 && finalizersOf(json).length > 0) {
          trial.expect.that(typeof deletionOf(json) === 'string', {
            message: 'An object whose deletion was accepted is neither gone nor marked',
            expected: 'a deletionTimestamp',
            received: 'absent',
            path: '/metadata/deletionTimestamp',
          });
        }
        await expectGone(trial, job);
      },
    }),
  );

export const deleteOptions: readonly Requirement[] = [
  deletes(
    'takes-grace-period-seconds',
    ['delete.query.gracePeriodSeconds'],
    [query({ gracePeriodSeconds: 1 }), query({ gracePeriodSeconds: 2 }), body({ gracePeriodSeconds: 1 })],
  ),
  deletes(
    'takes-a-grace-period-of-zero',
    ['delete.query.gracePeriodSeconds.zero'],
    [query({ gracePeriodSeconds: 0 }), body({ gracePeriodSeconds: 0 })],
  ),
  requirement('delete/takes-or-refuses-a-negative-grace-period', {
    tests: ['delete.gracePeriodSeconds.negative', 'constraint.DeleteOptions.gracePeriodSeconds.minimum'],
    needs: ['delete/takes-grace-period-seconds'],
    check: negativeGrace,
  }),
  ...policies('takes-propagation-policy', ['delete.query.propagationPolicy'], (propagationPolicy) =>
    query({ propagationPolicy }),
  ),
  ...policies(
    'takes-in-the-body-propagation-policy',
    ['delete.body.propagationPolicy', 'delete.body'],
    (propagationPolicy) => body({ propagationPolicy }),
  ),
  deletes(
    'takes-orphan-dependents-false',
    ['delete.query.orphanDependents'],
    [query({ orphanDependents: false }), body({ orphanDependents: false })],
  ),
  deletes(
    'takes-orphan-dependents-true',
    ['delete.query.orphanDependents'],
    [query({ orphanDependents: true }), body({ orphanDependents: true })],
  ),
  deletes(
    'takes-options-in-the-body',
    ['delete.body', 'field.DeleteOptions.kind', 'field.DeleteOptions.apiVersion'],
    [body({}), body({ gracePeriodSeconds: 0, propagationPolicy: 'Background' })],
  ),
  deletes(
    'takes-several-options',
    ['delete.query.gracePeriodSeconds', 'delete.query.propagationPolicy'],
    [query({ gracePeriodSeconds: 0, propagationPolicy: 'Background' })],
  ),
  requirement('delete/takes-pretty', {
    tests: ['delete.query.pretty'],
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job();
      const answer = await trial.target.delete(job, query({ pretty: true }));
      const { kind } = acceptedDelete(trial, answer);
      expectPretty(
        trial,
        answer,
        kind === 'Status'
          ? { kind: 'Status', apiVersion: 'v1', status: 'Success' }
          : { kind: trial.kind.kind, metadata: { name: job.name, uid: job.uid } },
      );
      await expectGone(trial, job);
    },
  }),
  dryDelete(
    'dry-run-in-the-query-changes-nothing',
    ['delete.query.dryRun'],
    [
      query({ dryRun: 'All' }),
      query({ dryRun: 'All', gracePeriodSeconds: 0 }),
      query({ dryRun: 'All', propagationPolicy: 'Background' }),
    ],
  ),
  dryDelete(
    'dry-run-in-the-body-changes-nothing',
    ['delete.body.dryRun', 'field.DeleteOptions.dryRun'],
    [body({ dryRun: ['All'] }), body({ dryRun: ['All'], gracePeriodSeconds: 0 })],
  ),
  refusesDelete(
    'an-unknown-dry-run',
    ['delete.dryRun.unknown'],
    ['Some', 'all', 'true', 'None'].map((dryRun) => query({ dryRun })),
  ),
  refusesDelete(
    'an-unknown-dry-run-in-the-body',
    ['delete.body.dryRun', 'constraint.DeleteOptions.dryRun.enum'],
    [body({ dryRun: ['Some'] }), body({ dryRun: ['All', 'Some'] })],
    body({}),
  ),
  refusesDelete(
    'an-unknown-propagation-policy',
    ['delete.propagationPolicy.unknown'],
    ['Sideways', 'background', 'FOREGROUND'].map((propagationPolicy) => query({ propagationPolicy })),
    query({ propagationPolicy: 'Background' }),
  ),
  refusesDelete(
    'an-unknown-propagation-policy-in-the-body',
    [
      'field.DeleteOptions.propagationPolicy',
      'delete.body.propagationPolicy',
      'constraint.DeleteOptions.propagationPolicy.enum',
    ],
    ['Sideways', 'orphan'].map((propagationPolicy) => body({ propagationPolicy })),
    body({ propagationPolicy: 'Background' }),
  ),
  refusesDelete(
    'propagation-policy-beside-orphan-dependents',
    [
      'delete.options.exclusive',
      'field.DeleteOptions.orphanDependents',
      'constraint.DeleteOptions.orphanDependents-excludes-propagationPolicy',
    ],
    [
      ...POLICIES.flatMap((propagationPolicy) =>
        [true, false].map((orphanDependents) => query({ propagationPolicy, orphanDependents })),
      ),
      body({ propagationPolicy: 'Background', orphanDependents: true }),
    ],
    query({ propagationPolicy: 'Background' }),
  ),
  refusesDelete(
    'a-grace-period-that-is-no-number',
    ['delete.gracePeriodSeconds.malformed', 'field.DeleteOptions.gracePeriodSeconds'],
    [...NO_SECONDS.map((gracePeriodSeconds) => query({ gracePeriodSeconds })), body({ gracePeriodSeconds: 'soon' })],
    query({ gracePeriodSeconds: 0 }),
  ),
  refusesDelete(
    'a-malformed-body',
    ['delete.body.malformed', 'constraint.DeleteOptions.kind.enum'],
    [
      { body: { raw: '{"kind":"DeleteOptions"' } },
      { body: [] },
      { body: 'DeleteOptions' },
      body({ dryRun: 'All' }),
      body({ preconditions: 'uid' }),
      { body: { kind: 'Pod', apiVersion: 'v1' } },
    ],
    body({}),
  ),
  refusesPrecondition(
    'another-uid-as-precondition',
    [
      'delete.preconditions.uid',
      'constraint.Preconditions.uid.matches',
      'field.DeleteOptions.preconditions',
      'field.Preconditions.uid',
    ],
    (_uid, version): JsonObject[] => [{ uid: OTHER_UID }, { uid: OTHER_UID, resourceVersion: version }],
    (uid) => ({ uid }),
  ),
  refusesPrecondition(
    'a-uid-that-is-nearly-right',
    ['delete.preconditions.uid'],
    (uid) => [
      { uid: uid.slice(0, -1) },
      { uid: `${uid}0` },
      { uid: `${uid.slice(0, -1)}${uid.endsWith('0') ? '1' : '0'}` },
    ],
    (uid) => ({ uid }),
  ),
  refusesPrecondition(
    'another-version-as-precondition',
    ['delete.preconditions.resourceVersion'],
    (uid, version, old): JsonObject[] => [
      { resourceVersion: old },
      { resourceVersion: `${version}0` },
      { uid, resourceVersion: old },
    ],
    (_uid, resourceVersion) => ({ resourceVersion }),
  ),
  refusesPrecondition(
    'preconditions-of-which-one-does-not-hold',
    ['delete.preconditions.uid'],
    (_uid, version) => [{ uid: OTHER_UID, resourceVersion: version }],
    (uid, resourceVersion) => ({ uid, resourceVersion }),
  ),
  requirement('delete/holds-a-foreground-deletion-by-others', {
    tests: ['delete.finalizers', 'delete.query.propagationPolicy'],
    needs: ['delete/waits-for-finalizers'],
    async check(trial) {
      const job = await trial.given.job({ metadata: { finalizers: ['conformance.cci-job/hold'] } });
      if (finalizersOf(job.stored).length === 0)
        trial.inconclusive('the target does not keep a finalizer of the client');
      for (const propagationPolicy of ['Foreground', 'Background']) {
        const answer = await trial.target.delete(job, query({ propagationPolicy, gracePeriodSeconds: 0 }));
        if (!ok(answer)) trial.expect.refused(answer, [404, 409]);
        await trial.expect.stored(job, { metadata: { uid: job.uid } });
      }
      await released(trial, job);
    },
  }),
];
