import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { createServer as createSocketServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../contract/json.ts';
import { realClock } from '../harness/http/clock.ts';
import { listen } from './http.ts';
import { createServer, type ReferenceServer } from './server.ts';
import { at, example, TF } from './testing/client.ts';

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serving(variants: string[] = []): Promise<{ url: string; server: ReferenceServer }> {
  const server = createServer({ namespaces: ['one'], clock: realClock, variants: ['controller-absent', ...variants] });
  const { url, close } = await listen(server.handle);
  open.push(close, () => server.stop());
  return { url, server };
}

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

describe('over HTTP', () => {
  it('serves requests and refusals', async () => {
    const { url } = await serving();
    expect((await post(url + at(), example(TF, 'a'))).status).toBe(201);
    const read = await fetch(url + at('a'));
    expect(read.headers.get('content-type')).toBe('application/json');
    expect(await read.json()).toMatchObject({ kind: 'TFJob' });
    expect((await fetch(url + at('b'))).status).toBe(404);
    const head = await fetch(url + at('a'), { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('refuses a body that is too large', async () => {
    const { url } = await serving();
    expect((await post(url + at(), example(TF, 'a', { annotations: { a: 'x'.repeat(5 * 1024 * 1024) } }))).status).toBe(
      413,
    );
  });

  it.each(['gzip', 'chunked', 'tiny-chunks', 'connection-close', 'json-charset', 'slow'])(
    '%s is understood by an ordinary client',
    async (variant) => {
      const { url } = await serving([variant]);
      await post(url + at(), example(TF, 'a'));
      const answer = await fetch(url + at('a'));
      expect(await answer.json()).toMatchObject({ kind: 'TFJob' });
      if (variant === 'gzip') expect(answer.headers.get('content-encoding')).toBe('gzip');
    },
  );

  it('streams a watch, and lets go of it when the client leaves', async () => {
    const { url } = await serving();
    const leaving = new AbortController();
    const answer = await fetch(`${url}${at()}?watch=true`, { signal: leaving.signal });
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    for (const name of ['a', 'b']) {
      await post(url + at(), example(TF, name));
      const { value } = await reader.read();
      expect(JSON.parse(Buffer.from(value as Uint8Array).toString())).toMatchObject({
        type: 'ADDED',
        object: { metadata: { name } },
      });
    }
    leaving.abort();
    await expect(reader.read()).rejects.toThrow();
    expect((await fetch(url + at('a'))).status).toBe(200);
  });

  it('survives a client that leaves in the middle of its body', async () => {
    const { url } = await serving();
    const half = httpRequest(url + at(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '1000' },
    });
    half.on('error', () => undefined);
    half.write('{"kind":');
    await once(half, 'socket');
    await realClock.sleep(20);
    half.destroy();
    await realClock.sleep(20);
    expect((await fetch(url + at())).status).toBe(200);
    expect(((await (await fetch(url + at())).json()) as JsonObject)['items']).toEqual([]);
  });

  it('says which port is in use', async () => {
    const other = createSocketServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    open.push(() => new Promise((done) => other.close(() => done())));
    const { port } = other.address() as AddressInfo;
    await expect(listen(async () => Promise.reject(new Error('never asked')), { port })).rejects.toThrow(
      `port ${port} of 127.0.0.1 is in use`,
    );
  });
});
