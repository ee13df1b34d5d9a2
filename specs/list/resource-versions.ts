/** Lists with a resourceVersion: what they show is not older than that version. */
import { listKindOf } from '../../contract/operations.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Answer } from '../../harness/model/target.ts';
import { setLabel } from '../support/change.ts';
import { at, nameOf, versionOf } from '../support/objects.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { selectableJobs } from '../support/label-selectors.ts';
import { requirement } from '../support/requirement.ts';

export const listVersions: readonly Requirement[] = [
  requirement('list/takes-its-own-resource-version', {
    tests: ['list.query.resourceVersion', 'list-meta.resource-version'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.shared();
      const first = trial.expect.documented(await trial.target.list());
      const version = at(first, 'metadata', 'resourceVersion');
      if (typeof version !== 'string' || version === '')
        return trial.inconclusive('the list shows no resourceVersion', 'list.shape');
      const answer = await trial.target.list({ query: { resourceVersion: version } });
      expectNames(trial, answer, ownItems(trial, answer, [job]), [job.name], 'The list not older than its own version');
    },
  }),
  requirement('list/shows-nothing-older-than-its-resource-version', {
    tests: ['list.query.resourceVersion', 'list.one-moment'],
    needs: ['list/takes-its-own-resource-version'],
    async check(trial) {
      const changed = await trial.given.reused({ labels: { turn: '0' } });
      const jobs = [changed, await trial.given.shared()];
      const versions: (string | undefined)[] = [];
      for (const turn of ['1', '2']) {
        await setLabel(trial, changed, 'turn', turn);
        const stored = await trial.given.read(changed);
        versions.push(versionOf(stored));
        const answer = await trial.target.list({ query: { resourceVersion: versionOf(stored) } });
        const items = ownItems(trial, answer, jobs);
        expectNames(
          trial,
          answer,
          items,
          jobs.map((job) => job.name),
          'The list not older than a change',
        );
        trial.expect.match(
          items.find((item) => nameOf(item) === changed.name),
          { metadata: { labels: { turn } } },
          answer,
          '/items/*',
        );
      }
      // Asked for an older version, a list may be of a newer one, and then says so.
      const older = await trial.target.list({ query: { resourceVersion: versions[0] } });
      const [item] = ownItems(trial, older, [changed]);
      const isNew = at(item, 'metadata', 'labels', 'turn') === '2';
      trial.expect.that(!isNew || versionOf(older.json) !== versions[0] || versions[0] === versions[1], {
        message: 'A list shows a change that came after the resourceVersion that it says it is of',
        expected: `a resourceVersion of ${String(versions[1])} or later`,
        received: String(versionOf(older.json)),
        path: '/metadata/resourceVersion',
        answer: older,
      });
    },
  }),
  requirement('list/takes-any-version-for-zero', {
    tests: ['list.query.resourceVersion'],
    needs: ['list/is-a-list-of-the-kind'],
    async check(trial) {
      const jobs = await trial.given.allAccepted(2);
      const [changed] = jobs;
      // The list may be of any version; in time it is of one that holds the jobs.
      const whole = await trial.eventually(async () => {
        const answer = await trial.target.list({ query: { resourceVersion: '0' } });
        trial.expect.match(trial.expect.documented(answer), { kind: listKindOf(trial.kind) }, answer);
        return ownItems(trial, answer, jobs).length === jobs.length ? true : undefined;
      });
      trial.expect.that(whole === true, {
        message: 'The list at resourceVersion 0 never showed what was created',
        expected: jobs.map((job) => job.name).join(', '),
        received: 'not all of them',
        path: '/items',
      });
      await setLabel(trial, changed, 'turn', 'later');
      const current = await trial.eventually(async () => {
        const answer = await trial.target.list({ query: { resourceVersion: '0' } });
        const item = ownItems(trial, answer, [changed])[0];
        return at(item, 'metadata', 'labels', 'turn') === 'later' ? true : undefined;
      });
      trial.expect.that(current === true, {
        message: 'The list at resourceVersion 0 never showed a change',
        expected: `${changed.name} with the label turn=later`,
        received: 'the object as it was before',
        path: '/items',
      });
      await trial.given.deleted(changed);
      const forgotten = await trial.eventually(async () => {
        const answer = await trial.target.list({ query: { resourceVersion: '0' } });
        return ownItems(trial, answer, [changed]).length === 0 ? true : undefined;
      });
      trial.expect.that(forgotten === true, {
        message: 'The list at resourceVersion 0 never forgot what was deleted',
        expected: `no ${changed.name}`,
        received: changed.name,
        path: '/items',
      });
    },
  }),
  requirement('list/selects-at-any-version', {
    tests: ['list.query.labelSelector', 'list.query.fieldSelector', 'list.query.resourceVersion'],
    needs: [
      'list/takes-its-own-resource-version',
      'list/takes-any-version-for-zero',
      'list/selects-by-equality',
      'list/selects-by-field-name',
    ],
    async check(trial) {
      const jobs = await selectableJobs(trial);
      const [one] = jobs;
      const version = versionOf((await trial.target.list()).json);
      for (const resourceVersion of [version, '0']) {
        for (const [query, matching] of [
          [{ labelSelector: 'app=a' }, jobs.filter(({ labels }) => labels['app'] === 'a')],
          [{ fieldSelector: `metadata.name=${one?.name ?? ''}` }, jobs.slice(0, 1)],
        ] as const) {
          const ask = (): Promise<Answer> => trial.target.list({ query: { ...query, resourceVersion } });
          let answer = await ask();
          const isWhole = (): boolean => ownItems(trial, answer, jobs).length >= matching.length;
          // At 0 the list may be of any version; in time it is of one that holds the jobs.
          if (resourceVersion === '0' && !isWhole())
            await trial.eventually(async () => {
              answer = await ask();
              return isWhole() || undefined;
            });
          expectNames(
            trial,
            answer,
            ownItems(trial, answer, jobs),
            matching.map((job) => job.name),
            `The list for ${Object.entries(query).join('=')} at resourceVersion ${resourceVersion}`,
          );
        }
      }
    },
  }),
];
