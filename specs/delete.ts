import type { Answer, CallOptions, Body, Requirement, Trial } from '../harness/types.ts';
import { at, isObject, metadataOf, requirement, uidOf, versionOf, withMember, writeRefused } from './common.ts';

const OPTIONS = { kind: 'DeleteOptions', apiVersion: 'v1' } as const;
const OTHER_UID = '11111111-2222-3333-4444-555555555555';

/** A deletion's answer: 200 or 202, a Status of success or the object; both are sightings of a freedom. */
function acceptedDelete(trial: Trial, answer: Answer): void {
  const body = trial.expect.accepted(answer, [200, 202]);
  trial.saw('delete-code', `delete-${answer.status}`, answer, 'delete');
  trial.saw('delete-answer', body['kind'] === 'Status' ? 'delete-answers-status' : 'delete-answers-object', answer, 'delete');
}

/** A deletion with documented options that has to work. */
const deletes = (id: string, tests: readonly string[], options: CallOptions & { body?: Body }): Requirement =>
  requirement(`delete/${id}`, {
    tests,
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job();
      acceptedDelete(trial, await trial.target.delete(job, options));
      await trial.expect.absent(job, { settle: true });
    },
  });

/** A deletion that has to be refused and leave the object; its twin deletes another object in the same way. */
const refuses = (id: string, tests: readonly string[], options: CallOptions & { body?: Body }, twin: CallOptions & { body?: Body } = {}, codes?: readonly number[]): Requirement =>
  requirement(`delete/refuses-${id}`, {
    tests,
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const [job, other] = await trial.given.jobs(2);
      trial.expect.accepted(await trial.target.delete(other!, twin));
      await writeRefused(trial, job!, () => trial.target.delete(job!, options), codes);
      trial.expect.match(at(await trial.given.now(job!), 'metadata', 'deletionTimestamp') ?? null, null, undefined, '/metadata/deletionTimestamp');
    },
  });

/** dryRun=All: the answer of a success, and nothing happens. */
const dryRun = (id: string, tests: readonly string[], options: CallOptions & { body?: Body }): Requirement =>
  requirement(`delete/${id}`, {
    tests,
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job();
      const before = await trial.given.now(job);
      trial.expect.accepted(await trial.target.delete(job, options), [200, 202]);
      await trial.expect.unchanged(job, before);
      trial.expect.match(at(await trial.given.now(job), 'metadata', 'deletionTimestamp') ?? null, null, undefined, '/metadata/deletionTimestamp');
    },
  });

