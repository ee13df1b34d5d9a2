/** What a watch begins with, and what it shows of changes while it is open. */
import type { Answer, Job, WatchEvent } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, nameOf, specOf } from '../support/objects.ts';
import { setLabel } from '../support/change.ts';
import { requirement } from '../support/requirement.ts';
import { eventsFor, expectNone, expectTypes, labelOf, currentVersion, describeEvents, watching } from './support.ts';
import { write } from '../support/updates/write.ts';

const LATER = ['watch/shows-later-events-from-a-version'];
/** A watch that is open when objects are changed shows it of each; `what` it shows is for a finding. */
const shows = (
  id: string,
  what: string,
  wanted: { type: string; turn: string },
  needs: readonly string[],
  change: (trial: Trial, job: Job) => Promise<Answer>,
  count: 1 | 2 = 1,
): Requirement =>
  requirement(id, {
    tests: ['watch.live', 'watch.event.types', 'watch.event.object'],
    needs: ['watch/shows-events-as-they-happen', ...needs],
    async check(trial) {
      const jobs: readonly [Job, ...Job[]] = await trial.given.jobs(count, { labels: { turn: '0' } });
      await watching(trial, { resourceVersion: await currentVersion(trial) }, async (stream) => {
        trial.expect.accepted(await change(trial, jobs[0]));
        const isWanted = (event: WatchEvent): boolean =>
          event.type === wanted.type && labelOf(event, 'turn') === wanted.turn;
        const all = await stream.collect((seen) => jobs.every((job) => eventsFor(seen, job).some(isWanted)));
        for (const job of jobs) {
          const events = eventsFor(all, job);
          const event = events.find(isWanted);
          trial.expect.that(event !== undefined, {
            message: `The watch does not show ${what}`,
            expected: `${wanted.type} of ${job.name}`,
            received: describeEvents(events),
            path: '/type',
            answer: stream.answer,
          });
          trial.expect.match(
            event?.object,
            { kind: trial.kind.kind, metadata: { uid: job.uid, namespace: trial.namespace }, spec: specOf(job.stored) },
            stream.answer,
            '/object',
          );
          expectTypes(trial, job, events, [wanted.type], stream);
        }
      });
    },
  });

const beginnings: readonly Requirement[] = [
  requirement('watch/shows-what-exists-first', {
    tests: ['watch.initial', 'watch.success', 'list.query.watch', 'watch.query.watch', 'watch.code.success'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const jobs = [await trial.given.shared(), await trial.given.shared()];
      await watching(trial, {}, async (stream) => {
        const seen = eventsFor(await stream.collect((all) => eventsFor(all, ...jobs).length >= 2), ...jobs);
        trial.expect.match(
          seen.map((event) => nameOf(event.object)).sort(),
          jobs.map((job) => job.name).sort(),
          stream.answer,
          '/object/metadata/name',
        );
        for (const event of seen.slice(0, 2)) {
          const uid = jobs.find((job) => job.name === nameOf(event.object))?.uid;
          trial.expect.match(event.type, 'ADDED', stream.answer, '/type');
          trial.expect.match(event.object, { kind: trial.kind.kind, metadata: { uid } }, stream.answer, '/object');
        }
      });
    },
  }),
  requirement('watch/begins-with-what-there-is-now', {
    tests: ['watch.initial', 'watch.every-event'],
    needs: ['watch/shows-what-exists-first', ...LATER],
    async check(trial) {
      const [deleted, changed, ...rest] = await trial.given.jobs(4, { labels: { turn: 'old' } });
      await trial.given.deleted(deleted);
      await setLabel(trial, changed, 'turn', 'new');
      await watching(trial, {}, async (stream) => {
        const mark = await trial.given.accepted();
        const events = await stream.collect((all) =>
          [mark, changed, ...rest].every((job) => eventsFor(all, job).length > 0),
        );
        expectNone(trial, events, [deleted], 'what was deleted before it began', stream);
        for (const job of [changed, ...rest]) {
          expectTypes(trial, job, eventsFor(events, job), ['ADDED'], stream);
          const turn = job === changed ? 'new' : 'old';
          trial.expect.match(
            eventsFor(events, job)[0]?.object,
            { metadata: { uid: job.uid, labels: { turn } }, spec: specOf(job.stored) },
            stream.answer,
            '/object',
          );
        }
      });
    },
  }),
  requirement('watch/shows-later-events-from-a-version', {
    tests: [
      'watch.from-version',
      'watch.event.types',
      'watch.every-event',
      'watch.query.resourceVersion',
      'list-meta.resource-version',
    ],
    needs: ['list/holds-what-was-created', 'delete/removes-the-object'],
    async check(trial) {
      const old = await trial.given.accepted();
      const from = await currentVersion(trial);
      const job = await trial.given.accepted();
      await setLabel(trial, job, 'app', 'changed');
      await trial.given.deleted(job);
      await watching(trial, { resourceVersion: from }, async (stream) => {
        const events = await stream.collect((all) => eventsFor(all, job).some((event) => event.type === 'DELETED'));
        expectTypes(trial, job, eventsFor(events, job), ['ADDED', 'MODIFIED', 'DELETED'], stream);
        trial.expect.match(
          eventsFor(events, old).filter((event) => event.type === 'ADDED').length,
          0,
          stream.answer,
          '/type',
        );
      });
    },
  }),
];

