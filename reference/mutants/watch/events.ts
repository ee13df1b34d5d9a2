/** That a watch tells events, whose, and of which form. */
import type { Json, JsonObject } from '../../../contract/json.ts';
import { KINDS } from '../../../contract/kinds.ts';
import { equal, metadataOf, objectAt, withMetadata, type Job } from '../../state/model.ts';
import { without } from '../helpers/places.ts';
import { itemsOf } from '../helpers/others.ts';
import { onAnswer, onQuery, onRequest, remembering, succeeded } from '../helpers/wraps.ts';
import { inAnswers } from '../helpers/answers.ts';
import { mutant, type Mutant, type Override, perKind } from '../types.ts';
import { lines, onWatch, telling, tellingOf } from './streams.ts';

/** Every ERROR holds this object. */
const errors =
  (object: JsonObject): Override =>
  (base) => ({
    eventBody: (type, shown) => (type.toUpperCase() === 'ERROR' ? { type, object } : base.eventBody(type, shown)),
  });

/** The lines of a stream, without DELETED of these uids. */
async function* withoutDeletions(stream: AsyncIterable<Uint8Array>, hidden: Set<string>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder();
  for await (const line of stream) {
    const text = decoder.decode(line);
    if (!text.startsWith('{"type":"DELETED"') || ![...hidden].some((uid) => text.includes(uid))) yield line;
  }
}

