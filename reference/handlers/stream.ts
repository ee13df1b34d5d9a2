import type { Json } from '../../contract/json.ts';
import { checkVersion, matcher } from './reads.ts';
import type { Reply } from '../rules/response.ts';
import { refuse, type Call, type Server } from './context.ts';
import type { EventType } from '../rules/events.ts';
import type { Change } from '../state/model.ts';

/** A queue of lines. After its end, the lines that are left can still be read. */
class Channel implements AsyncIterableIterator<string> {
  readonly #lines: string[] = [];
  #ended = false;
  #begun = false;
  #waiting = 0;
  #wake: (() => void) | undefined;
  readonly #whenLeft: () => void;

  constructor(whenLeft: () => void) {
    this.#whenLeft = whenLeft;
  }

  push(line: string): void {
    if (this.#ended) return;
    this.#lines.push(line);
    if (this.#begun) this.#waiting += 1;
    this.#wake?.();
  }

  /** Called when what the stream begins with has been pushed. */
  begin(): void {
    this.#begun = true;
  }

  /** The number of lines about what happened while the stream was open that nobody has read. */
  get waiting(): number {
    return this.#waiting;
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<string>> {
    while (this.#lines.length === 0 && !this.#ended) await new Promise<void>((resolve) => (this.#wake = resolve));
    const line = this.#lines.shift();
    this.#waiting = Math.min(this.#waiting, this.#lines.length);
    return line === undefined ? { done: true, value: undefined } : { done: false, value: line };
  }

  /** Called when the reader stops reading. */
  return(): Promise<IteratorResult<string>> {
    this.end();
    this.#whenLeft();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/**
 * The revision after which the watch starts; undefined: it starts with the existing objects. Refuses invalid ones;
 * `expired` is reported by an event instead.
 */
function beginning(server: Server, call: Call): number | undefined | 'expired' {
  const text = call.query.get('resourceVersion') ?? '';
  if (server.behaviour.showsInitialState(text)) return undefined;
  const revision = checkVersion(server, text);
  if (!server.behaviour.watchExpired(revision, server.store.oldest)) return revision;
  return server.behaviour.tellsExpiryByEvent()
    ? 'expired'
    : refuse(server.behaviour.expired(`too old resource version: ${text}`));
}

export async function watch(server: Server, call: Call): Promise<Reply> {
  const duration = server.behaviour.watchDuration(
    server.behaviour.integer('timeoutSeconds', call.query.get('timeoutSeconds')),
  );
  server.behaviour.integer('limit', call.query.get('limit'));
  const { matches } = matcher(server, call);
  refuseUnknownNamespace(server, call);
  const from = beginning(server, call);
  const version = call.query.get('resourceVersion') ?? '';
  const asked =
    version === '0' ? server.behaviour.revisionAtZero(server.cached(), server.store.revision) : server.store.revision;

  const closing = new AbortController();
  const channel = new Channel(() => closing.abort());
  const signal = AbortSignal.any([closing.signal, server.stopped, ...(call.signal === undefined ? [] : [call.signal])]);
  const send = (type: EventType, object: Json): void =>
    channel.push(server.behaviour.eventLine(server.behaviour.eventBody(server.behaviour.eventType(type), object)));
  const opened = server.clock.now();
  const events: Events = { send, told: asked, last: opened };
  const tell = (change: Change): void => {
    const shown =
      server.behaviour.isWatched(change, call.kind, call.namespace) &&
      server.behaviour.stillTells(server.clock.now() - opened);
    const event = shown ? server.behaviour.eventOf(change, matches) : undefined;
    events.told = Math.max(events.told, change.revision);
    if (event === undefined) return;
    const fate = server.behaviour.fateOfSlow(channel.waiting);
    if (fate === 'ended') return closing.abort();
    if (fate === 'told') send(event.type, server.behaviour.watchedObject(event.object));
    events.last = server.clock.now();
  };

  // As on a server with several threads, others write while a watch is being opened: what it begins with and what it
  // goes on with have to meet.
  await server.clock.sleep(server.behaviour.openingTime());
  const seam = server.behaviour.seam(asked, server.store.revision, version);
  const unlisten = server.store.listen(live(server, signal, tell));
  const leave = (): void => {
    unlisten();
    channel.end();
  };
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });

  if (from === 'expired') {
    const fault = server.behaviour.expired('too old resource version');
    send('ERROR', server.behaviour.statusBody(fault, 'GET'));
    closing.abort();
  } else if (from === undefined)
    for (const job of stateAt(server, call, seam.beginsWith, matches))
      send('ADDED', server.behaviour.watchedObject(job));
  else
    for (const change of server.store.since(server.behaviour.watchFrom(from)))
      if (change.revision <= seam.beginsWith) tell(change);
  for (const change of server.store.since(seam.goesOnAfter)) tell(change);
  channel.begin();
  keepTime(server, call, duration, closing, signal, events);
  return { code: 200, stream: channel };
}

function refuseUnknownNamespace({ behaviour }: Server, { namespace }: Call): void {
  if (namespace !== undefined && !behaviour.namespaceExists(namespace) && behaviour.refusesUnknownNamespace())
    refuse(behaviour.namespaceNotFound(namespace));
}

/** What a watch that names no version begins with. */
const stateAt = (
  { behaviour, store }: Server,
  call: Call,
  revision: number,
  matches: ReturnType<typeof matcher>['matches'],
) => behaviour.initialState(store.allAt(revision, call.kind, behaviour.namespacesOf(call.namespace)).filter(matches));

/** What a stream is sent, the revision up to which it was told everything, and when it was told last. */
interface Events {
  send(type: EventType, object: Json): void;
  told: number;
  last: number;
}

/** Tells of changes as they happen, or always the same while later. */
function live(server: Server, signal: AbortSignal, tell: (change: Change) => void): (change: Change) => void {
  const lag = server.behaviour.eventLag();
  if (lag === 0) return tell;
  return (change) => server.later(lag, () => (signal.aborted ? undefined : tell(change)));
}

/** Sends bookmarks if they were asked for, and ends the stream when its time is up. */
function keepTime(
  server: Server,
  call: Call,
  duration: number | undefined,
  closing: AbortController,
  signal: AbortSignal,
  events: Events,
): void {
  const sends = server.behaviour.sendsBookmarks(server.behaviour.isTrue(call.query.get('allowWatchBookmarks')));
  const bookmark = (): void => {
    if (!sends) return;
    const revision = server.behaviour.bookmarkRevision(events.told, server.store.revision);
    events.send('BOOKMARK', server.behaviour.bookmarkObject(call.kind, server.behaviour.versionText(revision)));
  };
  const quietly = (error: unknown): void => {
    // The stream was closed during the sleep: nothing is left to do.
    if (!signal.aborted) throw error;
  };
  const often = async (): Promise<void> => {
    for (;;) {
      bookmark();
      await server.clock.sleep(server.behaviour.bookmarkInterval(), signal);
    }
  };
  const last = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left = server.behaviour.extension(server.clock.now() - events.last, ms))
      await server.clock.sleep(left, signal);
    bookmark();
    closing.abort();
  };
  if (sends && !signal.aborted) often().catch(quietly);
  if (duration !== undefined && !signal.aborted) last(duration).catch(quietly);
}
