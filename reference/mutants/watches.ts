/** Watch. */
import { KINDS } from '../../contract/kinds.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Send, WireRequest } from '../../contract/wire.ts';
import type { Behaviour } from '../rules/behaviour.ts';
import { isMarked, metadataOf, objectAt, withMetadata, type Change, type Job } from '../state/model.ts';
import { json, statusOf } from './helpers/exchange.ts';
import { inAnswers } from './response-bodies.ts';
import { without } from './helpers/places.ts';
import { perKind, type Mutant } from './types.ts';

const WATCH = ['watch'] as const;
type Event = ReturnType<Behaviour['eventOf']>;

/** What a change is to a watcher, changed. */
const telling =
  (change: (event: NonNullable<Event>, of: Change) => Event): Mutant['override'] =>
  (base) => ({
    eventOf: (of, matches) => {
      const event = base.eventOf(of, matches);
      return event === undefined ? undefined : change(event, of);
    },
  });
const lines =
  (change: (line: string, event: JsonObject) => string): Mutant['override'] =>
  (base) => ({ eventLine: (event) => change(base.eventLine(event), event) });

/** The lines of each stream, changed with what went before in it. */
const streams =
  (change: (line: string, before: string[]) => string[]): Mutant['override'] =>
  () => ({
    replied: (reply) => (reply.stream === undefined ? reply : { ...reply, stream: changed(reply.stream, change) }),
  });
async function* changed(
  stream: AsyncIterable<string>,
  change: (line: string, before: string[]) => string[],
): AsyncGenerator<string> {
  const before: string[] = [];
  for await (const line of stream) {
    yield* change(line, before);
    before.push(line);
  }
}

const perObject =
  (drop: (nth: number, event: NonNullable<Event>) => boolean): Mutant['override'] =>
  (base) => {
    const counts = new Map<string, number>();
    return {
      eventOf: (of, matches) => {
        const event = base.eventOf(of, matches);
        if (event === undefined) return undefined;
        const key = String(metadataOf(event.object)['uid']),
          nth = (counts.get(`${key} ${of.revision}`) ??
            counts
              .set(`${key} ${of.revision}`, [...counts.keys()].filter((k) => k.startsWith(`${key} `)).length + 1)
              .get(`${key} ${of.revision}`)) as number;
        return drop(nth, event) ? undefined : event;
      },
    };
  };

