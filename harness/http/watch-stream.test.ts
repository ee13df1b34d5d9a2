import fc from 'fast-check';
import { expect, test } from 'vitest';
import { virtualClock } from './clock.ts';
import { FindingError, Unreachable } from '../judge/errors.ts';
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
    clock,
    10_000,
  );
  expect(await watch.next()).toBe('timeout');
  expect(clock.now()).toBe(10_000);
  expect(await watch.next(15_000)).toMatchObject({ type: 'ADDED' });
  expect(clock.now()).toBe(20_000);
  expect(await watch.collect(() => false, 1000)).toEqual([]);
  expect(await watch.ended(59_500)).toBe(true);
  expect(clock.now()).toBe(80_000);
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
    virtualClock(0),
    100,
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
    virtualClock(0),
    100,
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
      virtualClock(0),
      100,
    ).next(),
  ).toBe('end');
});

test('a line that the reader cut by closing is no fault', async () => {
  const calls: string[] = [];
  const stream = streamOf(async function* cut() {
    yield '{"type":"ADD';
  });
  const watch = watchStream({ ...stream, close: () => calls.push('closed') }, virtualClock(0), 100);
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
    clock,
    100,
  );
  expect(await watch.next(0)).toMatchObject({ type: 'ADDED' });
  expect(await watch.collect(() => true)).toEqual([]);
  expect(await watch.collect((events) => events.length === 1)).toMatchObject([{ type: 'MODIFIED' }]);
  expect([await watch.next(0), await watch.ended(0), clock.now()]).toEqual(['timeout', false, 0]);
  expect(await watch.collect(() => false)).toMatchObject([{ type: 'DELETED' }]);
  expect([clock.now(), clock.waiting]).toEqual([100, 1]);
});

test('what came before a lost connection is still given', async () => {
  const watch = watchStream(
    streamOf(async function* lost() {
      yield '{"type":"ADDED","object":{}}\n';
      throw new Unreachable('other side closed');
    }),
    virtualClock(0),
    100,
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
      const read = await watchStream(stream, context.clock, 1000).collect(() => false);
      expect(read.map(({ type, object }) => ({ type, object }))).toEqual(
        events.map(({ type, object }) => ({ type: type.toUpperCase(), object })),
      );
    }),
    { numRuns: 60 },
  );
});
