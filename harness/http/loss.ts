/** What became of a request that got no answer, by the error that ended it. */
import type { Loss } from '../errors/endings.ts';

/** Errors of a connection that was not made: of the system, and of undici. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export function lossOf(reason: unknown): Loss {
  const { code, syscall, cause } = Object(reason) as { code?: unknown; syscall?: unknown; cause?: unknown };
  if (syscall === 'connect' || (typeof code === 'string' && UNSENT.has(code))) return 'unsent';
  return cause === undefined ? 'lost' : lossOf(cause);
}
