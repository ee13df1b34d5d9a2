/** Servers that lie, and networks that fail, between the suite and the reference server, in this process. */
import { KINDS } from '../../contract/kinds.ts';
import type { Clock } from '../../contract/clock.ts';
import type { Send, WireRequest, WireResponse } from '../../contract/wire.ts';
import { createServer } from '../../reference/server.ts';
import { answer, refusal } from './answers.ts';

export type Between = (send: Send, clock: Clock) => Send;

export interface Recorded {
  method: string;
  status: number;
  headers: [string, string][];
  body: string;
}

/** An honest server whose answers are kept, in order. Streams are kept as far as they were read. */
export const recording =
  (kept: Recorded[]): Between =>
  (send) =>
  async (request) => {
    const response = await send(request);
    const entry: Recorded = { method: request.method, status: response.status, headers: response.headers, body: '' };
    kept.push(entry);
    return { ...response, body: noted(response.body, entry) };
  };

async function* noted(body: AsyncIterable<Uint8Array>, entry: Recorded): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    entry.body += Buffer.from(chunk).toString();
    yield chunk;
  }
}

/** The answers of an earlier run, in its order, to whatever is asked by the same method. */
export const replaying =
  (kept: readonly Recorded[]): Between =>
  () => {
    const next = new Map<string, number>();
    return async ({ method }) => {
      const of = kept.filter((entry) => entry.method === method);
      const at = next.get(method) ?? 0;
      next.set(method, at + 1);
      const entry = of[at % Math.max(1, of.length)];
      return entry === undefined ? answer(404, '') : answer(entry.status, entry.body, entry.headers);
    };
  };

export const LIARS = {
  'always 200 {}': () => async () => answer(200, '{}'),
  'always 400 and a Status': () => async () => refusal(400, 'BadRequest', 'no'),
  echo: () => async (request: WireRequest) => answer(200, new TextDecoder().decode(request.body)),
} satisfies Record<string, Between>;

/** The path of a kind as that of the one after it. */
const ofNextKind = (path: string): string => {
  const i = KINDS.findIndex(
    (kind) => path.includes(`/${kind.group}/${kind.version}/`) && new RegExp(`/${kind.plural}(/|\\?|$)`).test(path),
  );
  const [kind, other] = [KINDS[i], KINDS[(i + 1) % KINDS.length]];
  return kind === undefined || other === undefined
    ? path
    : path
        .replace(`/${kind.group}/${kind.version}/`, `/${other.group}/${other.version}/`)
        .replace(`/${kind.plural}`, `/${other.plural}`);
};

const CACHED = 1000;

/** Honest about most things. */
export const HALF_LIARS = {
  'reads from the wrong kind': (send) => (request) =>
    send(request.method === 'GET' ? { ...request, path: ofNextKind(request.path) } : request),
  'caches reads for a second': (send, clock) => {
    const known = new Map<string, { until: number; entry: Recorded }>();
    return async (request) => {
      if (request.method !== 'GET' || /[?&]watch=/.test(request.path)) return send(request);
      const key = `${request.path} ${JSON.stringify(request.headers)}`,
        hit = known.get(key);
      if (hit !== undefined && hit.until > clock.now())
        return answer(hit.entry.status, hit.entry.body, hit.entry.headers);
      const response = await send(request);
      let body = '';
      for await (const chunk of response.body) body += Buffer.from(chunk).toString();
      known.set(key, {
        until: clock.now() + CACHED,
        entry: { method: 'GET', status: response.status, headers: response.headers, body },
      });
      return answer(response.status, body, response.headers);
    };
  },
  'two replicas in turns': (send, clock) => {
    const second = createServer({
      namespaces: ['conformance', 'conformance-two', 'conformance-scratch'],
      clock,
      token: 'full-token',
      readOnlyToken: 'read-only-token',
      seed: 2,
    });
    let turn = 0;
    return (request) => (turn++ % 2 === 0 ? send : second.handle)(request);
  },
} satisfies Record<string, Between>;

/** A small generator of its own, so that a bad day can be lived again. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

async function* broken(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    yield chunk.subarray(0, Math.floor(chunk.byteLength / 2));
    break;
  }
  throw new Error('socket hang up');
}

const LATER: [string, string][] = [
  ['content-type', 'text/plain'],
  ['retry-after', '1'],
];

/** What may become of one exchange in twenty before a good server. */
const MISHAPS: Readonly<Record<string, (send: Send, request: WireRequest, clock: Clock) => Promise<WireResponse>>> = {
  'is refused': async () => Promise.reject(new Error('connect ECONNREFUSED')),
  'loses its answer': async (send, request) => {
    await send(request);
    throw new Error('read ECONNRESET');
  },
  'breaks off': async (send, request) => {
    const response = await send(request);
    return { ...response, body: broken(response.body) };
  },
  'is late': async (send, request, clock) => {
    await clock.sleep(5000, request.signal);
    return send(request);
  },
  'is too late': async (send, request, clock) => {
    await clock.sleep(100_000, request.signal);
    return send(request);
  },
  'is throttled': async () => answer(429, 'Too many requests, please try again later.\n', LATER),
  'meets a restart': async () => answer(503, 'upstream connect error', LATER),
};

export const badDay =
  (seed: number): Between =>
  (send, clock) => {
    const next = dice(seed);
    const mishaps = Object.values(MISHAPS);
    return (request) =>
      next() < 0.05 ? mishaps[Math.floor(next() * mishaps.length)]!(send, request, clock) : send(request);
  };
