/** Names of every shape that the rules allow, each the end of one page and so the place where the next begins. */
import type { Requirement } from '../../harness/model/requirement.ts';
import type { WatchEvent, Accepted } from '../../harness/model/target.ts';
import { acceptedDelete } from '../delete/support.ts';
import { nameOf } from '../support/objects.ts';
import { write } from '../support/updates/write.ts';
import { currentVersion, eventsFor, watching } from '../watch/support.ts';
import { requirement } from '../support/requirement.ts';
import {
  endWhereLimitIsIgnored,
  expectEachOnce,
  followPages,
  selectorOf,
  supportsLimit,
} from '../pagination/follow.ts';
import { LONGEST_NAME } from '../create/name-rules.ts';

/** Of one name: others that begin with it, that sort just before and after it, that look like numbers. */
const SHAPES: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => `${name}-`.padEnd(LONGEST_NAME, 'z'),
  (name) => `${name}--0`,
  (name) => `${name}-a`,
  (name) => `${name}0`,
  (name) => `${name}00`,
  (name) => `${name}a`,
  (name) => `0${name}`,
  (name) => `00-${name}`,
  (name) => `1e3-${name}`,
  (name) => `z--${name}`,
];

export const names: readonly Requirement[] = [
  requirement('size/serves-names-of-every-shape-in-pages-of-one', {
    tests: ['pagination.every-item-once', 'metadata.name.pattern', 'size.deletecollection.many', 'size.watch.events'],
    needs: ['pagination/serves-pages-of-one', 'watch/shows-a-deletion-of-the-collection'],
    async check(trial) {
      const set = trial.given.name('set');
      // A digit behind a name of the run would make the name of another check.
      const name = `${trial.given.name()}-n`;
      const longest = await trial.given.accepted({ name: `${name}-`.padEnd(LONGEST_NAME, 'y'), labels: { set } });
      const jobs: Accepted[] = [longest];
      for (const shape of SHAPES) jobs.push(await trial.given.accepted({ name: shape(name), labels: { set } }));
      const query = { ...selectorOf(set), limit: 1 };
      const first = await trial.target.list({ query });
      if (!supportsLimit(trial, first, jobs.length)) endWhereLimitIsIgnored(trial, first, jobs, 1);
      expectEachOnce(
        trial,
        await followPages(trial, query),
        jobs,
        'The list in pages of one, of names of every shape,',
      );

      // What a page does not cut, other paths may.
      const version = await currentVersion(trial);
      for (const verb of ['patch', 'replace'] as const)
        trial.expect.accepted(await write(trial, verb, longest, ['metadata', 'labels', 'turn'], verb));
      acceptedDelete(trial, await trial.target.delete(longest));
      trial.expect.documented(await trial.target.deleteCollection({ query: selectorOf(set) }));
      await watching(trial, { ...selectorOf(set), resourceVersion: version }, async (stream) => {
        const gone = (all: readonly WatchEvent[]): string[] =>
          eventsFor(all, ...jobs)
            .filter(({ type }) => type === 'DELETED')
            .map(({ object }) => nameOf(object));
        const events = await stream.collect((all) => gone(all).length >= jobs.length);
        const untold = jobs.map((job) => job.name).filter((name) => !gone(events).includes(name));
        trial.expect.that(untold.length === 0, {
          message: 'A watch does not show that a deletion of the collection deleted each object of the selection',
          expected: 'one DELETED for each',
          received: `none for ${untold.join(', ')}`,
          path: '/type',
          answer: stream.answer,
        });
      });
    },
  }),
];
