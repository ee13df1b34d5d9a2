/**
 * The embedded reference server: a correct implementation of the contract, which can also be used as an emulator. A
 * pure handler: bytes in, bytes out, time from the clock it is given. `http.ts` puts it on a port.
 */
import { setMaxListeners } from 'node:events';
import type { Clock } from '../contract/clock.ts';
import type { Send, WireRequest, WireResponse } from '../contract/wire.ts';
import type { Kind, Verb } from '../contract/types.ts';
import { committedSet, type SchemaSet } from '../schemas/validate.ts';
import { KINDS, keyOf } from '../contract/kinds.ts';
import { toWire, type Reply } from './rules/response.ts';
import type { Caller } from './rules/auth.ts';
import { conforming, type Behaviour } from './rules/behaviour.ts';
import { list, read } from './handlers/reads.ts';
import { refuse, type Call, type Server } from './handlers/context.ts';
import { startCollector } from './handlers/collector.ts';
import { startController } from './handlers/controller.ts';
import { documentAt, namespaceObject } from './handlers/discovery.ts';
import { Malformed, Refusal } from './rules/errors.ts';
import type { Env, Job } from './state/model.ts';
import { seeded } from './state/random.ts';
import { remove, removeCollection } from './handlers/remove.ts';
import type { Route } from './rules/routes.ts';
import { Store } from './state/store.ts';
import { watch } from './handlers/stream.ts';
import { chosen } from './rules/variants.ts';
import { create, patch, replace } from './handlers/write.ts';

/**
 * The kind and verb whose behaviour is wanted. Both are unknown until the path is resolved; there is no verb for an
 * unsupported method.
 */
export interface Where {
  kind?: Kind;
  verb?: Verb | undefined;
}

export interface ServerOptions {
  /** Default: KINDS. */
  kinds?: readonly Kind[];
  /** The namespaces that exist. */
  namespaces: readonly string[];
  clock: Clock;
  /** If this or the read-only token is given, requests need one of them; without both, no request needs one. */
  token?: string;
  readOnlyToken?: string;
  /** One that is known and may do nothing. */
  foreignToken?: string;
  /** Non-default options of the contract's freedoms, by id. */
  variants?: readonly string[];
  /** Seed of uids, of how jobs end, and of throttling. Default 1. */
  seed?: number;
  /** Default: the committed schemas. Other kinds need schemas of their own. */
  schemas?: SchemaSet;
  /** Replaces decisions of the server. Called once for the whole server, and for each kind and verb. */
  behaviour?: (base: Behaviour, at: Where) => Behaviour;
  /** A prefix of every path, e.g. `/cci`. */
  basePath?: string;
}

export interface ReferenceServer {
  handle: Send;
  /** Ends all streams and all waiting. */
  stop(): void;
  /** Every stored object, for tests, and to find objects that were left behind. */
  objects(): Job[];
}

/** Revisions start at the magnitude of the documented examples, so that a small number is an expired one. */
const FIRST_REVISION = 72_000_000;
/** Milliseconds by which the cache that may answer resourceVersion=0 is behind. */
const CACHE_LAG = 150;
/** Milliseconds after which a server with a short memory forgets a change. */
const MEMORY = 60_000;
const SKEW = 7 * 60_000;

const HANDLERS: Readonly<Record<Call['verb'], (s: Server, call: Call) => Reply | Promise<Reply>>> = {
  create,
  read,
  list,
  replace,
  patch,
  delete: remove,
  deletecollection: removeCollection,
  watch,
};

function environment(options: ServerOptions): Env {
  const has = chosen(options.variants ?? []);
  const skew = has('clock-ahead') ? SKEW : has('clock-behind') ? -SKEW : 0;
  return {
    kinds: options.kinds ?? KINDS,
    namespaces: new Set(options.namespaces),
    has,
    now: () => options.clock.now() + skew,
    random: seeded(options.seed ?? 1),
    schemas: () => options.schemas ?? committedSet(),
    token: options.token,
    readOnlyToken: options.readOnlyToken,
    foreignToken: options.foreignToken,
  };
}

export function createServer(options: ServerOptions): ReferenceServer {
  const env = environment(options);
  const base = conforming(env);
  const behaviour = options.behaviour?.(base, {}) ?? base;
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const views = new Map<string, Server>();
  const store = new Store(FIRST_REVISION, behaviour.versionText);
  let cached = FIRST_REVISION;
  const server: Server = {
    env,
    behaviour: behaviour,
    of: (kind, verb) => {
      if (options.behaviour === undefined) return server;
      const key = `${kind === undefined ? '' : keyOf(kind)} ${verb}`;
      const view = views.get(key) ?? { ...server, behaviour: options.behaviour(base, { kind, verb }) };
      views.set(key, view);
      return view;
    },
    store,
    cached: () => cached,
    clock: options.clock,
    stopped: stopping.signal,
    later: (ms, task) => {
      options.clock
        .sleep(ms, stopping.signal)
        .then(task)
        .catch((error: unknown) => {
          // Stopping aborts everything that waits; any other error is a bug of the server and must not be hidden.
          if (!stopping.signal.aborted) throw error;
        });
    },
  };
  if (env.has('version-0-cached'))
    store.listen(({ revision }) => server.later(CACHE_LAG, () => void (cached = Math.max(cached, revision))));
  if (env.has('history-forgotten')) store.listen(({ revision }) => server.later(MEMORY, () => store.forget(revision)));
  startController(server);
  startCollector(server);
  let throttledBefore = false;
  const handle: Send = async (request) => {
    const code = behaviour.throttled(throttledBefore);
    throttledBefore = code !== undefined;
    const delay = behaviour.delay();
    if (delay !== undefined) await options.clock.sleep(delay, request.signal);
    if (code !== undefined) return busy(behaviour, code);
    return answer(server, request, options.basePath ?? '');
  };
  return {
    handle,
    stop: () => stopping.abort(),
    objects: () => env.kinds.flatMap((kind) => server.store.all(kind, [...env.namespaces])),
  };
}

