/** What a target sends without end is read up to the documented limit, and the verdict names it. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { WireResponse } from '../../contract/wire.ts';
import { createClient } from './client.ts';
import { LIMITS, parseBounded, TooLarge } from './limits.ts';
import { watchStream } from './watch-stream.ts';
import { fakeContext } from '../testing/fake.ts';

const PATH = '/apis/kubeflow.org/v1/namespaces/ns/tfjobs';
const MIB = 1024 * 1024;
const spaces = Buffer.alloc(MIB, ' ');

/** A body of this many parts; counts those that were taken. */
function parts(
  count: number,
  part: (i: number) => Uint8Array,
): { body: AsyncIterable<Uint8Array>; taken: () => number } {
  let taken = 0;
  async function* body(): AsyncGenerator<Uint8Array> {
    for (; taken < count;) yield part((taken += 1));
  }
  return { body: body(), taken: () => taken };
}

async function called(response: Partial<WireResponse>): Promise<unknown> {
  const context = fakeContext(async () => ({
    status: 200,
    headers: [],
    body: parts(0, () => spaces).body,
    ...response,
  }));
  const client = createClient(context);
  const outcome = await client.call({ method: 'GET', path: PATH }).catch((error: unknown) => error);
  if (outcome instanceof TooLarge) expect(client.evidence.exchanges[0]?.error).toBeDefined();
  return outcome;
}
const WHERE = `the answer to GET ${PATH} (exchange 1): `;

describe('an answer', () => {
  test('of a gigabyte is not read to its end', async () => {
    const { body, taken } = parts(1024, () => spaces);
    expect(await called({ body })).toEqual(new TooLarge('body', WHERE));
    expect(taken()).toBe(LIMITS.body / MIB + 1);
  });
  test('that becomes a gigabyte is not decoded to its end', async () => {
    const bomb = gzipSync(Buffer.alloc(LIMITS.body + 1));
    const { body } = parts(1, () => bomb);
    expect(await called({ body, headers: [['content-encoding', 'gzip']] })).toEqual(new TooLarge('body', WHERE));
  });
  test('as large as may be is read', async () => {
    const { body } = parts(LIMITS.body / MIB, () => spaces);
    expect(await called({ body })).toMatchObject({ status: 200 });
  });
  test.each<[string, string, 'depth' | 'values']>([
    ['arrays', '['.repeat(20_000) + ']'.repeat(20_000), 'depth'],
    ['objects', '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000), 'depth'],
    ['what is not even closed', '[{"a":'.repeat(20_000), 'depth'],
    ['very many values', `[${'0,'.repeat(LIMITS.values)}0]`, 'values'],
  ])('of %s is not parsed', async (_, text, limit) => {
    const { body } = parts(1, () => Buffer.from(text));
    expect(await called({ body })).toEqual(new TooLarge(limit, WHERE));
  });
  test('with headers without end is not looked at', async () => {
    const headers = Array.from({ length: 100 }, (_, i): [string, string] => [`x-${i}`, 'a'.repeat(1024)]);
    expect(await called({ headers })).toEqual(new TooLarge('headers', WHERE));
  });
});

test('brackets, commas and quotes within texts are none, and what is nested as deep as may be is read', () => {
  const text = JSON.stringify([`${'['.repeat(1000)}"\\`, ',']);
  expect(parseBounded(text)).toEqual(JSON.parse(text));
  const deep = '['.repeat(LIMITS.depth) + ']'.repeat(LIMITS.depth);
  expect(JSON.stringify(parseBounded(deep))).toBe(deep);
  expect(parseBounded(`"${'x'.repeat(1000)}`)).toBeUndefined();
});

describe('a watch', () => {
  async function watched(count: number, part: (i: number) => Uint8Array) {
    const { body, taken } = parts(count, part);
    const context = fakeContext(async () => ({ status: 200, headers: [], body }));
    const stream = await createClient(context).open({ method: 'GET', path: `${PATH}?watch=true` });
    const watch = watchStream(stream, { clock: context.clock, settle: 1000 });
    const outcome = await watch.collect(() => false).catch((error: unknown) => error);
    return { outcome, taken: taken() };
  }
  const EVENT = Buffer.from('{"type":"ADDED","object":{}}\n');
  test('of a line without end is not read to its end', async () => {
    const { outcome, taken } = await watched(1024, () => Buffer.alloc(MIB, 'a'));
    expect(outcome).toEqual(new TooLarge('line'));
    expect(taken).toBeLessThan(10);
  });
  test('of events without end is not read to its end', async () => {
    const { outcome, taken } = await watched(1e6, () => EVENT);
    expect(outcome).toEqual(new TooLarge('events'));
    expect(taken).toBeLessThan(LIMITS.events + 100);
  });
  test('of large events without end is not read to its end', async () => {
    const large = Buffer.from(`{"type":"ADDED","object":{"a":"${'x'.repeat(MIB)}"}}\n`);
    const { outcome, taken } = await watched(1024, () => large);
    expect(outcome).toMatchObject({ limit: 'stream' });
    expect(taken).toBeLessThan(40);
  });
  test('of an event that is nested without end gives that event to nobody', async () => {
    const deep = Buffer.from(`{"type":"ADDED","object":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}\n`);
    expect((await watched(1, () => deep)).outcome).toEqual(new TooLarge('depth'));
  });
  test('of as many events as may be is read', async () => {
    expect((await watched(LIMITS.events, () => EVENT)).outcome).toHaveLength(LIMITS.events);
  });
});
