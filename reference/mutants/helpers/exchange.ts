import type { Json, JsonObject } from '../../../contract/json.ts';
import type { WireResponse } from '../../../contract/wire.ts';

const encoder = new TextEncoder();

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export const json = (status: number, body: Json): WireResponse => ({
  status,
  headers: [['content-type', 'application/json']],
  body: once(encoder.encode(JSON.stringify(body))),
});

export const statusOf = (code: number, reason: string): JsonObject => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: `refused: ${reason}`,
  reason,
  code,
});

/** A refusal that the server did not mean. */
export const refusal = (code: number, reason: string): WireResponse => json(code, statusOf(code, reason));

/** The body of an answer that is one JSON object; empty where it is none. Reads the answer to its end. */
export async function read(answer: WireResponse): Promise<JsonObject> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text.startsWith('{') ? (JSON.parse(text) as JsonObject) : {};
}

/** Gives other requests the time to be served. */
export async function whileOthersGoOn(): Promise<void> {
  for (let round = 0; round < 12; round += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
