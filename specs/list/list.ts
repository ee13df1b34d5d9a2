/** What a list of a collection holds, and what it looks like. */
import { isObject } from '../../contract/json.ts';
import { apiVersionOf, listKindOf, pathOf } from '../../contract/operations.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { at, itemsOf, metadataOf, nameOf, specOf } from '../support/objects.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { otherKinds } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import { inScratch } from '../support/scratch.ts';
import { answers404ForUnknownResources } from '../support/unknown-resource.ts';

export const list: readonly Requirement[] = [
  requirement('list/holds-what-was-created', {
    tests: ['list.success', 'list.complete', 'list.code.success'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const jobs = await trial.given.allAccepted(3, { labels: { set: 'x' } });
      const answer = await trial.target.list();
      expectNames(
        trial,
        answer,
        ownItems(trial, answer, jobs),
        jobs.map((job) => job.name),
        'The list',
      );
    },
  }),
  requirement('list/is-a-list-of-the-kind', {
    tests: ['list.shape'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      await trial.given.shared();
      const answer = await trial.target.list();
      const body = trial.expect.documented(answer);
      const version = at(body, 'metadata', 'resourceVersion');
      trial.expect.match(body, { kind: listKindOf(trial.kind), apiVersion: apiVersionOf(trial.kind) }, answer);
      trial.expect.that(Array.isArray(body['items']), {
        message: 'The items of the list are no array',
        expected: 'an array',
        received: JSON.stringify(body['items'])?.slice(0, 80) ?? 'nothing',
        path: '/items',
        answer,
      });
      trial.expect.that(isObject(body['metadata']), {
        message: 'The list has no metadata',
        expected: 'an object',
        received: JSON.stringify(body['metadata']) ?? 'nothing',
        path: '/metadata',
        answer,
      });
      trial.expect.that(typeof version === 'string' && version !== '', {
        message: 'The list has no resourceVersion',
        expected: 'a string that is not empty',
        received: JSON.stringify(version) ?? 'nothing',
        path: '/metadata/resourceVersion',
        answer,
      });
    },
  }),
  requirement('list/gives-each-item-whole', {
    tests: ['list.items.whole'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.created(
        trial.given.adopted(trial.given.documented(), { labels: { a: '1' }, annotations: { b: '2' } }),
      );
      const answer = await trial.target.list();
      const [item] = ownItems(trial, answer, [job]);
      trial.expect.match(
        item,
        {
          metadata: {
            name: job.name,
            namespace: trial.namespace,
            uid: job.uid,
            labels: { a: '1' },
            annotations: { b: '2' },
          },
          spec: specOf(job.stored),
        },
        answer,
        '/items/*',
      );
    },
  }),
  requirement('list/names-the-kind-of-each-item', {
    tests: ['list.items.named'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const jobs = [await trial.given.shared(), await trial.given.shared()];
      const answer = await trial.target.list();
      for (const item of ownItems(trial, answer, jobs))
        trial.expect.match(item, { kind: trial.kind.kind, apiVersion: apiVersionOf(trial.kind) }, answer, '/items/*');
    },
  }),
  requirement('list/shows-no-other-kind', {
    tests: ['list.kind'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.shared();
      for (const { kind, target } of await otherKinds(trial)) {
        const answer = await target.list();
        const body = trial.expect.documented(answer);
        const stray = itemsOf(body).filter((item) => nameOf(item) === job.name && metadataOf(item)['uid'] === job.uid);
        trial.expect.that(stray.length === 0, {
          message: `A ${trial.kind.kind} is listed among ${kind.plural}`,
          expected: 'no such item',
          received: job.name,
          path: '/items',
          answer,
        });
      }
    },
  }),
  requirement('list/shows-no-other-namespace', {
    tests: ['list.namespace', 'list.path.namespace'],
    needs: ['list/holds-what-was-created'],
    requires: ['other-namespace'],
    async check(trial) {
      const here = await trial.given.shared();
      const there = await trial.given.shared({ namespace: trial.otherNamespace });
      const answer = await trial.target.list();
      expectNames(trial, answer, ownItems(trial, answer, [here, there]), [here.name], `The list of ${trial.namespace}`);
      const other = await trial.target.list({ namespace: trial.otherNamespace });
      expectNames(
        trial,
        other,
        ownItems(trial, other, [here, there]),
        [there.name],
        `The list of ${trial.otherNamespace}`,
      );
      for (const item of itemsOf(answer.json))
        trial.expect.match(at(item, 'metadata', 'namespace'), trial.namespace, answer, '/items/*/metadata/namespace');
    },
  }),
  requirement('list/forgets-what-was-deleted', {
    tests: ['list.complete', 'delete.gone'],
    needs: ['list/holds-what-was-created', 'delete/removes-the-object'],
    async check(trial) {
      const [deleted, left] = await trial.given.allAccepted(2);
      await trial.given.deleted(deleted);
      const answer = await trial.target.list();
      expectNames(trial, answer, ownItems(trial, answer, [deleted, left]), [left.name], 'The list after a deletion');
    },
  }),
  requirement('list/gives-an-empty-array-for-no-match', {
    tests: ['list.empty'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      await trial.given.shared();
      const answer = await trial.target.list({ query: { labelSelector: `none=${trial.given.name()}` } });
      const body = trial.expect.documented(answer);
      trial.expect.that(Array.isArray(body['items']) && body['items'].length === 0, {
        message: 'The items of a list without a match are not an empty array',
        expected: '[]',
        received: JSON.stringify(body['items'])?.slice(0, 120) ?? 'nothing',
        path: '/items',
        answer,
      });
    },
  }),
  requirement('list/links-to-its-collection', {
    tests: ['list-meta.self-link'],
    needs: ['list/is-a-list-of-the-kind'],
    async check(trial) {
      await trial.given.shared();
      const answer = await trial.target.list();
      const link = at(trial.expect.documented(answer), 'metadata', 'selfLink');
      if (link === undefined || link === '') return trial.notApplicable('the list has no selfLink');
      trial.expect.match(link, pathOf(trial.kind, trial.namespace), answer, '/metadata/selfLink');
    },
  }),
  requirement('list/is-empty-in-an-empty-namespace', {
    tests: ['list.empty', 'list.complete', 'list.namespace'],
    needs: ['list/gives-an-empty-array-for-no-match'],
    requires: ['scratch-namespace'],
    async check(trial) {
      await trial.given.shared();
      await inScratch(trial, async (namespace) => {
        const answer = await trial.target.list({ namespace });
        trial.expect.match(trial.expect.documented(answer)['items'], [], answer, '/items');
        const job = await trial.given.accepted({ namespace });
        await trial.given.deleted(job);
        const again = await trial.target.list({ namespace });
        trial.expect.match(trial.expect.documented(again)['items'], [], again, '/items');
      });
    },
  }),
  answers404ForUnknownResources(
    'list/answers-404-for-an-unknown-resource',
    ['list.code.404'],
    ['list/holds-what-was-created'],
    {},
  ),
];
