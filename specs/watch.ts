import type { Job, Requirement, Trial, WatchEvent, WatchStream } from '../harness/types.ts';
import { at, metadataOf, nameOf, requirement, specOf, uidOf, versionOf, withMember } from './common.ts';

/** Runs with a stream that is closed whatever happens. */
async function watching(trial: Trial, query: Record<string, string | number | boolean>, body: (stream: WatchStream) => Promise<void>): Promise<void> {
  const stream = await trial.target.watch({ query });
  try {
    trial.expect.accepted(stream.answer, [200]);
    await body(stream);
  } finally {
    stream.close();
  }
}

/** Where the collection stands now: a watch from there shows what comes later. */
async function position(trial: Trial): Promise<string> {
  const version = at(trial.expect.accepted(await trial.target.list(), [200]), 'metadata', 'resourceVersion');
  if (typeof version !== 'string' || version === '') return trial.inconclusive('the list shows no resourceVersion to watch from');
  return version;
}

const about = (events: readonly WatchEvent[], ...jobs: { name: string }[]): WatchEvent[] =>
  events.filter((event) => jobs.some((job) => job.name === nameOf(event.object)));

/** A controller may add MODIFIED events of its own at any time; what else happened has to be these, in order. */
function expectTypes(trial: Trial, events: readonly WatchEvent[], wanted: readonly string[], stream: WatchStream): void {
  const got = events.map((event) => event.type);
  const steps = got.filter((type) => type !== 'MODIFIED');
  const expected = wanted.filter((type) => type !== 'MODIFIED');
  const enough = got.filter((type) => type === 'MODIFIED').length >= wanted.length - expected.length;
  trial.expect.that(steps.join() === expected.join() && enough, {
    message: 'The watch shows other events than what happened', expected: wanted.join(', '), received: got.join(', ') || 'none', path: '/type', answer: stream.answer,
  });
}

const label = (trial: Trial, job: Job, key: string, value: string | undefined) =>
  trial.given.updated(job, (object) => {
    const changed = withMember(object, ['metadata', 'labels', key], value);
    object['metadata'] = changed['metadata']!;
  });

