/** Deletions beside other writes: preconditions, and collections that several clients delete. */
import type { JsonObject } from '../../contract/json.ts';
import { isPromise } from '../../contract/operations.ts';
import type { Answer, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { ABSENT } from '../../harness/model/trial.ts';
import { deletionOf, optionsBody } from '../delete/support.ts';
import { selectorOf } from '../pagination/follow.ts';
import { shownOf, nameOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { ok } from '../support/updates/write.ts';
import { currentVersion, describeEvents, eventsFor, watching } from '../watch/support.ts';
import { ROUNDS, byAll, pause, rounds, someWon, winnersOf } from './clients.ts';

const deleteOnly = (trial: Trial, job: Job, preconditions: JsonObject): Promise<Answer> =>
  trial.target.delete(job, { body: optionsBody({ preconditions }) });

/** So often a client tries what is meant for an object that another makes anew meanwhile. */
const ATTEMPTS = 6;

const LATE = { metadata: { labels: { late: 'yes' } } };

type Attempt = (trial: Trial, first: Job) => Promise<Answer>;

/**
 * The object is deleted and created again, while clients do what is meant for the first one alone, or what may be of
 * either and sets no label. The second has to stay as it was created.
 */
const sparesTheSuccessor = (
  id: string,
  tests: readonly string[],
  needs: readonly string[],
  attempts: readonly [Attempt, ...Attempt[]],
): Requirement =>
  requirement(id, {
    tests: ['concurrency.preconditions', ...tests],
    needs: ['delete/frees-the-name', ...needs],
    async check(trial) {
      // Each of the two ways finds what the other does not.
      for (const round of ROUNDS) {
        const first = await trial.given.job();
        if (first.uid === '') trial.inconclusive('the target gives no uid to tell two objects of one name apart');
        const late = async (client: number): Promise<void> => {
          for (let step = 0; step < ATTEMPTS; step += 1) {
            await pause(trial, client, step + round);
            // One client keeps to the first; the other takes them in turn, from the last.
            const inTurn = client === 1 ? attempts.at(-1 - (step % attempts.length)) : undefined;
            const answer = await (inTurn ?? attempts[0])(trial, first);
            if (!ok(answer)) trial.expect.refused(answer);
          }
        };
        const again = async (): Promise<Job> => {
          // In the second round, each of several attempts has begun with the first by then.
          await trial.clock.sleep(round * (attempts.length - 1));
          await trial.given.deleted(first);
          return trial.given.job({ name: first.name });
        };
        const [second] = await trial.together([again, () => late(1), () => late(2)]);
        const answer = await trial.target.read(second);
        trial.expect.that(answer.status !== 404, {
          message: 'An object is gone after a deletion that was meant for its predecessor alone',
          expected: 'the object that was created after it',
          received: '404',
          answer,
        });
        await trial.expect.stored(second, { metadata: { uid: second.uid, labels: { late: ABSENT } } });
      }
    },
  });

export const deletions: readonly Requirement[] = [
  sparesTheSuccessor(
    'concurrency/a-deletion-by-uid-spares-the-successor',
    [],
    ['delete/refuses-another-uid-as-precondition'],
    [(trial, first) => deleteOnly(trial, first, { uid: shownOf(trial, first.stored, 'uid') })],
  ),
  // A write that began with the first and is stored over the second would bring the first back.
  sparesTheSuccessor(
    'concurrency/a-patch-by-uid-spares-the-successor',
    ['concurrency.delete-and-update', 'concurrency.recreate'],
    ['patch/merges', 'replace/refuses-a-stale-version'],
    [
      (trial, first) =>
        trial.target.patch(first, { metadata: { uid: shownOf(trial, first.stored, 'uid'), ...LATE.metadata } }),
      (trial, first) => trial.target.patch(first, { metadata: { annotations: { either: 'yes' } } }),
      (trial, first) => trial.target.replace(first, withMember(first.stored, ['metadata', 'labels', 'late'], 'yes')),
    ],
  ),
  requirement('concurrency/a-deletion-by-version-sees-every-patch', {
    tests: ['concurrency.preconditions.version'],
    needs: ['delete/refuses-another-version-as-precondition', 'patch/merges'],
    async check(trial) {
      let won = 0;
      await rounds(trial, async (round) => {
        const job = await trial.given.job();
        const version = shownOf(trial, await trial.given.read(job), 'resourceVersion');
        const remove = async (): Promise<Answer> => {
          await trial.clock.sleep(round % 2);
          return deleteOnly(trial, job, { resourceVersion: version });
        };
        const [patched, deleted] = await trial.together([() => trial.target.patch(job, LATE), remove]);
        if (!ok(deleted)) trial.expect.refused(deleted, [404, 409]);
        // What is deleted gracefully may be patched until it is gone.
        const graceful = isPromise(deleted.verb, deleted.status) || deletionOf(patched.json) !== undefined;
        trial.expect.that(graceful || !(ok(deleted) && ok(patched)), {
          message: 'A patch was accepted, and so was the deletion of the version before it',
          expected: '409 for the deletion, or 404 for the patch',
          received: `${patched.status} for the patch, ${deleted.status} for the deletion`,
          answer: deleted,
        });
        won += winnersOf([patched, deleted]).length;
      });
      someWon(trial, won);
    },
  }),
  requirement('concurrency/deletions-of-one-collection-succeed-side-by-side', {
    tests: ['concurrency.delete-collection'],
    needs: ['delete-collection/deletes-by-label', 'watch/shows-a-deletion-of-the-collection'],
    async check(trial) {
      const set = trial.given.name('set');
      const jobs = await trial.given.allAccepted(4, { labels: { set } });
      await watching(trial, { resourceVersion: await currentVersion(trial) }, async (stream) => {
        const answers = await byAll(trial, () =>
          trial.retry(
            () => trial.target.deleteCollection({ query: selectorOf(set) }),
            ({ status }) => status === 409,
          ),
        );
        for (const answer of answers) trial.expect.documented(answer);
        for (const job of jobs) await trial.expect.absent(job, { settle: true });
        const mark = await trial.given.accepted();
        const events = await stream.collect((all) => all.some((event) => nameOf(event.object) === mark.name));
        for (const job of jobs) {
          const gone = eventsFor(events, job).filter((event) => event.type === 'DELETED');
          trial.expect.that(gone.length === 1, {
            message: 'A watch does not show the deletion of an object once',
            expected: `one DELETED of ${job.name}`,
            received: describeEvents(gone),
            path: '/type',
            answer: stream.answer,
          });
        }
      });
    },
  }),
];
