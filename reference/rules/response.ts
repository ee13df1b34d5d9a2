/** Writes an answer as bytes: chunks, compression, delays and throttling. */
import { gzipSync } from 'node:zlib';
import type { Json } from '../../contract/json.ts';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import type { Env } from '../state/model.ts';

export interface Reply {
  code: number;
  headers?: [name: string, value: string][];
  /** At most one of these three is set; without any there is no body. A stream consists of lines of JSON. */
  json?: Json;
  text?: string;
  stream?: AsyncIterable<string>;
}

const encoder = new TextEncoder();

export const answerRules = (env: Env) => ({
  /**
   * The code (429 or 503) with which a request is refused for now; undefined: it is served. Never twice in a row, so
   * that a repeated request succeeds.
   */
  throttled: (before: boolean): number | undefined => {
    const code = env.has('throttles-429') ? 429 : env.has('throttles-503') ? 503 : undefined;
    return code !== undefined && !before && env.random() < 0.1 ? code : undefined;
  },
  retryAfter: (): string => '1',
  /** Milliseconds before an answer is sent; undefined: at once. */
  delay: (): number | undefined => (env.has('slow') ? 150 : undefined),
  jsonType: (_code: number): string =>
    env.has('json-charset') ? 'application/json;charset=utf-8' : 'application/json',
  textType: (): string => 'text/plain; charset=utf-8',
  written: (json: Json, pretty: boolean): string =>
    pretty ? `${JSON.stringify(json, null, 2)}\n` : `${JSON.stringify(json)}\n`,
  compresses: (acceptEncoding: string | undefined): boolean => env.has('gzip') && /\bgzip\b/.test(acceptEncoding ?? ''),
  /** Bytes per chunk; undefined: one chunk of known length. */
  chunkSize: (): number | undefined => (env.has('tiny-chunks') ? 7 : env.has('chunked') ? 512 : undefined),
  closes: (): boolean => env.has('connection-close'),
  /** A reply as it is sent, errors included. */
  replied: (reply: Reply, _request: WireRequest): Reply => reply,
  /** Whether the 404 of an unknown path has a Status as its body. */
  unknownAsStatus: (): boolean => env.has('unknown-resource-status'),
});

type AnswerRules = ReturnType<typeof answerRules>;

/** A part that is cut comes in so many chunks at most: cutting hundreds of KiB finer shows nothing more. */
const MOST_CHUNKS = 4000;

/** Splits a body into chunks of this many bytes, so that an event of a stream may be split anywhere. */
async function* cut(
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    const step = size === undefined ? part.byteLength || 1 : Math.max(size, Math.ceil(part.byteLength / MOST_CHUNKS));
    for (let at = 0; at < part.byteLength; at += step) yield part.subarray(at, at + step);
  }
}

async function* encoded(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const line of lines) yield encoder.encode(line);
}

/** The response; `head`: without its body. */
export function toWire(
  b: AnswerRules,
  reply: Reply,
  asked: { pretty: boolean; acceptEncoding: string | undefined; head: boolean },
): WireResponse {
  const headers: [string, string][] = [['cache-control', 'no-cache, private'], ...(reply.headers ?? [])];
  if (b.closes()) headers.push(['connection', 'close']);
  if (reply.stream !== undefined) {
    headers.push(['content-type', b.jsonType(reply.code)]);
    return { status: reply.code, headers, body: cut(encoded(reply.stream), b.chunkSize()) };
  }
  if (reply.json === undefined && reply.text === undefined) {
    // RFC 9110 forbids the header beside 204.
    if (reply.code !== 204) headers.push(['content-length', '0']);
    return { status: reply.code, headers, body: cut([], undefined) };
  }
  headers.push(['content-type', reply.json === undefined ? b.textType() : b.jsonType(reply.code)]);
  let bytes: Uint8Array = encoder.encode(
    reply.json === undefined ? (reply.text ?? '') : b.written(reply.json, asked.pretty),
  );
  if (b.compresses(asked.acceptEncoding)) {
    bytes = gzipSync(bytes);
    headers.push(['content-encoding', 'gzip'], ['vary', 'accept-encoding']);
  }
  const size = b.chunkSize();
  if (size === undefined) headers.push(['content-length', String(bytes.byteLength)]);
  return { status: reply.code, headers, body: cut(asked.head ? [] : [bytes], size) };
}
