import type { Answer, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { requirement } from '../support/requirement.ts';
import { versionOf, withMember } from '../support/objects.ts';
import { eventsFor, label, labelOf, currentVersion, toldAll, watching } from './support.ts';

type Attempt = () => Promise<Answer>;
/** Makes ready for one attempt that has to change nothing. */
type Prepare = (trial: Trial, job: Job) => Promise<Attempt>;

const at =
  (attempt: (trial: Trial, job: Job) => Promise<Answer>): Prepare =>
  (trial, job) =>
    Promise.resolve(() => attempt(trial, job));

const REFUSED: Readonly<Record<string, Prepare>> = {
  'a-create-of-a-taken-name': at((trial, job) =>
    trial.target.create(trial.given.manifest({ name: job.name, labels: { refused: 'yes' } })),
  ),
  'a-replace-at-a-stale-version': async (trial, job) => {
    const before = await trial.given.read(job);
    await label(trial, job, 'turn', trial.given.name());
    return () => trial.target.replace(job, withMember(before, ['metadata', 'labels', 'refused'], 'yes'));
  },
  'a-malformed-patch': at((trial, job) => trial.target.patch(job, { raw: '{"metadata":{"labels":{"refused":"yes"}}' })),
  'a-deletion-with-another-uid': at((trial, job) =>
    trial.target.delete(job, {
      body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: '00000000-0000-4000-8000-000000000000' } },
    }),
  ),
};
const ROUNDS = 10;

/** Whether resourceVersion moved while something was done. */
async function moves(trial: Trial, job: Job, work: () => Promise<unknown>): Promise<boolean> {
  const before = versionOf(await trial.given.read(job));
  await work();
  return versionOf(await trial.given.read(job)) !== before;
}

const quiet = (
  id: string,
  tests: readonly string[],
  refused: boolean,
  prepare: Prepare,
  needs: readonly string[] = [],
): Requirement => {
  const what = id.replaceAll('-', ' ');
  return requirement(`watch/shows-nothing-of-${id}`, {
    tests,
    needs: ['watch/shows-later-events-from-a-version', ...needs],
    async check(trial) {
      const job = await trial.given.job();
      await watching(trial, { resourceVersion: await currentVersion(trial), timeoutSeconds: 60 }, async (stream) => {
        // A controller may write at any time, but not each time that this is tried, and never else.
        let moved = true;
        for (let round = 0; moved && round < ROUNDS; round += 1) {
          const attempt = await prepare(trial, job);
          const tried = await moves(trial, job, async () => {
            const answer = await attempt();
            if (refused !== answer.status >= 400) trial.inconclusive(`${what} was answered ${answer.status}`);
          });
          moved = tried && !(await moves(trial, job, () => trial.target.read(job)));
        }
        await label(trial, job, 'turn', 'end');
        const events = eventsFor(
          await stream.collect((all) => eventsFor(all, job).some((event) => labelOf(event, 'turn') === 'end')),
          job,
        );
        const stray = events.filter((event) => event.type !== 'MODIFIED' || labelOf(event, 'refused') !== undefined);
        trial.expect.that(stray.length === 0, {
          message: `The watch shows ${what}`,
          expected: 'no event of it',
          received: toldAll(stray),
          path: '/object',
          answer: stream.answer,
        });
        trial.expect.that(!moved, {
          message: `The watch shows a change for each time that ${what} is tried`,
          expected: 'no event',
          received: toldAll(events),
          path: '/object/metadata/resourceVersion',
          answer: stream.answer,
        });
      });
    },
  });
};

export const watchQuiet: readonly Requirement[] = [
  ...Object.entries(REFUSED).map(([id, prepare]) => quiet(id, ['watch.no-op'], true, prepare)),
  quiet(
    'a-dry-run',
    ['watch.every-event'],
    false,
    at((trial, job) => trial.target.delete(job, { query: { dryRun: 'All' } })),
    ['delete/dry-run-in-the-query-changes-nothing'],
  ),
];
