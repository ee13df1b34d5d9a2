/**
 * Faults in what goes over the wire: each builds a `wrap` (or, where it says so, an override) for the exchanges that
 * match.
 */
import { isObject, type Json, type JsonObject } from '../../../contract/json.ts';
import type { Send, WireRequest, WireResponse } from '../../../contract/wire.ts';
import type { Behaviour } from '../../rules/behaviour.ts';
import type { Reply } from '../../rules/response.ts';
import type { Override, Wrap } from '../types.ts';
import { json, read } from './exchange.ts';
import { isOne, type ParsedRequest, requestOf, type Which } from './request.ts';

/** A request, and the server behind the mutant. */
export interface Exchange extends ParsedRequest {
  /** Lets the server respond to the request, or to the request with some changes. */
  forward(change?: Partial<WireRequest>): Promise<WireResponse>;
  /** Sends a request of the mutant's own, with the client's credentials. A PATCH is a merge patch. */
  send(method: string, path: string, body?: Json): Promise<{ status: number; body: JsonObject }>;
}

const encoder = new TextEncoder();

function exchangeOf(handle: Send, request: WireRequest): Exchange {
  const credentials = request.headers.filter(([name]) => name.toLowerCase() !== 'content-type');
  return {
    ...requestOf(request),
    forward: (change) => handle({ ...request, ...change }),
    send: async (method, path, body) => {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const answer = await handle(
        body === undefined
          ? { method, path, headers: credentials }
          : {
              method,
              path,
              headers: [...credentials, ['content-type', type]],
              body: encoder.encode(JSON.stringify(body)),
            },
      );
      return { status: answer.status, body: await read(answer) };
    },
  };
}

/** The mutant responds to matching requests itself; the server sees only what is forwarded. */
export const onRequest =
  (which: Which, respond: (exchange: Exchange) => WireResponse | Promise<WireResponse>): Wrap =>
  (handle) =>
  async (request) => {
    const exchange = exchangeOf(handle, request);
    return isOne(which, exchange) ? respond(exchange) : handle(request);
  };

/** The server sees another query than the client sent. */
export const onQuery = (which: Which, change: (query: URLSearchParams) => void): Wrap =>
  onRequest(which, ({ path, query, forward }) => {
    change(query);
    return forward({ path: `${path}?${query.toString()}` });
  });

export interface WhichAnswer extends Which {
  status?: number | ((status: number) => boolean);
}

export const succeeded = (status: number): boolean => status < 300;

/** Another answer takes the place of the server's. */
export const onAnswer = (
  { status, ...which }: WhichAnswer,
  change: (answer: WireResponse, exchange: Exchange) => WireResponse | Promise<WireResponse>,
): Wrap =>
  onRequest(which, async (exchange) => {
    const answer = await exchange.forward();
    const matches = typeof status === 'function' ? status(answer.status) : answer.status === (status ?? answer.status);
    return matches ? change(answer, exchange) : answer;
  });

/** The JSON object in the body of an answer, changed. */
export const onBody = (
  which: WhichAnswer,
  change: (body: JsonObject, exchange: Exchange) => JsonObject | Promise<JsonObject>,
): Wrap => onAnswer(which, async (answer, exchange) => json(answer.status, await change(await read(answer), exchange)));

/** The answer is the server's, but something else happens before the client gets it. */
export const afterwards = (which: WhichAnswer, effect: (exchange: Exchange) => Promise<unknown>): Wrap =>
  onAnswer(which, async (answer, exchange) => {
    await effect(exchange);
    return answer;
  });

/** A fault that remembers something from one exchange to the next; each server has a memory of its own. */
export const remembering =
  <Memory>(begin: () => Memory, wrap: (memory: Memory) => Wrap): Wrap =>
  (handle) =>
    wrap(begin())(handle);

/** The same of an override, which is called for each kind and verb: they share what the fault remembers of a server. */
export function acrossVerbs<Memory>(begin: () => Memory, override: (memory: Memory) => Override): Override {
  const servers = new WeakMap<Behaviour, Memory>();
  return (base) => {
    const memory = servers.get(base) ?? begin();
    servers.set(base, memory);
    return override(memory)(base);
  };
}

/** As an override, so that it can be of one kind or verb: the reply of the server before it is written, changed. */
export const onReply =
  (which: Which, change: (reply: Reply, request: ParsedRequest) => Reply): Override =>
  () => ({
    replied: (reply, request) => {
      const parsed = requestOf(request);
      return isOne(which, parsed) ? change(reply, parsed) : reply;
    },
  });

/** Where the reply is a list: with other items. */
export const withItems = (reply: Reply, change: (items: Json[]) => Json[]): Reply => {
  const list = reply.json;
  return isObject(list) && Array.isArray(list['items'])
    ? { ...reply, json: { ...list, items: change(list['items']) } }
    : reply;
};
