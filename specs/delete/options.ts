/** The options of a deletion, in the query and in the body. */
import { succeeds } from '../../contract/operations.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { requirement } from '../support/requirement.ts';
import { setLabel } from '../support/change.ts';
import { expectNotServed } from '../support/expectations.ts';
import { shownOf } from '../support/objects.ts';
import {
  OTHER_UID,
  acceptedDelete,
  deletes,
  deletionOf,
  dryDelete,
  expectGone,
  expectSpared,
  finalizersOf,
  heldJob,
  optionsBody,
  refusesDelete,
  released,
  type DeleteCall,
} from './support.ts';
import { expectPretty, ok, writeCurrent } from '../support/updates/write.ts';

const query = (members: Record<string, string | number | boolean>) => ({ query: members });
const body = (members: JsonObject) => ({ body: optionsBody(members) });

/** Values that nobody can read as a whole number of seconds. */
const NO_SECONDS = ['soon', '1.5', '1s', '0x1'];
const POLICIES = ['Background', 'Foreground', 'Orphan'] as const;

/**
 * A negative grace period (erratum 28) is refused without effect, or taken for a short one; it is no error of the
 * server's.
 */
async function negativeGrace(trial: Trial): Promise<void> {
  for (const call of [
    query({ gracePeriodSeconds: -1 }),
    query({ gracePeriodSeconds: -5 }),
    body({ gracePeriodSeconds: -1 }),
  ]) {
    const job = await trial.given.job();
    const answer = await trial.target.delete(job, call);
    trial.choice('negative-grace', ok(answer) ? 'negative-grace-taken' : 'negative-grace-refused', answer);
    if (ok(answer)) {
      acceptedDelete(trial, answer);
      await expectGone(trial, job);
    } else {
      trial.expect.refused(answer);
      await expectSpared(trial, job, job.stored);
    }
  }
}

const preconditions = (members: JsonObject) => body({ preconditions: members });

/** What is known of a job when a precondition is made. */
interface Known {
  readonly uid: string;
  readonly version: string;
  /** The version before the last change. */
  readonly oldVersion: string;
}

/** Ends the judgement without a verdict only where a precondition asks for what the target does not show. */
const knownOf = (trial: Trial, now: JsonObject, old: JsonObject): Known => ({
  get uid() {
    return shownOf(trial, now, 'uid');
  },
  get version() {
    return shownOf(trial, now, 'resourceVersion');
  },
  get oldVersion() {
    return shownOf(trial, old, 'resourceVersion');
  },
});

/** Options that change nothing about a precondition that does not hold. */
const BESIDE: readonly JsonObject[] = [
  { gracePeriodSeconds: 0 },
  { gracePeriodSeconds: 1 },
  ...POLICIES.map((propagationPolicy) => ({ propagationPolicy })),
  { orphanDependents: false },
  { dryRun: ['All'] },
];

/**
 * Preconditions that do not hold are refused, the first of them also beside other options; then one that holds is
 * accepted, and the object goes.
 */
const refusesPrecondition = (
  id: string,
  tests: readonly string[],
  failing: readonly ((known: Known) => JsonObject)[],
  holding: (known: Known) => JsonObject,
  beside: readonly JsonObject[] = [],
): Requirement =>
  requirement(id, {
    tests,
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job();
      const old = job.stored;
      await setLabel(trial, job, 'moved', 'yes');
      let last = await trial.given.read(job);
      for (const precondition of failing) {
        const answer = await trial.target.delete(job, preconditions(precondition(knownOf(trial, last, old))));
        trial.expect.refused(answer, [409]);
        last = await expectSpared(trial, job, last);
      }
      for (const options of beside)
        for (const precondition of failing.slice(0, 1)) {
          const call = body({ ...options, preconditions: precondition(knownOf(trial, last, old)) });
          trial.expect.refused(await trial.target.delete(job, call), [409]);
        }
      if (beside.length > 0) last = await expectSpared(trial, job, last);
      const send = (now: JsonObject): Promise<Answer> =>
        trial.target.delete(job, preconditions(holding(knownOf(trial, now, old))));
      const { answer } = await writeCurrent(trial, job, send, last);
      acceptedDelete(trial, answer);
      await expectGone(trial, job);
    },
  });

