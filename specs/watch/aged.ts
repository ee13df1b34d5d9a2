/** A watch from a version of some minutes ago: a server forgets it when it likes, and has to say so. */
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Job } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { requirement } from '../support/requirement.ts';
import { currentVersion, describeEvents, eventsFor, lastTurn, patchLabel, watching } from './support.ts';

const LONG = 600;

/** Whether the target goes on from the version and shows the change; false where it says that it has forgotten it. */
async function goesOn(trial: Trial, job: Job, resourceVersion: string, turn: string): Promise<boolean> {
  const stream = await trial.target.watch({
    query: { watch: true, timeoutSeconds: LONG, resourceVersion, fieldSelector: `metadata.name=${job.name}` },
  });
  try {
    const { answer } = stream;
    if (answer.status >= 400) {
      trial.expect.refused(answer, [410]);
      trial.choice('watch-expiry', 'expiry-http-410', answer, 'watch');
      return false;
    }
    trial.expect.documented(answer);
    const events = await stream.collect(
      (all) => all.some((event) => event.type === 'ERROR') || lastTurn(job, turn)(all),
    );
    const error = events.find((event) => event.type === 'ERROR');
    if (error !== undefined) {
      trial.expect.match(error.object, { kind: 'Status', status: 'Failure', code: 410 }, answer, '/object');
      trial.choice('watch-expiry', 'expiry-error-event', answer, 'watch');
    }
    const own = eventsFor(events, job);
    const begun = own[0]?.type === 'ADDED';
    trial.expect.that(!begun && (error !== undefined || lastTurn(job, turn)(events)), {
      message: begun
        ? 'A watch from an aged version begins anew, and shows as new what was there'
        : 'A watch from an aged version shows no change that came after it, and does not say that it has expired',
      expected: `MODIFIED of ${job.name}, or 410`,
      received: describeEvents(events),
      path: '/type',
      answer,
    });
    return error === undefined;
  } finally {
    stream.close();
  }
}

export const agedVersions: readonly Requirement[] = [
  requirement('watch/goes-on-from-an-aged-version-or-says-that-it-has-expired', {
    tests: ['watch.expired'],
    needs: ['watch/shows-later-events-from-a-version', 'watch/selects-by-field'],
    requires: ['patience'],
    async check(trial) {
      const job = await trial.given.reused();
      const aged = await currentVersion(trial);
      trial.expect.accepted(await patchLabel(trial, job, 'turn', 'first'));
      await trial.clock.sleep(trial.patience);
      const served = await goesOn(trial, job, aged, 'first');
      trial.choice('history', served ? 'history-kept' : 'history-forgotten', undefined, 'watch');
      if (served) return;
      // The client lists anew, and watches from there.
      const fieldSelector = `metadata.name=${job.name}`;
      await watching(trial, { resourceVersion: await currentVersion(trial), fieldSelector }, async (stream) => {
        trial.expect.accepted(await patchLabel(trial, job, 'turn', 'second'));
        const events = await stream.collect(lastTurn(job, 'second'));
        trial.expect.that(lastTurn(job, 'second')(events), {
          message: 'A watch from the version of a new list, after the old one had expired, does not show a change',
          expected: `MODIFIED of ${job.name}`,
          received: describeEvents(events),
          path: '/type',
          answer: stream.answer,
        });
      });
    },
  }),
];
