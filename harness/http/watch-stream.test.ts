import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import type { WatchEvent } from '../model/target.ts';
import { virtualClock } from './clock.ts';
import { FindingError, Unreachable } from '../errors/endings.ts';
import type { Stream } from './client.ts';
import { createClient } from './client.ts';
import { fakeContext, fakeTarget, reply } from '../testing/fake.ts';
import { watchStream } from './watch-stream.ts';

function streamOf(chunks: () => AsyncGenerator<string>): Stream {
  const answer = {
    exchange: 3,
    verb: undefined,
    method: 'GET',
    path: '/x',
    status: 200,
    headers: new Map<string, string>(),
    text: '',
    json: undefined,
  };
  return { answer, chunks: chunks(), close: () => {} };
}

test("time limits are the clock's", async () => {
  const clock = virtualClock(0);
  const watch = watchStream(
    streamOf(async function* late() {
      await clock.sleep(20_000);
      yield '{"type":"ADDED","object":{}}\n';
      await clock.sleep(60_000);
    }),
    { clock: clock, settle: 10_000 },
  );
  expect(await watch.next()).toBe('timeout');
  expect(clock.now()).toBe(10_000);
  expect(await watch.next(15_000)).toMatchObject({ type: 'ADDED' });
  expect(clock.now()).toBe(20_000);
  expect(await watch.collect(() => false, 1000)).toEqual([]);
  expect(await watch.ended(59_500)).toBe(true);
  expect(clock.now()).toBe(80_000);
});

test('while events come, more of them are waited for, five times as long at most', async () => {
  const clock = virtualClock(0);
  const every = (ms: number, times: number): Stream =>
    streamOf(async function* slowly() {
      for (let i = 0; i < times; i += 1) {
        await clock.sleep(ms);
        yield '{"type":"ADDED","object":{}}\n';
      }
      await clock.sleep(1_000_000);
    });
  const few = watchStream(every(3000, 7), { clock, settle: 10_000 });
  expect(await few.collect(({ length }) => length === 7)).toHaveLength(7);
  expect(await few.collect(() => false)).toEqual([]);
  expect(clock.now()).toBe(31_000);
  expect(await watchStream(every(3000, 100), { clock, settle: 10_000 }).collect(() => false)).toHaveLength(16);
  expect(clock.now()).toBe(81_000);
});

test.each([
  '{"type":"ADDED"}',
  '{"object":{}}',
  '{"type":"ADDED","object":[]}',
  '{"type":1,"object":{}}',
  'null',
  '<html>',
  '{"type":"ADDED","object":{',
])('a line that is no event is a finding: %s', async (line) => {
  const watch = watchStream(
    streamOf(async function* bad() {
      yield `${line}\n`;
    }),
    { clock: virtualClock(0), settle: 100 },
  );
  const error = await watch.next().then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(FindingError);
  expect((error as FindingError).finding).toEqual({
    message: 'A line of the watch is no event',
    expected: 'one JSON object a line with a type and an object',
    received: JSON.stringify(line),
    exchange: 3,
    verb: undefined,
  });
});

test('an event is given with its line, whether or not that ends, and nothing between lines is one', async () => {
  const watch = watchStream(
    streamOf(async function* lines() {
      yield '\n{"type":"Added","object":{}}\n \r\n{"type":"DELETED","object":{}}';
    }),
    { clock: virtualClock(0), settle: 100 },
  );
  expect([await watch.next(), await watch.next(), await watch.next()]).toEqual([
    { type: 'ADDED', object: {}, line: '{"type":"Added","object":{}}' },
    { type: 'DELETED', object: {}, line: '{"type":"DELETED","object":{}}' },
    'end',
  ]);
  expect(
    await watchStream(
      streamOf(async function* blank() {
        yield ' ';
      }),
      { clock: virtualClock(0), settle: 100 },
    ).next(),
  ).toBe('end');
});

test('a line that the reader cut by closing is no fault', async () => {
  const calls: string[] = [];
  const stream = streamOf(async function* cut() {
    yield '{"type":"ADD';
  });
  const watch = watchStream({ ...stream, close: () => calls.push('closed') }, { clock: virtualClock(0), settle: 100 });
  watch.close();
  expect([await watch.next(), calls, watch.answer]).toEqual(['end', ['closed'], stream.answer]);
});

test('who waits for nothing gets what is there, and who has enough waits no more', async () => {
  const clock = virtualClock(0);
  const watch = watchStream(
    streamOf(async function* some() {
      yield '{"type":"ADDED","object":{}}\n{"type":"MODIFIED","object":{}}\n';
      await clock.sleep(50);
      yield '{"type":"DELETED","object":{}}\n';
      await clock.sleep(1000);
    }),
    { clock: clock, settle: 100 },
  );
  expect(await watch.next(0)).toMatchObject({ type: 'ADDED' });
  expect(await watch.collect(() => true)).toEqual([]);
  expect(await watch.collect((events) => events.length === 1)).toMatchObject([{ type: 'MODIFIED' }]);
  expect([await watch.next(0), await watch.ended(0), clock.now()]).toEqual(['timeout', false, 0]);
  expect(await watch.collect(() => false)).toMatchObject([{ type: 'DELETED' }]);
  expect([clock.now(), clock.waiting]).toEqual([150, 1]);
});

test('what came before a lost connection is still given', async () => {
  const watch = watchStream(
    streamOf(async function* lost() {
      yield '{"type":"ADDED","object":{}}\n';
      throw new Unreachable('other side closed');
    }),
    { clock: virtualClock(0), settle: 100 },
  );
  expect(await watch.next()).toMatchObject({ type: 'ADDED' });
  await expect(watch.next()).rejects.toThrow(Unreachable);
  await expect(watch.ended(10)).rejects.toThrow(Unreachable);
});

