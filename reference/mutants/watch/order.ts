/** With what a watch begins, that it tells everything once and in order, and how it goes on. */
import type { Json } from '../../../contract/json.ts';
import { equal, metadataOf, objectAt, withMetadata, type Change } from '../../state/model.ts';
import type { Mutant, Override } from '../types.ts';
import { type Event, onWatch, streams, telling, tellingOf } from './streams.ts';

/** Leaves out what happens to each object for the nth time, whoever watches. */
const leavingOut =
  (nth: number): Override =>
  (base) => {
    const revisions = new Map<Json | undefined, Set<number>>();
    return {
      eventOf: (of, matches) => {
        const event = base.eventOf(of, matches);
        if (event === undefined) return undefined;
        const { uid } = metadataOf(event.object);
        const seen = (revisions.get(uid) ?? new Set()).add(of.revision);
        revisions.set(uid, seen);
        return [...seen].indexOf(of.revision) === nth - 1 ? undefined : event;
      },
    };
  };

const withOldVersion = (event: Event, of: Change): Event => ({
  ...event,
  object: withMetadata(event.object, { resourceVersion: metadataOf(of.before ?? of.after)['resourceVersion'] }),
});

const isOfStatus = ({ before, after }: Change): boolean => !equal(before?.['status'], after['status']);

export const ORDER: readonly Mutant[] = [
  onWatch('watch-begins-with-nothing', 'watch.initial', {
    text: 'A watch without resourceVersion does not begin with what is there.',
    override: () => ({ initialState: () => [] }),
  }),
  onWatch('watch-begins-without-the-last', 'watch.initial', {
    text: 'A watch begins with all but the last of what is there.',
    override: () => ({ initialState: (jobs) => (jobs.length > 1 ? jobs.slice(0, -1) : jobs) }),
  }),
  onWatch('watch-begins-with-modified', 'watch.initial', {
    text: 'What is there at the beginning is MODIFIED.',
    override: streams((line) => [line.replace('"type":"ADDED"', '"type":"MODIFIED"')], {
      when: ({ query }) => ['', '0'].includes(query.get('resourceVersion') ?? ''),
    }),
  }),
  onWatch('watch-lacks-the-third-event', 'watch.every-event', {
    text: 'The third event of each object is left out.',
    override: leavingOut(3),
  }),
  onWatch('watch-repeats-events', 'watch.every-event', {
    text: 'Every fourth line of a stream comes twice.',
    override: streams((line, before) => (before.length % 4 === 3 ? [line, line] : [line])),
  }),
  onWatch('watch-leaves-out-label-changes', 'watch.every-event', {
    text: 'Changes of metadata alone are not told.',
    override: tellingOf('MODIFIED', (event, of) =>
      metadataOf(of.before)['generation'] === metadataOf(of.after)['generation'] &&
      equal(of.before?.['status'], of.after['status'])
        ? undefined
        : event,
    ),
  }),
  onWatch('watch-modified-without-clean-pod-policy', 'watch.event.object', {
    text: 'A MODIFIED lacks the cleanPodPolicy of its object.',
    override: tellingOf('MODIFIED', (event) => {
      const { cleanPodPolicy: _, ...spec } = objectAt(event.object, 'spec');
      return { ...event, object: { ...event.object, spec } };
    }),
  }),
  onWatch('watch-leaves-out-the-status', 'watch.status', {
    text: 'Changes of the status alone are not told.',
    override: tellingOf('MODIFIED', (event, of) => (isOfStatus(of) ? undefined : event)),
  }),
  onWatch('watch-tells-the-old-status', 'watch.status', {
    text: 'A change of the status is told with the status before.',
    override: tellingOf('MODIFIED', (event, of) =>
      isOfStatus(of) ? { ...event, object: { ...event.object, status: of.before?.['status'] ?? {} } } : event,
    ),
  }),
  onWatch('watch-tells-the-status-as-added', 'watch.status', {
    text: 'A change of the status is told as ADDED.',
    override: tellingOf('MODIFIED', (event, of) => (isOfStatus(of) ? { ...event, type: 'ADDED' } : event)),
  }),
  onWatch('watch-leaves-out-deletions', 'watch.every-event', {
    text: 'Deletions are not told.',
    override: tellingOf('DELETED', () => undefined),
  }),
  onWatch('watch-swaps-events', 'watch.order', {
    text: 'The second and the third line of a stream come in the wrong order.',
    override: streams((line, before) =>
      before.length === 1 ? [] : before.length === 2 ? [line, ...before.slice(-1)] : [line],
    ),
  }),
  onWatch('watch-tells-deletions-first', 'watch.order', {
    text: 'The log of a watch from a resourceVersion is told backwards.',
    override: streams((line, before) => (before.length % 2 === 0 ? [] : [line, ...before.slice(-1)])),
  }),
  onWatch('watch-events-with-the-old-version', 'watch.event.version', {
    text: 'Events carry the resourceVersion before their change.',
    override: telling(withOldVersion),
  }),
  onWatch('watch-deleted-with-the-old-version', 'watch.event.version', {
    text: 'DELETED carries the resourceVersion of the change before.',
    override: tellingOf('DELETED', withOldVersion),
  }),
  onWatch('watch-resumes-one-late', 'watch.resume', {
    text: 'A watch from the resourceVersion of an event leaves out the next.',
    override: (base) => ({ watchFrom: (revision) => base.watchFrom(revision) + 1 }),
  }),
  onWatch('watch-resumes-with-a-repetition', 'watch.resume', {
    text: 'A watch from the resourceVersion of an event repeats it.',
    override: (base) => ({ watchFrom: (revision) => base.watchFrom(revision) - 1 }),
  }),
  onWatch('watch-tells-recreation-as-modified', 'watch.recreate', {
    text: 'A deletion and a creation under one name are a MODIFIED.',
    override: (base) => {
      const names = new Set<string>();
      return {
        eventOf: (of, matches) => {
          const event = base.eventOf(of, matches);
          if (event?.type === 'DELETED') return (names.add(of.name), undefined);
          return event?.type === 'ADDED' && names.has(of.name) ? { ...event, type: 'MODIFIED' } : event;
        },
      };
    },
  }),
  onWatch('watch-recreated-with-the-old-uid', 'watch.recreate', {
    text: 'An object created under an old name is told with the old uid.',
    override: (base) => {
      const uids = new Map<string, Json | undefined>();
      return {
        eventOf: (of, matches) => {
          const event = base.eventOf(of, matches),
            key = `${of.namespace}/${of.name}`;
          if (!uids.has(key)) uids.set(key, metadataOf(of.after)['uid']);
          return event === undefined
            ? undefined
            : { ...event, object: withMetadata(event.object, { uid: uids.get(key) }) };
        },
      };
    },
  }),
  onWatch('watch-serves-one-watcher', 'watch.several', {
    text: 'Each event goes to one of the watchers alone.',
    override: (base) => {
      const told = new Set<number>();
      return {
        eventOf: (of, matches) => {
          if (told.has(of.revision)) return undefined;
          const event = base.eventOf(of, matches);
          if (event !== undefined) told.add(of.revision);
          return event;
        },
      };
    },
  }),
];
