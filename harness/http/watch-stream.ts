import { isObject } from '../../contract/json.ts';
import type { Clock } from '../../contract/clock.ts';
import type { Stream } from './client.ts';
import { CALLED_OFF } from './deadline.ts';
import { FindingError } from '../judge/errors.ts';
import { shown } from '../judge/match.ts';
import type { WatchEvent, WatchStream } from '../model/target.ts';

/** `settle`: milliseconds that `next` and `collect` wait by default. */
export function watchStream(stream: Stream, clock: Clock, settle: number): WatchStream {
  const queue: (WatchEvent | FindingError)[] = [];
  let over: 'ended' | { error: unknown } | undefined;
  let closed = false;
  let bell = createBell();

  const ring = (): void => {
    bell.ring();
    bell = createBell();
  };

  async function pump(): Promise<void> {
    let rest = '';
    for await (const chunk of stream.chunks) {
      // Only the chunk is searched: a long line may come in very many of them.
      const [end, ...lines] = chunk.split('\n');
      rest += end;
      if (lines.length === 0) continue;
      lines.unshift(rest);
      rest = lines.pop() as string;
      for (const line of lines) if (line.trim() !== '') queue.push(eventOf(line, stream));
      ring();
    }
    if (rest.trim() !== '' && !closed) queue.push(eventOf(rest, stream));
  }
  pump()
    .then(
      () => (over = 'ended'),
      (error: unknown) => (over = { error }),
    )
    .finally(ring);

  /**
   * Waits until `ready` returns true, and returns whether it did within the time. With no time it still calls `ready`
   * again after one round of the event loop.
   */
  async function wait(ready: () => boolean, within: number): Promise<boolean> {
    const until = clock.now() + within;
    while (!ready()) {
      const left = until - clock.now();
      const timer = new AbortController();
      await Promise.race([bell.rung, clock.sleep(left, timer.signal).catch(() => {})]);
      timer.abort(CALLED_OFF);
      if (left <= 0) return ready();
    }
    return true;
  }

  async function next(within = settle): Promise<WatchEvent | 'end' | 'timeout'> {
    if (!(await wait(() => queue.length > 0 || over !== undefined, within))) return 'timeout';
    const event = queue.shift();
    if (event instanceof FindingError) throw event;
    if (event) return event;
    if (typeof over === 'object') throw over.error;
    return 'end';
  }

  return {
    answer: stream.answer,
    next,
    async collect(done, within = settle) {
      const until = clock.now() + within;
      const events: WatchEvent[] = [];
      while (!done(events)) {
        const event = await next(Math.max(0, until - clock.now()));
        if (typeof event === 'string') break;
        events.push(event);
      }
      return events;
    },
    async ended(within) {
      await wait(() => over !== undefined, within);
      if (typeof over === 'object') throw over.error;
      return over === 'ended';
    },
    close() {
      closed = true;
      stream.close();
    },
  };
}

function createBell(): { rung: Promise<void>; ring: () => void } {
  let ring = (): void => {};
  const rung = new Promise<void>((resolve) => (ring = resolve));
  return { rung, ring };
}

function eventOf(line: string, stream: Stream): WatchEvent | FindingError {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    // recorded as a line that is not an event
  }
  if (isObject(event) && typeof event['type'] === 'string' && isObject(event['object']))
    return { type: event['type'].toUpperCase(), object: event['object'], line };
  return new FindingError({
    message: 'A line of the watch is no event',
    expected: 'one JSON object a line with a type and an object',
    received: shown(line),
    exchange: stream.answer.exchange,
  });
}
