/**
 * The embedded reference server: an honest implementation of the contract, by itself an emulator. A pure handler: bytes
 * in, bytes out, time from the clock it is given. `http.ts` puts it on a port.
 */
import { setMaxListeners } from 'node:events';
import type { Clock } from '../contract/clock.ts';
import type { Send, WireRequest, WireResponse } from '../contract/wire.ts';
import type { Kind, Verb } from '../contract/types.ts';
import type { SchemaSet } from '../schemas/validate.ts';
import { KINDS } from '../contract/kinds.ts';
import { toWire, type Reply } from './rules/response.ts';
import type { Caller } from './rules/auth.ts';
import { honest, type Behaviour } from './rules/behaviour.ts';
import { list, read } from './handlers/reads.ts';
import { refuse, type Call, type Server } from './handlers/context.ts';
import { startController } from './handlers/controller.ts';
import { documentAt, namespaceObject } from './handlers/discovery.ts';
import { Malformed, Refusal } from './rules/errors.ts';
import { committedSet } from './state/validators.ts';
import type { Env, Job } from './state/model.ts';
import { seeded } from './state/random.ts';
import { remove, removeCollection } from './handlers/remove.ts';
import type { Route } from './rules/routes.ts';
import { Store } from './state/store.ts';
import { watch } from './handlers/stream.ts';
import { chosen } from './rules/variants.ts';
import { create, patch, replace } from './handlers/write.ts';

/** Whose behaviour is asked for; neither is known before a path is understood, and no verb where the method has none. */
export interface Where { kind?: Kind; verb?: Verb | undefined }

export interface ServerOptions {
  /** Default: KINDS. */
  kinds?: readonly Kind[];
  /** The namespaces that exist. */
  namespaces: readonly string[];
  clock: Clock;
  /** With either token requests have to show one; without both everybody may do everything. */
  token?: string;
  readOnlyToken?: string;
  /** Non-default options of the contract's freedoms, by id. */
  variants?: readonly string[];
  /** Of uids, outcomes and throttling. Default 1. */
  seed?: number;
  /** Default: the committed schemas. Kinds that these do not know need their own. */
  schemas?: SchemaSet;
  /** Replaces behaviours: of the server as a whole, and of what it does for one kind and verb. */
  behaviour?: (base: Behaviour, at: Where) => Behaviour;
  /** A prefix of every path, e.g. `/cci`. */
  basePath?: string;
}

export interface ReferenceServer {
  handle: Send;
  /** Ends all streams and everything that waits. */
  stop(): void;
  /** Every stored object, for tests and for looking for what was left behind. */
  objects(): Job[];
}

/** Revisions begin where those of the documented examples are, so that a small number is one from long ago. */
const FIRST_REVISION = 72_000_000;
const SKEW = 7 * 60_000;

const HANDLERS: Readonly<Record<Call['verb'], (s: Server, call: Call) => Reply | Promise<Reply>>> = {
  create, read, list, replace, patch, delete: remove, deletecollection: removeCollection, watch,
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
  };
}

export function createServer(options: ServerOptions): ReferenceServer {
  const env = environment(options);
  const base = honest(env);
  const b = options.behaviour?.(base, {}) ?? base;
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const views = new Map<string, Server>();
  const s: Server = {
    env, b,
    of: (kind, verb) => {
      if (options.behaviour === undefined) return s;
      const key = `${kind.plural} ${verb}`;
      const view = views.get(key) ?? { ...s, b: options.behaviour(base, { kind, verb }) };
      views.set(key, view);
      return view;
    },
    store: new Store(FIRST_REVISION, b.versionText),
    clock: options.clock,
    stopped: stopping.signal,
    later: (ms, task) => {
      options.clock.sleep(ms, stopping.signal).then(task).catch((error: unknown) => {
        // Stopping ends everything that waits; anything else is a fault of ours and must show.
        if (!stopping.signal.aborted) throw error;
      });
    },
  };
  startController(s);
  let throttledBefore = false;
  const handle: Send = async (request) => {
    const code = b.throttled(throttledBefore);
    throttledBefore = code !== undefined;
    const delay = b.delay();
    if (delay !== undefined) await options.clock.sleep(delay, request.signal);
    if (code !== undefined) return busy(b, code);
    return answer(s, request, options.basePath ?? '');
  };
  return { handle, stop: () => stopping.abort(), objects: () => env.kinds.flatMap((kind) => s.store.all(kind, [...env.namespaces])) };
}

