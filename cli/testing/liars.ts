/**
 * Servers that are no reference, each of which answers everything in one way; and the reference server itself, on a
 * port. For tests that need sockets.
 */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { realClock } from '../../harness/http/clock.ts';
import { failure } from './answers.ts';
import { listen } from '../../reference/http.ts';
import { createServer as createReference, type ServerOptions } from '../../reference/server.ts';
import type { Send } from '../../contract/wire.ts';

export interface Served {
  url: string;
  close(): Promise<void>;
}
interface Said {
  status: number;
  type?: string;
  headers?: Record<string, string>;
  body: string;
}

/** What a liar says to a request with this body. */
export type Lie = (request: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>, body: string) => Said;

export const LIES = {
  failing: () => ({ status: 500, body: failure(500, 'InternalError', 'oh') }),
  empty: () => ({ status: 200, body: '{}' }),
  refusing: () => ({ status: 400, body: failure(400, 'BadRequest', 'no') }),
  echoing: (_, body) => ({ status: 200, body }),
  website: () => ({ status: 200, type: 'text/html', body: '<!doctype html><title>Welcome</title>' }),
  login: () => ({
    status: 302,
    type: 'text/html',
    headers: { location: 'https://login.example.com/?next=/' },
    body: '',
  }),
  otherProduct: () => ({ status: 404, type: 'text/plain', body: '404 page not found\n' }),
  unauthorized: () => ({ status: 401, body: failure(401, 'Unauthorized', 'who?') }),
  mirror: (request, body) => ({
    status: 200,
    body: JSON.stringify({ kind: 'Status', headers: request.rawHeaders, url: request.url, body }),
  }),
} satisfies Record<string, Lie>;

export function serveLie(lie: Lie): Promise<Served & { requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push(`${request.method} ${request.url}`);
      const said = lie(request, Buffer.concat(chunks).toString());
      response.writeHead(said.status, { 'content-type': said.type ?? 'application/json', ...said.headers });
      response.end(said.body);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        requests,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      }),
    );
  });
}

export const TOKENS = {
  token: 'full-0123456789abcdef',
  readOnlyToken: 'read-0123456789abcdef',
  foreignToken: 'none-0123456789abcdef',
};
export const NAMESPACES = ['default', 'other', 'scratch'];

/** The reference server on a port, with another between it and its clients if need be. */
export async function serveReference(
  between: (send: Send) => Send = (send) => send,
  options: { anonymous?: boolean } & Pick<ServerOptions, 'behaviour'> = {},
): Promise<Served & { objects(): unknown[] }> {
  const server = createReference({
    clock: realClock,
    namespaces: NAMESPACES,
    ...(options.anonymous === true ? {} : TOKENS),
    ...(options.behaviour && { behaviour: options.behaviour }),
  });
  const { url, close } = await listen(between(server.handle));
  return {
    url,
    objects: () => server.objects(),
    async close() {
      server.stop();
      await close();
    },
  };
}
