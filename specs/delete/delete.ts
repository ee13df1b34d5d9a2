/** What a deletion does, what it answers, and what becomes of the name. */
import type { Ref } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { ownItems } from '../support/expectations.ts';
import { requirement } from '../support/requirement.ts';
import { metadataOf, specOf, uidOf, withMember, shownOf } from '../support/objects.ts';
import {
  acceptedDelete,
  deletes,
  expectNamed,
  expectUnlisted,
  optionsBody,
  OTHER_UID,
  type DeleteCall,
} from './support.ts';
import { ok } from '../support/updates/write.ts';

export const deletion: readonly Requirement[] = [
  requirement('delete/removes-the-object', {
    tests: ['delete.success', 'delete.gone'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const job = await trial.given.created(trial.given.documented());
      acceptedDelete(trial, await trial.target.delete(job));
      // What the next answer shows, and not how long it took: a slow target may delete at once, too.
      const next = await trial.target.read(job);
      if (next.status === 404) trial.choice('delete-time', 'delete-immediate', next, 'delete');
      else {
        if (ok(next)) trial.choice('delete-time', 'delete-graceful', next, 'delete');
        await trial.expect.absent(job, { settle: true });
      }
      await expectUnlisted(trial, job);
    },
  }),
  requirement('delete/stays-gone', {
    tests: ['delete.gone'],
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.accepted({ labels: { a: '1' } });
      acceptedDelete(trial, await trial.target.delete(job));
      await trial.expect.absent(job, { settle: true });
      // Another object is created and deleted; the first must not come back by that.
      await trial.given.deleted(await trial.given.accepted({ labels: { a: '1' } }));
      await trial.expect.absent(job);
      await expectUnlisted(trial, job);
    },
  }),
  requirement('delete/answers-a-success', {
    tests: ['delete.answers-status'],
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.accepted();
      const answer = await trial.target.delete(job);
      const body = acceptedDelete(trial, answer);
      if (body === undefined) return;
      if (body['kind'] === 'Status') trial.expect.match(body, { status: 'Success' }, answer);
      else trial.expect.match(body, { kind: trial.kind.kind, metadata: { name: job.name, uid: job.uid } }, answer);
    },
  }),
  requirement('delete/names-what-went', {
    tests: ['delete.names-what-went'],
    needs: ['delete/answers-a-success'],
    async check(trial) {
      for (const job of await trial.given.allAccepted(2)) {
        const answer = await trial.target.delete(job);
        const body = acceptedDelete(trial, answer);
        if (body === undefined) return trial.notApplicable('the target answers a deletion without a body');
        expectNamed(trial, body, job, answer);
      }
    },
  }),
  deletes('delete/needs-no-body', ['delete.without-body'], [{}, { contentType: 'application/json' }]),
  requirement('delete/refuses-a-missing-object', {
    tests: ['delete.missing'],
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.accepted();
      acceptedDelete(trial, await trial.target.delete(job));
      await trial.expect.absent(job, { settle: true });
      trial.expect.refused(await trial.target.delete(job));
      trial.expect.refused(await trial.target.delete({ name: trial.given.name('never') }));
    },
  }),
  requirement('delete/refuses-a-missing-object-with-404-not-found', {
    tests: ['delete.missing.code'],
    needs: ['read/refuses-a-missing-name', 'delete/refuses-a-missing-object'],
    async check(trial) {
      const job = await trial.given.accepted();
      await trial.given.deleted(job);
      const calls: [Ref, DeleteCall?][] = [
        [job],
        [{ name: trial.given.name('never') }],
        [{ name: `${job.name}-x` }],
        // No precondition is compared with what is not there.
        [job, { body: optionsBody({ preconditions: { uid: OTHER_UID } }) }],
        [job, { query: { gracePeriodSeconds: 0 } }],
      ];
      for (const [ref, call] of calls) {
        const answer = await trial.target.delete(ref, call);
        trial.expect.refused(answer, [404]);
        trial.expect.match(answer.json, { kind: 'Status', reason: 'NotFound' }, answer);
      }
    },
  }),
  requirement('delete/again-succeeds-or-finds-nothing', {
    tests: ['delete.gone', 'delete.missing'],
    needs: ['read/refuses-a-missing-name', 'delete/removes-the-object'],
    async check(trial) {
      const job = await trial.given.accepted();
      acceptedDelete(trial, await trial.target.delete(job));
      const answer = await trial.target.delete(job);
      if (ok(answer)) acceptedDelete(trial, answer);
      else trial.expect.refused(answer, [404, 409]);
      // A 404 may only say that it is gone by now.
      if (answer.status !== 404)
        trial.choice('repeated-delete', ok(answer) ? 'repeated-delete-accepted' : 'repeated-delete-refused', answer);
      await trial.expect.absent(job, { settle: true });
    },
  }),
  requirement('delete/frees-the-name', {
    tests: ['delete.recreate', 'metadata.uid.unique', 'metadata.generation.starts'],
    needs: ['delete/removes-the-object', 'list/selects-by-field-name'],
    async check(trial) {
      const job = await trial.given.accepted({
        labels: { life: 'first', first: 'yes' },
        annotations: { first: 'yes' },
        spec: { activeDeadlineSeconds: 7200 },
      });
      const uids = new Set([job.uid]);
      for (const life of ['second', 'third']) {
        await trial.given.deleted(job);
        const answer = await trial.target.create(trial.given.manifest({ name: job.name, labels: { life } }));
        const body = trial.expect.accepted(answer);
        const uid = uidOf(body);
        trial.expect.that(uid === undefined || !uids.has(uid), {
          message: 'A new object has the uid of the deleted object of the same name',
          expected: `another uid than ${[...uids].join(', ')}`,
          received: uid ?? 'none',
          path: '/metadata/uid',
          answer,
        });
        uids.add(uid);
        // Whether an object has a generation at all is another requirement.
        if (metadataOf(body)['generation'] !== undefined)
          trial.expect.match(metadataOf(body)['generation'], 1, answer, '/metadata/generation');
        const stored = await trial.expect.stored(job, { metadata: { uid, labels: { life } } });
        const listed = await trial.target.list({ query: { fieldSelector: `metadata.name=${job.name}` } });
        trial.expect.match(ownItems(trial, listed, [job]), [{ metadata: { uid, labels: { life } } }], listed, '/items');
        const inherited = JSON.stringify([
          metadataOf(stored)['labels'] ?? {},
          metadataOf(stored)['annotations'] ?? {},
        ]).includes('"first"');
        trial.expect.that(!inherited && specOf(stored)['activeDeadlineSeconds'] !== 7200, {
          message: 'A new object has labels, annotations or fields of the deleted object of the same name',
          expected: 'what was sent for the new object alone',
          received: JSON.stringify(withMember(stored, ['status'], undefined)).slice(0, 400),
          path: '/metadata',
        });
      }
    },
  }),
  requirement('delete/by-another-uid-spares-the-successor', {
    tests: ['delete.recreate', 'delete.preconditions.uid'],
    needs: ['delete/frees-the-name', 'delete/refuses-another-uid-as-precondition'],
    async check(trial) {
      const first = await trial.given.job();
      await trial.given.deleted(first);
      const second = await trial.given.accepted({ name: first.name });
      for (const uid of [shownOf(trial, first.stored, 'uid'), OTHER_UID]) {
        const answer = await trial.target.delete(second, {
          body: optionsBody({ preconditions: { uid } }),
        });
        trial.expect.refused(answer, [409]);
        await trial.expect.stored(second, { metadata: { uid: second.uid } });
      }
    },
  }),
];
