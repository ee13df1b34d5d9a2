/** Watches by label and by field: an object that comes to match is ADDED, one that ceases to match is DELETED. */
import type { WatchEvent, WatchStream, Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import type { LabelSelector, Labels } from '../../generators/arbitraries/index.ts';
import { nameOf, versionOf } from '../support/objects.ts';
import { setLabel } from '../support/change.ts';
import { someOf } from '../support/closeness.ts';
import { requirement } from '../support/requirement.ts';
import { ok, patchCurrent, reusedJobs } from '../support/updates/write.ts';
import { FORMS, FORM_LABELS, FORM_STATEMENTS, labelledJobs, selectableJobs } from '../support/label-selectors.ts';
import {
  eventsFor,
  expectNone,
  expectNotReopened,
  expectTypes,
  labelOf,
  currentVersion,
  describeEvents,
  isDeleted,
  watching,
  watchingEach,
} from './support.ts';

/** Milliseconds in which a watch that ignores its selector begins. */
const A_WHILE = 300;

const LATER = ['watch/shows-later-events-from-a-version'];

/** The labels of an object, one state after the other. The label `turn` counts the states. */
const STATES: readonly Labels[] = [
  {},
  { app: 'a' },
  { app: 'a', tier: 'front' },
  { app: 'b', tier: 'front' },
  { tier: 'front' },
  { app: 'c', tier: 'back' },
  { app: '' },
  { app: 'A', App: 'a', 'example.com/app': 'a' },
  {},
  { app: 'ab' },
  { app: 'a', tier: 'front' },
];

/**
 * What a watch with this selector has to show of an object that went through these states and was deleted: types of
 * events with their turn, but DELETED without one.
 */
function expectedEvents(selector: LabelSelector): string[] {
  const events: string[] = [];
  let matched = false;
  for (const [turn, labels] of STATES.entries()) {
    const matches = selector.matches(labels);
    if (matches) events.push(`${matched ? 'MODIFIED' : 'ADDED'} ${turn}`);
    else if (matched) events.push('DELETED');
    matched = matches;
  }
  return matched ? [...events, 'DELETED'] : events;
}

/** What the watch did show, without the MODIFIED that a controller caused: they repeat the turn of the event before. */
function receivedEvents(events: readonly WatchEvent[]): string[] {
  const all = events.map((event) =>
    event.type === 'DELETED' ? 'DELETED' : `${event.type} ${String(labelOf(event, 'turn'))}`,
  );
  return all.filter(
    (event, i) => !(event.startsWith('MODIFIED') && (all[i - 1] ?? '').split(' ')[1] === event.split(' ')[1]),
  );
}

/** Creates a job with the first of these sets of labels, and gives it the others one after the other. */
async function relabelThrough(trial: Trial, states: readonly Labels[]): Promise<Accepted> {
  const job = await trial.given.accepted({ labels: { ...states[0], turn: '0' } });
  for (const [turn, labels] of states.entries()) {
    if (turn === 0) continue;
    const gone = Object.keys(states[turn - 1] ?? {}).map((key): [string, null] => [key, null]);
    const patch = { metadata: { labels: { ...Object.fromEntries(gone), ...labels, turn: String(turn) } } };
    const answer = await patchCurrent(trial, job, patch);
    if (!ok(answer)) trial.inconclusive(`the labels could not be changed: ${answer.status}`);
  }
  return job;
}

/** Labels such that each form matches some of them: the first of all sets that each matches. */
const COVER = FORM_LABELS.filter((labels) => FORMS.some((form) => FORM_LABELS.find(form.matches) === labels));

/**
 * A job goes through all states and is deleted. Then the mark, another job, comes to match each form once: when a watch
 * shows it, the watch has shown everything before.
 */
async function history(trial: Trial): Promise<{ job: Accepted; mark: Accepted }> {
  const job = await relabelThrough(trial, STATES);
  await trial.given.deleted(job);
  return { job, mark: await relabelThrough(trial, COVER) };
}

async function expectHistory(
  trial: Trial,
  stream: WatchStream,
  selector: LabelSelector,
  { job, mark }: { job: Accepted; mark: Accepted },
): Promise<void> {
  const wanted = expectedEvents(selector);
  const events = await stream.collect(
    (all) => eventsFor(all, mark).length > 0 && receivedEvents(eventsFor(all, job)).length >= wanted.length,
  );
  const got = receivedEvents(eventsFor(events, job));
  trial.expect.that(got.join() === wanted.join(), {
    message: `A watch for labelSelector ${selector.text} shows other events than it has to`,
    expected: wanted.join(', ') || 'no event',
    received: got.join(', ') || 'no event',
    path: '/type',
    answer: stream.answer,
  });
}

const followsSelections = (id: string, needs: readonly string[], check: (trial: Trial) => Promise<void>): Requirement =>
  requirement(id, {
    tests: [
      'watch.selector.enter-leave',
      'watch.selector.unmatched',
      'watch.query.labelSelector',
      'watch.several',
      ...FORM_STATEMENTS,
    ],
    needs: ['watch/selects-by-label', 'patch/removes-by-null', ...needs],
    check,
  });

export const watchSelectors: readonly Requirement[] = [
  requirement('watch/selects-by-label', {
    tests: ['watch.query.labelSelector', 'watch.selector.enter-leave'],
    needs: [...LATER, 'list/selects-by-equality'],
    async check(trial) {
      const set = trial.given.name('set');
      const job = await trial.given.accepted();
      const [other] = await reusedJobs(trial, 1);
      const from = await currentVersion(trial);
      await setLabel(trial, other, 'noise', '1');
      await setLabel(trial, job, 'set', set);
      await setLabel(trial, job, 'more', '1');
      // Whatever a selector asks for, an object without any label has labels to select by: none.
      const bare = trial.expect.accepted(await patchCurrent(trial, job, { metadata: { labels: null } }));
      await watching(trial, { resourceVersion: from, labelSelector: `set=${set}` }, async (stream) => {
        const events = await stream.collect((all) => all.some(isDeleted));
        expectTypes(trial, job, eventsFor(events, job), ['ADDED', 'MODIFIED', 'DELETED'], stream);
        expectNone(trial, events, [other], 'an object that does not match', stream);
      });
      await watching(trial, { resourceVersion: from, labelSelector: `set!=${set}` }, async (stream) => {
        const isLast = (event: WatchEvent): boolean => versionOf(event.object) === versionOf(bare);
        const events = eventsFor(await stream.collect((all) => eventsFor(all, job).some(isLast)), job);
        expectTypes(trial, job, events, ['DELETED', 'ADDED'], stream);
      });
    },
  }),
  requirement('watch/begins-with-what-matches', {
    tests: ['watch.query.labelSelector', 'watch.initial', 'watch.selector.unmatched', ...FORM_STATEMENTS],
    needs: ['watch/shows-what-exists-first', 'list/selects-by-equality'],
    async check(trial) {
      const jobs = await selectableJobs(trial);
      // The first two also at version 0, where a server may answer from a cache.
      const asked = [...FORMS, ...FORMS.slice(0, 2)];
      await watchingEach(
        trial,
        asked.map((selector, i) => ({ ...selector, ...(i < FORMS.length ? {} : { resourceVersion: '0' }) })),
        ({ text, resourceVersion }) => ({
          labelSelector: text,
          ...(resourceVersion === undefined ? {} : { resourceVersion }),
        }),
        async (watches) => {
          // Jobs that match, created now: when a watch shows those, it has shown everything before.
          const all = [...jobs, ...(await labelledJobs(trial, COVER))];
          for (const [selector, stream] of watches) {
            const wanted = all.filter((job) => selector.matches(job.labels));
            const events = await stream.collect((seen) => wanted.every((job) => eventsFor(seen, job).length > 0));
            const names = eventsFor(events, ...all)
              .filter((event) => event.type !== 'MODIFIED')
              .map((event) => `${event.type} ${nameOf(event.object)}`)
              .sort();
            const expectedNames = wanted.map((job) => `ADDED ${job.name}`).sort();
            trial.expect.that(names.join() === expectedNames.join(), {
              message: `A watch for labelSelector ${selector.text} begins with other objects than those that match`,
              expected: expectedNames.join(', '),
              received: names.join(', ') || 'none',
              path: '/object',
              answer: stream.answer,
            });
          }
        },
      );
    },
  }),
  followsSelections('watch/follows-selections-as-they-happen', ['watch/shows-events-as-they-happen'], async (trial) => {
    const resourceVersion = await currentVersion(trial);
    await watchingEach(
      trial,
      someOf(trial, FORMS),
      ({ text }) => ({ labelSelector: text, resourceVersion }),
      async (watches) => {
        const jobs = await history(trial);
        for (const [selector, stream] of watches) await expectHistory(trial, stream, selector, jobs);
      },
    );
  }),
  followsSelections('watch/follows-selections-from-a-version', [], async (trial) => {
    const resourceVersion = await currentVersion(trial);
    const jobs = await history(trial);
    for (const selector of someOf(trial, FORMS))
      await watching(trial, { labelSelector: selector.text, resourceVersion }, (stream) =>
        expectHistory(trial, stream, selector, jobs),
      );
  }),
  requirement('watch/selects-by-field', {
    tests: [
      'watch.query.fieldSelector',
      'selectors.field.name',
      'selectors.field.namespace',
      'selectors.field.not-equals',
      'selectors.field.and',
    ],
    needs: ['watch/shows-what-exists-first'],
    async check(trial) {
      const base = trial.given.name();
      const names = [base, `${base}-x`, `${base}x`] as const;
      const jobs: Accepted[] = [];
      for (const name of names) jobs.push(await trial.given.accepted({ name }));
      const [first, second, third] = names;
      const selections: readonly { fieldSelector: string; matching: string[] }[] = [
        { fieldSelector: `metadata.name=${first}`, matching: [first] },
        { fieldSelector: `metadata.name!=${first}`, matching: [second, third] },
        { fieldSelector: `metadata.namespace=${trial.namespace}`, matching: [first, second, third] },
        { fieldSelector: `metadata.name=${second},metadata.namespace=${trial.namespace}`, matching: [second] },
      ];
      await watchingEach(
        trial,
        selections,
        ({ fieldSelector }) => ({ fieldSelector }),
        async (watches) => {
          for (const job of jobs) await setLabel(trial, job, 'turn', 'end');
          for (const [{ fieldSelector, matching }, stream] of watches) {
            const named = matching.toSorted();
            const events = await stream.collect((all) =>
              named.every((name) => eventsFor(all, { name }).some((event) => labelOf(event, 'turn') === 'end')),
            );
            const seen = [...new Set(eventsFor(events, ...jobs).map((event) => nameOf(event.object)))].sort();
            trial.expect.that(seen.join() === named.join(), {
              message: `A watch for fieldSelector ${fieldSelector} shows other objects than those that match`,
              expected: named.join(', '),
              received: describeEvents(eventsFor(events, ...jobs)),
              path: '/object',
              answer: stream.answer,
            });
            for (const name of named)
              expectTypes(trial, { name }, eventsFor(events, { name }), ['ADDED', 'MODIFIED'], stream);
          }
        },
      );
      for (const fieldSelector of [`metadata.namespace!=${trial.namespace}`, 'metadata.namespace=elsewhere'])
        await watching(trial, { fieldSelector }, async (stream) =>
          expectNone(trial, await stream.collect(() => false, A_WHILE), jobs, `what ${fieldSelector} excludes`, stream),
        );
    },
  }),
  requirement('watch/selects-by-labels-and-fields-together', {
    tests: ['watch.query.fieldSelector', 'watch.query.labelSelector', 'selectors.field.and'],
    needs: ['watch/selects-by-label', 'watch/selects-by-field'],
    async check(trial) {
      const [one, two] = await reusedJobs(trial, 2);
      const resourceVersion = await currentVersion(trial);
      await watching(
        trial,
        // With bookmarks, as an informer asks.
        {
          resourceVersion,
          labelSelector: 'turn',
          fieldSelector: `metadata.name=${one.name}`,
          allowWatchBookmarks: true,
        },
        async (stream) => {
          await setLabel(trial, two, 'turn', '1');
          await setLabel(trial, one, 'other', '1');
          for (const turn of ['1', '2', '3', undefined]) await setLabel(trial, one, 'turn', turn);
          const events = await stream.collect((all) => eventsFor(all, one).some(isDeleted));
          expectNone(trial, events, [two], 'an object that one of its two selectors excludes', stream);
          expectTypes(trial, one, eventsFor(events, one), ['ADDED', 'MODIFIED', 'MODIFIED', 'DELETED'], stream);
          trial.expect.match(
            labelOf(eventsFor(events, one)[0], 'turn') ?? null,
            '1',
            stream.answer,
            '/object/metadata/labels/turn',
          );
        },
      );
    },
  }),
  requirement('watch/waits-for-a-name', {
    tests: ['watch.query.fieldSelector', 'watch.live'],
    needs: ['watch/selects-by-field', 'watch/shows-events-as-they-happen'],
    async check(trial) {
      const name = trial.given.name();
      await watching(trial, { fieldSelector: `metadata.name=${name}` }, async (stream) => {
        const other = await trial.given.accepted({ name: `${name}-x` });
        const job = await trial.given.accepted({ name });
        await trial.given.deleted(job);
        const events = await stream.collect((all) => eventsFor(all, job).some((event) => event.type === 'DELETED'));
        expectNone(trial, events, [other], 'an object of another name', stream);
        if (eventsFor(events, job).length < 2) expectNotReopened(trial, stream);
        expectTypes(trial, job, eventsFor(events, job), ['ADDED', 'DELETED'], stream);
      });
    },
  }),
];
