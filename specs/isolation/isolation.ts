import type { Capability, Requirement } from '../../harness/model/requirement.ts';
import type { Job } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { itemsOf, nameOf } from '../support/objects.ts';
import { ofOtherKinds } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import { expectSpared } from '../delete/support.ts';
import { write } from '../support/updates/write.ts';

/** An object with the trial of its kind: where it stands is in its label `place`. */
interface Placed {
  trial: Trial;
  job: Job;
  place: string;
}

const placed = async (trial: Trial, name: string, place: string, namespace = trial.namespace): Promise<Placed> => ({
  trial,
  place,
  job: await trial.given.job({ name, namespace, labels: { place, all: 'yes' } }),
});

/** Each scope makes neighbours. */
interface Scope {
  statement: string;
  requires?: Capability;
  /** Which of the neighbours something happens to, one after the other. */
  turns: readonly number[];
  neighbours(trial: Trial): Promise<Placed[]>;
}

const SCOPES: Readonly<Record<string, Scope>> = {
  'other-namespaces': {
    statement: 'isolation.namespaces',
    requires: 'other-namespace',
    turns: [0, 1],
    async neighbours(trial) {
      const name = trial.given.name();
      return [await placed(trial, name, 'here'), await placed(trial, name, 'there', trial.otherNamespace)];
    },
  },
  'other-kinds': {
    statement: 'isolation.kinds',
    turns: [0],
    async neighbours(trial) {
      const name = trial.given.name();
      const all = [];
      for (const one of [trial, ...ofOtherKinds(trial)]) all.push(await placed(one, name, one.kind.singular));
      return all;
    },
  },
  'names-that-begin-alike': {
    statement: 'isolation.names',
    turns: [0],
    async neighbours(trial) {
      const base = trial.given.name('mid');
      const all = [];
      for (const [i, tail] of ['-mid', '', '-mi', '-midd', '-mid-a', '-mid0', '-mid-0-mid'].entries())
        all.push(await placed(trial, `${base}${tail}`, String(i)));
      return all;
    },
  },
};

/** Those that nothing was done to are as they were made. */
async function expectOthersSpared(neighbours: readonly Placed[], subject: Placed): Promise<void> {
  for (const { trial, job } of neighbours.filter((one) => one !== subject)) {
    await expectSpared(trial, job, job.stored);
    await trial.expect.stored(job, { metadata: { uid: job.uid } });
  }
}

interface Act {
  needs: string;
  act(subject: Placed, sharesPath: boolean): Promise<void>;
}

/** What is done to the subject, with its effect seen: without one, sparing the others proves nothing. */
const ACTS: Readonly<Record<string, Act>> = {
  replace: {
    needs: 'replace/stores-the-body',
    async act({ trial, job, place }) {
      trial.expect.accepted(await write(trial, 'replace', job, ['metadata', 'labels', 'place'], `${place}-replaced`));
      await trial.expect.stored(job, { metadata: { uid: job.uid, labels: { place: `${place}-replaced` } } });
    },
  },
  patch: {
    needs: 'patch/merges',
    async act({ trial, job, place }) {
      trial.expect.accepted(
        await trial.target.patch(job, {
          metadata: { labels: { place: `${place}-patched` } },
          spec: { activeDeadlineSeconds: 86_399 },
        }),
      );
      await trial.expect.stored(job, {
        metadata: { uid: job.uid, labels: { place: `${place}-patched` } },
        spec: { activeDeadlineSeconds: 86_399 },
      });
    },
  },
  delete: {
    needs: 'delete/removes-the-object',
    async act({ trial, job }) {
      trial.expect.accepted(await trial.target.delete(job));
      await trial.expect.absent(job, { settle: true });
    },
  },
  'delete-collection': {
    needs: 'delete-collection/deletes-by-label',
    async act({ trial, job }, sharesPath) {
      const query = sharesPath ? { fieldSelector: `metadata.name=${job.name}` } : { labelSelector: 'all=yes' };
      trial.expect.accepted(await trial.target.deleteCollection({ namespace: job.namespace, query }));
      await trial.expect.absent(job, { settle: true });
    },
  },
};

/** The path that a collection is at, to tell which neighbours one list shows. */
const pathOfAll = ({ trial, job }: Placed): string => `${trial.kind.plural} ${job.namespace}`;

const reads = (id: string, { statement, requires, neighbours }: Scope): Requirement[] => {
  const common = { ...(requires !== undefined && { requires: [requires] }) };
  return [
    requirement(`isolation/read-tells-apart-${id}`, {
      tests: [statement],
      needs: ['read/answers-with-what-is-stored'],
      ...common,
      async check(trial) {
        for (const { trial: its, job, place } of await neighbours(trial)) {
          const answer = await its.target.read(job);
          its.expect.match(
            its.expect.accepted(answer, [200]),
            {
              kind: its.kind.kind,
              metadata: { name: job.name, namespace: job.namespace, uid: job.uid, labels: { place } },
            },
            answer,
          );
        }
      },
    }),
    requirement(`isolation/list-tells-apart-${id}`, {
      tests: [statement],
      needs: ['list/holds-what-was-created'],
      ...common,
      async check(trial) {
        const all = await neighbours(trial);
        for (const path of new Set(all.map(pathOfAll))) {
          const here = all.filter((one) => pathOfAll(one) === path);
          const {
            trial: its,
            job: { namespace },
          } = here[0]!;
          const answer = await its.target.list({ namespace });
          const items = ownItems(
            its,
            answer,
            all.map(({ job }) => job),
          );
          expectNames(
            its,
            answer,
            items,
            here.map(({ job }) => job.name),
            `The list of ${path}`,
          );
          for (const item of itemsOf({ items })) {
            const one = here.find(({ job }) => job.name === nameOf(item));
            its.expect.match(
              item,
              { metadata: { uid: one!.job.uid, labels: { place: one!.place } } },
              answer,
              '/items/*',
            );
          }
        }
      },
    }),
  ];
};

const writes = (id: string, { statement, requires, turns, neighbours: make }: Scope): Requirement[] =>
  Object.entries(ACTS).map(([verb, { needs, act }]) =>
    requirement(`isolation/${verb}-spares-${id}`, {
      tests: [statement],
      needs: [needs, `isolation/read-tells-apart-${id}`],
      ...(requires !== undefined && { requires: [requires] }),
      async check(trial) {
        for (const turn of turns) {
          const neighbours = await make(trial);
          const subject = neighbours[turn]!;
          await act(
            subject,
            neighbours.some((one) => one !== subject && pathOfAll(one) === pathOfAll(subject)),
          );
          await expectOthersSpared(neighbours, subject);
        }
      },
    }),
  );

export const isolation: readonly Requirement[] = Object.entries(SCOPES).flatMap(([id, scope]) => [
  ...reads(id, scope),
  ...writes(id, scope),
]);
