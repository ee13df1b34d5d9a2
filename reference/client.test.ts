/** The everyday work of @kubernetes/client-node against the server on a port. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ApiException,
  CustomObjectsApi,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  Watch,
} from '@kubernetes/client-node';
import type { JsonObject } from '../contract/json.ts';
import { KINDS } from '../contract/kinds.ts';
import { pathOf } from '../contract/operations.ts';
import { realClock } from '../harness/http/clock.ts';
import { listen } from './http.ts';
import { metadataOf } from './state/model.ts';
import { createServer } from './server.ts';
import { example } from './testing/client.ts';

const namespace = 'one';
let config: KubeConfig;
let close: () => Promise<void>;

beforeAll(async () => {
  const server = createServer({ namespaces: [namespace], clock: realClock, token: 'secret' });
  const listening = await listen(server.handle);
  close = async () => {
    server.stop();
    await listening.close();
  };
  config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'reference', server: listening.url, skipTLSVerify: true },
    { name: 'full', token: 'secret' },
  );
});
afterAll(() => close());

describe.each(KINDS.map((kind) => [kind.kind, kind] as const))('%s by @kubernetes/client-node', (_, kind) => {
  const { group, version, plural } = kind;
  const where = { group, version, namespace, plural };
  const api = (): CustomObjectsApi => config.makeApiClient(CustomObjectsApi);

  it('is created, read, patched, replaced and deleted', async () => {
    await api().createNamespacedCustomObject({ ...where, body: example(kind, 'a') });
    const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
    await api().patchNamespacedCustomObject(
      { ...where, name: 'a', body: { metadata: { labels: { one: '1' } } } },
      merge,
    );
    for (;;) {
      const read = (await api().getNamespacedCustomObject({ ...where, name: 'a' })) as JsonObject;
      expect(metadataOf(read)['labels']).toEqual({ one: '1' });
      const body = { ...read, metadata: { ...metadataOf(read), labels: { two: '2' } } };
      // The controller may write between our read and our replace.
      const replaced = await api()
        .replaceNamespacedCustomObject({ ...where, name: 'a', body })
        .catch((error: unknown) => {
          if (error instanceof ApiException && error.code === 409) return undefined;
          throw error;
        });
      if (replaced === undefined) continue;
      expect(metadataOf(replaced as JsonObject)['labels']).toEqual({ two: '2' });
      break;
    }
    expect(await api().deleteNamespacedCustomObject({ ...where, name: 'a' })).toMatchObject({
      kind: 'Status',
      status: 'Success',
    });
    await expect(api().getNamespacedCustomObject({ ...where, name: 'a' })).rejects.toMatchObject({ code: 404 });
  });

  it('is listed page by page, and deleted as a collection', async () => {
    for (const name of ['p1', 'p2', 'p3', 'p4', 'p5'])
      await api().createNamespacedCustomObject({ ...where, body: example(kind, name, { labels: { page: 'yes' } }) });
    const seen: unknown[] = [];
    let token: string | undefined;
    do {
      const page = (await api().listNamespacedCustomObject({
        ...where,
        limit: 2,
        labelSelector: 'page=yes',
        ...(token === undefined ? {} : { _continue: token }),
      })) as JsonObject;
      seen.push(...(page['items'] as JsonObject[]).map((job) => metadataOf(job)['name']));
      token = String(metadataOf(page)['continue']) || undefined;
    } while (token !== undefined);
    expect(seen).toEqual(['p1', 'p2', 'p3', 'p4', 'p5']);
    await api().deleteCollectionNamespacedCustomObject({ ...where, labelSelector: 'page=yes' });
    expect(await api().listNamespacedCustomObject(where)).toMatchObject({ items: [] });
  });

  it('is watched', async () => {
    const events: string[] = [];
    let done: (error: unknown) => void = () => undefined;
    const ended = new Promise((resolve) => (done = resolve));
    const controller = await new Watch(config).watch(
      pathOf(kind, namespace),
      {},
      (type: string, job: JsonObject) => {
        const event = `${type} ${String(metadataOf(job)['name'])}`;
        if (events.at(-1) !== event) events.push(event);
        if (type === 'DELETED') controller.abort();
      },
      done,
    );
    await api().createNamespacedCustomObject({ ...where, body: example(kind, 'w') });
    await api().patchNamespacedCustomObject(
      { ...where, name: 'w', body: { metadata: { labels: { a: 'b' } } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    await api().deleteNamespacedCustomObject({ ...where, name: 'w' });
    await ended;
    expect(events).toEqual(['ADDED w', 'MODIFIED w', 'DELETED w']);
  });
});