test('bytes may be cut and joined anywhere: in a line, between lines, within a character', async () => {
  const events = [
    { type: 'ADDED', object: { name: 'größe 😀' } },
    { type: 'Modified', object: { note: 'a\nb {"type":' } },
    { type: 'DELETED', object: {} },
  ];
  const bytes = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat({ max: bytes.length })), async (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const body = async function* pieces() {
        for (const [i, place] of places.slice(1).entries()) yield bytes.subarray(places[i], place);
      };
      const context = fakeContext(fakeTarget(() => ({ ...reply(200, ''), body: body() })).send);
      const stream = await createClient(context).open({
        method: 'GET',
        path: '/apis/kubeflow.org/v1/namespaces/ns/tfjobs?watch=true',
      });
      const read = await watchStream(stream, { clock: context.clock, settle: 1000 }).collect(() => false);
      expect(read.map(({ type, object }) => ({ type, object }))).toEqual(
        events.map(({ type, object }) => ({ type: type.toUpperCase(), object })),
      );
    }),
    { numRuns: 60 },
  );
});

describe('a watch that ends by itself', () => {
  const event = (version: string, type = 'MODIFIED'): string =>
    `${JSON.stringify({ type, object: { metadata: { resourceVersion: version } } })}\n`;

  /** Each stream shows these versions and ends, or breaks; then nothing more. The versions that it was opened from. */
  function renewed(
    from: string,
    streams: readonly (readonly string[])[],
    how: { breaks?: boolean; status?: number } = {},
  ) {
    const clock = virtualClock(0);
    const opened: string[] = [];
    let nth = 0;
    const next = (): Stream => {
      const versions = streams[nth++];
      const stream = streamOf(async function* some() {
        if (versions === undefined) await clock.sleep(1_000_000);
        for (const version of versions ?? []) yield event(version);
        if (how.breaks) {
          yield '{"type":"MOD';
          throw new Unreachable('reset');
        }
      });
      if (opened.length > 0 && how.status !== undefined) stream.answer.status = how.status;
      return stream;
    };
    const open = (version: string): Promise<Stream> => {
      opened.push(version);
      return Promise.resolve(next());
    };
    return { opened, clock, watch: watchStream(next(), { clock, settle: 10_000, renewal: { from, open } }) };
  }
  const versionsOf = (events: readonly WatchEvent[]): unknown[] =>
    events.map(({ object }) => (object['metadata'] as JsonObject)['resourceVersion']);

  test.each([false, true])(
    'is opened again from the last version that it showed, also one that breaks: %s',
    async (breaks) => {
      const { watch, opened } = renewed('5', [['6'], [], ['9', '7'], ['8']], { breaks });
      expect(versionsOf(await watch.collect((all) => all.length === 4))).toEqual(['6', '9', '7', '8']);
      expect(opened).toEqual(['6', '6', '7']);
      expect(watch.answer.ended ?? 0).toBeGreaterThan(2);
    },
  );

  test('is opened again only while somebody waits, and at last not in haste', async () => {
    const { watch, opened, clock } = renewed(
      '5',
      Array.from({ length: 1000 }, () => []),
    );
    await clock.sleep(60_000);
    expect(opened).toEqual([]);
    expect(await watch.collect(() => false)).toEqual([]);
    expect(opened.length).toBeLessThan(20);
    expect(await watch.untilEnd(0)).toEqual([]);
  });

  test('cannot be judged where it showed some of what exists, and is opened from nothing where it showed nothing', async () => {
    const { watch, opened } = renewed('', [[], ['7', '6'], ['8']]);
    expect(versionsOf(await watch.collect((all) => all.length === 2))).toEqual(['7', '6']);
    expect(opened).toEqual(['']);
    await expect(watch.collect((all) => all.length === 1)).rejects.toThrow('may not be complete');
    expect(opened).toEqual(['', '7']);
  });

  test.each([410, 403])('cannot be judged where the version is refused with %i', async (status) => {
    const { watch } = renewed('5', [['6']], { status });
    await watch.next();
    await expect(watch.next()).rejects.toThrow(`one from the last version that it showed (6) was answered ${status}`);
  });

  test('stays ended where its end is read', async () => {
    const { watch, opened } = renewed('5', [['6', '7']]);
    expect(versionsOf(await watch.untilEnd(1000))).toEqual(['6', '7']);
    expect(opened).toEqual([]);
  });
});

test('a watch that is paused reads one chunk at most until an event is asked for, and then shows all', async () => {
  const clock = virtualClock(0);
  let read = 0;
  const watch = watchStream(
    streamOf(async function* many() {
      for (let i = 1; i <= 5; i += 1) {
        read = i;
        yield `{"type":"ADDED","object":{"i":${i}}}\n`;
      }
    }),
    { clock, settle: 100 },
  );
  watch.pause();
  await clock.sleep(1000);
  expect(read).toBe(1);
  const events = await watch.collect((all) => all.length >= 5);
  expect(events.map(({ object }) => object['i'])).toEqual([1, 2, 3, 4, 5]);
  expect(await watch.next()).toBe('end');
});

test('a watch that is paused can be closed', async () => {
  const clock = virtualClock(0);
  const watch = watchStream(
    streamOf(async function* two() {
      yield '{"type":"ADDED","object":{}}\n';
      yield '{"type":"DELETED","object":{}}\n';
    }),
    { clock, settle: 100 },
  );
  watch.pause();
  watch.close();
  expect(await watch.ended(100)).toBe(true);
});
