/** Serves the handler on a port, with node:http. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Send, WireResponse } from '../contract/wire.ts';

/**
 * Maximum number of bytes to keep of a body: more than any handler accepts, so that it can see that a body is too
 * large.
 */
const KEPT = 4 * 1024 * 1024;

/** Reason for aborting a handler. An abort without a reason creates an exception, which costs time. */
const LEFT = 'the client left';

/** Most requests have none: then there is nothing to wait for. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (coding === undefined && (length === undefined || length === '0')) return new Uint8Array();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (size < KEPT) chunks.push(chunk);
    size += chunk.byteLength;
  }
  return Buffer.concat(chunks);
}

/** As they were sent, one after the other, with lower-case names. */
function headersOf({ rawHeaders }: IncomingMessage): [string, string][] {
  const headers: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    headers.push([String(rawHeaders[at]).toLowerCase(), String(rawHeaders[at + 1])]);
  return headers;
}

/** Writes the body as it comes, as fast as the client reads, until it ends or the client leaves. */
async function write(response: ServerResponse, wire: WireResponse, gone: AbortSignal): Promise<void> {
  response.writeHead(wire.status, wire.headers.flat());
  // A body of known length is sent together with its head, in one piece.
  if (wire.headers.some(([name]) => name.toLowerCase() === 'content-length')) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of wire.body) chunks.push(chunk);
    response.end(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    return;
  }
  response.flushHeaders();
  for await (const chunk of wire.body) {
    if (gone.aborted) return;
    if (!response.write(chunk)) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          response.off('drain', go).off('close', go);
          resolve();
        };
        response.on('drain', go).on('close', go);
      });
    }
  }
  response.end();
}

async function serve(handle: Send, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(LEFT);
  });
  try {
    const body = await bodyOf(request);
    const wire = await handle({
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: headersOf(request),
      body,
      chunked: request.headers['transfer-encoding'] !== undefined,
      signal: gone.signal,
    });
    await write(response, wire, gone.signal);
  } catch (error) {
    // The client left, or the handler failed: no answer is possible.
    response.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

/**
 * Listens on a port (default: any free one) of a host (default 127.0.0.1). Rejects with one clear sentence when it
 * cannot. `close` also ends open connections.
 */
export function listen(
  handle: Send,
  options: { port?: number; host?: string } = {},
): Promise<{ url: string; close(): Promise<void> }> {
  const host = options.host ?? '127.0.0.1';
  const port = options.port ?? 0;
  const server = createServer(
    { keepAliveTimeout: 60_000 },
    (request, response) => void serve(handle, request, response),
  );
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        new Error(
          cause.code === 'EADDRINUSE'
            ? `port ${port} of ${host} is in use: choose another`
            : `cannot listen on ${host}:${port}: ${cause.message}`,
          { cause },
        ),
      );
    });
    server.listen(port, host, () => {
      const { port: actual } = server.address() as AddressInfo;
      resolve({
        url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
