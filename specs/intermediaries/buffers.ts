/**
 * Events that something between the server and its clients holds back until there is more to send. Any other request
 * may flush what is held, and any other event: nothing else is judged meanwhile, the check sends nothing while it waits,
 * and no controller writes to the object, as it is marked for deletion.
 */
import type { Answer, WatchEvent, WatchStream, Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { markedJob } from '../delete/support.ts';
import { requirement } from '../support/requirement.ts';
import { write } from '../support/updates/write.ts';
import { describeEvents, eventsFor, labelOf, watching } from '../watch/support.ts';

/** The last thing that happens to a job before silence. */
interface Step {
  what: string;
  shows: (event: WatchEvent) => boolean;
  act?: (trial: Trial, job: Accepted) => Promise<Answer>;
}

const turn =
  (value: string) =>
  (event: WatchEvent): boolean =>
    labelOf(event, 'turn') === value;

const STEPS: readonly Step[] = [
  { what: 'an object that exists when it begins', shows: ({ type }) => type === 'ADDED' },
  {
    what: 'a patch',
    shows: turn('2'),
    act: (trial, job) => write(trial, 'patch', job, ['metadata', 'labels', 'turn'], '2'),
  },
  {
    what: 'a replace',
    shows: turn('3'),
    act: (trial, job) => write(trial, 'replace', job, ['metadata', 'labels', 'turn'], '3'),
  },
  {
    what: 'the end of an object that was marked for deletion',
    shows: ({ type }) => type === 'DELETED',
    act: (trial, job) => trial.target.patch(job, { metadata: { finalizers: null } }),
  },
];

async function expectShown(
  trial: Trial,
  stream: WatchStream,
  job: Accepted,
  { what, shows, act }: Step,
): Promise<void> {
  if (act !== undefined) trial.expect.accepted(await act(trial, job));
  const seen = eventsFor(await stream.collect((all) => eventsFor(all, job).some(shows)), job);
  trial.expect.that(seen.some(shows), {
    message: `A watch does not show ${what} while nothing else happens and nobody sends another request`,
    expected: `an event of ${job.name}`,
    received: describeEvents(seen),
    path: '/type',
    answer: stream.answer,
  });
}

export const buffers: readonly Requirement[] = [
  requirement('intermediaries/an-event-comes-though-nothing-follows', {
    tests: ['intermediaries.held-back', 'watch.live'],
    needs: ['watch/shows-events-as-they-happen', 'delete/waits-for-finalizers'],
    alone: true,
    async check(trial) {
      const job = await markedJob(trial);
      await watching(trial, {}, async (stream) => {
        for (const step of STEPS) await expectShown(trial, stream, job, step);
      });
    },
  }),
];
