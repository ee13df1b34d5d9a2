/** Servers that hold jobs of somebody else, and say something else than the truth about them: for tests of what a run touches. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import { apiVersionOf, pathOf } from '../../contract/operations.ts';
import type { Send, WireRequest } from '../../contract/wire.ts';
import { smallest } from '../../harness/judge/limits.ts';
import type { VirtualClock } from '../../harness/http/clock.ts';
import { createServer } from '../../reference/server.ts';
import { invoke, type Invoked } from './invoke.ts';
import { sent, targetOf, type InProcessTarget } from './network.ts';
import { textOf } from './streams.ts';

export const TFJOB = KINDS[0]!;
export const JOBS = pathOf(TFJOB, 'default');
export const job = (name: string, labels: JsonObject = {}): JsonObject => ({
  ...smallest(TFJOB, { image: 'i', cpu: '1m', memory: '1Mi', maxReplicas: 1, mostObjects: 510 }),
  apiVersion: apiVersionOf(TFJOB),
  metadata: { name, labels },
});
export const nameOf = (object: unknown): string => (object as { metadata: { name: string } }).metadata.name;
export const FOREIGN = ['a-foreign', 'b-foreign', 'c-foreign', 'd-foreign'];

export type Between = (send: Send, clock: VirtualClock) => Send;

/** The reference server behind another, with four jobs of somebody else. */
export async function withForeign(between: Between) {
  let objects = (): unknown[] => [];
  let honest: Send | undefined;
  const target = targetOf((clock) => {
    const server = createServer({ clock, namespaces: ['default', 'other', 'scratch'] });
    objects = () => server.objects();
    honest = server.handle;
    return between(server.handle, clock);
  });
  for (const name of FOREIGN) await sent({ ...target, send: honest as Send }, 'POST', JOBS, job(name));
  await target.network.clock.sleep(60_000); // the controller has done with them
  const foreign = (): string => JSON.stringify(objects().filter((one) => FOREIGN.includes(nameOf(one))));
  return {
    target,
    foreign,
    others: () =>
      objects()
        .map(nameOf)
        .filter((name) => !FOREIGN.includes(name)),
  };
}

/** Changes every object in every answer, also those in lists; a watch is passed on. */
export const changing =
  (change: (metadata: JsonObject, request: WireRequest) => void): Between =>
  (send) =>
  async (request) => {
    const response = await send(request);
    if (/[?&]watch=/.test(request.path)) return response;
    const text = await textOf(response.body);
    const visit = (value: Json): void => {
      if (!isObject(value)) return;
      if (isObject(value['metadata']) && value['metadata']['name'] !== undefined) change(value['metadata'], request);
      if (Array.isArray(value['items'])) value['items'].forEach(visit);
    };
    const json = ((): Json | undefined => {
      try {
        return JSON.parse(text) as Json;
      } catch {
        return undefined;
      }
    })();
    if (json !== undefined) visit(json);
    return { ...response, body: bytes(json === undefined ? text : JSON.stringify(json)) };
  };

export async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield new TextEncoder().encode(text);
}

/** Changes the answers to the requests that are meant; what is no object is passed on. */
export function instead(
  isMeant: (request: WireRequest) => boolean,
  change: (answer: JsonObject) => JsonObject,
): Between {
  return (send) => async (request) => {
    const response = await send(request);
    if (!isMeant(request) || response.status >= 300) return response;
    return { ...response, body: bytes(JSON.stringify(change(JSON.parse(await textOf(response.body)) as JsonObject))) };
  };
}

export const RUN = ['--kind', 'tfjob', '--seed', '1', '--settle', '1', '--runs', '5'];
export const ONLY = [
  '--only',
  'create/completes-generate-name,create/refuses-a-body-without-any-name,delete/removes,delete/waits,delete-collection/',
];
export const judged = ({ url, network }: InProcessTarget, ...more: string[]): Promise<Invoked> =>
  invoke(['--target', url, ...RUN, ...more], { network });