const EVENTS: readonly Mutant[] = [
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'watch-is-silent',
    breaks: 'watch.success',
    verbs: WATCH,
    text: `A watch of ${kind.kind}s tells nothing.`,
    override: () => ({ isWatched: () => false, initialState: () => [] }),
  })),
  {
    name: 'watch-is-a-list',
    breaks: 'watch.query.watch',
    text: 'watch=true answers a list.',
    wrap: (handle) => (request) => handle({ ...request, path: request.path.replace(/watch=(true|1)/, 'x=1') }),
  },
  {
    name: 'watch-from-a-version-begins-one-late',
    breaks: 'watch.from-version',
    verbs: WATCH,
    text: 'A watch from a resourceVersion leaves out the first event after it.',
    override: (base) => ({ watchFrom: (revision) => base.watchFrom(revision) + 1 }),
  },
  {
    name: 'watch-from-a-version-begins-one-early',
    breaks: 'watch.from-version',
    verbs: WATCH,
    text: 'A watch from a resourceVersion begins with the event of that version.',
    override: (base) => ({ watchFrom: (revision) => base.watchFrom(revision) - 1 }),
  },
  {
    name: 'watch-from-a-version-shows-everything',
    breaks: 'watch.query.resourceVersion',
    verbs: WATCH,
    text: 'A watch from a resourceVersion begins with what is there.',
    override: () => ({ showsInitialState: () => true }),
  },
  {
    name: 'watch-from-a-version-waits',
    breaks: 'watch.query.resourceVersion',
    verbs: WATCH,
    text: 'A watch from a resourceVersion tells only what happens from now on.',
    override: () => ({ watchFrom: () => 1e15 }),
  },
  {
    name: 'watch-is-not-live',
    breaks: 'watch.live',
    verbs: WATCH,
    text: 'A watch tells what was there, and nothing that happens.',
    override: (base) => {
      let told = 0;
      return {
        initialState: (jobs) => jobs,
        eventOf: (of, matches) => (told++ < 0 ? base.eventOf(of, matches) : undefined),
      };
    },
  },
  {
    name: 'watch-shows-other-kinds',
    breaks: 'watch.kind',
    verbs: WATCH,
    text: 'A watch shows changes of other kinds.',
    override: (base) => ({ isWatched: (change, _, namespace) => base.isWatched(change, change.kind, namespace) }),
  },
  {
    name: 'watch-shows-other-namespaces',
    breaks: 'watch.namespace',
    verbs: WATCH,
    text: 'A watch shows changes in other namespaces.',
    override: (base) => ({ isWatched: (change, kind) => base.isWatched(change, kind, undefined) }),
  },
  {
    name: 'watch-events-in-an-envelope',
    breaks: 'watch.schema',
    verbs: WATCH,
    text: 'Events are wrapped in an event member.',
    override: (base) => ({ eventBody: (type, object) => ({ event: base.eventBody(type, object) }) }),
  },
  {
    name: 'watch-events-without-type',
    breaks: 'watch.schema',
    verbs: WATCH,
    text: 'Events have no type.',
    override: (base) => ({ eventBody: (type, object) => without(base.eventBody(type, object), 'type') }),
  },
  ...(['ADDED', 'MODIFIED', 'DELETED'] as const).map((type, i): Mutant => ({
    name: `watch-calls-${type.toLowerCase()}-something-else`,
    breaks: 'watch.event.types',
    verbs: WATCH,
    text: `${type} is told as another type.`,
    override: telling((event) =>
      event.type === type ? { ...event, type: (['MODIFIED', 'ADDED', 'MODIFIED'] as const)[i] ?? 'ADDED' } : event,
    ),
  })),
  {
    name: 'watch-calls-replaces-deleted-and-added',
    breaks: 'watch.event.types',
    verbs: WATCH,
    text: 'A change of the spec is told as ADDED.',
    override: telling((event, of) =>
      event.type === 'MODIFIED' && metadataOf(of.before)['generation'] !== metadataOf(of.after)['generation']
        ? { ...event, type: 'ADDED' }
        : event,
    ),
  },
  {
    name: 'watch-modified-shows-the-old',
    breaks: 'watch.event.object',
    verbs: WATCH,
    text: 'MODIFIED shows the object as it was before.',
    override: telling((event, of) =>
      event.type === 'MODIFIED'
        ? {
            ...event,
            object: withMetadata(of.before ?? of.after, { resourceVersion: metadataOf(of.after)['resourceVersion'] }),
          }
        : event,
    ),
  },
  {
    name: 'watch-added-is-empty',
    breaks: 'watch.event.object',
    verbs: WATCH,
    text: 'ADDED shows the object without its spec.',
    override: telling((event) =>
      event.type === 'ADDED' ? { ...event, object: without(event.object, 'spec') } : event,
    ),
  },
  {
    name: 'watch-deleted-is-empty',
    breaks: 'watch.event.object',
    verbs: WATCH,
    text: 'DELETED shows metadata alone.',
    override: telling((event) =>
      event.type === 'DELETED'
        ? {
            ...event,
            object: {
              apiVersion: event.object['apiVersion'] ?? '',
              kind: event.object['kind'] ?? '',
              metadata: metadataOf(event.object),
            },
          }
        : event,
    ),
  },
  {
    name: 'watch-deleted-without-labels',
    breaks: 'watch.event.object',
    verbs: WATCH,
    text: 'DELETED shows the object without its labels.',
    override: telling((event) =>
      event.type === 'DELETED' ? { ...event, object: withMetadata(event.object, { labels: undefined }) } : event,
    ),
  },
  {
    name: 'watch-deleted-shows-the-first-state',
    breaks: 'watch.event.object',
    verbs: WATCH,
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
  },
  {
    name: 'watch-error-holds-no-status',
    breaks: 'watch.event.error',
    verbs: WATCH,
    variants: ['expiry-error-event'],
    text: 'The object of an ERROR is a text.',
    override: (base) => ({
      eventBody: (type, object) =>
        type.toUpperCase() === 'ERROR' ? { type, object: { message: 'too old' } } : base.eventBody(type, object),
    }),
  },
  {
    name: 'watch-error-holds-a-success',
    breaks: 'watch.event.error',
    verbs: WATCH,
    variants: ['expiry-error-event'],
    text: 'The object of an ERROR is a job.',
    override: (base) => ({
      eventBody: (type, object) =>
        type.toUpperCase() === 'ERROR'
          ? { type, object: { kind: 'Job', apiVersion: 'batch/v1', metadata: {} } }
          : base.eventBody(type, object),
    }),
  },
  {
    name: 'watch-joins-lines',
    breaks: 'watch.lines',
    verbs: WATCH,
    text: 'Events stand one behind the other, without line ends.',
    override: lines((line) => line.trimEnd()),
  },
  {
    name: 'watch-breaks-lines',
    breaks: 'watch.lines',
    verbs: WATCH,
    text: 'An event goes over several lines.',
    override: lines((_, event) => `${JSON.stringify(event, null, 1)}\n`),
  },
  {
    name: 'watch-in-event-stream-format',
    breaks: 'watch.lines',
    verbs: WATCH,
    text: 'Lines begin with data:, as in event streams.',
    override: lines((line) => `data: ${line}\n`),
  },
];