const onOpenWatches: readonly Requirement[] = [
  requirement('watch/shows-events-as-they-happen', {
    tests: ['watch.live', 'watch.event.types', 'watch.event.object'],
    needs: ['watch/shows-what-exists-first', 'delete/removes-the-object'],
    async check(trial) {
      await watching(trial, { resourceVersion: await currentVersion(trial) }, async (stream) => {
        const job = await trial.given.job({ labels: { app: 'live' } });
        let events = await stream.collect((all) => eventsFor(all, job).length >= 1);
        expectTypes(trial, job, eventsFor(events, job).slice(0, 1), ['ADDED'], stream);
        trial.expect.match(
          eventsFor(events, job)[0]?.object,
          { metadata: { uid: job.uid, labels: { app: 'live' } }, spec: specOf(job.stored) },
          stream.answer,
          '/object',
        );
        await setLabel(trial, job, 'app', 'changed');
        events = await stream.collect((all) =>
          eventsFor(all, job).some((event) => labelOf(event, 'app') === 'changed'),
        );
        const changed = eventsFor(events, job).find((event) => labelOf(event, 'app') === 'changed');
        trial.expect.match(changed?.type ?? null, 'MODIFIED', stream.answer, '/type');
        trial.expect.accepted(await trial.target.delete(job));
        events = await stream.collect((all) => eventsFor(all, job).some((event) => event.type === 'DELETED'));
        const gone = eventsFor(events, job).find((event) => event.type === 'DELETED');
        trial.expect.match(
          gone?.object,
          { metadata: { name: job.name, uid: job.uid, labels: { app: 'changed' } }, spec: specOf(job.stored) },
          stream.answer,
          '/object',
        );
      });
    },
  }),
  shows(
    'watch/shows-a-replace',
    'a replace',
    { type: 'MODIFIED', turn: '1' },
    ['replace/stores-the-body'],
    (trial, job) => write(trial, 'replace', job, ['metadata', 'labels', 'turn'], '1'),
  ),
  shows('watch/shows-a-patch', 'a patch', { type: 'MODIFIED', turn: '1' }, ['patch/merges'], (trial, job) =>
    write(trial, 'patch', job, ['metadata', 'labels', 'turn'], '1'),
  ),
  shows(
    'watch/shows-a-delete',
    'a delete',
    { type: 'DELETED', turn: '0' },
    ['delete/removes-the-object'],
    (trial, job) => trial.target.delete(job),
  ),
  shows(
    'watch/shows-a-deletion-of-the-collection',
    'a deletion of the collection',
    { type: 'DELETED', turn: '0' },
    ['delete-collection/deletes-by-label'],
    (trial) => trial.target.deleteCollection({ query: { labelSelector: 'turn=0' } }),
    2,
  ),
  requirement('watch/carries-the-object-as-stored', {
    tests: ['watch.event.object'],
    needs: ['watch/shows-what-exists-first'],
    async check(trial) {
      const job = await trial.given.created(
        trial.given.adopted(trial.given.documented(), { labels: { a: '1' }, annotations: { b: 'größe 大きさ 😀' } }),
      );
      await watching(trial, { fieldSelector: `metadata.name=${job.name}` }, async (stream) => {
        const [event] = eventsFor(await stream.collect((all) => eventsFor(all, job).length >= 1), job);
        trial.expect.match(
          event?.object,
          {
            kind: trial.kind.kind,
            apiVersion: `${trial.kind.group}/${trial.kind.version}`,
            metadata: {
              name: job.name,
              namespace: trial.namespace,
              uid: job.uid,
              labels: { a: '1' },
              annotations: { b: 'größe 大きさ 😀' },
            },
            spec: specOf(job.stored),
          },
          stream.answer,
          '/object',
        );
      });
    },
  }),
  requirement('watch/gives-several-watchers-the-same', {
    tests: ['watch.several'],
    needs: LATER,
    async check(trial) {
      const query = { resourceVersion: await currentVersion(trial) };
      await watching(trial, query, (one) =>
        watching(trial, query, async (two) => {
          const job = await trial.given.accepted();
          for (const turn of ['1', '2']) await setLabel(trial, job, 'turn', turn);
          for (const stream of [one, two]) {
            const events = eventsFor(
              await stream.collect((all) => eventsFor(all, job).some((event) => labelOf(event, 'turn') === '2')),
              job,
            );
            expectTypes(trial, job, events, ['ADDED', 'MODIFIED', 'MODIFIED'], stream);
            trial.expect.match(events[0]?.object, { metadata: { uid: job.uid } }, stream.answer, '/object');
          }
          one.close();
          await setLabel(trial, job, 'turn', '3');
          const events = eventsFor(
            await two.collect((all) => eventsFor(all, job).some((event) => labelOf(event, 'turn') === '3')),
            job,
          );
          trial.expect.match(
            at(events.at(-1)?.object, 'metadata', 'labels', 'turn') ?? null,
            '3',
            two.answer,
            '/object/metadata/labels/turn',
          );
        }),
      );
    },
  }),
];

export const watch: readonly Requirement[] = [...beginnings, ...onOpenWatches];
