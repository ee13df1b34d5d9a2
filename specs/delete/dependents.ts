/**
 * Jobs whose owners are other jobs. What the deletion of an owner does to them is the work of a garbage collector,
 * which a target need not have, or not for jobs: it is judged once it has been seen at work.
 */
import { isObject, type JsonObject } from '../../contract/json.ts';
import type { Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Overrides, Trial } from '../../harness/model/trial.ts';
import { ofOtherKinds } from '../support/kinds.ts';
import { metadataOf } from '../support/objects.ts';
import { ownerReference } from '../support/owner-reference.ts';
import { requirement } from '../support/requirement.ts';
import {
  HOLD,
  acceptedDelete,
  deletionBody,
  deletionOf,
  finalizersOf,
  optionsBody,
  released,
  type DeleteCall,
} from './support.ts';

/** Milliseconds in which a garbage collector shows itself. */
const SIGHT = 3_000;

export const BACKGROUND: DeleteCall = { query: { propagationPolicy: 'Background' } };
export const FOREGROUND: DeleteCall = { query: { propagationPolicy: 'Foreground' } };
export const ORPHAN: DeleteCall = { query: { propagationPolicy: 'Orphan' } };
export const inBody = (propagationPolicy: string): DeleteCall => ({ body: optionsBody({ propagationPolicy }) });
const oldSpelling = (orphanDependents: boolean): DeleteCall => ({ query: { orphanDependents } });

export interface Pair {
  owner: Accepted;
  dependent: Accepted;
}

/** A job with these owners. */
export const dependentOf = (trial: Trial, owners: readonly JsonObject[], more: Overrides = {}): Promise<Accepted> =>
  trial.given.accepted({ ...more, metadata: { ...more.metadata, ownerReferences: [...owners] } });

/**
 * A job that an owner waits for, if it is deleted in the foreground, and that stays until the check lets it go. It has
 * one owner: one of several may be taken off it while another is not being deleted yet, and then goes without waiting.
 */
export const blockingDependent = (trial: Trial, owner: Accepted, blockOwnerDeletion = true): Promise<Accepted> =>
  dependentOf(trial, [ownerReference(trial, owner, { blockOwnerDeletion })], { metadata: { finalizers: [HOLD] } });

export async function pair(trial: Trial, ofOwner: Overrides = {}): Promise<Pair> {
  const owner = await trial.given.accepted(ofOwner);
  return { owner, dependent: await dependentOf(trial, [ownerReference(trial, owner)]) };
}

export async function deleteOwner(trial: Trial, owner: Accepted, call: DeleteCall): Promise<void> {
  acceptedDelete(trial, await trial.target.delete(owner, call));
}

const isGone = async (trial: Trial, job: Accepted): Promise<true | undefined> =>
  (await trial.target.read(job)).status === 404 ? true : undefined;

/** Deletes the owner in the background; ends the judgement where no collector then removes the dependent. */
export async function expectCollector(trial: Trial, given?: Pair): Promise<void> {
  const { owner, dependent } = given ?? (await pair(trial));
  await deleteOwner(trial, owner, BACKGROUND);
  await trial.expect.absent(owner, { settle: true });
  if (await trial.eventually(() => isGone(trial, dependent), SIGHT))
    return trial.choice('garbage-collector', 'collector-of-jobs');
  await trial.given.read(dependent);
  trial.notApplicable(
    `no garbage collector of jobs was seen: a job was still there ${SIGHT / 1000} s after its owner, another job, was gone`,
  );
}

/** A collector removes the dependent; its owner is gone, or waits for that. */
export async function expectCollected(trial: Trial, dependent: Accepted, how: string): Promise<void> {
  const gone = await trial.eventually(() => isGone(trial, dependent));
  if (!gone) await trial.given.read(dependent);
  trial.expect.that(gone === true, {
    message: `A dependent is left, though ${how}, and the garbage collector had removed another`,
    expected: `that ${dependent.name} is removed`,
    received: 'it is there',
  });
}

/** The owner goes; the dependent stays, and does not name it any more. */
export async function expectOrphaned(trial: Trial, { owner, dependent }: Pair): Promise<void> {
  await trial.expect.absent(owner, { settle: true });
  const names = (job: JsonObject): boolean => {
    const { ownerReferences } = metadataOf(job);
    return Array.isArray(ownerReferences) && ownerReferences.some((one) => isObject(one) && one['uid'] === owner.uid);
  };
  const freed = await trial.eventually(async () =>
    names(await trial.expect.stored(dependent, { metadata: { uid: dependent.uid } })) ? undefined : true,
  );
  trial.expect.that(freed === true, {
    message: 'A dependent still names its owner, which was deleted with the policy Orphan and is gone',
    expected: `no reference to ${owner.name}`,
    received: `one with the uid ${owner.uid}`,
    path: '/metadata/ownerReferences',
  });
}

/** An orphan is still there, and is not being deleted. */
export async function expectSpared(trial: Trial, job: Accepted, why: string): Promise<void> {
  const stored = await trial.expect.stored(job, { metadata: { uid: job.uid } });
  trial.expect.that(deletionOf(stored) === undefined, {
    message: `A dependent is being deleted, though ${why}`,
    expected: 'no deletionTimestamp',
    received: JSON.stringify(deletionOf(stored)) ?? 'absent',
    path: '/metadata/deletionTimestamp',
  });
}