export const EVENTS: readonly Mutant[] = [
  ...perKind(KINDS, (kind) =>
    onWatch('watch-is-silent', 'watch.success', {
      text: `A watch of ${kind.kind}s tells nothing.`,
      override: () => ({ isWatched: () => false, initialState: () => [] }),
    }),
  ),
  mutant('watch-is-a-list', 'watch.query.watch', {
    text: 'watch=true answers a list.',
    wrap: onQuery({ verb: 'watch' }, (query) => query.delete('watch')),
  }),
  onWatch('watch-from-a-version-begins-one-late', 'watch.from-version', {
    text: 'A watch from a resourceVersion leaves out the first event after it.',
    override: (base) => ({ watchFrom: (revision) => base.watchFrom(revision) + 1 }),
  }),
  onWatch('watch-from-a-version-begins-one-early', 'watch.from-version', {
    text: 'A watch from a resourceVersion begins with the event of that version.',
    override: (base) => ({ watchFrom: (revision) => base.watchFrom(revision) - 1 }),
  }),
  onWatch('watch-from-a-version-shows-everything', 'watch.query.resourceVersion', {
    text: 'A watch from a resourceVersion begins with what is there.',
    override: () => ({ showsInitialState: () => true }),
  }),
  onWatch('watch-from-a-version-waits', 'watch.query.resourceVersion', {
    text: 'A watch from a resourceVersion tells only what happens from now on.',
    override: () => ({ watchFrom: () => 1e15 }),
  }),
  mutant('watch-hides-the-last-deletion-of-a-collection', 'watch.live', {
    text: 'Where a delete of a collection deletes several, a watch does not show the last deletion.',
    wrap: remembering(
      () => new Set<string>(),
      (hidden) => (handle) => {
        const hiding = onRequest({ verb: 'deletecollection' }, async ({ send, path, search, forward }) => {
          const items = itemsOf((await send('GET', `${path}?${search}`)).body);
          const { uid } = metadataOf(items.at(-1));
          if (items.length > 1) hidden.add(String(uid));
          return forward();
        });
        const watching = onAnswer({ verb: 'watch', status: succeeded }, (answer) => ({
          ...answer,
          body: withoutDeletions(answer.body, hidden),
        }));
        return watching(hiding(handle));
      },
    ),
  }),
  onWatch('watch-is-not-live', 'watch.live', {
    text: 'A watch tells what was there, and nothing that happens.',
    override: (base) => {
      let told = 0;
      return {
        initialState: (jobs) => jobs,
        eventOf: (of, matches) => (told++ < 0 ? base.eventOf(of, matches) : undefined),
      };
    },
  }),
  onWatch('watch-shows-other-kinds', 'watch.kind', {
    text: 'A watch shows changes of other kinds.',
    override: (base) => ({ isWatched: (change, _, namespace) => base.isWatched(change, change.kind, namespace) }),
  }),
  onWatch('watch-shows-other-namespaces', 'watch.namespace', {
    text: 'A watch shows changes in other namespaces.',
    override: (base) => ({ isWatched: (change, kind) => base.isWatched(change, kind, undefined) }),
  }),
  onWatch('watch-events-in-an-envelope', 'watch.schema', {
    text: 'Events are wrapped in an event member.',
    override: (base) => ({ eventBody: (type, object) => ({ event: base.eventBody(type, object) }) }),
  }),
  onWatch('watch-events-without-type', 'watch.schema', {
    text: 'Events have no type.',
    override: (base) => ({ eventBody: (type, object) => without(base.eventBody(type, object), 'type') }),
  }),
  ...Object.entries({ ADDED: 'MODIFIED', MODIFIED: 'ADDED', DELETED: 'MODIFIED' } as const).map(([type, other]) =>
    onWatch(`watch-calls-${type.toLowerCase()}-something-else`, 'watch.event.types', {
      text: `${type} is told as another type.`,
      override: telling((event) => (event.type === type ? { ...event, type: other } : event)),
    }),
  ),
  onWatch('watch-calls-replaces-deleted-and-added', 'watch.event.types', {
    text: 'A change of the spec is told as ADDED.',
    override: tellingOf('MODIFIED', (event, of) =>
      metadataOf(of.before)['generation'] === metadataOf(of.after)['generation'] ? event : { ...event, type: 'ADDED' },
    ),
  }),
  onWatch('watch-modified-shows-the-old', 'watch.event.object', {
    text: 'MODIFIED shows the object as it was before.',
    override: tellingOf('MODIFIED', (event, of) => ({
      ...event,
      object: withMetadata(of.before ?? of.after, { resourceVersion: metadataOf(of.after)['resourceVersion'] }),
    })),
  }),
  onWatch('watch-added-is-empty', 'watch.event.object', {
    text: 'ADDED shows the object without its spec.',
    override: tellingOf('ADDED', (event) => ({ ...event, object: without(event.object, 'spec') })),
  }),
  onWatch('watch-deleted-is-empty', 'watch.event.object', {
    text: 'DELETED shows metadata alone.',
    override: tellingOf('DELETED', (event) => {
      const { apiVersion = '', kind = '' } = event.object;
      return { ...event, object: { apiVersion, kind, metadata: metadataOf(event.object) } };
    }),
  }),
  onWatch('watch-deleted-without-labels', 'watch.event.object', {
    text: 'DELETED shows the object without its labels.',
    override: tellingOf('DELETED', (event) => ({
      ...event,
      object: withMetadata(event.object, { labels: undefined }),
    })),
  }),
  onWatch('watch-deleted-shows-the-first-state', 'watch.event.object', {
    text: 'DELETED shows the object as it was created.',
    override: (base) => {
      const first = new Map<Json | undefined, Job>();
      return {
        initialState: (jobs) => {
          for (const job of jobs) if (!first.has(metadataOf(job)['uid'])) first.set(metadataOf(job)['uid'], job);
          return jobs;
        },
        eventOf: (of, matches) => {
          const event = base.eventOf(of, matches),
            { uid } = metadataOf(of.after);
          if (!first.has(uid)) first.set(uid, of.before ?? of.after);
          return event?.type === 'DELETED'
            ? {
                ...event,
                object: withMetadata(first.get(uid) ?? event.object, {
                  resourceVersion: metadataOf(event.object)['resourceVersion'],
                }),
              }
            : event;
        },
      };
    },
  }),
  onWatch('watch-error-holds-no-status', 'watch.event.error', {
    text: 'The object of an ERROR is a text.',
    variants: ['expiry-error-event'],
    override: errors({ message: 'too old' }),
  }),
  onWatch('watch-error-holds-a-success', 'watch.event.error', {
    text: 'The object of an ERROR is a job.',
    variants: ['expiry-error-event'],
    override: errors({ kind: 'Job', apiVersion: 'batch/v1', metadata: {} }),
  }),
  onWatch('watch-joins-lines', 'watch.lines', {
    text: 'Events stand one behind the other, without line ends.',
    override: lines((line) => line.trimEnd()),
  }),
  onWatch('watch-breaks-lines', 'watch.lines', {
    text: 'An event goes over several lines.',
    override: lines((_, event) => `${JSON.stringify(event, null, 1)}\n`),
  }),
  onWatch('watch-in-event-stream-format', 'watch.lines', {
    text: 'Lines begin with data:, as in event streams.',
    override: lines((line) => `data: ${line}\n`),
  }),
];

/** What a watch and a read of one version show. */
export const AGREEMENT: readonly Mutant[] = [
  onWatch('watch-begins-without-annotations', 'watch.event.object', {
    text: 'What a watch begins with has no annotations.',
    override: (base) => ({
      initialState: (jobs) => base.initialState(jobs).map((job) => withMetadata(job, { annotations: undefined })),
    }),
  }),
  onWatch('watch-shows-another-annotation', 'watch.event.object', {
    text: 'Events show an annotation that reads do not.',
    override: inAnswers((_, job) =>
      withMetadata(job, { annotations: { ...objectAt(metadataOf(job), 'annotations'), watched: 'yes' } }),
    ),
  }),
  onWatch('watch-leaves-out-what-has-no-labels', 'watch.every-event', {
    text: 'Changes of objects without labels are not told.',
    override: telling((event, of) => (metadataOf(of.after)['labels'] === undefined ? undefined : event)),
  }),
  onWatch('watch-does-not-tell-changes-of-owners', 'watch.every-event', {
    text: 'Changes of ownerReferences are not told.',
    override: tellingOf('MODIFIED', (event, of) =>
      equal(metadataOf(of.before)['ownerReferences'], metadataOf(of.after)['ownerReferences']) ? event : undefined,
    ),
  }),
];