/** The object goes, though a policy may first have it wait for a garbage collector. */
const takesPolicy = (id: string, tests: readonly string[], call: DeleteCall): Requirement =>
  requirement(id, {
    tests,
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.accepted();
      acceptedDelete(trial, await trial.target.delete(job, call));
      const { json, status } = await trial.target.read(job);
      if (succeeds('read', status) && finalizersOf(json).length > 0) {
        trial.expect.that(typeof deletionOf(json) === 'string', {
          message: 'An object whose deletion was accepted is neither gone nor marked for deletion',
          expected: 'a deletionTimestamp',
          received: 'absent',
          path: '/metadata/deletionTimestamp',
        });
      }
      await expectGone(trial, job);
    },
  });
const takesPolicyInQuery = (id: string, propagationPolicy: string): Requirement =>
  takesPolicy(id, ['delete.query.propagationPolicy'], query({ propagationPolicy }));
const takesPolicyInBody = (id: string, propagationPolicy: string): Requirement =>
  takesPolicy(id, ['delete.body.propagationPolicy', 'delete.body'], body({ propagationPolicy }));

export const deleteOptions: readonly Requirement[] = [
  deletes(
    'delete/takes-grace-period-seconds',
    ['delete.query.gracePeriodSeconds'],
    [query({ gracePeriodSeconds: 1 }), query({ gracePeriodSeconds: 2 }), body({ gracePeriodSeconds: 1 })],
  ),
  deletes(
    'delete/takes-a-grace-period-of-zero',
    ['delete.query.gracePeriodSeconds.zero'],
    [query({ gracePeriodSeconds: 0 }), body({ gracePeriodSeconds: 0 })],
  ),
  requirement('delete/takes-or-refuses-a-negative-grace-period', {
    tests: ['delete.gracePeriodSeconds.negative', 'constraint.DeleteOptions.gracePeriodSeconds.minimum'],
    needs: ['delete/takes-grace-period-seconds'],
    check: negativeGrace,
  }),
  takesPolicyInQuery('delete/takes-propagation-policy-background', 'Background'),
  takesPolicyInQuery('delete/takes-propagation-policy-foreground', 'Foreground'),
  takesPolicyInQuery('delete/takes-propagation-policy-orphan', 'Orphan'),
  takesPolicyInBody('delete/takes-in-the-body-propagation-policy-background', 'Background'),
  takesPolicyInBody('delete/takes-in-the-body-propagation-policy-foreground', 'Foreground'),
  takesPolicyInBody('delete/takes-in-the-body-propagation-policy-orphan', 'Orphan'),
  deletes(
    'delete/takes-orphan-dependents-false',
    ['delete.query.orphanDependents'],
    [query({ orphanDependents: false }), body({ orphanDependents: false })],
  ),
  deletes(
    'delete/takes-orphan-dependents-true',
    ['delete.query.orphanDependents'],
    [query({ orphanDependents: true }), body({ orphanDependents: true })],
  ),
  deletes(
    'delete/takes-options-in-the-body',
    ['delete.body', 'field.DeleteOptions.kind', 'field.DeleteOptions.apiVersion'],
    [body({}), body({ gracePeriodSeconds: 0, propagationPolicy: 'Background' })],
  ),
  deletes(
    'delete/takes-several-options',
    ['delete.query.gracePeriodSeconds', 'delete.query.propagationPolicy'],
    [query({ gracePeriodSeconds: 0, propagationPolicy: 'Background' })],
  ),
  requirement('delete/takes-pretty', {
    tests: ['delete.query.pretty'],
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.accepted();
      const answer = await trial.target.delete(job, query({ pretty: true }));
      const body = acceptedDelete(trial, answer);
      if (body !== undefined)
        expectPretty(
          trial,
          answer,
          body['kind'] === 'Status'
            ? { kind: 'Status', apiVersion: 'v1', status: 'Success' }
            : { kind: trial.kind.kind, metadata: { name: job.name, uid: job.uid } },
        );
      await expectGone(trial, job);
    },
  }),
  dryDelete('delete/dry-run-in-the-query-changes-nothing', ['delete.query.dryRun'], () => [
    query({ dryRun: 'All' }),
    query({ dryRun: 'All', gracePeriodSeconds: 0 }),
    query({ dryRun: 'All', propagationPolicy: 'Background' }),
  ]),
  dryDelete(
    'delete/dry-run-in-the-body-changes-nothing',
    ['delete.body.dryRun', 'field.DeleteOptions.dryRun'],
    ({ uid }) => [
      body({ dryRun: ['All'] }),
      body({ dryRun: ['All'], gracePeriodSeconds: 0 }),
      body({ dryRun: ['All'], ...(uid !== undefined && { preconditions: { uid } }) }),
    ],
  ),
  refusesDelete(
    'delete/refuses-an-unknown-dry-run',
    ['delete.dryRun.unknown'],
    ['Some', 'all', 'true', 'None'].map((dryRun) => query({ dryRun })),
  ),
  refusesDelete(
    'delete/refuses-an-unknown-dry-run-in-the-body',
    ['delete.body.dryRun', 'constraint.DeleteOptions.dryRun.enum'],
    [body({ dryRun: ['Some'] }), body({ dryRun: ['All', 'Some'] })],
    body({}),
  ),
  refusesDelete(
    'delete/refuses-an-unknown-propagation-policy',
    ['delete.propagationPolicy.unknown'],
    ['Sideways', 'background', 'FOREGROUND'].map((propagationPolicy) => query({ propagationPolicy })),
    query({ propagationPolicy: 'Background' }),
  ),
  refusesDelete(
    'delete/refuses-an-unknown-propagation-policy-in-the-body',
    [
      'field.DeleteOptions.propagationPolicy',
      'delete.body.propagationPolicy',
      'constraint.DeleteOptions.propagationPolicy.enum',
    ],
    ['Sideways', 'orphan'].map((propagationPolicy) => body({ propagationPolicy })),
    body({ propagationPolicy: 'Background' }),
  ),
  refusesDelete(
    'delete/refuses-propagation-policy-beside-orphan-dependents',
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
    'delete/refuses-a-grace-period-that-is-no-number',
    ['delete.gracePeriodSeconds.malformed', 'field.DeleteOptions.gracePeriodSeconds'],
    [...NO_SECONDS.map((gracePeriodSeconds) => query({ gracePeriodSeconds })), body({ gracePeriodSeconds: 'soon' })],
    query({ gracePeriodSeconds: 0 }),
    expectNotServed,
  ),
  refusesDelete(
    'delete/refuses-a-malformed-body',
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
    expectNotServed,
  ),
  refusesPrecondition(
    'delete/refuses-another-uid-as-precondition',
    [
      'delete.preconditions.uid',
      'constraint.Preconditions.uid.matches',
      'field.DeleteOptions.preconditions',
      'field.Preconditions.uid',
    ],
    [() => ({ uid: OTHER_UID }), ({ version }) => ({ uid: OTHER_UID, resourceVersion: version })],
    ({ uid }) => ({ uid }),
    BESIDE,
  ),
  refusesPrecondition(
    'delete/refuses-a-uid-that-is-nearly-right',
    ['delete.preconditions.uid'],
    [
      ({ uid }) => ({ uid: uid.slice(0, -1) }),
      ({ uid }) => ({ uid: `${uid}0` }),
      ({ uid }) => ({ uid: `${uid.slice(0, -1)}${uid.endsWith('0') ? '1' : '0'}` }),
    ],
    ({ uid }) => ({ uid }),
  ),
  refusesPrecondition(
    'delete/refuses-another-version-as-precondition',
    ['delete.preconditions.resourceVersion'],
    [
      ({ oldVersion }) => ({ resourceVersion: oldVersion }),
      ({ version }) => ({ resourceVersion: `${version}0` }),
      () => ({ resourceVersion: '0' }),
      ({ uid, oldVersion }) => ({ uid, resourceVersion: oldVersion }),
    ],
    ({ version }) => ({ resourceVersion: version }),
    BESIDE,
  ),
  refusesPrecondition(
    'delete/refuses-preconditions-of-which-one-does-not-hold',
    ['delete.preconditions.uid'],
    [({ version }) => ({ uid: OTHER_UID, resourceVersion: version })],
    ({ uid, version }) => ({ uid, resourceVersion: version }),
  ),
  requirement('delete/holds-a-foreground-deletion-by-others', {
    tests: ['delete.finalizers', 'delete.query.propagationPolicy'],
    needs: ['delete/waits-for-finalizers'],
    async check(trial) {
      const job = await heldJob(trial);
      for (const propagationPolicy of ['Foreground', 'Background']) {
        const answer = await trial.target.delete(job, query({ propagationPolicy, gracePeriodSeconds: 0 }));
        if (!ok(answer)) trial.expect.refused(answer, [404, 409]);
        await trial.expect.stored(job, { metadata: { uid: job.uid } });
      }
      await released(trial, job);
    },
  }),
];
