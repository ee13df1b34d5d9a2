import { isObject } from '../../contract/json.ts';
import type { Clock } from '../../contract/clock.ts';
import type { Stream } from './client.ts';
import { CALLED_OFF } from './deadline.ts';
import { LIMITS, parseBounded, TooLarge } from './limits.ts';
import { FindingError, Inconclusive, Unreachable } from '../errors/endings.ts';
import { shown } from '../judge/match.ts';
import type { WatchEvent, WatchStream } from '../model/target.ts';
import { metadataOf } from '../ownership/ownership.ts';

export interface WatchStreamOptions {
  clock: Clock;
  /** Milliseconds that `next` and `collect` wait by default. */
  settle: number;
  /**
   * The resourceVersion that the watch begins at; '' where it begins with what exists. `open` opens it again from a
   * version ('': from what exists). Absent: a stream that ends stays ended.
   */
  renewal?: { from: string; open(version: string): Promise<Stream> };
}

/** Pauses before a watch that has ended is opened again: the first, and the longest, after streams without an event. */
const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 1000;
/** While events come, `collect` waits for more, up to so many times as long as it would without any. */
const LONGER = 5;
/** Up to so many events, `collect` asks after each whether that is enough. */
const FEW = 500;

export const watchStream = (stream: Stream, options: WatchStreamOptions): WatchStream => new Watch(stream, options);

/**
 * No document promises a watch any duration: one that ends, or whose connection breaks, is opened again from the last
 * version that it showed, while somebody waits for an event.
 */
class Watch implements WatchStream {
  readonly #options: WatchStreamOptions;
  #connection: Connection;
  #closed = false;
  /** Where to go on. */
  #version: string;
  /** It shows what exists, in no order, until it is opened from a version. */
  #beginning: boolean;
  /** It ended when it had shown some of what exists, perhaps not all. */
  #cut = false;
  #pause = FIRST_PAUSE;

  constructor(stream: Stream, options: WatchStreamOptions) {
    this.#options = options;
    this.#connection = new Connection(stream, options.clock);
    this.#version = options.renewal?.from ?? '';
    this.#beginning = this.#version === '';
  }

  get answer(): Stream['answer'] {
    return this.#connection.answer;
  }

