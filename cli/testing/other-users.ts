/** Other users of the target beside the suite, who mean all jobs that there are. */
import { isObject, parseJson, type JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import { pathOf } from '../../contract/operations.ts';
import { operationOf } from '../../contract/request.ts';
import type { Send } from '../../contract/wire.ts';
import { failure, answer } from './answers.ts';
import { dice, type Between } from './in-process-liars.ts';
import { isWatch, textOf } from './streams.ts';

const NAMESPACES = ['conformance', 'conformance-two', 'conformance-scratch'];
const COLLECTIONS = KINDS.flatMap((kind) => NAMESPACES.map((namespace) => pathOf(kind, namespace)));

const asked = async (send: Send, method: string, path: string, body?: JsonObject): Promise<string> => {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const response = await send({
    method,
    path,
    headers: [
      ['authorization', 'Bearer full-token'],
      ['content-type', type],
    ],
    ...(body && { body: new TextEncoder().encode(JSON.stringify(body)) }),
  });
  return textOf(response.body);
};

/** After so many requests, somebody does something, once. */
const once =
  (requests: number, act: (send: Send) => Promise<void>): Between =>
  (send) => {
    let served = 0;
    return async (request) => {
      served += 1;
      if (served === requests) await act(send);
      return send(request);
    };
  };

/** `kubectl delete --all`, of every kind and in every namespace. */
export const deletingAll = (requests: number): Between =>
  once(requests, async (send) => {
    for (const path of COLLECTIONS) await asked(send, 'DELETE', path);
  });

/** `kubectl label --all`, with a key of users. */
export const labellingAll = (requests: number): Between =>
  once(requests, async (send) => {
    for (const path of COLLECTIONS) {
      const list = parseJson(await asked(send, 'GET', path));
      const items = isObject(list) && Array.isArray(list['items']) ? list['items'] : [];
      for (const item of items)
        if (isObject(item) && isObject(item['metadata']))
          await asked(send, 'PATCH', `${path}/${String(item['metadata']['name'])}`, {
            metadata: { labels: { swept: 'yes' } },
          });
    }
  });

/** Now and then the server has forgotten the version that a watch begins after. */
export const forgettingVersions =
  (rate: number): Between =>
  (send) => {
    const next = dice(97);
    return async (request) => {
      const isOne = isWatch(request) && operationOf(request.method, request.path, KINDS) !== undefined;
      const version = new URLSearchParams(request.path.split('?')[1]).get('resourceVersion') ?? '';
      return isOne && Number(version) > 0 && next() < rate
        ? answer(410, failure(410, 'Expired', `too old resource version: ${version}`))
        : send(request);
    };
  };
