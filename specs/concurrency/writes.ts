/** Objects that several clients write to at once. */
import type { JsonObject } from '../../contract/json.ts';
import type { Answer, Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Pattern, Trial } from '../../harness/model/trial.ts';
import { ABSENT } from '../../harness/model/trial.ts';
import { at, withMember, shownOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { ok, reusedJobs } from '../support/updates/write.ts';
import { byAll, pause, rounds, someWon, statusesOf, untilOneWins, winnersOf } from './clients.ts';

/** Replaces the object as it was seen, with one more label. */
const putLabel = (trial: Trial, job: Accepted, seen: JsonObject, key: string): Promise<Answer> =>
  trial.target.replace(job, withMember(versioned(trial, seen), ['metadata', 'labels', key], 'here'));

/** An object that a PUT can insist on: without a resourceVersion the last of several wins, and nothing is wrong. */
function versioned(trial: Trial, seen: JsonObject): JsonObject {
  shownOf(trial, seen, 'resourceVersion');
  return seen;
}

const patchLabel = (trial: Trial, job: Accepted, key: string, version?: string): Promise<Answer> =>
  trial.target.patch(job, {
    metadata: { ...(version !== undefined && { resourceVersion: version }), labels: { [key]: 'here' } },
  });

/** Reads, changes labels and PUTs; returns the job as it is read then. */
async function updateLabels(
  trial: Trial,
  job: Accepted,
  labels: Readonly<Record<string, string>>,
): Promise<JsonObject> {
  await trial.given.updated(job, (object) => {
    versioned(trial, object);
    for (const [key, value] of Object.entries(labels))
      Object.assign(object, withMember(object, ['metadata', 'labels', key], value));
  });
  return trial.given.read(job);
}

/**
 * At most one of several writes to one version was accepted (none where a controller wrote before them), and only that
 * one is stored. Returns how many were accepted.
 */
async function expectOneWinner(
  trial: Trial,
  job: Accepted,
  answers: readonly Answer[],
  keyOf: (client: number) => string,
  what: string,
): Promise<number> {
  const winners = winnersOf(answers);
  trial.expect.that(winners.length <= 1, {
    message: `Several ${what} of one version were accepted`,
    expected: 'at most one success, the others 409',
    received: statusesOf(answers),
    answer: answers[winners[1] ?? 0],
  });
  const labels = answers.map((_, client): [string, Pattern] => [
    keyOf(client),
    client === winners[0] ? 'here' : ABSENT,
  ]);
  await trial.expect.stored(job, { metadata: { labels: Object.fromEntries(labels) } });
  return winners.length;
}

/** A client counts up in an annotation, by PUTs of what it has read; returns how often it succeeded. */
async function count(trial: Trial, job: Accepted): Promise<number> {
  let successes = 0;
  for (let attempt = 0; attempt < 30 && successes < 2; attempt += 1) {
    const seen = await trial.given.read(job);
    const next = Number(at(seen, 'metadata', 'annotations', 'count')) + 1;
    const answer = await trial.target.replace(
      job,
      withMember(versioned(trial, seen), ['metadata', 'annotations', 'count'], String(next)),
    );
    if (ok(answer)) successes += 1;
    else trial.expect.refused(answer, [409]);
  }
  return successes;
}

/** Each write sets both labels to one value, so that two values show half of a write. Returns the two for a finding. */
function expectWhole(trial: Trial, object: JsonObject): string {
  const [left, right] = ['left', 'right'].map((key) => String(at(object, 'metadata', 'labels', key)));
  trial.expect.that(left === right, {
    message: 'A read shows half of a write',
    expected: 'left and right of the same write',
    received: `left ${left}, right ${right}`,
    path: '/metadata/labels',
  });
  return `left ${left}, right ${right}`;
}

async function readerSeesWholeWrites(
  trial: Trial,
  job: Accepted,
  client: number,
  states: Map<string, string>,
): Promise<void> {
  for (let step = 0; step < 8; step += 1) {
    await pause(trial, client, step);
    const now = await trial.given.read(job);
    const state = expectWhole(trial, now);
    // Readers that see the same version see the same state.
    const version = shownOf(trial, now, 'resourceVersion');
    const known = states.get(version) ?? state;
    trial.expect.that(known === state, {
      message: 'One resourceVersion has shown two states',
      expected: known,
      received: state,
      path: '/metadata/resourceVersion',
    });
    states.set(version, state);
  }
}

export const writes: readonly Requirement[] = [
  requirement('concurrency/one-of-many-replacements-of-a-version-wins', {
    tests: ['concurrency.compare-and-swap', 'locking.stale'],
    needs: ['replace/refuses-a-stale-version'],
    async check(trial) {
      const job = await trial.given.reused();
      await rounds(trial, async (round) => {
        const keyOf = (client: number): string => `writer-${round}-${client}`;
        await untilOneWins(trial, async () => {
          const seen = await trial.given.read(job);
          const answers = await byAll(trial, (client) => putLabel(trial, job, seen, keyOf(client)));
          return expectOneWinner(trial, job, answers, keyOf, 'replacements');
        });
      });
    },
  }),
  requirement('concurrency/patches-of-one-version-swap-once', {
    tests: ['concurrency.compare-and-swap', 'locking.patch'],
    needs: ['patch/refuses-a-stale-version'],
    async check(trial) {
      const job = await trial.given.reused();
      await rounds(trial, async (round) => {
        const keyOf = (client: number): string => `writer-${round}-${client}`;
        await untilOneWins(trial, async () => {
          const version = shownOf(trial, await trial.given.read(job), 'resourceVersion');
          const answers = await byAll(trial, (client) => patchLabel(trial, job, keyOf(client), version));
          const won = await expectOneWinner(trial, job, answers, keyOf, 'patches');
          for (const answer of answers) if (!ok(answer)) trial.expect.refused(answer, [409]);
          return won;
        });
      });
    },
  }),
  requirement('concurrency/no-patch-is-lost', {
    tests: ['concurrency.patch'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.reused();
      const labels: Record<string, string> = {};
      await rounds(trial, async (round) => {
        const keyOf = (client: number): string => `writer-${round}-${client}`;
        const done = winnersOf(await byAll(trial, (client) => patchLabel(trial, job, keyOf(client))));
        someWon(trial, done.length);
        for (const client of done) labels[keyOf(client)] = 'here';
        await trial.expect.stored(job, { metadata: { labels } });
      });
    },
  }),
  requirement('concurrency/patches-without-a-version-do-not-conflict', {
    tests: ['concurrency.patch.no-conflict'],
    needs: ['concurrency/no-patch-is-lost'],
    async check(trial) {
      const job = await trial.given.reused();
      const answers = await byAll(trial, (client) => patchLabel(trial, job, `writer-${client}`));
      for (const answer of answers) trial.expect.documented(answer);
    },
  }),
  requirement('concurrency/a-counter-counts-every-success', {
    tests: ['concurrency.compare-and-swap'],
    needs: ['replace/refuses-a-stale-version'],
    async check(trial) {
      const job = await trial.given.reused({ annotations: { count: '0' } });
      const successes = await byAll(trial, () => count(trial, job), 4);
      const total = successes.reduce((sum, each) => sum + each, 0);
      someWon(trial, total);
      await trial.expect.stored(job, { metadata: { annotations: { count: String(total) } } });
    },
  }),
  requirement('concurrency/a-replacement-never-undoes-a-patch', {
    tests: ['concurrency.replace-and-patch'],
    needs: ['replace/refuses-a-stale-version', 'patch/merges'],
    async check(trial) {
      const job = await trial.given.reused();
      await rounds(trial, async (round) => {
        const seen = await trial.given.read(job);
        const [putKey, patchKey] = [`put-${round}`, `patch-${round}`];
        const put = () => putLabel(trial, job, seen, putKey);
        const patch = () => patchLabel(trial, job, patchKey);
        // The two take turns at being sent first.
        const [putAnswer, patchAnswer] =
          round % 2 === 0
            ? await trial.together([put, patch])
            : await trial.together([patch, put]).then(([first, second]) => [second, first] as const);
        if (!ok(patchAnswer)) trial.inconclusive('the patch was refused');
        await trial.expect.stored(job, {
          metadata: { labels: { [patchKey]: 'here', [putKey]: ok(putAnswer) ? 'here' : ABSENT } },
        });
      });
    },
  }),
  requirement('concurrency/writes-to-other-objects-do-not-mix', {
    tests: ['concurrency.patch', 'isolation.names'],
    needs: ['patch/merges', 'replace/stores-the-body', 'replace/refuses-a-stale-version'],
    async check(trial) {
      const jobs = await reusedJobs(trial, 4);
      await trial.together(
        jobs.flatMap((job, i) => [
          () => updateLabels(trial, job, { put: `p${i}` }),
          async () => {
            const patch = { metadata: { labels: { patch: `m${i}` } } };
            const answer = await trial.retry(
              () => trial.target.patch(job, patch),
              ({ status }) => status === 409,
            );
            trial.expect.accepted(answer);
          },
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
      const job = await trial.given.reused({ labels: { left: '0', right: '0' } });
      const states = new Map<string, string>();
      const writer = async (): Promise<void> => {
        for (let step = 1; step <= 5; step += 1) {
          await pause(trial, 0, step);
          expectWhole(trial, await updateLabels(trial, job, { left: String(step), right: String(step) }));
        }
      };
      await trial.together([
        writer,
        () => readerSeesWholeWrites(trial, job, 1, states),
        () => readerSeesWholeWrites(trial, job, 2, states),
      ]);
      await trial.expect.stored(job, { metadata: { labels: { left: '5', right: '5' } } });
    },
  }),
];