  async next(within = this.#options.settle): Promise<WatchEvent | 'end' | 'timeout'> {
    const { clock, renewal } = this.#options;
    const until = clock.now() + within;
    for (;;) {
      const event = await this.#connection.next(Math.max(0, until - clock.now()), renewal !== undefined);
      if (typeof event !== 'string') return this.#seen(event);
      if (event === 'timeout' || this.#closed || renewal === undefined || this.#connection.toldError) return event;
      const left = until - clock.now();
      if (left <= 0) return event;
      await clock.sleep(Math.min(this.#pause, left));
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
      await this.#renew(renewal);
    }
  }

  async collect(done: (events: WatchEvent[]) => boolean, within = this.#options.settle): Promise<WatchEvent[]> {
    const { clock } = this.#options;
    const latest = clock.now() + LONGER * within;
    let until = clock.now() + within;
    const events: WatchEvent[] = [];
    // `done` looks at all events: among very many it is asked less often, as long as more have arrived.
    const isDone = (): boolean =>
      (events.length < FEW || events.length % FEW === 0 || !this.#connection.hasMore) && done(events);
    while (!isDone()) {
      const event = await this.next(Math.max(0, until - clock.now()));
      if (this.#cut)
        throw new Inconclusive(
          'a watch without a version ended by itself before all that was waited for: what it began with may not be complete',
        );
      if (typeof event === 'string') break;
      events.push(event);
      until = Math.min(clock.now() + within, latest);
    }
    return events;
  }

  async untilEnd(within: number): Promise<WatchEvent[]> {
    const { clock } = this.#options;
    const until = clock.now() + within;
    const events: WatchEvent[] = [];
    for (;;) {
      const event = await this.#connection.next(Math.max(0, until - clock.now()), false);
      if (typeof event === 'string') return events;
      events.push(this.#seen(event));
    }
  }

  pause(): void {
    this.#connection.pause();
  }

  ended(within: number): Promise<boolean> {
    return this.#connection.ended(within);
  }

  close(): void {
    this.#closed = true;
    this.#connection.close();
  }

  #seen(event: WatchEvent): WatchEvent {
    const version = metadataOf(event.object)['resourceVersion'];
    if (typeof version === 'string' && (!this.#beginning || isLater(version, this.#version))) this.#version = version;
    this.#pause = FIRST_PAUSE;
    return event;
  }

  async #renew({ open }: NonNullable<WatchStreamOptions['renewal']>): Promise<void> {
    const version = this.#version;
    this.#cut ||= this.#beginning && version !== '';
    this.#beginning = version === '';
    const before = this.#connection.answer.ended ?? 0;
    const stream = await open(version);
    const { status, exchange } = stream.answer;
    if (status >= 300) {
      stream.close();
      const next = version === '' ? 'another one' : `one from the last version that it showed (${version})`;
      throw new Inconclusive(`the watch had ended, and ${next} was answered ${status} (exchange ${exchange})`);
    }
    this.#connection = new Connection(stream, this.#options.clock, before);
    if (this.#closed) this.close();
  }
}

/** Versions are opaque; of two that look counted, the greater is later, of others the one that came later. */
const isLater = (version: string, than: string): boolean =>
  /^\d+$/.test(version) && /^\d+$/.test(than) ? BigInt(version) > BigInt(than) : true;

/** One stream, until it ends. */
class Connection {
  readonly answer: Stream['answer'];
  readonly #stream: Stream;
  readonly #clock: Clock;
  readonly #endedBefore: number;
  readonly #queue: (WatchEvent | FindingError)[] = [];
  #arrived = 0;
  #over: 'ended' | { error: unknown } | undefined;
  #closed = false;
  #bell = createBell();
  /** Undefined: the stream is read. */
  #paused: Bell | undefined;
  /** The target said by an event that it does not go on. */
  toldError = false;

  constructor(stream: Stream, clock: Clock, endedBefore = 0) {
    this.answer = stream.answer;
    this.#stream = stream;
    this.#clock = clock;
    this.#endedBefore = endedBefore;
    this.#pump().then(
      () => this.#end('ended'),
      (error: unknown) => this.#end({ error }),
    );
  }

  /** `mayBreak`: a connection that breaks is an end. */
  async next(within: number, mayBreak: boolean): Promise<WatchEvent | 'end' | 'timeout'> {
    if (!(await this.#wait(() => this.#queue.length > 0 || this.#over !== undefined, within))) return 'timeout';
    const event = this.#queue.shift();
    if (event instanceof FindingError) throw event;
    if (event) {
      this.toldError ||= event.type === 'ERROR';
      return event;
    }
    if (typeof this.#over === 'object' && !(mayBreak && this.#over.error instanceof Unreachable))
      throw this.#over.error;
    return 'end';
  }

  async ended(within: number): Promise<boolean> {
    await this.#wait(() => this.#over !== undefined, within);
    if (typeof this.#over === 'object') throw this.#over.error;
    return this.#over === 'ended';
  }

  /** An event has arrived that nobody has taken. */
  get hasMore(): boolean {
    return this.#queue.length > 0;
  }

  close(): void {
    this.#closed = true;
    this.#stream.close();
    this.#goOn();
  }

  #end(how: 'ended' | { error: unknown }): void {
    this.#over = how;
    if (!this.#closed) this.answer.ended = this.#endedBefore + 1;
    this.#ring();
  }

  #ring(): void {
    this.#bell.ring();
    this.#bell = createBell();
  }

  /** What is on its way is still read: one chunk. */
  pause(): void {
    this.#paused ??= createBell();
  }

  #goOn(): void {
    this.#paused?.ring();
    this.#paused = undefined;
  }

  async #pump(): Promise<void> {
    let rest = '';
    for await (const chunk of this.#stream.chunks) {
      if (this.#paused) await this.#paused.rung;
      // Only the chunk is searched: a long line may come in very many of them.
      const [end, ...lines] = chunk.split('\n');
      rest += end;
      if (rest.length > LIMITS.line) throw this.#tooLarge('line');
      if (lines.length === 0) continue;
      lines.unshift(rest);
      rest = lines.pop() as string;
      for (const line of lines) this.#arrive(line);
      this.#ring();
    }
    if (!this.#closed) this.#arrive(rest);
  }

  #arrive(line: string): void {
    if (line.trim() === '') return;
    this.#arrived += 1;
    if (line.length > LIMITS.line) throw this.#tooLarge('line');
    if (this.#arrived > LIMITS.events) throw this.#tooLarge('events');
    this.#queue.push(eventOf(line, this.#stream));
  }

  /** The rest of the stream is not read. */
  #tooLarge(limit: 'line' | 'events'): TooLarge {
    this.#stream.close();
    return new TooLarge(limit);
  }

  /**
   * Waits until `ready` returns true, and returns whether it did within the time. With no time it still calls `ready`
   * again after one round of the event loop.
   */
  async #wait(ready: () => boolean, within: number): Promise<boolean> {
    this.#goOn();
    const until = this.#clock.now() + within;
    while (!ready()) {
      const left = until - this.#clock.now();
      const timer = new AbortController();
      await Promise.race([this.#bell.rung, this.#clock.sleep(left, timer.signal).catch(() => {})]);
      timer.abort(CALLED_OFF);
      if (left <= 0) return ready();
    }
    return true;
  }
}

interface Bell {
  rung: Promise<void>;
  ring(): void;
}

function createBell(): Bell {
  let ring = (): void => {};
  const rung = new Promise<void>((resolve) => (ring = resolve));
  return { rung, ring };
}

function eventOf(line: string, stream: Stream): WatchEvent | FindingError {
  const event = parseBounded(line);
  if (isObject(event) && typeof event['type'] === 'string' && isObject(event['object']))
    return { type: event['type'].toUpperCase(), object: event['object'], line };
  return new FindingError({
    message: 'A line of the watch is no event',
    expected: 'one JSON object a line with a type and an object',
    received: shown(line),
    exchange: stream.answer.exchange,
  });
}
