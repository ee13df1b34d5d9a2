import fc from 'fast-check';
import { isObject } from '../../contract/json.ts';
import { apiVersionOf, listKindOf, pathOf } from '../../contract/operations.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { at, itemsOf, metadataOf, nameOf, specOf } from '../support/objects.ts';
import { emptyScratch, expectNames, expectSame, ownItems, STILL } from '../support/expectations.ts';
import { otherKinds } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import { write } from '../support/updates/write.ts';

/** Names that are prefixes of each other, and what becomes of them. */
const LIVES = fc.uniqueArray(
  fc.record({
    tail: fc.constantFrom('', '-a', 'a', '-a-b', '-ab', '-b', '0', '-a-0'),
    gone: fc.boolean(),
    changed: fc.boolean(),
  }),
  { selector: ({ tail }) => tail, minLength: 1, maxLength: 5 },
);

const NO_INTEGERS: Readonly<Record<string, string>> = {
  'no-number': 'abc',
  'a-fraction': '1.5',
  'a-number-and-more': '10abc',
};

const refusesQuery = (
  id: string,
  tests: readonly string[],
  query: Record<string, string>,
  twin: Record<string, string>,
): Requirement =>
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
    tests: ['list.success', 'list.complete', 'list.code.success'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const jobs = await trial.given.jobs(3, { labels: { set: 'x' } });
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
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      await trial.given.job();
      const answer = await trial.target.list();
      const body = trial.expect.accepted(answer, [200]);
      const version = at(body, 'metadata', 'resourceVersion');
      trial.expect.match(body, { kind: listKindOf(trial.kind), apiVersion: apiVersionOf(trial.kind) }, answer);
      trial.expect.that(Array.isArray(body['items']), {
        message: 'The list has no array of items',
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
        expected: 'a text',
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
      const jobs = await trial.given.jobs(2);
      const answer = await trial.target.list();
      for (const item of ownItems(trial, answer, jobs))
        trial.expect.match(item, { kind: trial.kind.kind, apiVersion: apiVersionOf(trial.kind) }, answer, '/items/*');
    },
  }),
  requirement('list/shows-no-other-kind', {
    tests: ['list.kind'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.job();
      for (const { kind, target } of await otherKinds(trial)) {
        const answer = await target.list();
        const body = trial.expect.accepted(answer, [200]);
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
      const here = await trial.given.job();
      const there = await trial.given.job({ namespace: trial.otherNamespace });
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
      const jobs = await trial.given.jobs(2);
      await trial.given.deleted(jobs[0]);
      const answer = await trial.target.list();
      expectNames(trial, answer, ownItems(trial, answer, jobs), [jobs[1].name], 'The list after a deletion');
    },
  }),
  requirement('list/gives-an-empty-array-for-no-match', {
    tests: ['list.empty'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      await trial.given.job();
      const answer = await trial.target.list({ query: { labelSelector: `none=${trial.given.name()}` } });
      const body = trial.expect.accepted(answer, [200]);
      trial.expect.that(Array.isArray(body['items']) && body['items'].length === 0, {
        message: 'An empty list is no empty array',
        expected: '[]',
        received: JSON.stringify(body['items'])?.slice(0, 120) ?? 'nothing',
        path: '/items',
        answer,
      });
    },
  }),
  ...Object.entries(NO_INTEGERS).flatMap(([id, text]) => [
    refusesQuery(`a-limit-that-is-${id}`, ['list.query.limit.malformed'], { limit: text }, { limit: '500' }),
    refusesQuery(
      `a-timeout-that-is-${id}`,
      ['list.query.timeoutSeconds.malformed'],
      { timeoutSeconds: text },
      { timeoutSeconds: '30' },
    ),
  ]),
  refusesQuery(
    'a-resource-version-that-is-none',
    ['list.query.resourceVersion.malformed'],
    { resourceVersion: 'no version at all' },
    { resourceVersion: '0' },
  ),
  requirement('list/takes-timeout-seconds', {
    tests: ['list.query.timeoutSeconds'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.job();
      const answer = await trial.target.list({ query: { timeoutSeconds: 30 } });
      expectNames(trial, answer, ownItems(trial, answer, [job]), [job.name], 'The list with timeoutSeconds');
    },
  }),
  ...['false', '0'].map((value) =>
    requirement(`list/takes-watch-${value}`, {
      tests: ['list.query.watch'],
      needs: ['list/holds-what-was-created'],
      async check(trial) {
        const job = await trial.given.job();
        // Bounded, so that a stream would end and show what it is.
        const answer = await trial.target.list({ query: { watch: value, timeoutSeconds: 1 } });
        expectNames(trial, answer, ownItems(trial, answer, [job]), [job.name], `The list with watch=${value}`);
      },
    }),
  ),
  requirement('list/shows-the-same-as-read', {
    tests: ['list.items.whole', 'list.read-consistent'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.job();
      const same = await trial.eventually(async () => {
        const before = await trial.given.read(job);
        const answer = await trial.target.list();
        const item = ownItems(trial, answer, [job])[0];
        if (at(item, 'metadata', 'resourceVersion') !== at(before, 'metadata', 'resourceVersion')) return undefined;
        expectSame(
          trial,
          item,
          { ...before, kind: item?.['kind'] ?? null, apiVersion: item?.['apiVersion'] ?? null },
          answer,
          '/items/*',
        );
        return true;
      }, STILL);
      if (same === undefined) trial.inconclusive('the object never stood still between a read and a list');
    },
  }),
  requirement('list/equals-what-was-created', {
    tests: ['list.complete', 'list.namespace', 'list.kind'],
    needs: ['list/holds-what-was-created', 'list/forgets-what-was-deleted'],
    async check(trial) {
      await trial.property(
        LIVES,
        async (lives) => {
          const base = trial.given.name();
          const jobs = [];
          for (const { tail, gone, changed } of lives) {
            const job = { ...(await trial.given.job({ name: `${base}${tail}` })), gone };
            if (changed)
              trial.expect.accepted(await trial.target.patch(job, { metadata: { labels: { changed: 'yes' } } }));
            jobs.push(job);
          }
          for (const job of jobs.filter((one) => one.gone)) await trial.given.deleted(job);
          const answer = await trial.target.list();
          const left = jobs.filter((job) => !job.gone);
          expectNames(
            trial,
            answer,
            ownItems(trial, answer, jobs),
            left.map((job) => job.name),
            'The list of what was created, changed and deleted',
          );
          for (const item of ownItems(trial, answer, left))
            trial.expect.match(
              item,
              { metadata: { uid: left.find((job) => job.name === nameOf(item))!.uid } },
              answer,
              '/items/*',
            );
        },
        8,
      );
    },
  }),
  requirement('list/shows-the-latest-writes', {
    tests: ['list.current'],
    needs: ['list/holds-what-was-created', 'replace/stores-the-body', 'patch/merges'],
    async check(trial) {
      const job = await trial.given.job({ labels: { turn: '0' } });
      for (const turn of ['1', '2', '3', '4']) {
        trial.expect.accepted(
          await write(
            trial,
            turn === '1' || turn === '3' ? 'replace' : 'patch',
            job,
            ['metadata', 'labels', 'turn'],
            turn,
          ),
        );
        const answer = await trial.target.list();
        trial.expect.match(
          ownItems(trial, answer, [job]),
          [{ metadata: { uid: job.uid, labels: { turn } } }],
          answer,
          '/items',
        );
      }
    },
  }),
  requirement('list/selects-by-the-latest-labels', {
    tests: ['list.current', 'list.query.labelSelector'],
    needs: ['list/selects-by-equality', 'list/shows-the-latest-writes'],
    async check(trial) {
      const [one, two] = await trial.given.jobs(2, { labels: { turn: 'old' } });
      trial.expect.accepted(await write(trial, 'patch', one, ['metadata', 'labels', 'turn'], 'new'));
      for (const [turn, wanted] of [
        ['old', two],
        ['new', one],
      ] as const) {
        const answer = await trial.target.list({ query: { labelSelector: `turn=${turn}` } });
        expectNames(
          trial,
          answer,
          ownItems(trial, answer, [one, two]),
          [wanted.name],
          `The list for labelSelector turn=${turn}, after a change of labels,`,
        );
      }
    },
  }),
  requirement('list/links-to-its-collection', {
    tests: ['list-meta.self-link'],
    needs: ['list/is-a-list-of-the-kind'],
    async check(trial) {
      await trial.given.job();
      const answer = await trial.target.list();
      const link = at(trial.expect.accepted(answer, [200]), 'metadata', 'selfLink');
      if (link === undefined || link === '') return trial.notApplicable('the list has no selfLink');
      trial.expect.match(link, pathOf(trial.kind, trial.namespace), answer, '/metadata/selfLink');
    },
  }),
  requirement('list/is-empty-in-an-empty-namespace', {
    tests: ['list.empty', 'list.complete', 'list.namespace'],
    needs: ['list/gives-an-empty-array-for-no-match'],
    requires: ['scratch-namespace'],
    async check(trial) {
      await trial.given.job();
      const namespace = await emptyScratch(trial);
      const answer = await trial.target.list({ namespace });
      trial.expect.match(trial.expect.accepted(answer, [200])['items'], [], answer, '/items');
      const job = await trial.given.job({ namespace });
      await trial.given.deleted(job);
      const again = await trial.target.list({ namespace });
      trial.expect.match(trial.expect.accepted(again, [200])['items'], [], again, '/items');
    },
  }),
  ...(['list', 'watch'] as const).map((verb) =>
    requirement(`${verb}/answers-404-for-an-unknown-resource`, {
      tests: [`${verb}.code.404`],
      needs: [verb === 'list' ? 'list/holds-what-was-created' : 'watch/shows-what-exists-first'],
      async check(trial) {
        const { kind, namespace } = trial;
        const query = verb === 'watch' ? { watch: true, timeoutSeconds: 1 } : {};
        trial.expect.accepted(await trial.target.list(), [200]);
        for (const unknown of [
          { ...kind, plural: `${kind.plural}x` },
          { ...kind, version: 'v9' },
          { ...kind, group: `none.${kind.group}` },
        ]) {
          const answer = await trial.target.send('GET', pathOf(unknown, namespace), { query });
          // Whoever may not ask does not learn that nothing is there.
          if (answer.status === 403)
            return trial.inconclusive(
              `the token may not ask for ${unknown.plural} of ${unknown.group}/${unknown.version}`,
            );
          trial.expect.refused(answer, [404]);
        }
      },
    }),
  ),
];
