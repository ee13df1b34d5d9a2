/** A request as the suite asks for it. */
import type { Headers } from '../credentials/credentials.ts';
import type { Identity } from '../model/exchange.ts';

export interface Outgoing {
  method: string;
  /** Path and query below the target's prefix, percent-encoded. */
  path: string;
  headers?: Headers;
  /** Names of headers of the suite's own that are not sent. */
  without?: readonly string[];
  body?: string | undefined;
  /** The body is sent in chunks of unknown number. */
  chunked?: boolean | undefined;
  as?: Identity | undefined;
  /** It does no harm if it is carried out twice, or if an answer says that it was: the outcome is looked at. */
  twice?: boolean;
}
