/** What a watch shows last of an object that leaves its selection or is deleted. */
import type { Json } from '../../../contract/json.ts';
import { isMarked, metadataOf, withMetadata, type Change, type Job } from '../../state/model.ts';
import { without } from '../helpers/places.ts';
import type { Mutant, Override } from '../types.ts';
import { onWatch, tellingOf, type Event } from './streams.ts';

/** The DELETED of what leaves a selection, changed. */
const leaving = (change: (event: Event, of: Change) => Event): Override =>
  tellingOf('DELETED', (event, of) => (of.type === 'DELETED' ? event : change(event, of)));

const versionOf = (job: Job | undefined): Json | undefined => metadataOf(job)['resourceVersion'];

export const LAST_STATES: readonly Mutant[] = [
  onWatch('watch-leaving-is-empty', 'watch.selector.leaving', {
    text: 'An object that leaves a selection is shown without its spec.',
    override: leaving((event) => ({ ...event, object: without(event.object, 'spec') })),
  }),
  onWatch('watch-leaving-without-labels', 'watch.selector.leaving', {
    text: 'An object that leaves a selection is shown without labels, with the annotations of before.',
    override: leaving((event) => ({ ...event, object: withMetadata(event.object, { labels: undefined }) })),
  }),
  onWatch('watch-leaving-shows-the-first-match', 'watch.selector.leaving', {
    text: 'An object that leaves a selection is shown as it was when it was created.',
    override: (base) => {
      const first = new Map<Json | undefined, Job>();
      return {
        eventOf: (of, matches) => {
          const { uid } = metadataOf(of.after);
          if (!first.has(uid)) first.set(uid, of.before ?? of.after);
          const event = base.eventOf(of, matches);
          const shown = first.get(uid);
          return event?.type !== 'DELETED' || of.type === 'DELETED' || shown === undefined
            ? event
            : { ...event, object: withMetadata(shown, { resourceVersion: versionOf(event.object) }) };
        },
      };
    },
  }),
  onWatch('watch-leaving-with-the-old-version', 'watch.selector.leaving', {
    text: 'The DELETED of what leaves a selection carries the resourceVersion before the change.',
    override: leaving((event, of) => ({
      ...event,
      object: withMetadata(event.object, { resourceVersion: versionOf(of.before) }),
    })),
  }),
  onWatch('watch-deleted-without-the-mark', 'watch.event.object', {
    text: 'An object that was marked for deletion is DELETED as it was before.',
    override: (base) => {
      const unmarked = new Map<Json | undefined, Job>();
      return {
        eventOf: (of, matches) => {
          const { uid } = metadataOf(of.after);
          if (of.before !== undefined && !isMarked(of.before)) unmarked.set(uid, of.before);
          const event = base.eventOf(of, matches);
          const shown = unmarked.get(uid);
          return event === undefined ||
            of.type !== 'DELETED' ||
            of.before === undefined ||
            !isMarked(of.before) ||
            shown === undefined
            ? event
            : { ...event, object: withMetadata(shown, { resourceVersion: versionOf(event.object) }) };
        },
      };
    },
  }),
  onWatch('watch-deleted-without-status', 'watch.event.object', {
    text: 'A deleted object is shown without its status.',
    override: tellingOf('DELETED', (event, of) =>
      of.type === 'DELETED' ? { ...event, object: without(event.object, 'status') } : event,
    ),
  }),
];
