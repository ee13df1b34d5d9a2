import type { Clock } from '../../contract/clock.ts';
import type { Redact } from './redact.ts';
import { clientNow } from './together.ts';
import { redactHeaders } from './redact.ts';
import type { Exchange } from '../model/exchange.ts';

/** Maximum number of characters of a body that are recorded. */
export const BODY_LIMIT = 64 * 1024;

/**
 * Characters after those, which are masked with them: what is left of a secret that is longer than a short one is masked
 * by itself, and a short one ends within these, in whatever way it is escaped.
 */
const MARGIN = 4 * 1024;

/** Records the answer while it arrives. `body` and `failed` also set how long the exchange took. */
export interface Recording {
  readonly exchange: Exchange;
  head(status: number, headers: readonly [string, string][]): void;
  /** The text received so far; replaces that of an earlier call. */
  body(text: string): void;
  failed(error: string): void;
}

type Begun = Pick<Exchange, 'as' | 'verb' | 'method' | 'path' | 'requestHeaders'> & { requestBody: string | undefined };

export interface Evidence {
  readonly exchanges: Exchange[];
  /** The case of a property that the next exchanges belong to; undefined outside of properties. */
  case: number | undefined;
  begin(request: Begun, redact: Redact): Recording;
  /** Adds an exchange of an earlier judgement. Returns its number here. */
  repeat(exchange: Exchange): number;
}

export function evidence(carriers: readonly string[], clock: Clock): Evidence {
  const exchanges: Exchange[] = [];
  return {
    exchanges,
    case: undefined,
    repeat({ case: _, together: __, ...exchange }) {
      const seq = exchanges.length + 1;
      exchanges.push({ ...exchange, seq, earlier: true });
      return seq;
    },
    begin(request, redact) {
      const { requestBody, ...rest } = request;
      const cut = (text: string): string => {
        const kept = keptOf(text, redact);
        if (kept.length > BODY_LIMIT) exchange.truncated = true;
        return kept;
      };
      const client = clientNow();
      const exchange: Exchange = {
        seq: exchanges.length + 1,
        at: clock.now(),
        ...rest,
        path: redact(request.path),
        requestHeaders: redactHeaders(request.requestHeaders, carriers, redact),
        ms: 0,
        responseHeaders: [],
        responseBody: '',
        ...(this.case !== undefined && { case: this.case }),
        ...(client && { together: client }),
      };
      if (requestBody !== undefined) exchange.requestBody = cut(requestBody);
      exchanges.push(exchange);
      const took = (): number => clock.now() - exchange.at;
      return {
        exchange,
        head(status, headers) {
          exchange.status = status;
          exchange.responseHeaders = redactHeaders(headers, carriers, redact);
        },
        body(text) {
          exchange.responseBody = cut(text);
          exchange.ms = took();
        },
        failed(error) {
          exchange.error = redact(error);
          exchange.ms = took();
        },
      };
    },
  };
}

/** Of a client whose exchanges nobody reports: they are counted, and not kept. */
export function uncollected(clock: Clock): Evidence {
  let seq = 0;
  const next = (): number => (seq += 1);
  return {
    exchanges: [],
    case: undefined,
    repeat: next,
    begin: ({ requestBody: _, ...request }) => ({
      exchange: { ...request, seq: next(), at: clock.now(), ms: 0, responseHeaders: [], responseBody: '' },
      head() {},
      body() {},
      failed() {},
    }),
  };
}

/** The text as it is recorded: masked, and cut where it is long. */
export function keptOf(text: string, redact: Redact): string {
  // Of a text of megabytes the beginning is masked; what masks shorten takes more of it.
  for (let length = BODY_LIMIT + MARGIN; length < text.length; length *= 2) {
    const masked = redact(text.slice(0, length));
    if (masked.length >= BODY_LIMIT + MARGIN) return cutOff(masked, text.length - BODY_LIMIT);
  }
  return capped(redact(text));
}

/** A long text is cut. */
export const capped = (text: string): string =>
  text.length <= BODY_LIMIT ? text : cutOff(text, text.length - BODY_LIMIT);

function cutOff(text: string, more: number): string {
  // A copy: a slice would keep the whole text in memory.
  const kept = Buffer.from(text.slice(0, BODY_LIMIT)).toString();
  return `${kept}\n... (${more} more characters were not kept)`;
}
