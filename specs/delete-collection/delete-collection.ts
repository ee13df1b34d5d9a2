/** The deletion of a collection: what matches is deleted, and nothing else. */
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { setLabel } from '../support/change.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { itemsOf, nameOf, shownOf, specOf } from '../support/objects.ts';
import { ofOtherKinds } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import { inScratch } from '../support/scratch.ts';
import {
  deletionOf,
  expectSpared,
  finalizersOf,
  HELD,
  heldJob,
  HOLD,
  OTHER_UID,
  optionsBody,
  released,
  type DeleteCall,
} from '../delete/support.ts';
import { acceptedDeletion, DOOMED, doomedAndSpared, expectLeft } from './support.ts';

const HOLDS = [HOLD, `${HOLD}-too`];

/** A parameter is refused without effect where the same deletion without it is accepted. */
const refusesQuery = (id: string, tests: readonly string[], query: Record<string, string>): Requirement =>
  requirement(id, {
    tests,
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const doomed = await trial.given.accepted({ labels: { set: 'doomed' } });
      const spared = await trial.given.accepted({ labels: { set: 'spared' } });
      trial.expect.documented(await trial.target.deleteCollection({ query: DOOMED }));
      trial.expect.refused(await trial.target.deleteCollection({ query: { labelSelector: 'set=spared', ...query } }));
      await expectLeft(trial, [doomed, spared], [spared]);
    },
  });

/** Documented parameters and options do not change what is deleted; each call deletes jobs of its own. */
const deletesAll = (id: string, tests: readonly string[], calls: readonly DeleteCall[]): Requirement =>
  requirement(id, {
    tests,
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const spared = await trial.given.accepted({ labels: { set: 'spared' } });
      for (const call of calls) {
        const doomed = await trial.given.jobs(2, { labels: { set: 'doomed' } });
        trial.expect.documented(await trial.target.deleteCollection(call));
        await expectLeft(trial, [...doomed, spared], [spared]);
      }
    },
  });

