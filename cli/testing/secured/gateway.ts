/**
 * A gateway before the reference server, for tests: it finds out who calls by means of its own, and passes the request on
 * with the token that the reference server knows this caller by.
 */
import { createServer as createHttp, request as forward, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { serveReference, TOKENS } from '../liars.ts';

export type Caller = 'full' | 'read-only' | 'foreign';

const TOKEN_OF: Readonly<Record<Caller, string>> = {
  full: TOKENS.token,
  'read-only': TOKENS.readOnlyToken,
  foreign: TOKENS.foreignToken,
};

export interface Gateway {
  url: string;
  /** How many requests of each caller came. */
  seen: Map<string, number>;
  objects(): unknown[];
  close(): Promise<void>;
}

/** @param callerOf undefined for a request that proves nothing */
export async function serveGateway(
  callerOf: (request: IncomingMessage, body: Buffer) => Caller | undefined,
  tls?: ServerOptions,
): Promise<Gateway> {
  const reference = await serveReference();
  const seen = new Map<string, number>();
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const caller = callerOf(request, body);
      seen.set(caller ?? 'nobody', (seen.get(caller ?? 'nobody') ?? 0) + 1);
      const { authorization: _, 'x-auth-token': __, ...headers } = request.headers;
      const proof = caller === undefined ? {} : { authorization: `Bearer ${TOKEN_OF[caller]}` };
      const anonymous = request.headers.authorization ?? request.headers['x-auth-token'];
      const refused = caller === undefined && anonymous !== undefined ? { authorization: 'Bearer nobody' } : {};
      const onward = forward(
        `${reference.url}${request.url}`,
        { method: request.method, headers: { ...headers, ...refused, ...proof } },
        (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      onward.end(body);
    });
  };
  const server = tls === undefined ? createHttp(listener) : createHttps(tls, listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    objects: () => reference.objects(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await reference.close();
    },
  };
}
