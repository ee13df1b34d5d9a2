import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { realClock } from './clock.ts';
import { Unreachable } from '../errors/endings.ts';
import { fakeContext } from '../testing/fake.ts';
import { socketTransport } from './transport.ts';
import { watchStream } from './watch-stream.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serve(
  handler: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<{ url: string; connections: () => number }> {
  let connections = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => handler(request, response, body));
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => connections };
}

/** Longer than any of these takes, on whatever machine. */
const LONG = 600_000;

function clientOf(url: string, timeout = LONG) {
  const transport = socketTransport({ target: url });
  ends.push(() => transport.close());
  return createClient(fakeContext(transport.send, { clock: realClock, connection: { timeout } }));
}

test('method, prefixed path, headers in order and body arrive as sent; the connection is reused', async () => {
  const { url, connections } = await serve((request, response, body) => {
    response.setHeader('X-Two', ['a', 'b']);
    response.end(JSON.stringify({ method: request.method, url: request.url, raw: request.rawHeaders, body }));
  });
  const client = clientOf(`${url}/some/prefix/`);
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const answer = await client.call({
      method,
      path: '/apis/x?labelSelector=a%3Db',
      headers: [
        ['X-One', '1'],
        ['X-One', '2'],
      ],
      body: method === 'GET' ? undefined : '{"ü":1}',
    });
    expect(answer.json).toMatchObject({
      method,
      url: '/some/prefix/apis/x?labelSelector=a%3Db',
      body: method === 'GET' ? '' : '{"ü":1}',
    });
    expect((answer.json as { raw: string[] }).raw.join('\n')).toContain('X-One\n1\nX-One\n2');
    expect(answer.headers.get('x-two')).toBe('a, b');
  }
  expect(connections()).toBeLessThan(5);
  expect(client.evidence.exchanges[0]?.path).toBe('/apis/x?labelSelector=a%3Db');
});

test('a body in chunks with trailers after it is read like any other', async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(200, { trailer: 'x-checksum, content-type' });
    response.write('{"a":');
    response.addTrailers({ 'x-checksum': 'f00', 'content-type': 'text/plain' });
    response.end('1}');
  });
  const client = clientOf(url);
  for (let i = 0; i < 2; i += 1) {
    const answer = await client.call({ method: 'GET', path: '/' });
    expect(answer.json).toEqual({ a: 1 });
    expect(answer.headers.has('content-type')).toBe(false);
  }
});

test('a refused connection, a reset and silence are Unreachable, in words', async () => {
  await expect(clientOf('http://127.0.0.1:9').call({ method: 'GET', path: '/' })).rejects.toThrow(/ECONNREFUSED/);
  const { url } = await serve((request, response) => (request.url === '/reset' ? response.destroy() : undefined));
  await expect(clientOf(url).call({ method: 'POST', path: '/reset', body: '{}' })).rejects.toThrow(Unreachable);
  await expect(clientOf(url, 50).call({ method: 'GET', path: '/silent' })).rejects.toThrow(/none within 50 ms/);
});

test('a connection that was closed while idle is not noticed on reads', async () => {
  let seen = 0;
  const { url } = await serve((_, response) => ((seen += 1) === 1 ? response.destroy() : response.end('{}')));
  expect((await clientOf(url).call({ method: 'GET', path: '/' })).status).toBe(200);
  expect(seen).toBe(2);
});

test('a stream gives its lines as they come, ends with the server, and closing it reaches the server', async () => {
  let close: () => void = () => {};
  const closed = new Promise<void>((resolve) => (close = resolve));
  const { url } = await serve((request, response) => {
    response.write('{"type":"added","object":{"a"');
    setTimeout(() => response.write(':1}}\n\n{"type":"MODIFIED","object":{}}\n{"ty'), 10);
    if (request.url === '/ends') setTimeout(() => response.end('pe":"DELETED","object":{}}'), 20);
    else request.socket.on('close', close);
  });
  const client = clientOf(url);
  const watch = watchStream(await client.open({ method: 'GET', path: '/ends' }), { clock: realClock, settle: LONG });
  const events = await watch.collect(() => false);
  expect(events.map((e) => e.type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  expect(await watch.ended(0)).toBe(true);
  expect(await watch.next()).toBe('end');
  expect(client.evidence.exchanges[0]?.responseBody).toBe(watch.answer.text);

  const open = watchStream(await client.open({ method: 'GET', path: '/stays' }), { clock: realClock, settle: LONG });
  expect((await open.collect((all) => all.length === 2)).length).toBe(2);
  expect(await open.next(20)).toBe('timeout');
  expect(await open.ended(20)).toBe(false);
  open.close();
  expect(await open.next(LONG)).toBe('end');
  await closed;
});
