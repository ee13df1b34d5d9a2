/** Objects that are created and deleted by several clients at once. */
import type { JsonObject } from '../../contract/json.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, metadataOf, nameOf, uidOf, withMember, shownOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { ok } from '../support/updates/write.ts';
import { byAll, pause, rounds, someWon, statusesOf, winnersOf } from './clients.ts';

/** The object of the name, as a read showed it. */
interface Sighting {
  uid: string;
  life: string;
  answer: Answer;
}

/**
 * Several clients create, delete and read the object of one name. Each life carries its own mark in a label and an
 * annotation.
 */
class Lives {
  readonly #trial: Trial;
  readonly #name: string;
  /** The mark of each accepted create, by the uid that it was answered. */
  readonly #marks = new Map<string, string>();
  readonly #seen: Sighting[] = [];

  constructor(trial: Trial) {
    this.#trial = trial;
    this.#name = trial.given.name();
  }

  async create(client: number): Promise<void> {
    const { target, given, expect } = this.#trial;
    for (let step = 0; step < 3; step += 1) {
      await pause(this.#trial, client, step);
      const life = `l${client}-${step}`;
      const answer = await target.create(given.manifest({ name: this.#name, labels: { life }, annotations: { life } }));
      if (!ok(answer)) {
        expect.refused(answer, [409]);
        continue;
      }
      const uid = shownOf(this.#trial, answer.json, 'uid');
      expect.that(!this.#marks.has(uid), {
        message: 'Two objects of one name have one uid',
        expected: 'a uid of its own',
        received: uid,
        path: '/metadata/uid',
        answer,
      });
      this.#marks.set(uid, `${life}/${life}`);
    }
  }

  async remove(client: number): Promise<void> {
    for (let step = 0; step < 4; step += 1) {
      await pause(this.#trial, client, step);
      const answer = await this.#trial.target.delete({ name: this.#name });
      if (!ok(answer)) this.#trial.expect.refused(answer, [404, 409]);
    }
  }

  async watch(client: number): Promise<void> {
    for (let step = 0; step < 5; step += 1) {
      await pause(this.#trial, client, step);
      await this.read();
    }
  }

  async read(): Promise<void> {
    const answer = await this.#trial.target.read({ name: this.#name });
    if (!ok(answer)) return;
    const marks = ['labels', 'annotations'].map((map) => String(at(answer.json, 'metadata', map, 'life')));
    this.#seen.push({ uid: shownOf(this.#trial, answer.json, 'uid'), life: marks.join('/'), answer });
  }

  /** Returns how many creates were accepted. */
  judge(): number {
    for (const { uid, life, answer } of this.#seen)
      this.#trial.expect.that(this.#marks.get(uid) === life, {
        message: 'A read shows an object of this name with the marks of another',
        expected: this.#marks.get(uid) ?? 'the uid of an accepted create',
        received: `${life} under uid ${uid}`,
        path: '/metadata',
        answer,
      });
    return this.#marks.size;
  }
}

export const lives: readonly Requirement[] = [
  requirement('concurrency/one-of-many-creates-wins', {
    tests: ['concurrency.create'],
    needs: ['create/refuses-a-taken-name'],
    check: (trial) =>
      rounds(trial, async () => {
        const name = trial.given.name();
        const answers = await byAll(trial, (client) =>
          trial.target.create(trial.given.manifest({ name, labels: { writer: String(client) } })),
        );
        const [winner = 0, ...others] = winnersOf(answers);
        trial.expect.that(winnersOf(answers).length === 1, {
          message: 'Not exactly one of several creates of one name was accepted',
          expected: 'one success, the others refused',
          received: statusesOf(answers),
          answer: answers[others[0] ?? 0],
        });
        for (const [client, answer] of answers.entries()) if (client !== winner) trial.expect.refused(answer);
        await trial.expect.stored(
          { name },
          { metadata: { labels: { writer: String(winner) }, uid: uidOf(answers[winner]?.json) } },
        );
      }),
  }),
  requirement('concurrency/generated-names-differ', {
    tests: ['concurrency.generate-name'],
    needs: ['create/completes-generate-name'],
    async check(trial) {
      const prefix = `${trial.given.name('many')}-`.slice(0, 50);
      const manifest = (client: number): JsonObject => {
        const named = trial.given.manifest({ labels: { writer: String(client) } });
        const { name: _, ...metadata } = metadataOf(named);
        return { ...named, metadata: { ...metadata, generateName: prefix } };
      };
      const create = (client: number): Promise<Answer> =>
        trial.retry(
          () => trial.target.create(manifest(client)),
          ({ status }) => status === 409,
        );
      const answers = await byAll(trial, create, 6);
      const made = answers.map((answer) => trial.expect.accepted(answer));
      const names = made.map(nameOf);
      trial.expect.that(new Set(names).size === names.length, {
        message: 'Creates with one generateName were given one name',
        expected: `${names.length} names`,
        received: names.join(', '),
        path: '/metadata/name',
        answer: answers.at(-1),
      });
      for (const [client, object] of made.entries())
        await trial.expect.stored(
          { name: nameOf(object) },
          { metadata: { labels: { writer: String(client) }, uid: uidOf(object) } },
        );
      const uids = new Set(made.map((object) => shownOf(trial, object, 'uid')));
      trial.expect.that(uids.size === names.length, {
        message: 'Objects that were created at once share a uid',
        expected: `${names.length} uids`,
        received: String(uids.size),
        path: '/metadata/uid',
        answer: answers.at(-1),
      });
    },
  }),
  requirement('concurrency/lives-of-one-name-never-mix', {
    tests: ['concurrency.recreate'],
    needs: ['read/refuses-a-missing-name', 'delete/frees-the-name'],
    async check(trial) {
      let won = 0;
      await rounds(trial, async () => {
        const round = new Lives(trial);
        await trial.together([
          () => round.create(0),
          () => round.create(1),
          () => round.remove(2),
          () => round.watch(3),
          () => round.remove(4),
          () => round.watch(5),
        ]);
        await round.read();
        won += round.judge();
      });
      someWon(trial, won);
    },
  }),
  requirement('concurrency/a-deletion-is-final', {
    tests: ['concurrency.delete-and-update'],
    needs: ['delete/removes-the-object', 'patch/merges'],
    check: (trial) =>
      rounds(trial, async () => {
        const job = await trial.given.accepted();
        const seen = await trial.given.read(job);
        const [deleted] = await trial.together([
          () =>
            trial.retry(
              () => trial.target.delete(job),
              ({ status }) => status === 409,
            ),
          () => trial.target.patch(job, { metadata: { labels: { late: 'yes' } } }),
          () => trial.target.replace(job, withMember(seen, ['metadata', 'labels', 'late'], 'yes')),
        ]);
        trial.expect.documented(deleted);
        const left = await trial.eventually(async () =>
          (await trial.target.read(job)).status === 404 ? 'gone' : undefined,
        );
        if (left !== undefined) return;
        // A target that creates on PUT or PATCH may have made a successor; the deleted object itself must not be back.
        const now = await trial.given.read(job);
        trial.expect.that(shownOf(trial, now, 'uid') !== job.uid, {
          message: 'An object is still there after its deletion was accepted',
          expected: '404, or another uid',
          received: `uid ${String(uidOf(now))}`,
          path: '/metadata/uid',
        });
      }),
  }),
  requirement('concurrency/only-one-of-many-deletions-finds-the-object', {
    tests: ['concurrency.delete'],
    needs: ['read/refuses-a-missing-name', 'delete/refuses-a-missing-object'],
    check: (trial) =>
      rounds(trial, async () => {
        const job = await trial.given.accepted();
        const answers = await byAll(trial, () =>
          trial.retry(
            () => trial.target.delete(job),
            ({ status }) => status === 409,
          ),
        );
        trial.expect.that(winnersOf(answers).length > 0, {
          message: 'Every one of several deletions was refused',
          expected: 'at least one success',
          received: statusesOf(answers),
          answer: answers[0],
        });
        for (const answer of answers) if (!ok(answer)) trial.expect.refused(answer, [404, 409]);
        await trial.expect.absent(job, { settle: true });
      }),
  }),
];
