/** Content codings of answers (RFC 9110, section 8.4.1): a server may compress when the client accepts it. */
import { Readable } from 'node:stream';
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  gunzipSync,
  inflateSync,
} from 'node:zlib';
import { LIMITS, TooLarge } from './limits.ts';

/** What the client says that it accepts. */
export const ACCEPT_ENCODING = 'gzip';

const CODINGS = {
  gzip: { whole: gunzipSync, stream: createGunzip },
  'x-gzip': { whole: gunzipSync, stream: createGunzip },
  deflate: { whole: inflateSync, stream: createInflate },
  br: { whole: brotliDecompressSync, stream: createBrotliDecompress },
} as const;

const codingOf = (encoding: string | undefined): (typeof CODINGS)['gzip'] | undefined =>
  CODINGS[(encoding ?? '').trim().toLowerCase() as 'gzip'];

/** Decodes a whole body. Throws when it is not encoded as the header says; TooLarge when it becomes too long. */
export function decoded(encoding: string | undefined, body: Uint8Array): Uint8Array {
  try {
    return codingOf(encoding)?.whole(body, { maxOutputLength: LIMITS.body }) ?? body;
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? new TooLarge('body') : error;
  }
}

/** Decodes the chunks of a stream as they arrive. */
export function decodedStream(
  encoding: string | undefined,
  body: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const coding = codingOf(encoding);
  if (!coding) return body;
  const source = Readable.from(body);
  const decoder = coding.stream();
  source.on('error', (error) => decoder.destroy(error));
  return source.pipe(decoder);
}
