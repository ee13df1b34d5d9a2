import type { JsonObject } from '../contract/seam.ts';
import { listKindOf, apiVersionOf } from '../contract/operations.ts';
import type { Requirement } from '../harness/types.ts';
import { at, expectNames, isObject, itemsOf, metadataOf, nameOf, ownItems, requirement, specOf } from './common.ts';

const refusesQuery = (id: string, tests: readonly string[], query: Record<string, string>, twin: Record<string, string>): Requirement =>
  requirement(`list/refuses-${id}`, {
    tests,
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      await trial.given.job();
      trial.expect.accepted(await trial.target.list({ query: twin }), [200]);
      trial.expect.refused(await trial.target.list({ query }));
    },
  });

export const list: readonly Requirement[] = [
  requirement('list/holds-what-was-created', {
    tests: ['list.success', 'list.complete'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const jobs = await trial.given.jobs(3, { labels: { set: 'x' } });
      const answer = await trial.target.list();
      expectNames(trial, answer, ownItems(trial, answer, jobs), jobs.map((job) => job.name), 'The list');
    },
  }),
  requirement('list/is-a-list-of-the-kind', {
    tests: ['list.shape'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      await trial.given.job();
      const answer = await trial.target.list();
      const body = trial.expect.accepted(answer, [200]);
      trial.expect.match(body, { kind: listKindOf(trial.kind), apiVersion: apiVersionOf(trial.kind) }, answer);
      trial.expect.that(Array.isArray(body['items']), { message: 'The list has no array of items', expected: 'an array', received: JSON.stringify(body['items'])?.slice(0, 80) ?? 'nothing', path: '/items', answer });
      trial.expect.that(isObject(body['metadata']), { message: 'The list has no metadata', expected: 'an object', received: JSON.stringify(body['metadata']) ?? 'nothing', path: '/metadata', answer });
    },
  }),
  requirement('list/gives-each-item-whole', {
    tests: ['list.items.whole'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.job({ labels: { a: '1' }, annotations: { b: '2' } });
      const answer = await trial.target.list();
      const [item] = ownItems(trial, answer, [job]);
      trial.expect.match(item, { metadata: { name: job.name, namespace: trial.namespace, uid: job.uid, labels: { a: '1' }, annotations: { b: '2' } }, spec: specOf(job.stored) }, answer, '/items/*');
      if (item?.['kind'] !== undefined) trial.expect.match(item, { kind: trial.kind.kind, apiVersion: apiVersionOf(trial.kind) }, answer, '/items/*');
    },
  }),
  requirement('list/shows-no-other-kind', {
    tests: ['list.kind'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.job();
      for (const kind of trial.kinds.filter((other) => other !== trial.kind)) {
        const answer = await trial.target.for(kind).list();
        const body = trial.expect.accepted(answer, [200]);
        const stray = itemsOf(body).filter((item) => nameOf(item) === job.name && metadataOf(item)['uid'] === job.uid);
        trial.expect.that(stray.length === 0, { message: `A ${trial.kind.kind} is listed among ${kind.plural}`, expected: 'no such item', received: job.name, path: '/items', answer });
      }
    },
  }),
  requirement('list/shows-no-other-namespace', {
    tests: ['list.namespace', 'list.path.namespace'],
    needs: ['list/holds-what-was-created'],
    requires: ['other-namespace'],
    async check(trial) {
      const here = await trial.given.job();
      const there = await trial.given.job({ namespace: trial.otherNamespace });
      const answer = await trial.target.list();
      expectNames(trial, answer, ownItems(trial, answer, [here, there]), [here.name], `The list of ${trial.namespace}`);
      const other = await trial.target.list({ namespace: trial.otherNamespace });
      expectNames(trial, other, ownItems(trial, other, [here, there]), [there.name], `The list of ${trial.otherNamespace}`);
      for (const item of itemsOf(answer.json))
        trial.expect.match(at(item, 'metadata', 'namespace'), trial.namespace, answer, '/items/*/metadata/namespace');
    },
  }),
  requirement('list/forgets-what-was-deleted', {
    tests: ['list.complete', 'delete.gone'],
    needs: ['list/holds-what-was-created', 'delete/removes-the-object'],
    async check(trial) {
      const jobs = await trial.given.jobs(2);
      await trial.given.gone(jobs[0]!);
      const answer = await trial.target.list();
      expectNames(trial, answer, ownItems(trial, answer, jobs), [jobs[1]!.name], 'The list after a deletion');
    },
  }),
  requirement('list/gives-an-empty-array-for-no-match', {
    tests: ['list.empty'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      await trial.given.job();
      const answer = await trial.target.list({ query: { labelSelector: `none=${trial.given.name()}` } });
      const body = trial.expect.accepted(answer, [200]);
      trial.expect.that(Array.isArray(body['items']) && body['items'].length === 0, { message: 'An empty list is no empty array', expected: '[]', received: JSON.stringify(body['items'])?.slice(0, 120) ?? 'nothing', path: '/items', answer });
    },
  }),
  refusesQuery('a-limit-that-is-no-number', ['list.query.limit.malformed'], { limit: 'abc' }, { limit: '500' }),
  refusesQuery('a-timeout-that-is-no-number', ['list.query.timeoutSeconds.malformed'], { timeoutSeconds: 'abc' }, { timeoutSeconds: '30' }),
  requirement('list/takes-timeout-seconds', {
    tests: ['list.query.timeoutSeconds'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.job();
      const answer = await trial.target.list({ query: { timeoutSeconds: 30 } });
      expectNames(trial, answer, ownItems(trial, answer, [job]), [job.name], 'The list with timeoutSeconds');
    },
  }),
  requirement('list/takes-its-own-resource-version', {
    tests: ['list.query.resourceVersion'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.job();
      const first = trial.expect.accepted(await trial.target.list(), [200]);
      const version = at(first, 'metadata', 'resourceVersion');
      if (typeof version !== 'string' || version === '') return trial.inconclusive('the list shows no resourceVersion');
      const answer = await trial.target.list({ query: { resourceVersion: version } });
      expectNames(trial, answer, ownItems(trial, answer, [job]), [job.name], 'The list not older than its own version');
    },
  }),
  requirement('list/takes-watch-false', {
    tests: ['list.query.watch'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.job();
      const answer = await trial.target.list({ query: { watch: false } });
      expectNames(trial, answer, ownItems(trial, answer, [job]), [job.name], 'The list with watch=false');
    },
  }),
  requirement('list/shows-the-same-as-read', {
    tests: ['list.items.whole', 'list.read-consistent'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.job();
      const same = await trial.eventually(async () => {
        const before = await trial.given.now(job);
        const answer = await trial.target.list();
        const item = ownItems(trial, answer, [job])[0] as JsonObject | undefined;
        if (at(item, 'metadata', 'resourceVersion') !== at(before, 'metadata', 'resourceVersion')) return undefined;
        trial.expect.match(item, { metadata: before['metadata']!, spec: before['spec'] ?? null }, answer, '/items/*');
        return true;
      });
      if (same === undefined) trial.inconclusive('the object never stood still between a read and a list');
    },
  }),
];
