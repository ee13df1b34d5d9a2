/** Requests that change nothing make no events. */
import type { Answer, Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { setLabel } from '../support/change.ts';
import { requirement } from '../support/requirement.ts';
import { movedEachTime } from '../support/unmoved.ts';
import { optionsBody } from '../delete/support.ts';
import { withMember } from '../support/objects.ts';
import { eventsFor, labelOf, currentVersion, describeEvents, watching } from './support.ts';

/** A request that must not change anything. */
type Attempt = () => Promise<Answer>;
/** Does what has to come before the attempt. */
type Prepare = (trial: Trial, job: Accepted) => Promise<Attempt>;

const unprepared =
  (attempt: (trial: Trial, job: Accepted) => Promise<Answer>): Prepare =>
  (trial, job) =>
    Promise.resolve(() => attempt(trial, job));

interface Case {
  tests: readonly string[];
  needs?: readonly string[];
  /** The attempt, in a finding. */
  what: string;
  /** Whether the attempt has to be refused; otherwise it has to be accepted, and change nothing. */
  refused: boolean;
  prepare: Prepare;
}

const showsNothing = (id: string, { tests, needs = [], what, refused, prepare }: Case): Requirement =>
  requirement(id, {
    tests,
    needs: ['watch/shows-later-events-from-a-version', ...needs],
    async check(trial) {
      const job = await trial.given.reused();
      await watching(trial, { resourceVersion: await currentVersion(trial) }, async (stream) => {
        const attempt = await prepare(trial, job);
        const moved = await movedEachTime(trial, job, await trial.given.read(job), async () => {
          const answer = await attempt();
          if (refused !== answer.status >= 400) trial.inconclusive(`${what} was answered ${answer.status}`);
          return trial.given.read(job);
        });
        await setLabel(trial, job, 'turn', 'end');
        const events = eventsFor(
          await stream.collect((all) => eventsFor(all, job).some((event) => labelOf(event, 'turn') === 'end')),
          job,
        );
        const stray = events.filter((event) => event.type !== 'MODIFIED' || labelOf(event, 'refused') !== undefined);
        trial.expect.that(stray.length === 0, {
          message: `The watch shows ${what}`,
          expected: 'no event of it',
          received: describeEvents(stray),
          path: '/object',
          answer: stream.answer,
        });
        trial.expect.that(moved === undefined, {
          message: `The resourceVersion changed with each attempt of ${what}`,
          expected: 'the same resourceVersion, and no event',
          received: describeEvents(events),
          path: '/object/metadata/resourceVersion',
          answer: stream.answer,
        });
      });
    },
  });

const showsNothingOfRefused = (id: string, what: string, prepare: Prepare): Requirement =>
  showsNothing(id, { tests: ['watch.no-op'], what, refused: true, prepare });

export const noSpuriousEvents: readonly Requirement[] = [
  showsNothingOfRefused(
    'watch/shows-nothing-of-a-create-of-a-taken-name',
    'a create of a taken name',
    unprepared((trial, job) =>
      trial.target.create(trial.given.manifest({ name: job.name, labels: { refused: 'yes' } })),
    ),
  ),
  showsNothingOfRefused(
    'watch/shows-nothing-of-a-replace-at-a-stale-version',
    'a replace at a stale version',
    async (trial, job) => {
      const before = await trial.given.read(job);
      await setLabel(trial, job, 'turn', trial.given.name());
      return () => trial.target.replace(job, withMember(before, ['metadata', 'labels', 'refused'], 'yes'));
    },
  ),
  showsNothingOfRefused(
    'watch/shows-nothing-of-a-malformed-patch',
    'a malformed patch',
    unprepared((trial, job) => trial.target.patch(job, { raw: '{"metadata":{"labels":{"refused":"yes"}}' })),
  ),
  showsNothingOfRefused(
    'watch/shows-nothing-of-a-deletion-with-another-uid',
    'a deletion with another uid',
    unprepared((trial, job) =>
      trial.target.delete(job, {
        body: optionsBody({ preconditions: { uid: '00000000-0000-4000-8000-000000000000' } }),
      }),
    ),
  ),
  showsNothing('watch/shows-nothing-of-a-dry-run', {
    tests: ['watch.every-event'],
    needs: ['delete/dry-run-in-the-query-changes-nothing'],
    what: 'a dry run',
    refused: false,
    prepare: unprepared(async (trial, job) => {
      const query = { dryRun: 'All' };
      const patched = await trial.target.patch(job, { metadata: { labels: { refused: 'yes' } } }, { query });
      return patched.status >= 400 ? patched : trial.target.delete(job, { query });
    }),
  }),
];
