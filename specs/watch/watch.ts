import type { Answer, Job, WatchEvent } from '../../harness/model/target.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, metadataOf, nameOf, specOf, uidOf } from '../support/objects.ts';
import { ofOtherKinds } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import {
  eventsFor,
  eventsIn,
  expectNone,
  expectTypes,
  label,
  labelOf,
  currentVersion,
  sameEvent,
  toldAll,
  watching,
} from './support.ts';
import { write } from '../support/updates/write.ts';

const LATER = ['watch/shows-later-events-from-a-version'];
const isChange = (event: WatchEvent): boolean => ['ADDED', 'MODIFIED', 'DELETED'].includes(event.type);

/** One event on an open watch for each verb that changes something. */
const shows = (
  id: string,
  type: string,
  needs: readonly string[],
  act: (trial: Trial, job: Job) => Promise<Answer>,
  turn: string,
): Requirement =>
  requirement(`watch/shows-${id}`, {
    tests: ['watch.live', 'watch.event.types', 'watch.event.object'],
    needs: ['watch/shows-events-as-they-happen', ...needs],
    async check(trial) {
      const job = await trial.given.job({ labels: { turn: '0' } });
      await watching(trial, { resourceVersion: await currentVersion(trial) }, async (stream) => {
        trial.expect.accepted(await act(trial, job));
        const events = eventsFor(
          await stream.collect((all) =>
            eventsFor(all, job).some((event) => event.type === type && labelOf(event, 'turn') === turn),
          ),
          job,
        );
        const event = events.find((one) => one.type === type && labelOf(one, 'turn') === turn);
        trial.expect.that(event !== undefined, {
          message: `The watch does not show ${id.replaceAll('-', ' ')}`,
          expected: `${type} of ${job.name}`,
          received: toldAll(events),
          path: '/type',
          answer: stream.answer,
        });
        trial.expect.match(
          event?.object,
          { kind: trial.kind.kind, metadata: { uid: job.uid, namespace: trial.namespace }, spec: specOf(job.stored) },
          stream.answer,
          '/object',
        );
        expectTypes(trial, events, [type], stream);
      });
    },
  });

