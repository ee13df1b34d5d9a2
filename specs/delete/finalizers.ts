/**
 * Objects that are deleted and have finalizers: they stay, marked for deletion, until the last finalizer is removed.
 */
import type { JsonObject } from '../../contract/json.ts';
import type { Accepted, Answer, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, mapOf, metadataOf, nameOf, shownOf, specOf, uidOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import {
  HELD,
  HOLD,
  OTHER_UID,
  acceptedDelete,
  deletionOf,
  expectMarked,
  expectSpared,
  expectUnlisted,
  finalizersOf,
  deleted,
  heldJob,
  markedJob,
  optionsBody,
  released,
} from './support.ts';
import { METHOD, ok, put, writeAll, writeCurrent, type Change, type UpdateVerb } from '../support/updates/write.ts';

/** Milliseconds in which a server that forgets finalizers would delete the object. */
const A_WHILE = 1_000;

const A_SECOND = 1_000;

const FIRST = 'conformance.cci-job/first';
const SECOND = 'conformance.cci-job/second';
const LAST = 'conformance.cci-job/last';

const setFinalizers = (trial: Trial, verb: UpdateVerb, job: Accepted, finalizers: string[] | null) =>
  verb === 'patch'
    ? trial.target.patch(job, { metadata: { finalizers } })
    : put(trial, job, (object) => withMember(object, ['metadata', 'finalizers'], finalizers ?? undefined));

/**
 * A job that is being deleted, whose finalizers a write has set. A server may ignore changes of the finalizers of what
 * nobody deletes; those that it shows have to hold, whoever set them.
 */
async function markedBy(trial: Trial, verb: UpdateVerb, finalizers: string[]): Promise<Job> {
  const job = await trial.given.job({ annotations: HELD });
  // One first, then the others.
  for (const some of [finalizers.slice(0, 1), finalizers]) await setFinalizers(trial, verb, job, some);
  const kept = finalizersOf(await trial.given.read(job));
  return finalizers.every((one) => kept.includes(one)) ? deleted(trial, job) : markedJob(trial, finalizers);
}

const isCompleted = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['delete.finalizers.last', 'delete.finalizers'],
    needs: ['delete/waits-for-finalizers'],
    async check(trial) {
      const job = await markedBy(trial, verb, [FIRST, SECOND, LAST]);
      const since = await trial.given.read(job);
      trial.expect.accepted(await setFinalizers(trial, verb, job, [LAST]));
      const left = finalizersOf(await expectMarked(trial, job, since)).filter((one) =>
        [FIRST, SECOND, LAST].includes(one),
      );
      trial.expect.that(left.join() === LAST, {
        message: `After a ${METHOD[verb]} of the finalizers the object has others than were sent`,
        expected: LAST,
        received: left.join(', ') || 'none',
        path: '/metadata/finalizers',
      });
      // An empty array, as null in `released`, leaves none.
      trial.expect.accepted(await setFinalizers(trial, verb, job, verb === 'patch' ? [] : null));
      await trial.expect.absent(job, { settle: true });
      await expectUnlisted(trial, job);
    },
  });

const refusesNewFinalizers = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['delete.finalizers.none-added', 'constraint.ObjectMeta.finalizers.removal-only'],
    needs: ['delete/waits-for-finalizers'],
    async check(trial) {
      const job = await markedJob(trial);
      const since = await trial.given.read(job);
      for (const finalizers of [[HOLD, LAST], [LAST]]) {
        const answer = await setFinalizers(trial, verb, job, finalizers);
        trial.expect.refused(answer);
        const left = finalizersOf(await expectMarked(trial, job, since));
        trial.expect.that(left.includes(HOLD) && !left.includes(LAST), {
          message: 'A refused write changed the finalizers',
          expected: HOLD,
          received: left.join(', ') || 'none',
          path: '/metadata/finalizers',
          answer,
        });
      }
      await released(trial, job);
    },
  });

const isNotTakenBack = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['delete.irrevocable'],
    needs: ['delete/waits-for-finalizers'],
    async check(trial) {
      const job = await markedJob(trial);
      const since = await trial.given.read(job);
      const { deletionTimestamp } = metadataOf(since);
      for (const mark of [
        { deletionTimestamp: null, deletionGracePeriodSeconds: null },
        { deletionTimestamp: '2099-01-01T00:00:00Z', deletionGracePeriodSeconds: null },
        { deletionTimestamp: deletionTimestamp ?? null, deletionGracePeriodSeconds: 86_400 },
      ]) {
        const answer = await writeAll(
          trial,
          verb,
          job,
          Object.entries(mark).map(([name, value]): Change => [['metadata', name], value ?? undefined]),
        );
        if (!ok(answer)) trial.expect.refused(answer);
        await expectMarked(trial, job, since);
      }
      await released(trial, job);
    },
  });

