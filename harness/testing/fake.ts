/**
 * A target of a few lines for the harness's own tests: stores, reads, lists, patches labels and finalizers, deletes.
 */
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Send, WireRequest, WireResponse } from '../../contract/wire.ts';
import { createCredentials } from '../credentials/create.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { tokenCredentials, type Tokens } from '../credentials/tokens.ts';
import type { JudgeContext } from '../judge/context.ts';
import { virtualClock } from '../http/clock.ts';
import type { OpenConnection } from '../http/connection.ts';
import type { Execution, Namespaces } from '../model/run.ts';
import { memoryJournal } from '../ownership/journal.ts';
import { merged } from '../judge/limits.ts';
import { limiter } from '../http/throttle.ts';
import { createIntermediaries } from '../http/intermediaries.ts';

export const TFJOB = KINDS[0]!;

export function reply(status: number, body: Json | string, headers: [string, string][] = []): WireResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  async function* bytes(): AsyncGenerator<Uint8Array> {
    if (text !== '') yield new TextEncoder().encode(text);
  }
  return { status, headers: [['content-type', 'application/json'], ...headers], body: bytes() };
}

export const textOf = (request: WireRequest): string => new TextDecoder().decode(request.body ?? new Uint8Array());

/** A merge patch for `merged`: what is null there is to be removed. */
const removing = (patch: JsonObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(patch).map(([key, value]) => [
      key,
      value === null ? undefined : isObject(value) ? removing(value) : value,
    ]),
  );

export interface FakeTarget {
  send: Send;
  objects: Map<string, JsonObject>;
  requests: WireRequest[];
}

/** If `before` returns an answer, that one is sent. */
export function fakeTarget(
  before: (request: WireRequest) => WireResponse | Promise<WireResponse> | undefined = () => undefined,
): FakeTarget {
  const objects = new Map<string, JsonObject>();
  const requests: WireRequest[] = [];
  let uids = 0;

  function answer(request: WireRequest): WireResponse {
    const path = request.path.split('?')[0] as string;
    const found = objects.get(path);
    const missing = (): WireResponse =>
      reply(404, { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404 });
    if (request.method === 'POST') {
      const object = JSON.parse(textOf(request)) as { metadata: JsonObject };
      const made = { ...object, metadata: { ...object.metadata, uid: `uid-${(uids += 1)}` } };
      objects.set(`${path}/${String(object.metadata['name'])}`, made);
      return reply(201, made);
    }
    if (request.method === 'GET' && path.endsWith('s')) {
      const items = [...objects].filter(([key]) => key.startsWith(`${path}/`)).map(([, object]) => object);
      return reply(200, { kind: 'TFJobList', metadata: { continue: '' }, items });
    }
    if (!found) return missing();
    if (request.method === 'GET') return reply(200, found);
    if (request.method === 'PUT' || request.method === 'PATCH') {
      const { uid } = found['metadata'] as JsonObject;
      const sent = JSON.parse(textOf(request)) as JsonObject;
      const next = merged(request.method === 'PUT' ? sent : merged(found, removing(sent)), { metadata: { uid } });
      const { deletionTimestamp, finalizers } = next['metadata'] as JsonObject;
      if (deletionTimestamp && !finalizers) objects.delete(path);
      else objects.set(path, next);
      return reply(200, next);
    }
    const { uid, finalizers } = found['metadata'] as JsonObject;
    const wanted =
      request.body && (JSON.parse(textOf(request)) as { preconditions?: { uid?: string } }).preconditions?.uid;
    if (wanted && wanted !== uid)
      return reply(409, { kind: 'Status', status: 'Failure', reason: 'Conflict', code: 409 });
    if (!finalizers) {
      objects.delete(path);
      return reply(200, { kind: 'Status', status: 'Success' });
    }
    const doomed = merged(found, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } });
    objects.set(path, doomed);
    return reply(200, doomed);
  }

  return {
    objects,
    requests,
    async send(request) {
      requests.push(request);
      return (await before(request)) ?? answer(request);
    },
  };
}

/** What a test wants to differ from the defaults. */
export type Over = Partial<Omit<JudgeContext, 'connection' | 'namespaces' | 'execution'>> & {
  connection?: Partial<OpenConnection>;
  namespaces?: Partial<Namespaces>;
  execution?: Partial<Execution>;
};

export const tokens = (tokens: Tokens, header = 'Authorization'): Credentials =>
  createCredentials(tokenCredentials(header, tokens));

/** A context on a target in this process, on virtual time. */
export const fakeContext = (send: Send, { connection, namespaces, execution, ...over }: Over = {}): JudgeContext => ({
  connection: {
    target: 'http://memory',
    credentials: tokens({}),
    timeout: 30_000,
    send,
    limiter: limiter(4),
    intermediaries: createIntermediaries(),
    ...connection,
  },
  clock: virtualClock(),
  kinds: KINDS,
  namespaces: { namespace: 'ns', ...namespaces },
  execution: {
    seed: 1,
    runs: 100,
    concurrency: 4,
    settle: 30_000,
    patience: 0,
    running: 0,
    settings: { image: 'busybox', cpu: '10m', memory: '16Mi', maxReplicas: 1, mostObjects: 510 },
    bail: false,
    ...execution,
  },
  journal: memoryJournal({ target: 'memory', runId: 'rtest' }),
  invariants: [],
  schemas: { validate: () => [] },
  ...over,
});
