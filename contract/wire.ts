/**
 * The interface between a client and a server: the bytes of a request, and the bytes of its response.
 * The suite's socket transport and the reference server's handler both implement it, so that a check cannot find out
 * whether a target is in this process or across a network.
 */

export interface ClientCertificate {
  /** One certificate, or a chain. */
  cert: string;
  key: string;
}

/** A request as it is sent. `path` is the request target: path and query, percent-encoded. */
export interface WireRequest {
  method: string;
  path: string;
  /** In order, names as sent. */
  headers: [name: string, value: string][];
  body?: Uint8Array;
  /** The certificate and the key (PEM) that prove the client to TLS. */
  certificate?: ClientCertificate | undefined;
  /** The body comes in chunks (RFC 9112, section 7.1), without Content-Length. */
  chunked?: boolean | undefined;
  /** Aborted when the client gives up; a server ends its streams then. */
  signal?: AbortSignal;
}

/** A response as it is received. The body arrives in chunks; a watch's body ends when the stream does. */
export interface WireResponse {
  status: number;
  /** In order, names as received (lower case over HTTP/1.1 by undici). */
  headers: [name: string, value: string][];
  body: AsyncIterable<Uint8Array>;
}

/** Sends one request. Rejects when no response head arrived (refused, reset, timed out). */
export type Send = (request: WireRequest) => Promise<WireResponse>;
