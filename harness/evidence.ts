/** What is kept of a judgement's traffic: numbered exchanges, credentials masked, bodies cut to a size. */
import type { Redact } from './redact.ts';
import { redactHeaders } from './redact.ts';
import type { Exchange } from './types.ts';

/** Characters kept of a body. */
export const BODY_LIMIT = 64 * 1024;

export interface Recording {
  readonly exchange: Exchange;
  head(status: number, headers: readonly [string, string][]): void;
  /** The text as it stands now; called again it replaces. */
  body(text: string, ms: number): void;
  failed(error: string, ms: number): void;
}

export interface Evidence {
  readonly exchanges: Exchange[];
  /** The property's case that what follows belongs to; undefined outside of properties. */
  case: number | undefined;
  begin(exchange: Omit<Exchange, 'seq' | 'ms' | 'responseHeaders' | 'responseBody' | 'case'>, redact: Redact): Recording;
}

export function evidence(tokenHeader: string): Evidence {
  const exchanges: Exchange[] = [];
  return {
    exchanges,
    case: undefined,
    begin(request, redact) {
      const { requestBody, ...rest } = request;
      const cut = (text: string): string => cap(redact(text), exchange);
      const exchange: Exchange = {
        seq: exchanges.length + 1,
        ...rest,
        path: redact(request.path),
        requestHeaders: redactHeaders(request.requestHeaders, tokenHeader, redact),
        ms: 0,
        responseHeaders: [],
        responseBody: '',
        ...(this.case !== undefined && { case: this.case }),
      };
      if (requestBody !== undefined) exchange.requestBody = cut(requestBody);
      exchanges.push(exchange);
      return {
        exchange,
        head(status, headers) {
          exchange.status = status;
          exchange.responseHeaders = redactHeaders(headers, tokenHeader, redact);
        },
        body(text, ms) {
          exchange.responseBody = cut(text);
          exchange.ms = ms;
        },
        failed(error, ms) {
          exchange.error = redact(error);
          exchange.ms = ms;
        },
      };
    },
  };
}

function cap(text: string, exchange: Exchange): string {
  if (text.length <= BODY_LIMIT) return text;
  exchange.truncated = true;
  return `${text.slice(0, BODY_LIMIT)}\n... (${text.length - BODY_LIMIT} more characters were not kept)`;
}
