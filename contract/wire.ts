/**
 * The seam between a client and a server: bytes one way, bytes back.
 * The suite's socket transport and the reference server's handler have the same shape, so that a check cannot tell
 * whether a target is in this process or across a network.
 */

/** A request as it goes onto the wire. `path` is the request target: path and query, percent-encoded. */
export interface WireRequest {
  method: string;
  path: string;
  /** In order, names as sent. */
  headers: [name: string, value: string][];
  body?: Uint8Array;
  /** Aborted when the client gives up; a server ends its streams then. */
  signal?: AbortSignal;
}

/** A response as it comes off the wire. The body arrives in chunks; a watch's body ends when the stream does. */
export interface WireResponse {
  status: number;
  /** In order, names as received (lower case over HTTP/1.1 by undici). */
  headers: [name: string, value: string][];
  body: AsyncIterable<Uint8Array>;
}

/** Sends one request. Rejects when no response head arrived (refused, reset, timed out). */
export type Send = (request: WireRequest) => Promise<WireResponse>;