const busy = (b: Behaviour, code: number): WireResponse =>
  toWire(b, { code, text: 'Too many requests, please try again later.\n', headers: [['retry-after', b.retryAfter()]] }, { pretty: false, acceptEncoding: undefined, head: false });

async function answer(whole: Server, request: WireRequest, basePath: string): Promise<WireResponse> {
  const headers = new Map(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const mark = request.path.indexOf('?');
  const path = mark === -1 ? request.path : request.path.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? '' : request.path.slice(mark + 1));
  const inner = path.startsWith(basePath) ? path.slice(basePath.length) : undefined;
  const route: Route = inner === undefined ? { to: 'nothing' } : whole.b.resolve(inner, whole.env.kinds);
  const verb = route.to === 'jobs' ? whole.b.verbOf(request.method, route.name !== undefined, whole.b.isTrue(query.get('watch'))) : undefined;
  const s = route.to === 'jobs' ? whole.of(route.kind, verb) : whole;
  const asked = { pretty: s.b.isPretty(query), acceptEncoding: headers.get('accept-encoding'), head: request.method === 'HEAD' };
  let reply: Reply;
  try {
    const caller = s.b.authenticates(request.method, inner, query) ? s.b.callerOf(s.b.tokenOf(headers)) : 'full';
    reply = await dispatch(s, request, { caller, route, verb, query, headers });
  } catch (error) {
    reply = refusal(s, error, request.method);
  }
  return toWire(s.b, s.b.replied(reply, request), asked);
}

/** The answer to a refusal; what is no refusal is a fault of the server's own. */
function refusal(s: Server, error: unknown, method: string): Reply {
  const fault = error instanceof Refusal ? error.fault : error instanceof Malformed ? s.b.badRequest(error.message) : s.b.internal(error instanceof Error ? error.message : String(error));
  return { code: s.b.statusCode(fault), json: s.b.statusBody(fault, method) };
}

/** A request once it is known who asks for what. */
interface Asked {
  caller: Caller;
  route: Route;
  verb: Verb | undefined;
  query: URLSearchParams;
  headers: ReadonlyMap<string, string>;
}

async function dispatch(s: Server, request: WireRequest, { caller, route, verb, query, headers }: Asked): Promise<Reply> {
  if (caller === 'anonymous') refuse(s.b.anonymousIsForbidden() ? s.b.anonymous() : s.b.unauthorized());
  if (caller === 'unknown') refuse(s.b.unauthorized());
  if (route.to === 'nothing') return unknown(s, request.method);
  if (route.to !== 'jobs') return document(s, request.method, route);

  const { kind, namespace, name } = route;
  if (verb === undefined) {
    if (!s.b.mayDo(caller, 'create')) refuse(s.b.forbidden(kind, namespace, name, request.method));
    return refuse(s.b.methodNotAllowed(kind, request.method));
  }
  if (namespace === undefined && verb !== 'list' && verb !== 'watch') return unknown(s, request.method);
  if (!s.b.mayDo(caller, verb)) refuse(s.b.forbidden(kind, namespace, name, verb));
  if (!s.b.acceptsJson(headers.get('accept'))) refuse(s.b.notAcceptable());
  return HANDLERS[verb](s, { kind, verb, namespace, name, query, headers, body: request.body ?? new Uint8Array(), signal: request.signal });
}

const unknown = (s: Server, method: string): Reply =>
  s.b.unknownAsStatus() ? { code: 404, json: s.b.statusBody(s.b.unknownResource(), method) } : { code: 404, text: '404 page not found\n' };

function document(s: Server, method: string, route: Exclude<Route, { to: 'jobs' | 'nothing' }>): Reply {
  if (method !== 'GET' && method !== 'HEAD') return refuse(s.b.readOnlyPath(method));
  if (route.to === 'document') return documentAt(route.path, s.env.kinds, [...s.env.namespaces]) ?? unknown(s, method);
  return s.b.namespaceExists(route.name) ? { code: 200, json: namespaceObject(route.name) } : refuse(s.b.namespaceNotFound(route.name));
}
