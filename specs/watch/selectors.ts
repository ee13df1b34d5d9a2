import { isObject } from '../../contract/json.ts';
import type { Job, WatchEvent, WatchStream } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import type { LabelSelector, Labels } from '../../generators/arbitraries/index.ts';
import { metadataOf, nameOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { FORMS, FORM_LABELS, FORM_STATEMENTS, labelledJobs } from '../support/label-selectors.ts';
import {
  eventsFor,
  expectNone,
  expectTypes,
  label,
  labelOf,
  currentVersion,
  toldAll,
  watching,
  watchingAll,
} from './support.ts';

const LATER = ['watch/shows-later-events-from-a-version'];

/** One state of an object after the other; `turn` tells them apart. */
const LIVES: readonly Labels[] = [
  {},
  { app: 'a' },
  { app: 'a', tier: 'front' },
  { app: 'b', tier: 'front' },
  { tier: 'front' },
  { app: 'c', tier: 'back' },
  { app: '' },
  { app: 'A', 'example.com/app': 'a' },
  {},
  { app: 'ab' },
  { app: 'a', tier: 'front' },
];

/** What a watch with this selector is to show of an object that lived so and was deleted, by type and turn; a DELETED of any turn. */
function expected(selector: LabelSelector): string[] {
  const events: string[] = [];
  const states = [...LIVES.map((labels) => selector.matches(labels)), false];
  for (const [turn, is] of states.entries()) {
    const was = turn > 0 && states[turn - 1] === true;
    if (is) events.push(`${was ? 'MODIFIED' : 'ADDED'} ${turn}`);
    else if (was) events.push('DELETED');
  }
  return events;
}

/** What it did show; a controller's MODIFIED repeats the turn. */
function received(events: readonly WatchEvent[]): string[] {
  const told = events.map((event) =>
    event.type === 'DELETED' ? 'DELETED' : `${event.type} ${String(labelOf(event, 'turn'))}`,
  );
  return told.filter(
    (event, i) => !(event.startsWith('MODIFIED') && (told[i - 1] ?? '').split(' ')[1] === event.split(' ')[1]),
  );
}

/** Leads an object through these labels, one set after the other. */
async function lead(trial: Trial, lives: readonly Labels[]): Promise<Job> {
  const job = await trial.given.job({ labels: { ...lives[0], turn: '0' } });
  const { labels: sent } = metadataOf(job.sent);
  const own = isObject(sent)
    ? Object.fromEntries(Object.entries(sent).filter(([key]) => key.startsWith('conformance')))
    : {};
  for (const [turn, labels] of lives.entries()) {
    if (turn === 0) continue;
    await trial.given.updated(
      job,
      (object) => (object['metadata'] = { ...metadataOf(object), labels: { ...own, ...labels, turn: String(turn) } }),
    );
  }
  return job;
}

/** A life and its end, and then another object that matches each form at some time: by what shows of it, all before has shown. */
async function live(trial: Trial): Promise<{ job: Job; mark: Job }> {
  const job = await lead(trial, LIVES);
  await trial.given.deleted(job);
  return { job, mark: await lead(trial, FORM_LABELS) };
}

async function expectLife(
  trial: Trial,
  stream: WatchStream,
  selector: LabelSelector,
  { job, mark }: { job: Job; mark: Job },
): Promise<void> {
  const wanted = expected(selector);
  const events = await stream.collect(
    (all) => eventsFor(all, mark).length > 0 && received(eventsFor(all, job)).length >= wanted.length,
  );
  const got = received(eventsFor(events, job));
  trial.expect.that(got.join() === wanted.join(), {
    message: `A watch for labelSelector ${selector.text} shows other events than the selection saw`,
    expected: wanted.join(', ') || 'no event',
    received: got.join(', ') || 'no event',
    path: '/type',
    answer: stream.answer,
  });
}

const follows = (id: string, needs: readonly string[], open: (trial: Trial) => Promise<void>): Requirement =>
  requirement(`watch/follows-selections-${id}`, {
    tests: [
      'watch.selector.enter-leave',
      'watch.selector.unmatched',
      'watch.query.labelSelector',
      'watch.several',
      ...FORM_STATEMENTS,
    ],
    needs: ['watch/selects-by-label', ...needs],
    check: open,
  });

export const watchSelectors: readonly Requirement[] = [
  requirement('watch/selects-by-label', {
    tests: ['watch.query.labelSelector', 'watch.selector.enter-leave'],
    needs: [...LATER, 'list/selects-by-equality'],
    async check(trial) {
      const set = trial.given.name('set');
      const job = await trial.given.job();
      const other = await trial.given.job();
      const from = await currentVersion(trial);
      await label(trial, other, 'noise', '1');
      await label(trial, job, 'set', set);
      await label(trial, job, 'more', '1');
      await label(trial, job, 'set', undefined);
      await watching(trial, { resourceVersion: from, labelSelector: `set=${set}` }, async (stream) => {
        const events = await stream.collect((all) => all.some((event) => event.type === 'DELETED'));
        expectTypes(trial, eventsFor(events, job), ['ADDED', 'MODIFIED', 'DELETED'], stream);
        expectNone(trial, events, [other], 'what does not match', stream);
      });
    },
  }),
  requirement('watch/begins-with-what-matches', {
    tests: ['watch.query.labelSelector', 'watch.initial', 'watch.selector.unmatched', ...FORM_STATEMENTS],
    needs: ['watch/shows-what-exists-first', 'list/selects-by-equality'],
    async check(trial) {
      const jobs = await labelledJobs(trial, FORM_LABELS);
      await watchingAll(
        trial,
        FORMS.map(({ text }) => ({ labelSelector: text })),
        async (streams) => {
          // Each form's mark matches it: what should not show has shown by then, or not.
          for (const [i, selector] of FORMS.entries()) {
            const labels = FORM_LABELS.find((set) => selector.matches(set))!;
            const mark = await trial.given.job({ labels });
            const wanted = [...jobs.filter((job) => selector.matches(job.labels)), mark];
            const events = await streams[i]!.collect((all) => wanted.every((job) => eventsFor(all, job).length > 0));
            const names = eventsFor(events, ...jobs, mark)
              .filter((event) => event.type !== 'MODIFIED')
              .map((event) => `${event.type} ${nameOf(event.object)}`)
              .sort();
            const expectedNames = wanted.map((job) => `ADDED ${job.name}`).sort();
            trial.expect.that(names.join() === expectedNames.join(), {
              message: `A watch for labelSelector ${selector.text} begins with other objects than match`,
              expected: expectedNames.join(', '),
              received: names.join(', ') || 'none',
              path: '/object',
              answer: streams[i]!.answer,
            });
          }
        },
      );
    },
  }),
  follows('as-they-happen', ['watch/shows-events-as-they-happen'], async (trial) => {
    const resourceVersion = await currentVersion(trial);
    await watchingAll(
      trial,
      FORMS.map(({ text }) => ({ labelSelector: text, resourceVersion, timeoutSeconds: 60 })),
      async (streams) => {
        const lives = await live(trial);
        for (const [i, selector] of FORMS.entries()) await expectLife(trial, streams[i]!, selector, lives);
      },
    );
  }),
  follows('from-a-version', [], async (trial) => {
    const resourceVersion = await currentVersion(trial);
    const lives = await live(trial);
    for (const selector of FORMS)
      await watching(trial, { labelSelector: selector.text, resourceVersion }, (stream) =>
        expectLife(trial, stream, selector, lives),
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
      const jobs = [
        await trial.given.job({ name: base }),
        await trial.given.job({ name: `${base}-x` }),
        await trial.given.job({ name: `${base}x` }),
      ] as const;
      const queries = [
        `metadata.name=${base}`,
        `metadata.name!=${base}`,
        `metadata.namespace=${trial.namespace}`,
        `metadata.name=${base}-x,metadata.namespace=${trial.namespace}`,
      ];
      const wanted = [[0], [1, 2], [0, 1, 2], [1]];
      await watchingAll(
        trial,
        queries.map((fieldSelector) => ({ fieldSelector })),
        async (streams) => {
          for (const job of jobs) await label(trial, job, 'turn', 'end');
          for (const [i, stream] of streams.entries()) {
            const named = wanted[i]!.map((n) => jobs[n]!.name).sort();
            const events = await stream.collect((all) =>
              named.every((name) => eventsFor(all, { name }).some((event) => labelOf(event, 'turn') === 'end')),
            );
            const seen = [...new Set(eventsFor(events, ...jobs).map((event) => nameOf(event.object)))].sort();
            trial.expect.that(seen.join() === named.join(), {
              message: `A watch for fieldSelector ${queries[i]} shows other objects than match`,
              expected: named.join(', '),
              received: toldAll(eventsFor(events, ...jobs)),
              path: '/object',
              answer: stream.answer,
            });
            for (const name of named) expectTypes(trial, eventsFor(events, { name }), ['ADDED', 'MODIFIED'], stream);
          }
        },
      );
    },
  }),
  requirement('watch/selects-by-labels-and-fields-together', {
    tests: ['watch.query.fieldSelector', 'watch.query.labelSelector', 'selectors.field.and'],
    needs: ['watch/selects-by-label', 'watch/selects-by-field'],
    async check(trial) {
      const [one, two] = await trial.given.jobs(2);
      const resourceVersion = await currentVersion(trial);
      await watching(
        trial,
        { resourceVersion, labelSelector: 'turn', fieldSelector: `metadata.name=${one.name}` },
        async (stream) => {
          await label(trial, two, 'turn', '1');
          await label(trial, one, 'other', '1');
          await label(trial, one, 'turn', '1');
          await label(trial, one, 'turn', undefined);
          const events = await stream.collect((all) => eventsFor(all, one).some((event) => event.type === 'DELETED'));
          expectNone(trial, events, [two], 'what one of two selectors excludes', stream);
          expectTypes(trial, eventsFor(events, one), ['ADDED', 'DELETED'], stream);
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
      await watching(trial, { fieldSelector: `metadata.name=${name}`, timeoutSeconds: 60 }, async (stream) => {
        const other = await trial.given.job({ name: `${name}-x` });
        const job = await trial.given.job({ name });
        await trial.given.deleted(job);
        const events = await stream.collect((all) => eventsFor(all, job).some((event) => event.type === 'DELETED'));
        expectNone(trial, events, [other], 'another name', stream);
        expectTypes(trial, eventsFor(events, job), ['ADDED', 'DELETED'], stream);
      });
    },
  }),
];
