/** For tests of the server: a server on a virtual clock, and a client with short calls. */
import { example as documented } from '../../contract/examples.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Send } from '../../contract/wire.ts';
import type { Kind } from '../../contract/types.ts';
import { KINDS } from '../../contract/kinds.ts';
import { apiVersionOf, pathOf } from '../../contract/operations.ts';
import { smallReplicas } from '../../contract/workloads/replicated.ts';
import { virtualClock, type VirtualClock } from '../../harness/http/clock.ts';
import { createServer, type ReferenceServer, type ServerOptions } from '../server.ts';

export interface Answer {
  status: number;
  headers: Map<string, string>;
  text: string;
  json: JsonObject;
}

export interface Rig {
  server: ReferenceServer;
  clock: VirtualClock;
  ask(method: string, path: string, body?: Json | Uint8Array, headers?: Record<string, string>): Promise<Answer>;
  /** The lines of a watch that have arrived, and a promise that resolves at its end. */
  watch(path: string): { lines: JsonObject[]; ended: Promise<void>; stop(): void };
}

export const TF = KINDS[0] as Kind;
export const NS = 'one';

/** The documented job; for a kind without a documented one, the smallest valid job. */
export const example = (kind: Kind, name: string, metadata: JsonObject = {}): JsonObject => ({
  ...(documented(kind, 'create', 'request') ?? {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    spec: smallReplicas(kind, { image: 'busybox' }),
  }),
  metadata: { name, ...metadata },
});

const raw = async (
  send: Send,
  method: string,
  path: string,
  body: Json | Uint8Array | undefined,
  headers: Record<string, string>,
): Promise<Answer> => {
  const bytes =
    body === undefined || body instanceof Uint8Array ? body : new TextEncoder().encode(JSON.stringify(body));
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const all = { ...(bytes === undefined ? {} : { 'content-type': type }), ...headers };
  const response = await send({
    method,
    path,
    headers: Object.entries(all),
    ...(bytes === undefined ? {} : { body: bytes }),
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  const answered = new Map(response.headers);
  const text = Buffer.concat(chunks).toString();
  return {
    status: response.status,
    headers: answered,
    text,
    json:
      (answered.get('content-type') ?? '').startsWith('application/json') && text.startsWith('{')
        ? (JSON.parse(text) as JsonObject)
        : {},
  };
};

export function rig(options: Partial<ServerOptions> = {}): Rig {
  const clock = virtualClock();
  const server = createServer({ namespaces: [NS, 'two'], clock, variants: ['controller-absent'], ...options });
  return {
    server,
    clock,
    ask: (method, path, body, headers = {}) => raw(server.handle, method, path, body, headers),
    watch: (path) => {
      const lines: JsonObject[] = [];
      const leaving = new AbortController();
      const read = async (): Promise<void> => {
        const response = await server.handle({ method: 'GET', path, headers: [], signal: leaving.signal });
        let rest = '';
        for await (const chunk of response.body) {
          const parts = (rest + Buffer.from(chunk).toString()).split('\n');
          rest = parts.pop() ?? '';
          lines.push(...parts.map((line) => JSON.parse(line) as JsonObject));
        }
      };
      return { lines, ended: read(), stop: () => leaving.abort() };
    },
  };
}

export const at = (name?: string, kind: Kind = TF, namespace = NS): string => pathOf(kind, namespace, name);