export const finalizers: readonly Requirement[] = [
  requirement('delete/waits-for-finalizers', {
    tests: [
      'delete.finalizers',
      'metadata.deletion-timestamp',
      'metadata.creation-timestamp.set',
      'constraint.ObjectMeta.finalizers.hold-deletion',
    ],
    needs: ['delete/removes-the-object'],
    async check(trial) {
      const job = await markedJob(trial);
      const marked = await trial.given.read(job);
      // The mark is all that is new.
      const { creationTimestamp } = metadataOf(job.stored);
      trial.expect.match(
        marked,
        {
          metadata: { uid: job.uid, name: job.name, creationTimestamp, annotations: HELD },
          spec: specOf(job.stored),
        },
        undefined,
      );
      trial.expect.match(
        finalizersOf(marked).filter((one) => one === HOLD),
        [HOLD],
        undefined,
        '/metadata/finalizers',
      );
      // Lists show it, too, and what selects it.
      const [label] = Object.entries(mapOf(job.stored, 'labels')).map(([key, value]) => `${key}=${String(value)}`);
      const byName = { fieldSelector: `metadata.name=${job.name}` };
      for (const query of [{}, byName, ...(label === undefined ? [] : [{ labelSelector: label }])]) {
        const list = await trial.target.list({ query });
        const listed = itemsOf(trial.expect.accepted(list)).find((item) => nameOf(item) === job.name);
        trial.expect.match(
          listed,
          { metadata: { uid: job.uid, deletionTimestamp: deletionOf(marked) ?? null } },
          list,
          '/items/*',
        );
      }
      // It does not go later either, as long as it has the finalizer.
      await trial.clock.sleep(A_WHILE);
      trial.expect.match(
        finalizersOf(await trial.expect.stored(job, { metadata: { uid: job.uid } })).filter((one) => one === HOLD),
        [HOLD],
        undefined,
        '/metadata/finalizers',
      );
      await released(trial, job);
      const { stored } = await trial.given.job({ name: job.name });
      trial.expect.that(metadataOf(stored)['creationTimestamp'] !== (creationTimestamp ?? ''), {
        message: 'A new object has the creationTimestamp of the deleted object of the same name',
        expected: `a time ${A_WHILE} ms or more later`,
        received: String(creationTimestamp),
        path: '/metadata/creationTimestamp',
      });
    },
  }),
  isCompleted('delete/is-completed-by-the-last-finalizer-going-by-replace', 'replace'),
  isCompleted('delete/is-completed-by-the-last-finalizer-going-by-patch', 'patch'),
  refusesNewFinalizers('delete/takes-no-new-finalizer-by-replace', 'replace'),
  refusesNewFinalizers('delete/takes-no-new-finalizer-by-patch', 'patch'),
  isNotTakenBack('delete/is-not-taken-back-by-replace', 'replace'),
  isNotTakenBack('delete/is-not-taken-back-by-patch', 'patch'),
  requirement('delete/holds-the-name-while-it-waits', {
    tests: ['delete.name-held'],
    needs: ['delete/waits-for-finalizers', 'create/refuses-a-taken-name'],
    async check(trial) {
      const job = await markedJob(trial);
      const again = trial.given.manifest({ name: job.name, labels: { life: 'second' } });
      trial.expect.refused(await trial.target.create(again), [409]);
      const stored = await trial.expect.stored(job, { metadata: { uid: job.uid } });
      trial.expect.match(at(stored, 'metadata', 'labels', 'life') ?? null, null, undefined, '/metadata/labels/life');
      await released(trial, job);
      const answer = await trial.target.create(again);
      const successor = trial.expect.accepted(answer);
      const uid = uidOf(successor);
      trial.expect.that(uid === undefined || uid !== job.uid, {
        message: 'A new object has the uid of the deleted object of the same name',
        expected: `another uid than ${job.uid}`,
        received: uid ?? 'none',
        path: '/metadata/uid',
        answer,
      });
      trial.expect.match(deletionOf(successor) ?? null, null, answer, '/metadata/deletionTimestamp');
      trial.expect.match(
        at(successor, 'metadata', 'annotations', 'held') ?? null,
        null,
        answer,
        '/metadata/annotations',
      );
      trial.expect.match(
        finalizersOf(successor).filter((one) => one === HOLD),
        [],
        undefined,
        '/metadata/finalizers',
      );
    },
  }),
  requirement('delete/again-changes-nothing-while-it-waits', {
    tests: ['delete.finalizers', 'delete.irrevocable'],
    needs: ['delete/waits-for-finalizers'],
    async check(trial) {
      const job = await markedJob(trial);
      const since = deletionOf(await trial.given.read(job));
      // Times may be of whole seconds: one that moves has to show.
      await trial.clock.sleep(A_SECOND);
      for (const query of [{ gracePeriodSeconds: 0 }, { gracePeriodSeconds: 0, dryRun: 'All' }]) {
        const answer = await trial.target.delete(job, { query });
        if (ok(answer)) acceptedDelete(trial, answer);
        else trial.expect.refused(answer, [404, 409]);
        trial.choice('repeated-delete', ok(answer) ? 'repeated-delete-accepted' : 'repeated-delete-refused', answer);
        const stored = await trial.expect.stored(job, { metadata: { uid: job.uid } });
        // A shorter grace period may bring the deletionTimestamp forward, but neither remove nor postpone it.
        const postponed = Date.parse(String(deletionOf(stored))) > Date.parse(String(since));
        trial.expect.that(typeof deletionOf(stored) === 'string' && !postponed && finalizersOf(stored).includes(HOLD), {
          message: `A second delete ${postponed ? 'postponed' : 'removed'} the deletionTimestamp${postponed ? '' : ' or the finalizer'} of an object that waits for its finalizers`,
          expected: `a deletionTimestamp not after ${String(since)}, and ${HOLD}`,
          received: JSON.stringify(metadataOf(stored)).slice(0, 300),
          path: '/metadata',
          answer,
        });
      }
      trial.expect.that(since !== undefined, {
        message: 'The object was not marked for deletion',
        expected: 'a time',
        received: 'absent',
        path: '/metadata/deletionTimestamp',
      });
      await released(trial, job);
    },
  }),
  requirement('delete/refuses-another-uid-for-what-waits', {
    tests: ['delete.preconditions.uid', 'delete.preconditions.resourceVersion'],
    needs: [
      'delete/waits-for-finalizers',
      'delete/refuses-another-uid-as-precondition',
      'delete/refuses-another-version-as-precondition',
    ],
    async check(trial) {
      const job = await heldJob(trial);
      const asked = (preconditions: JsonObject, members: JsonObject = {}): Promise<Answer> =>
        trial.target.delete(job, { body: optionsBody({ ...members, preconditions }) });
      const refused = async (preconditions: JsonObject, members?: JsonObject): Promise<void> =>
        trial.expect.refused(await asked(preconditions, members), [409]);
      await refused({ uid: OTHER_UID });
      const spared = await expectSpared(trial, job, job.stored);
      let version = '';
      const { answer } = await writeCurrent(
        trial,
        job,
        (now) => asked({ resourceVersion: (version = shownOf(trial, now, 'resourceVersion')) }),
        spared,
      );
      acceptedDelete(trial, answer);
      const since = await trial.given.read(job);
      await refused({ uid: OTHER_UID });
      await refused({ uid: OTHER_UID }, { gracePeriodSeconds: 0 });
      // The mark has made the version old.
      await refused({ resourceVersion: version });
      await expectMarked(trial, job, since);
      await released(trial, job);
    },
  }),
  requirement('delete/of-one-frees-no-other', {
    tests: ['delete.finalizers', 'delete.only-named'],
    needs: ['delete/waits-for-finalizers'],
    async check(trial) {
      const [waiting, kept] = [await markedJob(trial), await heldJob(trial)];
      await trial.given.deleted(await trial.given.accepted());
      trial.expect.that(deletionOf(await trial.given.read(kept)) === undefined, {
        message: 'The deletion of one object marked another for deletion',
        expected: 'no deletionTimestamp',
        received: JSON.stringify(deletionOf(await trial.given.read(kept))) ?? 'absent',
        path: '/metadata/deletionTimestamp',
      });
      await trial.expect.stored(waiting, { metadata: { uid: waiting.uid } });
      await released(trial, waiting);
      await trial.expect.stored(kept, { metadata: { uid: kept.uid } });
      // Once it is deleted too, its own finalizer is all that holds it.
      acceptedDelete(trial, await trial.target.delete(kept));
      await released(trial, kept);
      await trial.given.deleted(kept);
    },
  }),
];