const ORDER: readonly Mutant[] = [
  {
    name: 'watch-begins-with-nothing',
    breaks: 'watch.initial',
    verbs: WATCH,
    text: 'A watch without resourceVersion does not begin with what is there.',
    override: () => ({ initialState: () => [] }),
  },
  {
    name: 'watch-begins-without-the-last',
    breaks: 'watch.initial',
    verbs: WATCH,
    text: 'A watch begins with all but the last of what is there.',
    override: () => ({ initialState: (jobs) => (jobs.length > 1 ? jobs.slice(0, -1) : jobs) }),
  },
  {
    name: 'watch-begins-with-modified',
    breaks: 'watch.initial',
    verbs: WATCH,
    text: 'What is there at the beginning is MODIFIED.',
    override: (base) => ({
      replied: (reply, request) =>
        reply.stream === undefined || /resourceVersion=[^&0]/.test(request.path)
          ? base.replied(reply, request)
          : {
              ...reply,
              stream: changed(reply.stream, (line) => [line.replace('"type":"ADDED"', '"type":"MODIFIED"')]),
            },
    }),
  },
  {
    name: 'watch-lacks-the-third-event',
    breaks: 'watch.every-event',
    verbs: WATCH,
    text: 'The third event of each object is left out.',
    override: perObject((nth) => nth === 3),
  },
  {
    name: 'watch-repeats-events',
    breaks: 'watch.every-event',
    verbs: WATCH,
    text: 'Every fourth line of a stream comes twice.',
    override: streams((line, before) => (before.length % 4 === 3 ? [line, line] : [line])),
  },
  {
    name: 'watch-leaves-out-label-changes',
    breaks: 'watch.every-event',
    verbs: WATCH,
    text: 'Changes of metadata alone are not told.',
    override: telling((event, of) =>
      event.type === 'MODIFIED' &&
      metadataOf(of.before)['generation'] === metadataOf(of.after)['generation'] &&
      JSON.stringify(of.before?.['status']) === JSON.stringify(of.after['status'])
        ? undefined
        : event,
    ),
  },
  {
    name: 'watch-leaves-out-deletions',
    breaks: 'watch.every-event',
    verbs: WATCH,
    text: 'Deletions are not told.',
    override: telling((event) => (event.type === 'DELETED' ? undefined : event)),
  },
  {
    name: 'watch-swaps-events',
    breaks: 'watch.order',
    verbs: WATCH,
    text: 'The second and the third line of a stream come in the wrong order.',
    override: streams((line, before) =>
      before.length === 1 ? [] : before.length === 2 ? [line, before[1] as string] : [line],
    ),
  },
  {
    name: 'watch-tells-deletions-first',
    breaks: 'watch.order',
    verbs: WATCH,
    text: 'The log of a watch from a resourceVersion is told backwards.',
    override: streams(backwards()),
  },
  {
    name: 'watch-events-with-the-old-version',
    breaks: 'watch.event.version',
    verbs: WATCH,
    text: 'Events carry the resourceVersion before their change.',
    override: telling((event, of) => ({
      ...event,
      object: withMetadata(event.object, { resourceVersion: metadataOf(of.before ?? of.after)['resourceVersion'] }),
    })),
  },
  {
    name: 'watch-deleted-with-the-old-version',
    breaks: 'watch.event.version',
    verbs: WATCH,
    text: 'DELETED carries the resourceVersion of the change before.',
    override: telling((event, of) =>
      event.type === 'DELETED'
        ? {
            ...event,
            object: withMetadata(event.object, {
              resourceVersion: metadataOf(of.before ?? of.after)['resourceVersion'],
            }),
          }
        : event,
    ),
  },
  {
    name: 'watch-resumes-one-late',
    breaks: 'watch.resume',
    verbs: WATCH,
    text: 'A watch from the resourceVersion of an event leaves out the next.',
    override: (base) => ({ watchFrom: (revision) => base.watchFrom(revision) + 1 }),
  },
  {
    name: 'watch-resumes-with-a-repetition',
    breaks: 'watch.resume',
    verbs: WATCH,
    text: 'A watch from the resourceVersion of an event repeats it.',
    override: (base) => ({ watchFrom: (revision) => base.watchFrom(revision) - 1 }),
  },
  {
    name: 'watch-tells-recreation-as-modified',
    breaks: 'watch.recreate',
    verbs: WATCH,
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
  },
  {
    name: 'watch-recreated-with-the-old-uid',
    breaks: 'watch.recreate',
    verbs: WATCH,
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
  },
  {
    name: 'watch-serves-one-watcher',
    breaks: 'watch.several',
    verbs: WATCH,
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
  },
];

