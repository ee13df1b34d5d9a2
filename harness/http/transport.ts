/** The socket implementation of `Send`, on undici. The other one is the handler of a server in this process. */
import { Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { Pool, ProxyAgent, type Dispatcher } from 'undici';
import type { ClientCertificate, Send, WireRequest, WireResponse } from '../../contract/wire.ts';
import type { Connection } from '../model/run.ts';
import { proxyFor } from './proxy.ts';
import { LIMITS } from './limits.ts';

export interface TransportOptions extends Pick<Connection, 'target' | 'ca' | 'serverName' | 'proxies'> {
  insecure?: boolean | undefined;
  /** Maximum time to connect, in milliseconds. Default 10,000. */
  connectTimeout?: number | undefined;
}

export interface Transport {
  send: Send;
  /** Ends all connections, also those of watches. */
  close(): Promise<void>;
}

/** Methods that undici may send again (RFC 9110, section 9.2.2) when an idle connection turns out to be closed. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS']);
const CLOSED_WHILE_IDLE = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** The prefix of every path: the path of the target's URL, without a trailing slash. */
export const prefixOf = (target: URL): string => target.pathname.replace(/\/+$/, '');

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/**
 * Connections are kept and reused, one request at a time on each. How long a request may take is the client's concern:
 * its clock aborts the request's signal. Bodies are passed on as they come, compressed or not.
 */
export function socketTransport(options: TransportOptions): Transport {
  const target = new URL(options.target);
  const prefix = prefixOf(target);
  const dispatchers = new Map<string, Dispatcher>();

  /** Connections of one client certificate carry no requests of another identity. */
  function dispatcherFor(certificate: ClientCertificate | undefined): Dispatcher {
    const key = certificate === undefined ? '' : `${certificate.cert}\n${certificate.key}`;
    const known = dispatchers.get(key) ?? dispatcher(options, target, certificate);
    dispatchers.set(key, known);
    return known;
  }

  async function once(request: WireRequest): Promise<WireResponse> {
    const { statusCode, headers, body } = await dispatcherFor(request.certificate).request({
      origin: target.origin,
      method: request.method,
      path: prefix + request.path,
      headers: request.headers.flat(),
      body: request.chunked === true && request.body ? Readable.from(inChunks(request.body)) : (request.body ?? null),
      signal: request.signal ?? null,
      responseHeaders: 'raw',
      // By default, undici closes the connection after a DELETE with a body, and after a HEAD, where we keep that.
      ...(request.method !== 'HEAD' && { reset: false }),
    });
    return { status: statusCode, headers: pairs(headers as unknown as string[]), body };
  }

  return {
    async send(request) {
      try {
        return await once(request);
      } catch (error) {
        if (!REPEATABLE.has(request.method) || !CLOSED_WHILE_IDLE.has(codeOf(error)) || request.signal?.aborted)
          throw inWords(error);
        return once(request);
      }
    },
    async close() {
      await Promise.all([...dispatchers.values()].map((one) => one.destroy()));
    },
  };
}

/** undici asserts some of what HTTP says of an answer: the words of an assertion tell a reader nothing. */
const inWords = (error: unknown): unknown =>
  codeOf(error) === 'ERR_ASSERTION' ? new Error('what came is no answer of HTTP') : error;

/** One that goes directly to the target, or through its proxy, and keeps connections. */
function dispatcher(
  { ca, insecure, serverName, proxies, connectTimeout = 10_000 }: TransportOptions,
  target: URL,
  certificate: ClientCertificate | undefined,
): Dispatcher {
  const limits = { connections: null, headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: LIMITS.headers };
  const tls = {
    timeout: connectTimeout,
    ...(ca !== undefined && { ca }),
    ...(insecure === true && { rejectUnauthorized: false }),
    ...(serverName !== undefined && { servername: serverName }),
    ...certificate,
  };
  const proxy = proxyFor(target, proxies);
  if (proxy === undefined) return new Pool(target.origin, { ...limits, connect: tls });
  return new ProxyAgent({
    ...limits,
    uri: proxy,
    requestTls: tls,
    proxyTls: {
      timeout: connectTimeout,
      ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
      ...(insecure === true && { rejectUnauthorized: false }),
    },
  });
}

/** The body in three parts. undici sends a body of which it does not know the length in chunks. */
function* inChunks(body: Uint8Array): Generator<Uint8Array> {
  const size = Math.ceil(body.byteLength / 3) || 1;
  for (let at = 0; at < body.byteLength; at += size) yield body.subarray(at, at + size);
}

/** undici gives raw headers as one list in which names and values alternate. */
function pairs(flat: readonly string[]): [string, string][] {
  const result: [string, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) result.push([String(flat[i]), String(flat[i + 1])]);
  return result;
}
