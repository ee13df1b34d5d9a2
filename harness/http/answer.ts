/** What is made of an answer that has arrived: its headers by name, its text, its JSON. */
import type { Json } from '../../contract/json.ts';
import type { WireResponse } from '../../contract/wire.ts';
import type { Headers } from '../credentials/credentials.ts';
import type { Recording } from '../evidence/evidence.ts';
import { sayError } from '../errors/endings.ts';
import type { Answer } from '../model/target.ts';
import { decoded } from './decode.ts';
import { collect, parseBounded, TooLarge } from './limits.ts';

/** The values by lower-case name; repeated headers are joined by `, `. */
export function headerMap(pairs: Headers): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

export function answerOf(
  { method, path }: Pick<Answer, 'method' | 'path'>,
  recording: Recording,
  response: WireResponse,
): Answer {
  return {
    exchange: recording.exchange.seq,
    verb: recording.exchange.verb,
    method,
    path,
    status: response.status,
    headers: headerMap(response.headers),
    text: '',
    json: undefined,
  };
}

/** What is too large for JSON is noted, so that the error which ended a stream is not replaced. */
export function jsonOf(text: string, recording: Recording): Json | undefined {
  try {
    return parseBounded(text);
  } catch (error) {
    recording.failed(sayError(error));
    return undefined;
  }
}

export async function* decodedWhole(
  coding: string | undefined,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield decoded(coding, await collect(body));
}

const decoder = new TextDecoder();

/**
 * If the body is not encoded as its header says, the target is at fault: the error is recorded, and the bytes are used
 * undecoded.
 */
export function textOf(bytes: Uint8Array, coding: string | undefined, recording: Recording): string {
  try {
    return decoder.decode(decoded(coding, bytes));
  } catch (error) {
    if (error instanceof TooLarge) throw error;
    recording.failed(`the body is not ${coding}: ${sayError(error)}`);
    return decoder.decode(bytes);
  }
}