function backwards(): (line: string, before: string[]) => string[] {
  return (line, before) => (before.length % 2 === 0 ? [] : [line, before.at(-1) as string]);
}

/** The object moves its resourceVersion, and is what it was. */
async function touch(handle: Send, request: WireRequest, name = ''): Promise<void> {
  const headers: [string, string][] = [
    ...request.headers.filter(([key]) => key.toLowerCase() !== 'content-type'),
    ['content-type', 'application/merge-patch+json'],
  ];
  const path = `${request.path.split('?')[0] ?? ''}${name}`;
  for (const touched of ['yes', null])
    await handle({
      method: 'PATCH',
      path,
      headers,
      body: new TextEncoder().encode(JSON.stringify({ metadata: { annotations: { touched } } })),
    });
}

const SELECTION: readonly Mutant[] = [
  {
    name: 'watch-tells-entering-as-modified',
    breaks: 'watch.selector.enter-leave',
    verbs: WATCH,
    text: 'An object that starts to match is MODIFIED.',
    override: telling((event, of) =>
      event.type === 'ADDED' && of.before !== undefined ? { ...event, type: 'MODIFIED' } : event,
    ),
  },
  {
    name: 'watch-tells-leaving-as-modified',
    breaks: 'watch.selector.enter-leave',
    verbs: WATCH,
    text: 'An object that stops matching is MODIFIED.',
    override: telling((event, of) =>
      event.type === 'DELETED' && of.type !== 'DELETED' ? { type: 'MODIFIED', object: of.after } : event,
    ),
  },
  {
    name: 'watch-does-not-tell-leaving',
    breaks: 'watch.selector.enter-leave',
    verbs: WATCH,
    text: 'An object that stops matching is not told of.',
    override: telling((event, of) => (event.type === 'DELETED' && of.type !== 'DELETED' ? undefined : event)),
  },
  {
    name: 'watch-selects-the-beginning-alone',
    breaks: 'watch.selector.unmatched',
    verbs: WATCH,
    text: 'Selectors hold for what is there, and not for what happens.',
    override: (base) => ({ eventOf: (of) => base.eventOf(of, () => true) }),
  },
  {
    name: 'watch-selects-by-before',
    breaks: 'watch.selector.unmatched',
    verbs: WATCH,
    text: 'Deletions are told whether they match or not.',
    override: (base) => ({
      eventOf: (of, matches) => (of.type === 'DELETED' ? base.eventOf(of, () => true) : base.eventOf(of, matches)),
    }),
  },
  {
    name: 'watch-tells-refused-writes',
    breaks: 'watch.no-op',
    text: 'A refused patch moves the resourceVersion, and watches show it.',
    wrap: (handle) => async (request) => {
      const answer = await handle(request);
      if (
        ['PATCH', 'PUT'].includes(request.method) &&
        answer.status >= 400 &&
        answer.status !== 404 &&
        answer.status < 500 &&
        ![401, 403].includes(answer.status)
      )
        await touch(handle, request);
      return answer;
    },
  },
  {
    name: 'watch-tells-creates-of-taken-names',
    breaks: 'watch.no-op',
    text: 'A create of a taken name moves the resourceVersion of what has the name, and watches show it.',
    wrap: (handle) => async (request) => {
      const answer = await handle(request);
      if (request.method === 'POST' && answer.status === 409)
        await touch(
          handle,
          request,
          `/${String(metadataOf(JSON.parse(new TextDecoder().decode(request.body)) as JsonObject)['name'])}`,
        );
      return answer;
    },
  },
  {
    name: 'watch-tells-deletions-of-another-uid',
    breaks: 'watch.no-op',
    text: 'A deletion whose preconditions do not hold moves the resourceVersion, and watches show it.',
    wrap: (handle) => async (request) => {
      const answer = await handle(request);
      if (request.method === 'DELETE' && answer.status === 409) await touch(handle, request);
      return answer;
    },
  },
  {
    name: 'watch-tells-dry-runs',
    breaks: 'watch.every-event',
    text: 'A deletion with dryRun=All moves the resourceVersion, and watches show it.',
    wrap: (handle) => async (request) => {
      const answer = await handle(request);
      if (request.method === 'DELETE' && answer.status < 300 && request.path.includes('dryRun=All'))
        await touch(handle, request);
      return answer;
    },
  },
  {
    name: 'watch-tells-marking-as-deleted',
    breaks: 'watch.finalizers',
    verbs: WATCH,
    text: 'An object that is marked for deletion is DELETED at once.',
    override: telling((event, of) =>
      event.type === 'MODIFIED' && isMarked(of.after) && of.before !== undefined && !isMarked(of.before)
        ? { ...event, type: 'DELETED' }
        : event,
    ),
  },
  {
    name: 'watch-does-not-tell-marking',
    breaks: 'watch.finalizers',
    verbs: WATCH,
    text: 'That an object is marked for deletion is not told.',
    override: telling((event, of) => (event.type === 'MODIFIED' && isMarked(of.after) ? undefined : event)),
  },
  {
    name: 'watch-expires-in-silence',
    breaks: 'watch.expired',
    verbs: WATCH,
    variants: ['expiry-error-event'],
    text: 'A watch from a version that is forgotten ends without an event.',
    override: streams((line) => (line.includes('"ERROR"') ? [] : [line])),
  },
  {
    name: 'watch-expires-with-another-code',
    breaks: 'watch.expired',
    verbs: WATCH,
    variants: ['expiry-error-event'],
    text: 'The Status of the ERROR of an expired watch has code 500.',
    override: (base) => ({
      statusBody: (fault, method) =>
        fault.code === 410
          ? { ...base.statusBody(fault, method), code: 500, reason: 'InternalError' }
          : base.statusBody(fault, method),
    }),
  },
];

