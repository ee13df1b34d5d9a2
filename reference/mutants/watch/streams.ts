/** What a watch tells, changed: an event, its line, or the stream of lines. */
import type { JsonObject } from '../../../contract/json.ts';
import type { Behaviour } from '../../rules/behaviour.ts';
import type { Change } from '../../state/model.ts';
import type { ParsedRequest, Which } from '../helpers/request.ts';
import { onReply } from '../helpers/wraps.ts';
import { mutantOn, type Override } from '../types.ts';

export const onWatch = mutantOn('watch');

type Told = ReturnType<Behaviour['eventOf']>;
export type Event = NonNullable<Told>;

/** What a change is to a watcher, changed; undefined where the watcher is not told of it. */
export const telling =
  (change: (event: Event, of: Change) => Told): Override =>
  (base) => ({
    eventOf: (of, matches) => {
      const event = base.eventOf(of, matches);
      return event === undefined ? undefined : change(event, of);
    },
  });

/** `telling` for events of one type. */
export const tellingOf = (type: Event['type'], change: (event: Event, of: Change) => Told): Override =>
  telling((event, of) => (event.type === type ? change(event, of) : event));

export const lines =
  (change: (line: string, event: JsonObject) => string): Override =>
  (base) => ({ eventLine: (event) => change(base.eventLine(event), event) });

/** The lines that take the place of one, after those that the stream had before. */
type ChangeLine = (line: string, before: string[], request: ParsedRequest) => string[];

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

async function* followed(stream: AsyncIterable<string>, last: string): AsyncGenerator<string> {
  yield* stream;
  yield last;
}

export const streams = (change: ChangeLine, which: Which = {}): Override =>
  onReply(which, (reply, request) =>
    reply.stream === undefined
      ? reply
      : { ...reply, stream: changed(reply.stream, (line, before) => change(line, before, request)) },
  );

/** Every stream ends with something more. */
export const ending = (last: string): Override =>
  onReply({}, (reply) => (reply.stream === undefined ? reply : { ...reply, stream: followed(reply.stream, last) }));
