/** Answers that servers and networks of the tests give in place of the reference server's. */
import type { WireResponse } from '../../contract/wire.ts';

const encoder = new TextEncoder();
async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield encoder.encode(text);
}

const JSON_TYPE: [string, string][] = [['content-type', 'application/json']];

/** By default the body is JSON. */
export const answer = (status: number, body: string, headers: [string, string][] = JSON_TYPE): WireResponse => ({
  status,
  headers,
  body: bytes(body),
});

/** The text of a Status of failure. */
export const failure = (code: number, reason: string, message: string, more: object = {}): string =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code, ...more });

export const refusal = (code: number, reason: string, message: string, more: object = {}): WireResponse =>
  answer(code, failure(code, reason, message, more));
