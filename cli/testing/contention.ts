/** Servers that let no write overtake another: what meets one in flight is refused, to be tried again. */
import { KINDS } from '../../contract/kinds.ts';
import { operationOf } from '../../contract/request.ts';
import { refusal } from './answers.ts';
import type { Between } from './in-process-liars.ts';

/** How a write is refused that meets another. */
const REFUSALS = {
  409: () => refusal(409, 'Conflict', 'another write is under way: try again'),
  500: () =>
    refusal(500, 'ServerTimeout', 'the operation could not be completed at this time: try again', {
      details: { retryAfterSeconds: 1 },
    }),
  503: () => refusal(503, 'ServiceUnavailable', 'another write is under way: try again'),
} as const;

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
      if (inFlight.has(key)) return REFUSALS[code]();
      inFlight.add(key);
      try {
        await clock.sleep(ms, request.signal);
        return await send(request);
      } finally {
        inFlight.delete(key);
      }
    };
  };