/** The dependent, which a finalizer of the check's holds, is being deleted, and its owner waits for it. */
export async function expectAwaited(trial: Trial, { owner, dependent }: Pair): Promise<void> {
  const marked = await trial.eventually(async () =>
    deletionOf(await trial.expect.stored(dependent, { metadata: { uid: dependent.uid } })),
  );
  trial.expect.that(marked !== undefined, {
    message: 'A dependent is not deleted, though its owner was deleted with the policy Foreground',
    expected: 'a deletionTimestamp',
    received: 'absent',
    path: '/metadata/deletionTimestamp',
  });
  const answer = await trial.target.read(owner);
  trial.expect.that(answer.status !== 404, {
    message: 'An owner that was deleted with the policy Foreground went before the dependent that blocks it',
    expected: `that ${owner.name} waits for ${dependent.name}`,
    received: '404',
    answer,
  });
  const stored = trial.expect.accepted(answer);
  const [finalizers, deleted] = [finalizersOf(stored), deletionOf(stored)];
  trial.expect.that(typeof deleted === 'string' && finalizers.includes('foregroundDeletion'), {
    message: 'An owner that waits for its dependents is not marked so',
    expected: 'a deletionTimestamp, and the finalizer foregroundDeletion',
    received: `${JSON.stringify(deleted) ?? 'no deletionTimestamp'}, ${finalizers.join(', ') || 'no finalizer'}`,
    path: '/metadata',
    answer,
  });
}

const NEEDS = ['delete/removes-the-object', 'metadata/keeps-owner-references'] as const;

export const dependents: readonly Requirement[] = [
  requirement('delete/removes-dependents-in-the-background', {
    tests: ['delete.dependents', 'delete.dependents.background'],
    needs: NEEDS,
    async check(trial) {
      const [first, old] = [await pair(trial), await pair(trial)];
      const keeper = await trial.given.accepted();
      const shared = await dependentOf(
        trial,
        [first.owner, keeper].map((owner) => ownerReference(trial, owner)),
      );
      // A dry run concerns no dependents either: neither are they deleted, nor do they lose their reference.
      for (const propagationPolicy of ['Background', 'Orphan'])
        deletionBody(trial, await trial.target.delete(keeper, { query: { propagationPolicy, dryRun: 'All' } }));
      await expectCollector(trial, first);
      await deleteOwner(trial, old.owner, oldSpelling(false));
      await trial.expect.absent(old.owner, { settle: true });
      // An owner is one object, and not its name.
      await trial.given.accepted({ name: old.owner.name });
      await expectCollected(trial, old.dependent, 'its owner was deleted with orphanDependents=false');
      await expectSpared(trial, shared, 'one of its two owners is there');
      await deleteOwner(trial, keeper, inBody('Background'));
      await expectCollected(trial, shared, 'the last of its owners was deleted with the policy Background in the body');
    },
  }),
  requirement('delete/removes-dependents-of-another-kind', {
    tests: ['delete.dependents', 'delete.dependents.other-kind'],
    needs: ['delete/removes-dependents-in-the-background'],
    async check(trial) {
      const [other] = ofOtherKinds(trial);
      if (other === undefined) return trial.notApplicable('the run judges one kind');
      const own = await pair(trial);
      // The owner is of this kind, though there is a job of its name among those of the dependent's.
      await other.given.accepted({ name: own.owner.name });
      const foreign = await dependentOf(other, [ownerReference(trial, own.owner)]);
      await trial.expect.stored(own.dependent, { metadata: { uid: own.dependent.uid } });
      await expectSpared(other, foreign, 'its owner is there');
      await expectCollector(trial, own);
      await expectCollected(other, foreign, 'its owner, a job of another kind, is gone');
    },
  }),
  requirement('delete/orphans-dependents', {
    tests: ['delete.dependents', 'delete.dependents.orphan'],
    needs: ['delete/removes-dependents-in-the-background'],
    async check(trial) {
      const calls = [ORPHAN, inBody('Orphan'), oldSpelling(true)];
      const pairs = [];
      for (const call of calls) pairs.push({ ...(await pair(trial)), call });
      for (const { owner, call } of pairs) await deleteOwner(trial, owner, call);
      await expectCollector(trial);
      for (const each of pairs) await expectOrphaned(trial, each);
      for (const { dependent } of pairs) await expectSpared(trial, dependent, 'it was orphaned');
    },
  }),
  requirement('delete/waits-for-dependents-in-the-foreground', {
    tests: ['delete.dependents', 'delete.dependents.foreground', 'delete.dependents.not-blocking'],
    needs: ['delete/removes-dependents-in-the-background', 'delete/waits-for-finalizers'],
    async check(trial) {
      const [first, second, free] = await trial.given.allAccepted(3);
      const awaited: Pair[] = [];
      for (const owner of [first, second]) awaited.push({ owner, dependent: await blockingDependent(trial, owner) });
      const ignored = await blockingDependent(trial, free, false);
      await expectCollector(trial);
      await deleteOwner(trial, first, FOREGROUND);
      await deleteOwner(trial, second, inBody('Foreground'));
      await deleteOwner(trial, free, FOREGROUND);
      for (const each of awaited) await expectAwaited(trial, each);
      // What does not block its owner is there still, and its owner goes.
      await trial.expect.absent(free, { settle: true });
      await trial.expect.stored(ignored, { metadata: { uid: ignored.uid } });
      for (const { dependent } of awaited) await released(trial, dependent);
      await released(trial, ignored);
      for (const { owner } of awaited) await trial.expect.absent(owner, { settle: true });
    },
  }),
];