export const deletion: readonly Requirement[] = [
  requirement('delete/removes-the-object', {
    tests: ['delete.success', 'delete.gone'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const job = await trial.given.job();
      acceptedDelete(trial, await trial.target.delete(job));
      const at = trial.clock.now();
      await trial.expect.absent(job, { settle: true });
      trial.saw('delete-time', trial.clock.now() - at > 100 ? 'delete-graceful' : 'delete-immediate', undefined, 'delete');
    },
  }),
  requirement('delete/answers-a-success', {
    tests: ['delete.answers-status'],
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job();
      const answer = await trial.target.delete(job);
      const body = trial.expect.accepted(answer, [200, 202]);
      if (body['kind'] === 'Status') {
        trial.expect.match(body, { status: 'Success' }, answer);
        const details = body['details'];
        if (isObject(details) && details['name'] !== undefined) trial.expect.match(details['name'], job.name, answer, '/details/name');
        if (isObject(details) && details['uid'] !== undefined) trial.expect.match(details['uid'], job.uid, answer, '/details/uid');
      } else trial.expect.match(body, { kind: trial.kind.kind, metadata: { name: job.name, uid: job.uid } }, answer);
    },
  }),
  requirement('delete/refuses-a-missing-object', {
    tests: ['delete.missing'],
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job();
      trial.expect.accepted(await trial.target.delete(job));
      await trial.expect.absent(job, { settle: true });
      trial.expect.refused(await trial.target.delete(job));
      trial.expect.refused(await trial.target.delete({ name: trial.given.name('never') }));
    },
  }),
  requirement('delete/refuses-a-missing-object-with-404-not-found', {
    tests: ['delete.missing.code'],
    needs: ['delete/refuses-a-missing-object'],
    async check(trial) {
      await trial.given.gone(await trial.given.job());
      const answer = await trial.target.delete({ name: trial.given.name('never') });
      trial.expect.refused(answer, [404]);
      trial.expect.match(answer.json, { kind: 'Status', reason: 'NotFound' }, answer);
    },
  }),
  requirement('delete/frees-the-name', {
    tests: ['delete.recreate', 'metadata.uid.unique'],
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job({ labels: { life: 'first' } });
      await trial.given.gone(job);
      const answer = await trial.target.create(trial.given.manifest({ name: job.name, labels: { life: 'second' } }));
      const body = trial.expect.accepted(answer);
      trial.expect.that(uidOf(body) !== job.uid, { message: 'The successor has its predecessor\'s uid', expected: `another uid than ${job.uid}`, received: uidOf(body), path: '/metadata/uid', answer });
      await trial.expect.stored(job, { metadata: { labels: { life: 'second' } } });
    },
  }),
  deletes('takes-grace-period-seconds', ['delete.query.gracePeriodSeconds'], { query: { gracePeriodSeconds: 1 } }),
  deletes('takes-a-grace-period-of-zero', ['delete.query.gracePeriodSeconds.zero'], { query: { gracePeriodSeconds: 0 } }),
  deletes('takes-propagation-policy-background', ['delete.query.propagationPolicy'], { query: { propagationPolicy: 'Background' } }),
  deletes('takes-orphan-dependents-false', ['delete.query.orphanDependents'], { query: { orphanDependents: false } }),
  deletes('takes-options-in-the-body', ['delete.body'], { body: { ...OPTIONS, propagationPolicy: 'Background' } }),
  deletes('takes-pretty', ['delete.query.pretty'], { query: { pretty: true } }),
  dryRun('dry-run-in-the-query-changes-nothing', ['delete.query.dryRun'], { query: { dryRun: 'All' } }),
  dryRun('dry-run-in-the-body-changes-nothing', ['delete.body.dryRun'], { body: { ...OPTIONS, dryRun: ['All'] } }),
  refuses('an-unknown-dry-run', ['delete.dryRun.unknown'], { query: { dryRun: 'Some' } }),
  refuses('an-unknown-propagation-policy', ['delete.propagationPolicy.unknown'], { query: { propagationPolicy: 'Sideways' } }, { query: { propagationPolicy: 'Background' } }),
  refuses('propagation-policy-beside-orphan-dependents', ['delete.options.exclusive'], { query: { propagationPolicy: 'Background', orphanDependents: true } }, { query: { propagationPolicy: 'Background' } }),
  refuses('a-grace-period-that-is-no-number', ['delete.gracePeriodSeconds.malformed'], { query: { gracePeriodSeconds: 'soon' } }, { query: { gracePeriodSeconds: 0 } }),
  refuses('a-malformed-body', ['delete.body.malformed'], { body: { raw: '{"kind":"DeleteOptions"' } }, { body: { ...OPTIONS } }),
  requirement('delete/refuses-another-uid-as-precondition', {
    tests: ['delete.preconditions.uid'],
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job();
      await writeRefused(trial, job, () => trial.target.delete(job, { body: { ...OPTIONS, preconditions: { uid: OTHER_UID } } }), [409]);
      trial.expect.accepted(await trial.target.delete(job, { body: { ...OPTIONS, preconditions: { uid: job.uid } } }));
      await trial.expect.absent(job, { settle: true });
    },
  }),
  requirement('delete/refuses-another-version-as-precondition', {
    tests: ['delete.preconditions.resourceVersion'],
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job();
      const old = versionOf(await trial.given.now(job));
      await trial.given.updated(job, (object) => Object.assign(object, withMember(object, ['metadata', 'labels', 'moved'], 'yes')));
      await writeRefused(trial, job, () => trial.target.delete(job, { body: { ...OPTIONS, preconditions: { resourceVersion: old } } }), [409]);
    },
  }),
  requirement('delete/waits-for-finalizers', {
    tests: ['delete.finalizers', 'metadata.deletion-timestamp'],
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.job({ metadata: { finalizers: ['conformance.cci-job/hold'] } });
      const kept = metadataOf(await trial.given.now(job))['finalizers'];
      if (!Array.isArray(kept) || !kept.includes('conformance.cci-job/hold')) return trial.inconclusive('the target does not keep a finalizer of the client');
      trial.expect.accepted(await trial.target.delete(job));
      const marked = await trial.expect.stored(job, { metadata: { uid: job.uid } });
      const time = metadataOf(marked)['deletionTimestamp'];
      trial.expect.that(typeof time === 'string', { message: 'A deleted object with a finalizer has no deletionTimestamp', expected: 'a time', received: JSON.stringify(time) ?? 'absent', path: '/metadata/deletionTimestamp' });
      trial.expect.accepted(await trial.target.patch(job, { metadata: { finalizers: null } }));
      await trial.expect.absent(job, { settle: true });
    },
  }),
];
