/** Writers of others beside the suite. */
import type { JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import { pathOf } from '../../contract/operations.ts';
import { smallReplicas } from '../../contract/workloads/replicated.ts';
import { dice, type Between } from './in-process-liars.ts';
import { textOf } from './streams.ts';

/** In every namespace and of every kind: their objects appear, change and go while the suite works. */
export const othersWrite: Between = (send) => {
  const next = dice(5);
  const headers: [string, string][] = [
    ['authorization', 'Bearer full-token'],
    ['content-type', 'application/json'],
  ];
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const there: string[] = [];
  const write = async (method: string, path: string, body: JsonObject): Promise<void> => {
    const sent = { ...(method === 'DELETE' ? {} : { body: new TextEncoder().encode(JSON.stringify(body)) }) };
    const type: [string, string][] = method === 'PATCH' ? [['content-type', 'application/merge-patch+json']] : [];
    await textOf(
      (await send({ method, path, headers: [...headers.slice(0, 2 - type.length), ...type], ...sent })).body,
    );
  };
  return async (request) => {
    if (next() < 0.1) {
      const kind = oneOf(KINDS);
      const collection = pathOf(kind, oneOf(['conformance', 'conformance-two', 'conformance-scratch']));
      const name =
        next() < 0.5 ? oneOf([...'abcdefghijklmnopqrstuvwxyz0123456789']) : `foreign-${Math.floor(next() * 1e6)}`;
      there.push(`${collection}/${name}`);
      await write('POST', collection, {
        apiVersion: `${kind.group}/${kind.version}`,
        kind: kind.kind,
        metadata: { name, labels: { app: 'a', tier: 'front' } },
        spec: smallReplicas(kind, { image: 'busybox:1.36', resources: { limits: { cpu: '1', memory: '1Gi' } } }),
      });
    } else if (there.length > 0 && next() < 0.2) {
      await write('PATCH', there[0]!, { metadata: { labels: { turn: String(next()) } } });
      await write('DELETE', there.shift()!, {});
    }
    return send(request);
  };
};