const ENDS: readonly Mutant[] = [
  {
    name: 'watch-never-ends',
    breaks: 'watch.query.timeoutSeconds',
    verbs: WATCH,
    text: 'timeoutSeconds does not end a stream.',
    override: () => ({ watchDuration: () => undefined }),
  },
  {
    name: 'watch-ends-at-once',
    breaks: 'watch.query.timeoutSeconds',
    verbs: WATCH,
    text: 'A stream with timeoutSeconds ends at once.',
    override: (base) => ({ watchDuration: (seconds) => (base.watchDuration(seconds) === undefined ? undefined : 1) }),
  },
  {
    name: 'watch-counts-minutes',
    breaks: 'watch.query.timeoutSeconds',
    verbs: WATCH,
    text: 'timeoutSeconds is read as minutes.',
    override: (base) => ({
      watchDuration: (seconds) => base.watchDuration(seconds === undefined ? undefined : seconds * 60),
    }),
  },
  {
    name: 'watch-takes-any-timeout',
    breaks: 'watch.timeoutSeconds.malformed',
    verbs: WATCH,
    text: 'A timeoutSeconds that is no integer is ignored.',
    override: (base) => ({
      integer: (name, text) =>
        name === 'timeoutSeconds' && text !== null && !/^-?\d+$/.test(text) ? undefined : base.integer(name, text),
    }),
  },
  {
    name: 'watch-ends-with-an-error',
    breaks: 'watch.ends-cleanly',
    verbs: WATCH,
    text: 'A stream that timeoutSeconds ends, ends with an ERROR.',
    override: () => ({
      replied: (reply) =>
        reply.stream === undefined
          ? reply
          : {
              ...reply,
              stream: followed(
                reply.stream,
                `${JSON.stringify({ type: 'ERROR', object: statusOf(504, 'Timeout') })}\n`,
              ),
            },
    }),
  },
  {
    name: 'watch-ends-in-the-middle',
    breaks: 'watch.ends-cleanly',
    verbs: WATCH,
    text: 'A stream that timeoutSeconds ends, ends with half a line.',
    override: () => ({
      replied: (reply) =>
        reply.stream === undefined ? reply : { ...reply, stream: followed(reply.stream, '{"type":"MODIF') },
    }),
  },
  {
    name: 'watch-bookmarks-unasked',
    breaks: 'watch.bookmarks',
    verbs: WATCH,
    text: 'Bookmarks are sent to every watch.',
    override: () => ({ sendsBookmarks: () => true }),
  },
  {
    name: 'watch-bookmarks-without-version',
    breaks: 'watch.bookmarks',
    verbs: WATCH,
    text: 'Bookmarks have no resourceVersion.',
    override: (base) => ({
      bookmarkObject: (kind, version) => ({ ...base.bookmarkObject(kind, version), metadata: {} }),
    }),
  },
  {
    name: 'watch-wants-true',
    breaks: 'watch.truth',
    text: 'watch=1 asks for a list.',
    override: (base) => ({ isTrue: (text) => text === 'true' || (text !== '1' && base.isTrue(text)) }),
  },
  {
    name: 'watch-limit-cuts',
    breaks: 'watch.query.limit',
    verbs: WATCH,
    text: 'limit ends a watch after so many events.',
    override: () => ({
      replied: (reply, request) => {
        const limit = Number(new URLSearchParams(request.path.split('?')[1]).get('limit') ?? 0);
        return reply.stream === undefined || limit <= 0
          ? reply
          : { ...reply, stream: changed(reply.stream, (line, before) => (before.length < limit ? [line] : [])) };
      },
    }),
  },
  {
    name: 'watch-is-refused',
    breaks: 'watch.success',
    text: 'A watch is answered with 405.',
    wrap: (handle) => async (request) =>
      /[?&]watch=(true|1)/.test(request.path) && request.method === 'GET'
        ? json(405, statusOf(405, 'MethodNotAllowed'))
        : handle(request),
  },
];

async function* followed(stream: AsyncIterable<string>, last: string): AsyncGenerator<string> {
  yield* stream;
  yield last;
}

/** What a watch and a read of one version show. */
const AGREEMENT: readonly Mutant[] = [
  {
    name: 'watch-begins-without-annotations',
    breaks: 'watch.event.object',
    verbs: WATCH,
    text: 'What a watch begins with has no annotations.',
    override: (base) => ({
      initialState: (jobs) => base.initialState(jobs).map((job) => withMetadata(job, { annotations: undefined })),
    }),
  },
  {
    name: 'watch-shows-another-annotation',
    breaks: 'watch.event.object',
    verbs: WATCH,
    text: 'Events show an annotation that reads do not.',
    override: inAnswers((_, job) =>
      withMetadata(job, { annotations: { ...objectAt(metadataOf(job), 'annotations'), watched: 'yes' } }),
    ),
  },
];

export const WATCH_MUTANTS: readonly Mutant[] = [...EVENTS, ...ORDER, ...SELECTION, ...ENDS, ...AGREEMENT];