const busy = (behaviour: Behaviour, code: number): WireResponse =>
  toWire(
    behaviour,
    { code, text: 'Too many requests, please try again later.\n', headers: [['retry-after', behaviour.retryAfter()]] },
    { pretty: false, acceptEncoding: undefined, head: false },
  );

async function answer(whole: Server, request: WireRequest, basePath: string): Promise<WireResponse> {
  const headers = new Map(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const mark = request.path.indexOf('?');
  const path = mark === -1 ? request.path : request.path.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? '' : request.path.slice(mark + 1));
  const inner = path.startsWith(basePath) ? path.slice(basePath.length) : undefined;
  const route: Route = inner === undefined ? { to: 'nothing' } : whole.behaviour.resolve(inner, whole.env.kinds);
  const verb =
    route.to === 'jobs'
      ? whole.behaviour.verbOf(request.method, route.name !== undefined, whole.behaviour.isTrue(query.get('watch')))
      : undefined;
  const server = route.to === 'jobs' ? whole.of(route.kind, verb) : whole;
  const asked = {
    pretty: server.behaviour.isPretty(query),
    acceptEncoding: headers.get('accept-encoding'),
    head: request.method === 'HEAD',
  };
  let reply: Reply;
  try {
    const caller = server.behaviour.authenticates(request.method, inner, query)
      ? server.behaviour.callerOf(server.behaviour.tokenOf(headers))
      : 'full';
    reply = await dispatch(server, request, { caller, route, verb, query, headers });
  } catch (error) {
    reply = refusal(server, error, request.method);
  }
  return toWire(server.behaviour, server.behaviour.replied(reply, request), asked);
}

/** The answer to a refusal. Any other error is an internal error, and is answered as one. */
function refusal(server: Server, error: unknown, method: string): Reply {
  const fault =
    error instanceof Refusal
      ? error.fault
      : error instanceof Malformed
        ? server.behaviour.badRequest(error.message)
        : server.behaviour.internal(error instanceof Error ? error.message : String(error));
  return { code: server.behaviour.statusCode(fault), json: server.behaviour.statusBody(fault, method) };
}

/** A request after its path and caller are known. */
interface Asked {
  caller: Caller;
  route: Route;
  verb: Verb | undefined;
  query: URLSearchParams;
  headers: ReadonlyMap<string, string>;
}

async function dispatch(
  server: Server,
  request: WireRequest,
  { caller, route, verb, query, headers }: Asked,
): Promise<Reply> {
  if (caller === 'anonymous')
    refuse(server.behaviour.anonymousIsForbidden() ? server.behaviour.anonymous() : server.behaviour.unauthorized());
  if (caller === 'unknown') refuse(server.behaviour.unauthorized());
  if (route.to === 'nothing') return unknown(server, request.method);
  if (route.to !== 'jobs') return document(server, request.method, route);

  const { kind, namespace, name } = route;
  if (verb === undefined) {
    if (!server.behaviour.mayDo(caller, 'create'))
      refuse(server.behaviour.forbidden(kind, namespace, name, request.method));
    return refuse(server.behaviour.methodNotAllowed(kind, request.method));
  }
  if (namespace === undefined && verb !== 'list' && verb !== 'watch') return unknown(server, request.method);
  if (!server.behaviour.mayDo(caller, verb)) refuse(server.behaviour.forbidden(kind, namespace, name, verb));
  if (!server.behaviour.acceptsJson(headers.get('accept'))) refuse(server.behaviour.notAcceptable());
  return HANDLERS[verb](server, {
    kind,
    verb,
    namespace,
    name,
    query,
    headers,
    body: request.body ?? new Uint8Array(),
    signal: request.signal,
  });
}

const unknown = (server: Server, method: string): Reply =>
  server.behaviour.unknownAsStatus()
    ? { code: 404, json: server.behaviour.statusBody(server.behaviour.unknownResource(), method) }
    : { code: 404, text: '404 page not found\n' };

function document(server: Server, method: string, route: Exclude<Route, { to: 'jobs' | 'nothing' }>): Reply {
  if (method !== 'GET' && method !== 'HEAD') return refuse(server.behaviour.readOnlyPath(method));
  if (route.to === 'document')
    return documentAt(route.path, server.env.kinds, [...server.env.namespaces]) ?? unknown(server, method);
  return server.behaviour.namespaceExists(route.name)
    ? { code: 200, json: namespaceObject(route.name) }
    : refuse(server.behaviour.namespaceNotFound(route.name));
}
