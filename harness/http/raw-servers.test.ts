/** Servers that speak no proper HTTP: a request ends with one line that says so, soon, and little is read. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { Inconclusive } from '../errors/endings.ts';
import { fakeContext } from '../testing/fake.ts';
import { createClient } from './client.ts';
import { realClock } from './clock.ts';
import { socketTransport } from './transport.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const JSON_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
/** What an honest server says to everything. */
const HONEST = `${JSON_HEAD}content-length: 2\r\n\r\n{}`;

type Says = (socket: Socket) => void;

const once =
  (text: string, then: 'end' | 'stay' = 'stay'): Says =>
  (socket) => {
    socket.write(text);
    if (then === 'end') socket.end();
  };

/** Without end, as fast as it is read. */
const endless =
  (begin: string, part: string): Says =>
  (socket) => {
    const go = (): void => {
      if (socket.destroyed) return;
      if (socket.write(part)) setImmediate(go);
      else socket.once('drain', go);
    };
    socket.write(begin);
    go();
  };

/** How a request to it ends: with these words, or with an answer of this status. */
const SERVERS: Readonly<Record<string, readonly [says: Says, ends: RegExp | number]>> = {
  'another protocol': [once('SSH-2.0-OpenSSH_9\r\n', 'end'), /HTTP|Parse|other side/],
  'a length that is none': [once(`${JSON_HEAD}content-length: -2\r\n\r\n{}`), /Content-Length/i],
  'a length that no number holds': [
    once(`${JSON_HEAD}content-length: 99999999999999999999\r\n\r\n{}`),
    /Content-Length/i,
  ],
  'two lengths': [once(`${JSON_HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`), /Content-Length/i],
  'a length, and chunks': [
    once(`${JSON_HEAD}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
    /Content-Length|Transfer-Encoding/i,
  ],
  'less than its length': [once(`${JSON_HEAD}content-length: 1000\r\n\r\n{}`, 'end'), /other side closed/],
  'more than its length': [once(`${HONEST}and what follows`), 200],
  'two answers': [once(HONEST + HONEST), 200],
  'a chunk that is none': [once(`${JSON_HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n{}`), /chunk/i],
  'a chunk of more than there can be': [
    once(`${JSON_HEAD}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}`),
    /chunk/i,
  ],
  'a status that is none': [once('HTTP/1.1 20 x\r\ncontent-length: 0\r\n\r\n'), /status/i],
  'a status below all': [once('HTTP/1.1 099 x\r\ncontent-length: 0\r\n\r\n'), /what came is no answer of HTTP/],
  'NUL in a header': [once(`${JSON_HEAD}x-a: a\0b\r\ncontent-length: 2\r\n\r\n{}`), /header/i],
  'trailers without end': [
    endless(`${JSON_HEAD}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n`, `x-a: ${'b'.repeat(1000)}\r\n`),
    /header/i,
  ],
  'another protocol from here on': [
    once('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\nxx'),
    /upgrade/i,
  ],
  nothing: [(socket) => void socket.end(), /other side closed/],
  'a reset': [(socket) => void socket.resetAndDestroy(), /ECONNRESET|other side closed/],
  'headers without end': [endless('HTTP/1.1 200 OK\r\n', `x-a: ${'b'.repeat(1000)}\r\n`), /header/i],
  'a header without end': [endless('HTTP/1.1 200 OK\r\nx-a: ', 'b'.repeat(10_000)), /header/i],
  'a body without end': [endless(`${JSON_HEAD}\r\n`, ' '.repeat(65_536)), /the body is larger than 16 MiB/],
};

/** Bytes that are read of whatever comes, with what the sockets of both sides hold. */
const MOST = 64 * 1024 * 1024;

test.each(Object.entries(SERVERS))('%s', async (_, [says, ends_]) => {
  let written = 0;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => says(socket));
    socket.on('close', () => (written += socket.bytesWritten));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const transport = socketTransport({ target: `http://127.0.0.1:${port}` });
  ends.push(() => transport.close());
  const client = createClient(fakeContext(transport.send, { clock: realClock, connection: { timeout: 600_000 } }));
  const got = await client.call({ method: 'GET', path: '/apis/x' }).catch((error: unknown) => error);
  if (typeof ends_ === 'number') expect(got).toMatchObject({ status: ends_, json: {} });
  else {
    expect(got).toBeInstanceOf(Inconclusive);
    expect((got as Error).message).toMatch(ends_);
    expect((got as Error).message).not.toContain('\n');
  }
  await transport.close();
  await new Promise((resolve) => server.close(resolve));
  expect(written).toBeLessThan(MOST);
});
