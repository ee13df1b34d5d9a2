/** Servers that let no write overtake another: what meets one in flight is refused, to be tried again. */
import { KINDS } from '../../contract/kinds.ts';
import { operationOf } from '../../contract/request.ts';
import type { WireResponse } from '../../contract/wire.ts';
import type { Between } from './in-process-liars.ts';

const encoder = new TextEncoder();
async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield encoder.encode(text);
}

/** How a write is refused that meets another. */
const REFUSALS = {
  409: { reason: 'Conflict', message: 'another write is under way: try again' },
  500: { reason: 'ServerTimeout', message: 'the operation could not be completed at this time: try again' },
  503: { reason: 'ServiceUnavailable', message: 'another write is under way: try again' },
} as const;

const refusal = (code: keyof typeof REFUSALS): WireResponse => ({
  status: code,
  headers: [['content-type', 'application/json']],
  body: bytes(
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      ...REFUSALS[code],
      code,
      ...(code === 500 && { details: { retryAfterSeconds: 1 } }),
    }),
  ),
});

/** Any write of an object, or of its collection, that meets another of the same in flight. Each takes some milliseconds. */
export const contended =
  (code: keyof typeof REFUSALS, ms = 3): Between =>
  (send, clock) => {
    const inFlight = new Set<string>();
    return async (request) => {
      const operation = operationOf(request.method, request.path, KINDS);
      if (operation === undefined || request.method === 'GET') return send(request);
      const { kind, namespace, name } = operation;
      if (name === undefined) return send(request);
      const key = `${kind.plural} ${namespace} ${name}`;
      if (inFlight.has(key)) return refusal(code);
      inFlight.add(key);
      try {
        await clock.sleep(ms, request.signal);
        return await send(request);
      } finally {
        inFlight.delete(key);
      }
    };
  };
