/** What a list holds after writes: what is stored now, and nothing else. */
import fc from 'fast-check';
import type { Requirement } from '../../harness/model/requirement.ts';
import { ABSENT } from '../../harness/model/trial.ts';
import { at, metadataOf, nameOf } from '../support/objects.ts';
import { expectNames, expectSame, ownItems, STILL } from '../support/expectations.ts';
import { requirement } from '../support/requirement.ts';
import { write, writeAll } from '../support/updates/write.ts';

/** Jobs whose names begin alike; some are changed, some are deleted. */
const CHANGES = fc.uniqueArray(
  fc.record({
    suffix: fc.constantFrom('', '-a', 'a', '-a-b', '-ab', '-b', '0', '-a-0'),
    gone: fc.boolean(),
    changed: fc.boolean(),
  }),
  { selector: ({ suffix }) => suffix, minLength: 1, maxLength: 5 },
);

export const current: readonly Requirement[] = [
  requirement('list/shows-the-same-as-read', {
    tests: ['list.items.whole', 'list.read-consistent'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const job = await trial.given.shared();
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
        CHANGES,
        async (changes) => {
          // A digit behind a name of the run would make the name of another check.
          const base = `${trial.given.name()}-n`;
          const jobs = [];
          for (const { suffix, gone, changed } of changes) {
            const job = { ...(await trial.given.accepted({ name: `${base}${suffix}` })), gone };
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
          const items = ownItems(trial, answer, left);
          for (const { name, uid } of left) {
            const item = items.find((one) => nameOf(one) === name);
            trial.expect.match(item, { metadata: { uid } }, answer, '/items/*');
          }
        },
        4,
      );
    },
  }),
  requirement('list/shows-the-latest-writes', {
    tests: ['list.current'],
    needs: ['list/holds-what-was-created', 'replace/stores-the-body', 'patch/merges'],
    async check(trial) {
      const set = trial.given.name('set');
      const job = await trial.given.accepted({ labels: { set, turn: '0', 'at-0': 'now' } });
      // A server may answer lists with a limit from elsewhere than those without.
      const limited = { labelSelector: `set=${set}`, limit: 5 };
      for (const [turn, query] of [
        ['1', {}],
        ['2', {}],
        ['3', limited],
        ['4', limited],
      ] as const) {
        const before = `at-${Number(turn) - 1}`;
        trial.expect.accepted(
          await writeAll(trial, turn === '1' || turn === '3' ? 'replace' : 'patch', job, [
            [['metadata', 'labels', 'turn'], turn],
            [['metadata', 'labels', `at-${turn}`], 'now'],
            [['metadata', 'labels', before], undefined],
          ]),
        );
        const answer = await trial.target.list({ query });
        trial.expect.match(
          ownItems(trial, answer, [job]).map(metadataOf),
          [{ uid: job.uid, labels: { turn, [`at-${turn}`]: 'now', [before]: ABSENT } }],
          answer,
          '/items',
        );
      }
    },
  }),
  requirement('list/selects-by-the-latest-labels', {
    tests: ['list.current', 'list.query.labelSelector', 'selectors.label.exists', 'selectors.label.not-equals'],
    needs: ['list/selects-by-equality', 'list/shows-the-latest-writes', 'delete/frees-the-name'],
    async check(trial) {
      const [one, two, three] = await trial.given.jobs(3, { labels: { turn: 'old' } });
      trial.expect.accepted(await write(trial, 'patch', one, ['metadata', 'labels', 'turn'], 'new'));
      for (const [turn, wanted] of [
        ['old', [two.name, three.name]],
        ['new', [one.name]],
      ] as const) {
        const answer = await trial.target.list({ query: { labelSelector: `turn=${turn}` } });
        expectNames(
          trial,
          answer,
          ownItems(trial, answer, [one, two, three]),
          wanted,
          `The list for labelSelector turn=${turn}, after a change of labels,`,
        );
      }
      // An index forgets what a write removes, whichever verb it is of, and what a predecessor had.
      trial.expect.accepted(await write(trial, 'replace', one, ['metadata', 'labels', 'turn'], undefined));
      trial.expect.accepted(await write(trial, 'patch', two, ['metadata', 'labels'], undefined));
      await trial.given.deleted(three);
      const again = await trial.given.accepted({ name: three.name, labels: { turn: 'again' } });
      for (const [labelSelector, wanted] of [
        ['turn in (new,old)', []],
        ['turn=new', []],
        ['turn', [again]],
        ['turn!=again', [one, two]],
        ['!turn', [one, two]],
      ] as const) {
        const answer = await trial.target.list({ query: { labelSelector } });
        expectNames(
          trial,
          answer,
          ownItems(trial, answer, [one, two, again]),
          wanted.map(({ name }) => name),
          `The list for labelSelector ${labelSelector}, after labels were removed,`,
        );
      }
    },
  }),
];
