/** Servers that send without end, before the reference server: for tests of how much the suite reads. */
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { failure } from './answers.ts';
import type { Send, WireRequest, WireResponse } from '../../contract/wire.ts';

const MIB = 1024 * 1024;

async function* repeated(part: Uint8Array, times: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < times; i += 1) {
    if (signal?.aborted === true) return;
    yield part;
    await new Promise((resolve) => setImmediate(resolve)); // lets the server hear that the client has left
  }
}

const JSON_TYPE: [string, string] = ['content-type', 'application/json'];
const ok = (body: AsyncIterable<Uint8Array>, ...headers: [string, string][]): WireResponse => ({
  status: 200,
  headers: [JSON_TYPE, ...headers],
  body,
});

const text = (value: string): Uint8Array => Buffer.from(value);
/** 200 MiB in few bytes, packed when they are needed first. */
const packed = (pack: (bytes: Buffer) => Buffer): (() => Buffer) => {
  let bytes: Buffer | undefined;
  return () => (bytes ??= pack(Buffer.alloc(200 * MIB, '[')));
};
const gzipped = packed(gzipSync);
const deflated = packed(deflateSync);
const brotli = packed((bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }));
const event = text(`{"type":"ADDED","object":{"a":"${'x'.repeat(500)}"}}\n`.repeat(100));

let said: Uint8Array | undefined;
const longStatus = (): Uint8Array => (said ??= text(failure(500, 'InternalError', 'x'.repeat(10 * MIB))));

const isWatch = ({ path }: WireRequest): boolean => /[?&]watch=/.test(path);

/** What takes the place of the answer; undefined: the honest one. */
export const HOSTILE: Readonly<Record<string, (request: WireRequest) => WireResponse | undefined>> = {
  'bodies of a gigabyte': ({ signal }) => ok(repeated(Buffer.alloc(MIB, ' '), 1024, signal)),
  'bodies that become 200 MiB': () => ok(repeated(gzipped(), 1), ['content-encoding', 'gzip']),
  'bodies that become 200 MiB, by deflate': () => ok(repeated(deflated(), 1), ['content-encoding', 'deflate']),
  'bodies that become 200 MiB, by brotli': () => ok(repeated(brotli(), 1), ['content-encoding', 'br']),
  'watches that become 200 MiB': (request) =>
    isWatch(request) ? ok(repeated(gzipped(), 1), ['content-encoding', 'gzip']) : undefined,
  'headers of a megabyte': () => ok(repeated(text('{}'), 1), ['x-long', 'a'.repeat(MIB)]),
  'lines of a watch without end': (request) =>
    isWatch(request) ? ok(repeated(Buffer.alloc(MIB, 'a'), 1e9, request.signal)) : undefined,
  'a flood of events': (request) => (isWatch(request) ? ok(repeated(event, 1e9, request.signal)) : undefined),
  'twenty thousand nested objects': () => ok(repeated(text('{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)), 1)),
  'twenty thousand nested arrays': () => ok(repeated(text('['.repeat(20_000) + ']'.repeat(20_000)), 1)),
  'a Status with a message of ten megabytes': () => ({ ...ok(repeated(longStatus(), 1)), status: 500 }),
  'bodies just as large as may be': () => ok(repeated(text(`[${'{},'.repeat(MIB / 4)}{}]`), 1)),
};

/** One in three reads, lists and watches is answered so. */
export const hostile =
  (name: string) =>
  (send: Send): Send => {
    let count = 0;
    return async (request) => {
      count += 1;
      const instead = request.method === 'GET' && count > 40 && count % 3 === 0 ? HOSTILE[name]?.(request) : undefined;
      return instead ?? send(request);
    };
  };
