import type { JsonObject } from '../../contract/json.ts';
import type { Answer, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { ABSENT } from '../../harness/model/trial.ts';
import { at, metadataOf, nameOf, uidOf, versionOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';

const WRITERS = 5;
const ROUNDS = 5;

const ok = (answer: Answer): boolean => answer.status >= 200 && answer.status < 300;
const writers = (count = WRITERS): number[] => Array.from({ length: count }, (_, i) => i);
const labels = (object: JsonObject): JsonObject => (metadataOf(object)['labels'] ?? {}) as JsonObject;

/** A PUT of this very version with one more label. */
const putLabel = (trial: Trial, job: Job, seen: JsonObject, key: string, value: string): Promise<Answer> =>
  trial.target.replace(job, withMember(seen, ['metadata', 'labels', key], value));

/** A few milliseconds, always the same for the same client and step: clients that never pause take turns by whole rounds. */
const pause = (trial: Trial, client: number, step: number): Promise<void> =>
  trial.clock.sleep((client * 5 + step * 7) % 3);

async function rounds(round: (n: number) => Promise<void>): Promise<void> {
  for (let n = 0; n < ROUNDS; n++) await round(n);
}

export const concurrency: readonly Requirement[] = [
  requirement('concurrency/one-of-many-creates-wins', {
    tests: ['concurrency.create'],
    needs: ['create/refuses-a-taken-name'],
    check: (trial) =>
      rounds(async () => {
        const name = trial.given.name();
        const answers = await Promise.all(
          writers().map((i) => trial.target.create(trial.given.manifest({ name, labels: { writer: String(i) } }))),
        );
        const winners = answers.flatMap((answer, i) => (ok(answer) ? [i] : []));
        trial.expect.that(winners.length === 1, {
          message: 'Not exactly one of several creates of one name was accepted',
          expected: 'one success, the others refused',
          received: answers.map((answer) => answer.status).join(', '),
          answer: answers[winners[1] ?? 0],
        });
        for (const [i, answer] of answers.entries()) if (i !== winners[0]) trial.expect.refused(answer);
        await trial.expect.stored(
          { name },
          { metadata: { labels: { writer: String(winners[0]) }, uid: uidOf(answers[winners[0]!]!.json) } },
        );
      }),
  }),
  requirement('concurrency/one-of-many-replacements-of-a-version-wins', {
    tests: ['concurrency.compare-and-swap', 'locking.stale'],
    needs: ['replace/refuses-a-stale-version'],
    check: (trial) =>
      rounds(async () => {
        const job = await trial.given.job();
        const seen = await trial.given.read(job);
        const answers = await Promise.all(writers().map((i) => putLabel(trial, job, seen, `writer-${i}`, 'here')));
        const winners = answers.flatMap((answer, i) => (ok(answer) ? [i] : []));
        // None may win where a controller has written in between.
        trial.expect.that(winners.length <= 1, {
          message: 'Several replacements of one version were accepted',
          expected: 'at most one success, the others 409',
          received: answers.map((answer) => answer.status).join(', '),
          answer: answers[winners[1] ?? 0],
        });
        await trial.expect.stored(job, {
          metadata: {
            labels: Object.fromEntries(writers().map((i) => [`writer-${i}`, i === winners[0] ? 'here' : ABSENT])),
          },
        });
      }),
  }),
  requirement('concurrency/no-patch-is-lost', {
    tests: ['concurrency.patch'],
    needs: ['patch/merges'],
    check: (trial) =>
      rounds(async () => {
        const job = await trial.given.job();
        const answers = await Promise.all(
          writers().map((i) => trial.target.patch(job, { metadata: { labels: { [`writer-${i}`]: 'here' } } })),
        );
        const done = writers().filter((i) => ok(answers[i]!));
        if (done.length === 0) trial.inconclusive('every one of the patches was refused');
        await trial.expect.stored(job, {
          metadata: { labels: Object.fromEntries(done.map((i) => [`writer-${i}`, 'here'])) },
        });
      }),
  }),
  requirement('concurrency/patches-without-a-version-do-not-conflict', {
    tests: ['concurrency.patch.no-conflict'],
    needs: ['concurrency/no-patch-is-lost'],
    async check(trial) {
      const job = await trial.given.job();
      const answers = await Promise.all(
        writers().map((i) => trial.target.patch(job, { metadata: { labels: { [`writer-${i}`]: 'here' } } })),
      );
      for (const answer of answers) trial.expect.accepted(answer, [200]);
    },
  }),
  requirement('concurrency/a-counter-counts-every-success', {
    tests: ['concurrency.compare-and-swap'],
    needs: ['replace/refuses-a-stale-version'],
    async check(trial) {
      const job = await trial.given.job({ annotations: { count: '0' } });
      const successes = await Promise.all(
        writers().map(async () => {
          let done = 0;
          for (let attempt = 0; attempt < 30 && done < 3; attempt++) {
            const seen = await trial.given.read(job);
            const count = Number(at(seen, 'metadata', 'annotations', 'count'));
            const answer = await trial.target.replace(
              job,
              withMember(seen, ['metadata', 'annotations', 'count'], String(count + 1)),
            );
            if (ok(answer)) done++;
            else trial.expect.refused(answer, [409]);
          }
          return done;
        }),
      );
      await trial.expect.stored(job, {
        metadata: { annotations: { count: String(successes.reduce((sum, n) => sum + n, 0)) } },
      });
    },
  }),
  requirement('concurrency/a-replacement-never-undoes-a-patch', {
    tests: ['concurrency.replace-and-patch'],
    needs: ['replace/refuses-a-stale-version', 'patch/merges'],
    check: (trial) =>
      rounds(async (n) => {
        const job = await trial.given.job();
        const seen = await trial.given.read(job);
        const both = [
          () => putLabel(trial, job, seen, 'put', 'here'),
          () => trial.target.patch(job, { metadata: { labels: { patch: 'here' } } }),
        ];
        const [first, second] = await Promise.all((n % 2 === 0 ? both : both.toReversed()).map((write) => write()));
        const [put, patch] = n % 2 === 0 ? [first!, second!] : [second!, first!];
        if (!ok(patch)) trial.inconclusive('the patch was refused');
        await trial.expect.stored(job, { metadata: { labels: { patch: 'here', put: ok(put) ? 'here' : ABSENT } } });
      }),
  }),
  requirement('concurrency/a-deletion-is-final', {
    tests: ['concurrency.delete-and-update'],
    needs: ['delete/removes-the-object', 'patch/merges'],
    check: (trial) =>
      rounds(async () => {
        const job = await trial.given.job();
        const seen = await trial.given.read(job);
        const [deleted] = await Promise.all([
          trial.target.delete(job),
          trial.target.patch(job, { metadata: { labels: { late: 'yes' } } }),
          putLabel(trial, job, seen, 'late', 'yes'),
        ]);
        trial.expect.accepted(deleted, [200, 202]);
        const left = await trial.eventually(async () => {
          const answer = await trial.target.read(job);
          return answer.status === 404 ? 'gone' : undefined;
        });
        // A target that creates on PUT or PATCH may have made a successor; the deleted object itself must not be back.
        if (left === undefined) {
          const now = await trial.given.read(job);
          trial.expect.that(uidOf(now) !== job.uid, {
            message: 'An object is back after its deletion was accepted',
            expected: '404, or another uid',
            received: `uid ${uidOf(now)}`,
            path: '/metadata/uid',
          });
        }
      }),
  }),
  requirement('concurrency/only-one-of-many-deletions-finds-the-object', {
    tests: ['concurrency.delete'],
    needs: ['delete/refuses-a-missing-object'],
    check: (trial) =>
      rounds(async () => {
        const job = await trial.given.job();
        const answers = await Promise.all(writers().map(() => trial.target.delete(job)));
        trial.expect.that(
          answers.some((answer) => ok(answer)),
          {
            message: 'Every one of several deletions was refused',
            expected: 'at least one success',
            received: answers.map((answer) => answer.status).join(', '),
            answer: answers[0],
          },
        );
        for (const answer of answers) if (!ok(answer)) trial.expect.refused(answer, [404, 409]);
        await trial.expect.absent(job, { settle: true });
      }),
  }),
  requirement('concurrency/generated-names-differ', {
    tests: ['concurrency.generate-name'],
    needs: ['create/completes-generate-name'],
    async check(trial) {
      const prefix = `${trial.given.name('many')}-`.slice(0, 50);
      const manifest = (i: number): JsonObject => {
        const { metadata, ...rest } = trial.given.manifest({ labels: { writer: String(i) } });
        const { name: _, ...others } = metadata as JsonObject;
        return { ...rest, metadata: { ...others, generateName: prefix } };
      };
      const answers = await Promise.all(writers(12).map((i) => trial.target.create(manifest(i))));
      const names = answers.map((answer) => nameOf(trial.expect.accepted(answer)));
      trial.expect.that(new Set(names).size === names.length, {
        message: 'Creates with one generateName were given one name',
        expected: `${names.length} names`,
        received: names.join(', '),
        path: '/metadata/name',
        answer: answers.at(-1),
      });
      for (const [i, name] of names.entries())
        await trial.expect.stored(
          { name },
          { metadata: { labels: { writer: String(i) }, uid: uidOf(answers[i]!.json) } },
        );
      const uids = new Set(answers.map((answer) => uidOf(answer.json)));
      trial.expect.that(uids.size === names.length, {
        message: 'Objects created at once have one uid',
        expected: `${names.length} uids`,
        received: String(uids.size),
        path: '/metadata/uid',
        answer: answers.at(-1),
      });
    },
  }),
  requirement('concurrency/lives-of-one-name-never-mix', {
    tests: ['concurrency.recreate'],
    needs: ['delete/frees-the-name'],
    check: (trial) =>
      rounds(async () => {
        const name = trial.given.name();
        const lives = new Map<string, string>();
        const seen: { uid: string; life: string; answer: Answer }[] = [];
        const note = (answer: Answer): void => {
          if (ok(answer))
            seen.push({
              uid: uidOf(answer.json),
              life: `${String(at(answer.json, 'metadata', 'labels', 'life'))}/${String(at(answer.json, 'metadata', 'annotations', 'life'))}`,
              answer,
            });
        };
        const creator = async (who: number): Promise<void> => {
          for (let n = 0; n < 3; n++) {
            await pause(trial, who, n);
            const life = `l${who}-${n}`;
            const answer = await trial.target.create(
              trial.given.manifest({ name, labels: { life }, annotations: { life } }),
            );
            const uid = uidOf(answer.json);
            trial.expect.that(!ok(answer) || !lives.has(uid), {
              message: 'Two objects of one name have one uid',
              expected: 'a uid of its own',
              received: uid,
              path: '/metadata/uid',
              answer,
            });
            if (ok(answer)) lives.set(uid, `${life}/${life}`);
            else trial.expect.refused(answer, [409]);
          }
        };
        const remover = async (who: number): Promise<void> => {
          for (let n = 0; n < 4; n++) {
            await pause(trial, who, n);
            const answer = await trial.target.delete({ name });
            if (!ok(answer)) trial.expect.refused(answer, [404, 409]);
          }
        };
        const reader = async (who: number): Promise<void> => {
          for (let n = 0; n < 5; n++) {
            await pause(trial, who, n);
            note(await trial.target.read({ name }));
          }
        };
        await Promise.all([creator(0), creator(1), remover(2), reader(3), remover(4), reader(5)]);
        note(await trial.target.read({ name }));
        for (const { uid, life, answer } of seen) {
          trial.expect.that(lives.get(uid) === life, {
            message: 'An object of a name shows what belongs to another of that name',
            expected: lives.get(uid) ?? 'the uid of an accepted create',
            received: `${life} under uid ${uid}`,
            path: '/metadata',
            answer,
          });
        }
      }),
  }),
  requirement('concurrency/patches-of-one-version-swap-once', {
    tests: ['concurrency.compare-and-swap', 'locking.patch'],
    needs: ['patch/refuses-a-stale-version'],
    check: (trial) =>
      rounds(async () => {
        const job = await trial.given.job();
        const resourceVersion = versionOf(await trial.given.read(job));
        const answers = await Promise.all(
          writers().map((i) =>
            trial.target.patch(job, { metadata: { resourceVersion, labels: { [`writer-${i}`]: 'here' } } }),
          ),
        );
        const winners = answers.flatMap((answer, i) => (ok(answer) ? [i] : []));
        trial.expect.that(winners.length <= 1, {
          message: 'Several patches of one version were accepted',
          expected: 'at most one success, the others 409',
          received: answers.map((answer) => answer.status).join(', '),
          answer: answers[winners[1] ?? 0],
        });
        for (const [i, answer] of answers.entries()) if (i !== winners[0]) trial.expect.refused(answer, [409]);
        await trial.expect.stored(job, {
          metadata: {
            labels: Object.fromEntries(writers().map((i) => [`writer-${i}`, i === winners[0] ? 'here' : ABSENT])),
          },
        });
      }),
  }),
  requirement('concurrency/writes-to-other-objects-do-not-mix', {
    tests: ['concurrency.patch', 'isolation.names'],
    needs: ['patch/merges', 'replace/stores-the-body'],
    async check(trial) {
      const jobs = await trial.given.jobs(4);
      await Promise.all(
        jobs.flatMap((job, i) => [
          trial.given.updated(job, (object) => Object.assign(labels(object), { put: `p${i}` })),
          trial.target.patch(job, { metadata: { labels: { patch: `m${i}` } } }),
        ]),
      );
      for (const [i, job] of jobs.entries())
        await trial.expect.stored(job, {
          metadata: { name: job.name, uid: job.uid, labels: { put: `p${i}`, patch: `m${i}` } },
        });
    },
  }),
  requirement('concurrency/readers-see-whole-writes', {
    tests: ['concurrency.read'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job({ labels: { left: '0', right: '0' } });
      const seen = new Map<string, string>();
      const whole = (now: JsonObject): void => {
        const { left, right } = labels(now);
        trial.expect.that(left === right, {
          message: 'A read shows half of a write',
          expected: 'left and right of the same write',
          received: `left ${String(left)}, right ${String(right)}`,
          path: '/metadata/labels',
        });
      };
      const writer = async () => {
        for (let n = 1; n <= 8; n++) {
          await pause(trial, 0, n);
          whole(
            await trial.given.updated(job, (object) =>
              Object.assign(labels(object), { left: String(n), right: String(n) }),
            ),
          );
        }
      };
      const reader = async (who: number) => {
        for (let n = 0; n < 12; n++) {
          await pause(trial, who, n);
          const now = await trial.given.read(job);
          whole(now);
          const { left, right } = labels(now);
          // One version is one state, whoever reads it.
          const state = JSON.stringify([left, right]);
          const known = seen.get(versionOf(now)) ?? state;
          trial.expect.that(known === state, {
            message: 'One resourceVersion has shown two states',
            expected: known,
            received: state,
            path: '/metadata/resourceVersion',
          });
          seen.set(versionOf(now), state);
        }
      };
      await Promise.all([writer(), reader(1), reader(2)]);
      await trial.expect.stored(job, { metadata: { labels: { left: '8', right: '8' } } });
    },
  }),
];
