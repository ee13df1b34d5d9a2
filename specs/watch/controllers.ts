/** What a controller writes is a change like any other. */
import type { Requirement } from '../../harness/model/requirement.ts';
import { conditionsOf } from '../support/job-status.ts';
import { selectorOf } from '../pagination/follow.ts';
import { at, shownOf, versionOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { describeEvents, eventsFor, expectTypes, isDeleted, watching } from './support.ts';

export const controllers: readonly Requirement[] = [
  requirement('watch/shows-what-a-controller-writes', {
    tests: ['watch.status', 'watch.every-event', 'watch.event.object'],
    needs: ['watch/shows-later-events-from-a-version', 'watch/selects-by-label', 'watch/shows-a-delete'],
    async check(trial) {
      const set = trial.given.name('set');
      const job = await trial.given.job({ labels: { set } });
      const resourceVersion = shownOf(trial, job.stored, 'resourceVersion');
      const changed = await trial.eventually(async () => {
        const now = await trial.given.read(job);
        return versionOf(now) !== resourceVersion && conditionsOf(now).length > 0 ? now : undefined;
      });
      if (changed === undefined)
        return trial.notApplicable(
          `the target wrote no status within ${trial.settle / 1000} s: it has no controller, or a slow one`,
        );
      const version = shownOf(trial, changed, 'resourceVersion');
      await watching(trial, { ...selectorOf(set), resourceVersion }, async (stream) => {
        const isIt = ({ object }: { object: typeof changed }): boolean => versionOf(object) === version;
        const events = eventsFor(await stream.collect((all) => eventsFor(all, job).some(isIt)), job);
        const event = events.find(isIt);
        trial.expect.that(event !== undefined, {
          message: 'The watch does not show a status that a controller has written and a read shows',
          expected: `MODIFIED ${job.name} at ${version}`,
          received: describeEvents(events),
          path: '/type',
          answer: stream.answer,
        });
        trial.expect.match(event?.type, 'MODIFIED', stream.answer, '/type');
        trial.expect.match(at(event?.object, 'status'), at(changed, 'status') ?? null, stream.answer, '/object/status');
        await trial.given.deleted(job);
        const rest = await stream.collect((seen) => eventsFor(seen, job).some(isDeleted));
        const all = [...events, ...eventsFor(rest, job)];
        expectTypes(trial, job, all, ['MODIFIED', 'DELETED'], stream);
        // The event before the DELETED shows the object as it was last.
        trial.expect.match(
          at(all.at(-1)?.object, 'status') ?? null,
          at(all.at(-2)?.object, 'status') ?? null,
          stream.answer,
          '/object/status',
        );
      });
    },
  }),
];