export const watch: readonly Requirement[] = [
  requirement('watch/shows-what-exists-first', {
    tests: ['watch.initial', 'watch.success', 'list.query.watch'],
    needs: ['list/holds-what-was-created'],
    async check(trial) {
      const jobs = await trial.given.jobs(2);
      await watching(trial, { watch: true, timeoutSeconds: 30 }, async (stream) => {
        const events = await stream.collect((all) => about(all, ...jobs).length >= 2);
        const seen = about(events, ...jobs);
        trial.expect.match(seen.map((event) => nameOf(event.object)).sort(), jobs.map((job) => job.name).sort(), stream.answer, '/object/metadata/name');
        for (const event of seen.slice(0, 2)) {
          trial.expect.match(event.type, 'ADDED', stream.answer, '/type');
          trial.expect.match(event.object, { kind: trial.kind.kind, metadata: { uid: jobs.find((job) => job.name === nameOf(event.object))!.uid } }, stream.answer, '/object');
        }
      });
    },
  }),
  requirement('watch/shows-later-events-from-a-version', {
    tests: ['watch.from-version', 'watch.event.types'],
    needs: ['list/holds-what-was-created', 'delete/removes-the-object'],
    async check(trial) {
      const old = await trial.given.job();
      const from = await position(trial);
      const job = await trial.given.job();
      await label(trial, job, 'app', 'changed');
      await trial.given.gone(job);
      await watching(trial, { watch: true, resourceVersion: from, timeoutSeconds: 30 }, async (stream) => {
        const events = await stream.collect((all) => about(all, job).some((event) => event.type === 'DELETED'));
        expectTypes(trial, about(events, job), ['ADDED', 'MODIFIED', 'DELETED'], stream);
        trial.expect.match(about(events, old).filter((event) => event.type === 'ADDED').length, 0, stream.answer, '/type');
      });
    },
  }),
  requirement('watch/shows-events-as-they-happen', {
    tests: ['watch.live'],
    needs: ['watch/shows-what-exists-first', 'delete/removes-the-object'],
    async check(trial) {
      await watching(trial, { watch: true, resourceVersion: await position(trial), timeoutSeconds: 60 }, async (stream) => {
        const job = await trial.given.job({ labels: { app: 'live' } });
        let events = await stream.collect((all) => about(all, job).length >= 1);
        expectTypes(trial, about(events, job).slice(0, 1), ['ADDED'], stream);
        trial.expect.match(about(events, job)[0]?.object, { metadata: { uid: job.uid, labels: { app: 'live' } }, spec: specOf(job.stored) }, stream.answer, '/object');
        await label(trial, job, 'app', 'changed');
        events = await stream.collect((all) => about(all, job).some((event) => at(event.object, 'metadata', 'labels', 'app') === 'changed'));
        const changed = about(events, job).find((event) => at(event.object, 'metadata', 'labels', 'app') === 'changed');
        trial.expect.match(changed?.type ?? null, 'MODIFIED', stream.answer, '/type');
        trial.expect.accepted(await trial.target.delete(job));
        events = await stream.collect((all) => about(all, job).some((event) => event.type === 'DELETED'));
        const gone = about(events, job).find((event) => event.type === 'DELETED');
        trial.expect.match(gone?.object, { metadata: { name: job.name, uid: job.uid } }, stream.answer, '/object');
      });
    },
  }),
  requirement('watch/carries-the-object-as-stored', {
    tests: ['watch.event.object'],
    needs: ['watch/shows-what-exists-first'],
    async check(trial) {
      const job = await trial.given.job({ labels: { a: '1' }, annotations: { b: '2' } });
      await watching(trial, { watch: true, fieldSelector: `metadata.name=${job.name}`, timeoutSeconds: 30 }, async (stream) => {
        const [event] = await stream.collect((all) => all.length >= 1);
        trial.expect.match(event?.object, { kind: trial.kind.kind, apiVersion: `${trial.kind.group}/${trial.kind.version}`, metadata: { name: job.name, namespace: trial.namespace, uid: job.uid, labels: { a: '1' }, annotations: { b: '2' } }, spec: specOf(job.stored) }, stream.answer, '/object');
      });
    },
  }),
  requirement('watch/shows-each-change-in-order', {
    tests: ['watch.order', 'watch.every-event'],
    needs: ['watch/shows-later-events-from-a-version'],
    async check(trial) {
      const job = await trial.given.job();
      const from = await position(trial);
      const steps = ['1', '2', '3', '4', '5'];
      for (const step of steps) await label(trial, job, 'step', step);
      await watching(trial, { watch: true, resourceVersion: from, timeoutSeconds: 30 }, async (stream) => {
        const events = await stream.collect((all) => about(all, job).some((event) => at(event.object, 'metadata', 'labels', 'step') === '5'));
        const seen = about(events, job).map((event) => at(event.object, 'metadata', 'labels', 'step') ?? null);
        const distinct = seen.filter((step, i) => step !== null && step !== seen[i - 1]);
        trial.expect.match(distinct, steps, stream.answer, '/object/metadata/labels/step');
      });
    },
  }),
  requirement('watch/selects-by-label', {
    tests: ['watch.query.labelSelector', 'watch.selector.enter-leave'],
    needs: ['watch/shows-later-events-from-a-version', 'list/selects-by-equality'],
    async check(trial) {
      const set = trial.given.name('set');
      const job = await trial.given.job();
      const other = await trial.given.job();
      const from = await position(trial);
      await label(trial, other, 'noise', '1');
      await label(trial, job, 'set', set);
      await label(trial, job, 'more', '1');
      await label(trial, job, 'set', undefined);
      await watching(trial, { watch: true, resourceVersion: from, labelSelector: `set=${set}`, timeoutSeconds: 30 }, async (stream) => {
        const events = await stream.collect((all) => all.some((event) => event.type === 'DELETED'));
        expectTypes(trial, about(events, job), ['ADDED', 'MODIFIED', 'DELETED'], stream);
        trial.expect.match(about(events, other).length, 0, stream.answer, '/object/metadata/name');
      });
    },
  }),
  requirement('watch/selects-by-field', {
    tests: ['watch.query.fieldSelector'],
    needs: ['watch/shows-what-exists-first'],
    async check(trial) {
      const [job, other] = await trial.given.jobs(2);
      await watching(trial, { watch: true, fieldSelector: `metadata.name=${job!.name}`, timeoutSeconds: 1 }, async (stream) => {
        const events = await stream.collect(() => false);
        trial.expect.that(about(events, job!).length >= 1, { message: 'The watched object is not shown', expected: job!.name, received: events.map((event) => nameOf(event.object)).join(', ') || 'no event', path: '/object', answer: stream.answer });
        trial.expect.match(about(events, other!).length, 0, stream.answer, '/object/metadata/name');
      });
    },
  }),
  requirement('watch/shows-no-other-namespace-or-kind', {
    tests: ['watch.namespace', 'watch.kind'],
    needs: ['watch/shows-later-events-from-a-version'],
    requires: ['other-namespace'],
    async check(trial) {
      const from = await position(trial);
      const there = await trial.given.job({ namespace: trial.otherNamespace });
      const mark = await trial.given.job();
      await watching(trial, { watch: true, resourceVersion: from, timeoutSeconds: 30 }, async (stream) => {
        const events = await stream.collect((all) => about(all, mark).length > 0);
        trial.expect.match(about(events, there).length, 0, stream.answer, '/object/metadata/name');
        for (const event of events.filter((one) => one.type !== 'BOOKMARK'))
          trial.expect.match(event.object, { kind: trial.kind.kind, metadata: { namespace: trial.namespace } }, stream.answer, '/object');
      });
    },
  }),
  requirement('watch/tells-a-successor-from-its-predecessor', {
    tests: ['watch.recreate'],
    needs: ['watch/shows-later-events-from-a-version'],
    async check(trial) {
      const from = await position(trial);
      const first = await trial.given.job();
      await trial.given.gone(first);
      const second = await trial.given.job({ name: first.name });
      await watching(trial, { watch: true, resourceVersion: from, timeoutSeconds: 30 }, async (stream) => {
        const events = await stream.collect((all) => about(all, first).some((event) => uidOf(event.object) === second.uid));
        const own = about(events, first);
        expectTypes(trial, own, ['ADDED', 'DELETED', 'ADDED'], stream);
        const uids = own.filter((event) => event.type === 'ADDED').map((event) => uidOf(event.object));
        trial.expect.match(uids, [first.uid, second.uid], stream.answer, '/object/metadata/uid');
      });
    },
  }),
  requirement('watch/ends-after-timeout-seconds', {
    tests: ['watch.query.timeoutSeconds'],
    needs: ['watch/shows-what-exists-first'],
    async check(trial) {
      await trial.given.job();
      await watching(trial, { watch: true, timeoutSeconds: 1 }, async (stream) => {
        const ended = await stream.ended(1000 + trial.settle);
        trial.expect.that(ended, { message: 'The watch goes on after timeoutSeconds', expected: 'the stream ends after 1 s', received: `still open ${1000 + trial.settle} ms later`, answer: stream.answer });
      });
    },
  }),
  requirement('watch/moves-the-resource-version-with-each-event', {
    tests: ['watch.event.version'],
    needs: ['watch/shows-later-events-from-a-version'],
    async check(trial) {
      const from = await position(trial);
      const job = await trial.given.job();
      for (const step of ['1', '2', '3']) await label(trial, job, 'step', step);
      await watching(trial, { watch: true, resourceVersion: from, timeoutSeconds: 30 }, async (stream) => {
        const events = about(await stream.collect((all) => about(all, job).some((event) => at(event.object, 'metadata', 'labels', 'step') === '3')), job);
        const versions = events.map((event) => versionOf(event.object));
        trial.expect.that(versions.length >= 4 && new Set(versions).size === versions.length, { message: 'Two events carry the same resourceVersion', expected: 'a version of its own for each event', received: versions.join(', '), path: '/object/metadata/resourceVersion', answer: stream.answer });
      });
    },
  }),
  requirement('watch/refuses-or-ends-an-expired-version', {
    tests: ['watch.expired'],
    needs: ['watch/shows-later-events-from-a-version'],
    async check(trial) {
      // "1" may be legal to watch from; a target that keeps its whole history serves it, which is no failure.
      const stream = await trial.target.watch({ query: { watch: true, resourceVersion: '1', timeoutSeconds: 1 } });
      try {
        if (stream.answer.status >= 400) {
          trial.expect.refused(stream.answer);
          if (stream.answer.status === 410) trial.saw('watch-expiry', 'expiry-http-410', stream.answer, 'watch');
          return;
        }
        const events = await stream.collect((all) => all.some((event) => event.type === 'ERROR'));
        const error = events.find((event) => event.type === 'ERROR');
        if (error === undefined) return trial.notApplicable('the target still serves the version 1');
        trial.saw('watch-expiry', 'expiry-error-event', stream.answer, 'watch');
        trial.expect.match(error.object, { kind: 'Status', status: 'Failure', code: 410 }, stream.answer, '/object');
      } finally {
        stream.close();
      }
    },
  }),
  requirement('watch/gives-several-watchers-the-same', {
    tests: ['watch.several'],
    needs: ['watch/shows-later-events-from-a-version'],
    async check(trial) {
      const from = await position(trial);
      const query = { watch: true, resourceVersion: from, timeoutSeconds: 30 };
      await watching(trial, query, (one) =>
        watching(trial, query, async (two) => {
          const job = await trial.given.job();
          for (const stream of [one, two]) {
            const [event] = about(await stream.collect((all) => about(all, job).length > 0), job);
            trial.expect.match(event?.object, { metadata: { uid: metadataOf(job.stored)['uid']! } }, stream.answer, '/object');
          }
        }));
    },
  }),
];
