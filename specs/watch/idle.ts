/** A watch that nothing happens on for minutes, as that of every informer in a quiet namespace. */
import type { WatchStream } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { requirement } from '../support/requirement.ts';
import { currentVersion, lastTurn, patchLabel, watching } from './support.ts';

const SECOND = 1000;
/** The server is asked for more time than the check takes. */
const SPARE = 60;

export const idle: readonly Requirement[] = [
  requirement('watch/shows-a-change-after-a-long-silence', {
    tests: ['watch.idle'],
    needs: ['watch/shows-events-as-they-happen', 'watch/selects-by-field'],
    requires: ['patience'],
    async check(trial) {
      const job = await trial.given.reused();
      const until = trial.clock.now() + trial.patience;
      const expectShown = async (stream: WatchStream): Promise<void> => {
        const turn = trial.given.name();
        // Whatever happened to it in minutes of silence is no matter of this.
        await trial.given.read(job);
        trial.expect.accepted(await patchLabel(trial, job, 'turn', turn));
        const shown = lastTurn(job, turn)(await stream.collect(lastTurn(job, turn)));
        if (!shown && (await stream.ended(0))) trial.inconclusive('the watch ended as the change was made');
        trial.expect.that(shown, {
          message: 'A watch on which nothing happened for a while stays open, and does not show a change',
          expected: `MODIFIED of ${job.name}, or the end of the stream`,
          received: 'neither',
          path: '/type',
          answer: stream.answer,
        });
      };
      /** Returns whether the stream was still open when the time was up; a server may end it at any time. */
      const outlasted = (stream: WatchStream): Promise<boolean> =>
        stream.ended(Math.max(0, until - trial.clock.now())).then((ended) => !ended);
      for (let open = false; !open;) {
        const query = {
          resourceVersion: await currentVersion(trial),
          fieldSelector: `metadata.name=${job.name}`,
          timeoutSeconds: Math.ceil(trial.patience / SECOND) + SPARE,
        };
        open = await watching(trial, query, async (stream) => {
          const lasted = await outlasted(stream);
          if (lasted) await expectShown(stream);
          return lasted;
        });
        if (!open) await trial.clock.sleep(SECOND);
      }
    },
  }),
];
