/** Bodies that are still coming: what has come of them by when, and how they end. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { WireResponse } from '../../contract/wire.ts';
import { createClient, type Stream } from './client.ts';
import { Inconclusive, Unreachable } from '../errors/endings.ts';
import { fakeContext, fakeTarget, reply } from '../testing/fake.ts';

const WATCH = { method: 'GET', path: '/apis/kubeflow.org/v1/namespaces/ns/tfjobs?watch=true' };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const never = (): Promise<never> => new Promise(() => {});
const bodyOf = (status: number, body: () => AsyncGenerator<Uint8Array>): WireResponse => ({
  ...reply(status, ''),
  body: body(),
});

async function whole({ chunks }: Stream): Promise<string[]> {
  const read: string[] = [];
  for await (const chunk of chunks) read.push(chunk);
  return read;
}

test('a stream may last longer than a request, and is recorded when it ends', async () => {
  const context = fakeContext(
    fakeTarget(() =>
      bodyOf(200, async function* slow() {
        yield bytes('{"a":');
        await context.clock.sleep(7000);
        yield bytes('1}');
      }),
    ).send,
    { connection: { timeout: 5000 } },
  );
  const client = createClient(context);
  const stream = await client.open(WATCH);
  expect(stream.answer).toMatchObject({ status: 200, text: '', json: undefined });
  expect(await whole(stream)).toEqual(['{"a":', '1}']);
  expect(stream.answer).toMatchObject({ text: '{"a":1}', json: { a: 1 } });
  expect(client.evidence.exchanges).toMatchObject([{ verb: 'watch', responseBody: '{"a":1}', ms: 7000 }]);
});

test.each([200, 400])('the body of a stream that is answered %i is decoded', async (status) => {
  const { send } = fakeTarget(() => ({
    ...bodyOf(status, async function* coded() {
      yield gzipSync('{"a":1}');
    }),
    headers: [['Content-Encoding', 'gzip']],
  }));
  const stream = await createClient(fakeContext(send)).open(WATCH);
  expect((await whole(stream)).join('')).toBe('{"a":1}');
});

test.each([
  [200, 'shows what came until then', { text: '{"a"', error: undefined }],
  [299, 'shows what came until then', { text: '{"a"', error: undefined }],
  [300, 'shows nothing', { text: '', error: 'closed before its body had come' }],
  [400, 'shows nothing', { text: '', error: 'closed before its body had come' }],
])('a stream that is answered %i and left by its reader %s', async (status, _, { text, error }) => {
  const client = createClient(
    fakeContext(
      fakeTarget(() =>
        bodyOf(status, async function* endless() {
          yield bytes('{"a"');
          await never();
        }),
      ).send,
    ),
  );
  const stream = await client.open(WATCH);
  const reading = whole(stream);
  await new Promise(setImmediate);
  stream.close();
  expect((await reading).join('')).toBe(text);
  expect(stream.answer.text).toBe(text);
  expect(client.evidence.exchanges.map((exchange) => [exchange.responseBody, exchange.error])).toEqual([[text, error]]);
});

test('a stream that the target cuts, or that the judgement ends, says so', async () => {
  const ending = new AbortController();
  const bodies = [
    async function* cut() {
      yield bytes('{"a"');
      throw new Error('other side closed');
    },
    async function* endless() {
      yield bytes('{"a"');
      await never();
    },
  ];
  const client = createClient({
    ...fakeContext(fakeTarget(() => bodyOf(200, bodies.shift()!)).send),
    signal: ending.signal,
  });
  const lost = await whole(await client.open(WATCH)).catch((error: unknown) => error);
  expect(lost).toEqual(
    new Unreachable(`no complete answer to GET ${WATCH.path} (exchange 1): other side closed`, 'lost'),
  );
  const over = new Inconclusive('it took too long');
  const reading = whole(await client.open(WATCH)).catch((error: unknown) => error);
  await new Promise(setImmediate);
  ending.abort(over);
  expect(await reading).toBe(over);
  expect(client.evidence.exchanges).toMatchObject([
    { responseBody: '{"a"', error: 'other side closed' },
    { responseBody: '{"a"', error: 'it took too long' },
  ]);
});

test('a stream that is to be asked for again is let go', async () => {
  const answers = [
    bodyOf(429, async function* endless() {
      await never();
      yield bytes('');
    }),
    reply(200, 'at last'),
  ];
  const { send, requests } = fakeTarget(() => answers.shift());
  expect(await whole(await createClient(fakeContext(send)).open(WATCH))).toEqual(['at last']);
  expect(requests.map((request) => request.signal?.aborted)).toEqual([true, false]);
});