/** Each event of a watch belongs to the watch's path, and none comes twice. */
function belongs(exchange: Exchange, kind: string): Finding | 'holds' | undefined {
  const events = eventsIn(exchange)?.filter(isChange);
  if (events === undefined || events.length === 0) return undefined;
  const namespace = decodeURIComponent(/\/namespaces\/([^/]+)\//.exec(exchange.path)?.[1] ?? '');
  const stray = events.find(({ object }) => object['kind'] !== kind || metadataOf(object)['namespace'] !== namespace);
  if (stray === undefined) return 'holds';
  return {
    message: 'A watch shows what its path does not hold',
    expected: `a ${kind} of ${namespace}`,
    received: `${String(stray.object['kind'])} ${nameOf(stray.object)} of ${String(metadataOf(stray.object)['namespace'])}`,
    path: '/object',
  };
}

function repeats(exchange: Exchange): Finding | 'holds' | undefined {
  const events = eventsIn(exchange)?.filter(isChange);
  if (events === undefined || events.length < 2) return undefined;
  const twice = events.find((event, i) => events.findIndex((other) => sameEvent(event, other)) < i);
  return twice === undefined
    ? 'holds'
    : {
        message: 'A watch shows one event twice',
        expected: 'each event once',
        received: toldAll([twice]),
        path: '/object',
      };
}

const beginnings: readonly Requirement[] = [
  requirement('watch/shows-what-exists-first', {
    tests: ['watch.initial', 'watch.success', 'list.query.watch', 'watch.query.watch', 'watch.code.success'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const jobs = await trial.given.jobs(2);
      await watching(trial, {}, async (stream) => {
        const seen = eventsFor(await stream.collect((all) => eventsFor(all, ...jobs).length >= 2), ...jobs);
        trial.expect.match(
          seen.map((event) => nameOf(event.object)).sort(),
          jobs.map((job) => job.name).sort(),
          stream.answer,
          '/object/metadata/name',
        );
        for (const event of seen.slice(0, 2)) {
          trial.expect.match(event.type, 'ADDED', stream.answer, '/type');
          trial.expect.match(
            event.object,
            { kind: trial.kind.kind, metadata: { uid: jobs.find((job) => job.name === nameOf(event.object))!.uid } },
            stream.answer,
            '/object',
          );
        }
      });
    },
  }),
  requirement('watch/begins-with-what-there-is-now', {
    tests: ['watch.initial', 'watch.every-event'],
    needs: ['watch/shows-what-exists-first', ...LATER],
    async check(trial) {
      const jobs = await trial.given.jobs(4, { labels: { turn: 'old' } });
      const [gone, changed, ...rest] = jobs as [Job, Job, ...Job[]];
      await trial.given.deleted(gone);
      await label(trial, changed, 'turn', 'new');
      await watching(trial, {}, async (stream) => {
        const mark = await trial.given.job();
        const events = await stream.collect((all) =>
          [mark, changed, ...rest].every((job) => eventsFor(all, job).length > 0),
        );
        expectNone(trial, events, [gone], 'what was deleted before it began', stream);
        for (const job of [changed, ...rest]) {
          expectTypes(trial, eventsFor(events, job), ['ADDED'], stream);
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
      const old = await trial.given.job();
      const from = await currentVersion(trial);
      const job = await trial.given.job();
      await label(trial, job, 'app', 'changed');
      await trial.given.deleted(job);
      await watching(trial, { resourceVersion: from }, async (stream) => {
        const events = await stream.collect((all) => eventsFor(all, job).some((event) => event.type === 'DELETED'));
        expectTypes(trial, eventsFor(events, job), ['ADDED', 'MODIFIED', 'DELETED'], stream);
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
      await watching(trial, { resourceVersion: await currentVersion(trial), timeoutSeconds: 60 }, async (stream) => {
        const job = await trial.given.job({ labels: { app: 'live' } });
        let events = await stream.collect((all) => eventsFor(all, job).length >= 1);
        expectTypes(trial, eventsFor(events, job).slice(0, 1), ['ADDED'], stream);
        trial.expect.match(
          eventsFor(events, job)[0]?.object,
          { metadata: { uid: job.uid, labels: { app: 'live' } }, spec: specOf(job.stored) },
          stream.answer,
          '/object',
        );
        await label(trial, job, 'app', 'changed');
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
    'a-replace',
    'MODIFIED',
    ['replace/stores-the-body'],
    (trial, job) => write(trial, 'replace', job, ['metadata', 'labels', 'turn'], '1'),
    '1',
  ),
  shows(
    'a-patch',
    'MODIFIED',
    ['patch/merges'],
    (trial, job) => write(trial, 'patch', job, ['metadata', 'labels', 'turn'], '1'),
    '1',
  ),
  shows('a-delete', 'DELETED', ['delete/removes-the-object'], (trial, job) => trial.target.delete(job), '0'),
  shows(
    'a-deletion-of-the-collection',
    'DELETED',
    ['delete-collection/deletes-by-label'],
    (trial) => trial.target.deleteCollection({ query: { labelSelector: 'turn=0' } }),
    '0',
  ),
  requirement('watch/carries-the-object-as-stored', {
    tests: ['watch.event.object'],
    needs: ['watch/shows-what-exists-first'],
    async check(trial) {
      const job = await trial.given.created(
        trial.given.adopted(trial.given.documented(), { labels: { a: '1' }, annotations: { b: '2' } }),
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
              annotations: { b: '2' },
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
          const job = await trial.given.job();
          for (const turn of ['1', '2']) await label(trial, job, 'turn', turn);
          for (const stream of [one, two]) {
            const events = eventsFor(
              await stream.collect((all) => eventsFor(all, job).some((event) => labelOf(event, 'turn') === '2')),
              job,
            );
            expectTypes(trial, events, ['ADDED', 'MODIFIED', 'MODIFIED'], stream);
            trial.expect.match(uidOf(events[0]?.object), job.uid, stream.answer, '/object/metadata/uid');
          }
          one.close();
          await label(trial, job, 'turn', '3');
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

const reach: readonly Requirement[] = [
  requirement('watch/shows-no-other-namespace-or-kind', {
    tests: ['watch.namespace', 'watch.kind', 'watch.path.namespace'],
    needs: LATER,
    requires: ['other-namespace'],
    async check(trial) {
      const [from, fromThere] = [await currentVersion(trial), await currentVersion(trial, trial.otherNamespace)];
      const there = await trial.given.job({ namespace: trial.otherNamespace });
      const mark = await trial.given.job();
      await watching(trial, { resourceVersion: from }, async (stream) => {
        const events = await stream.collect((all) => eventsFor(all, mark).length > 0);
        expectNone(trial, events, [there], 'another namespace', stream);
        for (const event of events.filter(isChange))
          trial.expect.match(
            event.object,
            { kind: trial.kind.kind, metadata: { namespace: trial.namespace } },
            stream.answer,
            '/object',
          );
      });
      await watching(
        trial,
        { resourceVersion: fromThere },
        async (stream) => {
          const events = await stream.collect((all) => eventsFor(all, there).length > 0);
          expectTypes(trial, eventsFor(events, there).slice(0, 1), ['ADDED'], stream);
          expectNone(trial, events, [mark], 'another namespace', stream);
        },
        trial.otherNamespace,
      );
    },
  }),
  requirement('watch/shows-no-other-kind', {
    tests: ['watch.kind'],
    needs: LATER,
    async check(trial) {
      await watching(trial, { resourceVersion: await currentVersion(trial) }, async (stream) => {
        const name = trial.given.name();
        const uids = new Set<string>();
        for (const { given } of ofOtherKinds(trial)) {
          const stray = await given.job({ name });
          uids.add(stray.uid);
          await given.deleted(stray);
        }
        const mark = await trial.given.job({ name });
        const events = await stream.collect((all) => all.some((event) => uidOf(event.object) === mark.uid));
        trial.expect.match(
          eventsFor(events, mark).at(-1)?.object,
          { kind: trial.kind.kind, metadata: { uid: mark.uid } },
          stream.answer,
          '/object',
        );
        const strays = events.filter((event) => uids.has(uidOf(event.object)));
        trial.expect.that(strays.length === 0, {
          message: 'The watch shows another kind',
          expected: `${trial.kind.plural} alone`,
          received: toldAll(strays),
          path: '/object',
          answer: stream.answer,
        });
      });
    },
  }),
  requirement('watch/keeps-to-its-path', {
    tests: ['watch.namespace', 'watch.kind'],
    needs: ['watch/shows-what-exists-first'],
    async check(trial) {
      const job = await trial.given.job();
      await watching(trial, {}, async (stream) => void (await stream.collect((all) => eventsFor(all, job).length > 0)));
    },
    everywhere: (exchange, kind) => belongs(exchange, kind.kind),
  }),
  requirement('watch/repeats-no-event', {
    tests: ['watch.every-event'],
    needs: LATER,
    async check(trial) {
      const from = await currentVersion(trial);
      const job = await trial.given.job();
      for (const turn of ['1', '2']) await label(trial, job, 'turn', turn);
      await watching(
        trial,
        { resourceVersion: from },
        async (stream) =>
          void (await stream.collect((all) => eventsFor(all, job).some((event) => labelOf(event, 'turn') === '2'))),
      );
    },
    everywhere: repeats,
  }),
];

export const watch: readonly Requirement[] = [...beginnings, ...onOpenWatches, ...reach];
