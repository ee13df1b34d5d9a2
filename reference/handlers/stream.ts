import type { Json } from '../../contract/json.ts';
import { checkVersion, matcher } from './reads.ts';
import type { Reply } from '../rules/response.ts';
import { refuse, type Call, type Server } from './context.ts';
import type { EventType } from '../rules/events.ts';
import type { Change } from '../state/model.ts';

/** Lines waiting to be read. Ends once, and then gives what was left. */
class Channel implements AsyncIterableIterator<string> {
  readonly #lines: string[] = [];
  #ended = false;
  #wake: (() => void) | undefined;
  readonly #whenLeft: () => void;

  constructor(whenLeft: () => void) {
    this.#whenLeft = whenLeft;
  }

  push(line: string): void {
    if (this.#ended) return;
    this.#lines.push(line);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<string>> {
    while (this.#lines.length === 0 && !this.#ended) await new Promise<void>((resolve) => (this.#wake = resolve));
    const line = this.#lines.shift();
    return line === undefined ? { done: true, value: undefined } : { done: false, value: line };
  }

  /** The reader leaves. */
  return(): Promise<IteratorResult<string>> {
    this.end();
    this.#whenLeft();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** The revision to begin after; undefined: with what is there. Refuses what cannot be, unless an event has to tell it. */
function beginning(s: Server, call: Call): number | undefined | 'expired' {
  const text = call.query.get('resourceVersion') ?? '';
  if (s.b.showsInitialState(text)) return undefined;
  const revision = checkVersion(s, text);
  if (!s.b.watchExpired(revision, s.store.oldest)) return revision;
  return s.b.tellsExpiryByEvent() ? 'expired' : refuse(s.b.expired(`too old resource version: ${text}`));
}

export function watch(s: Server, call: Call): Reply {
  const duration = s.b.watchDuration(s.b.integer('timeoutSeconds', call.query.get('timeoutSeconds')));
  s.b.integer('limit', call.query.get('limit'));
  const { matches } = matcher(s, call);
  if (call.namespace !== undefined && !s.b.namespaceExists(call.namespace) && s.b.refusesUnknownNamespace()) refuse(s.b.namespaceNotFound(call.namespace));
  const from = beginning(s, call);

  const closing = new AbortController();
  const channel = new Channel(() => closing.abort());
  const signal = AbortSignal.any([closing.signal, s.stopped, ...(call.signal === undefined ? [] : [call.signal])]);
  const send = (type: EventType, object: Json): void => channel.push(s.b.eventLine(s.b.eventBody(s.b.eventType(type), object)));
  const tell = (change: Change): void => {
    const event = s.b.isWatched(change, call.kind, call.namespace) ? s.b.eventOf(change, matches) : undefined;
    if (event !== undefined) send(event.type, s.b.watchedObject(event.object));
  };
  const unlisten = s.store.listen(tell);
  const leave = (): void => {
    unlisten();
    channel.end();
  };
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });

  if (from === 'expired') {
    const fault = s.b.expired('too old resource version');
    send('ERROR', s.b.statusBody(fault, 'GET'));
    closing.abort();
  } else if (from === undefined) {
    const there = s.store.all(call.kind, s.b.namespacesOf(call.namespace)).filter(matches);
    for (const job of s.b.initialState(there)) send('ADDED', s.b.watchedObject(job));
  } else {
    for (const change of s.store.since(s.b.watchFrom(from))) tell(change);
  }
  keepTime(s, call, duration, closing, signal, send);
  return { code: 200, stream: channel };
}

/** Bookmarks from time to time where asked for, and the end of the stream when its time is up. */
function keepTime(s: Server, call: Call, duration: number | undefined, closing: AbortController, signal: AbortSignal, send: (type: EventType, object: Json) => void): void {
  const sends = s.b.sendsBookmarks(s.b.isTrue(call.query.get('allowWatchBookmarks')));
  const bookmark = (): void => {
    if (sends) send('BOOKMARK', s.b.bookmarkObject(call.kind, s.b.versionText(s.store.revision)));
  };
  const quietly = (error: unknown): void => {
    // The stream was closed while its clock was running: nothing is left to do.
    if (!signal.aborted) throw error;
  };
  const often = async (): Promise<void> => {
    for (;;) {
      bookmark();
      await s.clock.sleep(s.b.bookmarkInterval(), signal);
    }
  };
  const last = async (ms: number): Promise<void> => {
    await s.clock.sleep(ms, signal);
    bookmark();
    closing.abort();
  };
  if (sends && !signal.aborted) often().catch(quietly);
  if (duration !== undefined && !signal.aborted) last(duration).catch(quietly);
}
