/** The socket implementation of `Send`, on undici. The other one is the handler of a server in this process. */
import { Pool } from 'undici';
import type { Send, WireRequest, WireResponse } from '../../contract/wire.ts';

export interface TransportOptions {
  /** Base URL, with or without a path prefix; the prefix goes before every path. */
  url: string;
  /** PEM of the authorities to trust instead of the system's. */
  ca?: string | undefined;
  /** Trust any certificate. */
  insecure?: boolean | undefined;
  /** Milliseconds for a connection to come about. Default 10,000. */
  connectTimeout?: number | undefined;
}

export interface Transport {
  send: Send;
  /** Ends all connections, also those of watches. */
  close(): Promise<void>;
}

/** Repeating these does no harm (RFC 9110, section 9.2.2), so that a connection closed while idle goes unnoticed. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS']);
const CLOSED_WHILE_IDLE = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/**
 * Connections are kept and reused, one request at a time on each. Timeouts of the head and the body are the client's, by
 * its clock, through the request's signal. Bodies come as they are, compressed if they were.
 */
export function socketTransport(options: TransportOptions): Transport {
  const base = new URL(options.url);
  const prefix = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, {
    connections: null,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: options.connectTimeout ?? 10_000,
      ...(options.ca !== undefined && { ca: options.ca }),
      ...(options.insecure && { rejectUnauthorized: false }),
    },
  });

  async function once(request: WireRequest): Promise<WireResponse> {
    const { statusCode, headers, body } = await pool.request({
      method: request.method,
      path: prefix + request.path,
      headers: request.headers.flat(),
      body: request.body ?? null,
      signal: request.signal ?? null,
      responseHeaders: 'raw',
      // undici ends the connection after a DELETE with a body unless it is told not to; after a HEAD it has reason to.
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
          throw error;
        return once(request);
      }
    },
    close: () => pool.destroy(),
  };
}

/** Names and values alternate, as undici gives them raw. */
function pairs(flat: readonly string[]): [string, string][] {
  const result: [string, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) result.push([String(flat[i]), String(flat[i + 1])]);
  return result;
}