export const deleteCollection: readonly Requirement[] = [
  requirement('delete-collection/deletes-by-label', {
    tests: ['deletecollection.success', 'deletecollection.query.labelSelector'],
    needs: ['create/accepts-the-documented-body', 'list/selects-by-equality', 'patch/merges'],
    async check(trial) {
      const { doomed, spared } = await doomedAndSpared(trial);
      // The labels of now count, not those that an object was created with, whichever verb has changed them.
      await setLabel(trial, doomed[1], 'set', 'spared');
      const [turned] = await trial.given.jobs(1, { labels: { set: 'spared' } });
      trial.expect.accepted(await trial.target.patch(turned, { metadata: { labels: { set: 'doomed' } } }));
      trial.expect.documented(await trial.target.deleteCollection({ query: DOOMED }));
      await expectLeft(trial, [...doomed, ...spared, turned], [...spared, doomed[1]]);
    },
  }),
  requirement('delete-collection/answers-a-list-or-a-status', {
    tests: ['deletecollection.answer'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      await doomedAndSpared(trial);
      const answer = await trial.target.deleteCollection({ query: DOOMED });
      const body = acceptedDeletion(trial, answer);
      if (body === undefined) return;
      if (body['kind'] === 'Status') trial.expect.match(body, { status: 'Success' }, answer);
      else trial.expect.match(body, { kind: `${trial.kind.kind}List`, metadata: {} }, answer);
    },
  }),
  requirement('delete-collection/lists-what-it-deleted', {
    tests: ['deletecollection.answer.items'],
    needs: ['delete-collection/answers-a-list-or-a-status'],
    async check(trial) {
      const { doomed } = await doomedAndSpared(trial);
      const answer = await trial.target.deleteCollection({ query: DOOMED });
      const body = acceptedDeletion(trial, answer);
      if (body === undefined) return trial.notApplicable('the target answers without a body');
      if (body['kind'] === 'Status') trial.notApplicable('the target answers a Status');
      expectNames(
        trial,
        answer,
        itemsOf(body),
        doomed.map((job) => job.name),
        'The list in the answer to the deletion',
      );
      for (const job of doomed) {
        const item = itemsOf(body).find((one) => nameOf(one) === job.name);
        trial.expect.match(
          item,
          {
            metadata: { name: job.name, namespace: job.namespace, uid: job.uid, labels: { set: 'doomed' } },
            spec: specOf(job.stored),
          },
          answer,
          '/items',
        );
      }
      // A second deletion does not list again what the first deleted.
      await expectLeft(trial, doomed, []);
      const again = await trial.target.deleteCollection({ query: DOOMED });
      expectNames(
        trial,
        again,
        itemsOf(acceptedDeletion(trial, again)),
        [],
        'The list in the answer to the second deletion',
      );
    },
  }),
  requirement('delete-collection/deletes-by-field', {
    tests: ['deletecollection.query.fieldSelector'],
    needs: ['delete-collection/deletes-by-label', 'list/selects-by-field-name'],
    async check(trial) {
      const [first, named, last] = await trial.given.jobs(3);
      trial.expect.documented(
        await trial.target.deleteCollection({ query: { fieldSelector: `metadata.name=${named.name}` } }),
      );
      await expectLeft(trial, [first, named, last], [first, last]);
      // Options in a body leave the selectors where they are.
      trial.expect.documented(
        await trial.target.deleteCollection({
          query: { fieldSelector: `metadata.name=${first.name}` },
          body: optionsBody({ gracePeriodSeconds: 0 }),
        }),
      );
      await expectLeft(trial, [first, named, last], [last]);
    },
  }),
  requirement('delete-collection/succeeds-on-an-empty-match', {
    tests: ['deletecollection.empty'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const jobs = await trial.given.jobs(2);
      const answer = await trial.target.deleteCollection({ query: { labelSelector: `none=${trial.given.name()}` } });
      const body = trial.expect.documented(answer);
      trial.expect.match(
        itemsOf(body).map((item) => nameOf(item)),
        [],
        answer,
        '/items',
      );
      await expectLeft(trial, jobs, jobs);
    },
  }),
  requirement('delete-collection/spares-other-namespaces', {
    tests: ['deletecollection.namespace', 'deletecollection.path.namespace'],
    needs: ['delete-collection/deletes-by-label'],
    requires: ['other-namespace'],
    async check(trial) {
      const [here] = await trial.given.jobs(1, { labels: { set: 'doomed' } });
      const there = await trial.given.accepted({
        name: here.name,
        labels: { set: 'doomed' },
        namespace: trial.otherNamespace,
      });
      trial.expect.documented(await trial.target.deleteCollection({ query: DOOMED }));
      await trial.expect.absent(here, { settle: true });
      await trial.expect.stored(there, { metadata: { uid: there.uid } });
    },
  }),
  requirement('delete-collection/spares-other-kinds', {
    tests: ['deletecollection.kind', 'isolation.kinds'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const others = ofOtherKinds(trial);
      if (others.length === 0) trial.notApplicable('the run has one kind alone');
      const [job] = await trial.given.jobs(1, { labels: { set: 'doomed' } });
      const namesakes = [];
      for (const other of others)
        namesakes.push({ other, job: await other.given.job({ name: job.name, labels: { set: 'doomed' } }) });
      trial.expect.documented(await trial.target.deleteCollection({ query: DOOMED }));
      await trial.expect.absent(job, { settle: true });
      for (const { other, job: namesake } of namesakes) await other.expect.unchanged(namesake, namesake.stored);
      const spared = await trial.given.job({ labels: { set: 'doomed' } });
      for (const { other, job: namesake } of namesakes) {
        trial.expect.documented(await other.target.deleteCollection({ query: DOOMED }));
        await other.expect.absent(namesake, { settle: true });
        await trial.expect.unchanged(spared, spared.stored);
      }
    },
  }),
  requirement('delete-collection/empties-a-namespace', {
    tests: ['deletecollection.all'],
    needs: ['delete-collection/deletes-by-label'],
    requires: ['scratch-namespace'],
    async check(trial) {
      await inScratch(trial, async (namespace) => {
        const jobs = await trial.given.jobs(2, { namespace });
        const here = await trial.given.accepted();
        trial.expect.documented(await trial.target.deleteCollection({ namespace }));
        await expectLeft(trial, jobs, [], namespace);
        await trial.expect.stored(here, { metadata: { uid: here.uid } });
      });
    },
  }),
  requirement('delete-collection/takes-timeout-seconds', {
    tests: ['deletecollection.query.timeoutSeconds'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const { doomed, spared } = await doomedAndSpared(trial);
      trial.expect.documented(await trial.target.deleteCollection({ query: { ...DOOMED, timeoutSeconds: 30 } }));
      await expectLeft(trial, [...doomed, ...spared], spared);
    },
  }),
  requirement('delete-collection/deletes-at-most-limit-or-all', {
    tests: ['deletecollection.query.limit'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const doomed = await trial.given.jobs(4, { labels: { set: 'doomed' } });
      const spared = await trial.given.allAccepted(1, { labels: { set: 'spared' } });
      trial.expect.documented(await trial.target.deleteCollection({ query: { ...DOOMED, limit: 2 } }));
      const left = async (): Promise<number> =>
        ownItems(trial, await trial.target.list({ query: DOOMED }), doomed).filter(
          (item) => deletionOf(item) === undefined,
        ).length;
      const legal = [doomed.length - 2, 0];
      let count = await left();
      // What is deleted after the answer goes one by one, and two of four may be on the way to none.
      if (!legal.includes(count)) await trial.eventually(async () => ((count = await left()) === 0 ? true : undefined));
      trial.expect.that(legal.includes(count), {
        message: 'A deletion with limit=2 deleted neither two of the four objects that match nor all of them',
        expected: '2 left, or none where limit is not supported',
        received: `${count} left`,
        path: '/items',
      });
      trial.choice('limit', count === 0 ? 'limit-ignored' : 'limit-honoured', undefined, 'deletecollection');
      for (const job of spared) await trial.expect.stored(job, { metadata: { uid: job.uid } });
    },
  }),
  requirement('delete-collection/takes-resource-version-zero', {
    tests: ['deletecollection.query.resourceVersion'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const { spared } = await doomedAndSpared(trial);
      // The version may say how old the list may be of what is deleted or, as Kubernetes reads it, be a precondition on
      // each object.
      const answer = await trial.target.deleteCollection({ query: { ...DOOMED, resourceVersion: 0 } });
      if (answer.status !== 409) trial.expect.documented(answer);
      for (const job of spared) await trial.expect.unchanged(job, job.stored);
    },
  }),
  deletesAll(
    'delete-collection/takes-watch',
    ['deletecollection.query.watch'],
    [{ query: { ...DOOMED, watch: true, timeoutSeconds: 1 } }, { query: { ...DOOMED, watch: false } }],
  ),
  deletesAll(
    'delete-collection/takes-options',
    ['deletecollection.success'],
    [
      { query: { ...DOOMED, gracePeriodSeconds: 0, propagationPolicy: 'Background' } },
      { query: DOOMED, body: optionsBody({ propagationPolicy: 'Background', gracePeriodSeconds: 0 }) },
    ],
  ),
  requirement('delete-collection/spares-what-comes-to-match-later', {
    tests: ['deletecollection.query.labelSelector', 'deletecollection.answer.items'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const { doomed, spared } = await doomedAndSpared(trial);
      trial.expect.documented(await trial.target.deleteCollection({ query: DOOMED }));
      await expectLeft(trial, [...doomed, ...spared], spared);
      const later = await trial.given.accepted({ labels: { set: 'doomed' } });
      const [relabelled] = spared;
      await setLabel(trial, relabelled, 'set', 'doomed');
      const again = await trial.given.accepted({ name: doomed[0].name, labels: { set: 'doomed' } });
      await trial.given.deleted(await trial.given.accepted());
      for (const job of [later, relabelled, again])
        await trial.expect.stored(job, { metadata: { uid: job.uid, labels: { set: 'doomed' } } });
    },
  }),
  requirement('delete-collection/waits-for-finalizers', {
    tests: ['deletecollection.finalizers'],
    needs: ['delete-collection/deletes-by-label', 'delete/waits-for-finalizers'],
    async check(trial) {
      const held = await heldJob(trial, HOLDS, { set: 'doomed' });
      const { doomed, spared } = await doomedAndSpared(trial);
      trial.expect.documented(await trial.target.deleteCollection({ query: DOOMED }));
      await expectLeft(trial, [...doomed, ...spared], spared);
      // It may be marked after the others are gone.
      await trial.eventually(async () => {
        const { status, json } = await trial.target.read(held);
        return status !== 200 || deletionOf(json) !== undefined || undefined;
      });
      const marked = await trial.expect.stored(held, {
        metadata: { uid: held.uid, labels: { set: 'doomed' }, annotations: HELD },
        spec: specOf(held.stored),
      });
      const isHeld = HOLDS.every((one) => finalizersOf(marked).includes(one));
      trial.expect.that(typeof deletionOf(marked) === 'string' && isHeld, {
        message: 'An object that matches and has finalizers is not marked for deletion, or lost one',
        expected: 'deletionTimestamp and its finalizers',
        received: JSON.stringify(marked['metadata']).slice(0, 300),
        path: '/metadata/deletionTimestamp',
      });
      for (const job of spared)
        trial.expect.match(
          deletionOf(await trial.given.read(job)) ?? null,
          null,
          undefined,
          '/metadata/deletionTimestamp',
        );
      // What waits does not keep a later deletion from what comes after it.
      const after = await trial.given.job({ name: `${held.name}-z`, labels: { set: 'doomed' } });
      trial.expect.documented(await trial.target.deleteCollection({ query: DOOMED }));
      await expectLeft(trial, [after, ...spared], spared);
      await released(trial, held);
    },
  }),
  requirement('delete-collection/spares-what-a-precondition-excludes', {
    tests: ['deletecollection.preconditions'],
    needs: ['delete-collection/deletes-by-label', 'delete/refuses-another-uid-as-precondition'],
    async check(trial) {
      const [doomed] = await trial.given.jobs(1, { labels: { set: 'doomed' } });
      const withUid = (uid: string): Promise<Answer> =>
        trial.target.deleteCollection({ query: DOOMED, body: optionsBody({ preconditions: { uid } }) });
      const answer = await withUid(OTHER_UID);
      if (answer.status >= 400) trial.expect.refused(answer);
      await trial.expect.unchanged(doomed, doomed.stored);
      trial.expect.documented(await withUid(shownOf(trial, doomed.stored, 'uid')));
      await expectLeft(trial, [doomed], []);
    },
  }),
  requirement('delete-collection/dry-run-deletes-nothing', {
    tests: ['deletecollection.dry-run'],
    needs: ['delete-collection/deletes-by-label'],
    async check(trial) {
      const { doomed, spared } = await doomedAndSpared(trial);
      // Nor does it mark what finalizers would hold.
      const held = await heldJob(trial, [HOLD], { set: 'doomed' });
      const dry: DeleteCall[] = [
        { query: { ...DOOMED, dryRun: 'All' } },
        { query: DOOMED, body: optionsBody({ dryRun: ['All'] }) },
      ];
      for (const call of dry) {
        trial.expect.documented(await trial.target.deleteCollection(call));
        for (const job of [...doomed, held]) await expectSpared(trial, job, job.stored);
        await expectLeft(trial, [...doomed, ...spared], [...doomed, ...spared]);
      }
      trial.expect.documented(await trial.target.deleteCollection({ query: DOOMED }));
      await expectLeft(trial, [...doomed, ...spared], spared);
      await released(trial, held);
    },
  }),
  refusesQuery('delete-collection/refuses-an-unknown-dry-run', ['deletecollection.dry-run'], { dryRun: 'Some' }),
  refusesQuery('delete-collection/refuses-a-malformed-label-selector', ['deletecollection.selector.malformed'], {
    labelSelector: 'set in (',
  }),
  refusesQuery('delete-collection/refuses-an-unknown-field-selector', ['deletecollection.selector.malformed'], {
    fieldSelector: 'spec.nothing=x',
  }),
];
