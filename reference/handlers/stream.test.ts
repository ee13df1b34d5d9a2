import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { metadataOf } from '../state/model.ts';
import { at, example, rig, TF } from '../testing/client.ts';

const describeEvents = (lines: readonly JsonObject[]): string[] =>
  lines.map((line) => `${String(line['type'])} ${String(metadataOf(line['object'])['name'] ?? '')}`);
const version = (job: JsonObject): string => String(metadataOf(job)['resourceVersion']);
const path = (query: string): string => `${at()}?watch=true${query}`;

describe('watch', () => {
  it('begins with what is there and goes on with what happens', async () => {
    const r = rig();
    await r.ask('POST', at(), example(TF, 'a'));
    const w = r.watch(path(''));
    await r.ask('POST', at(), example(TF, 'b'));
    await r.ask('PATCH', at('a'), { metadata: { labels: { x: 'y' } } });
    await r.ask('PATCH', at('a'), {});
    await r.ask('POST', `${at()}?dryRun=All`, example(TF, 'c'));
    await r.ask('DELETE', at('b'));
    await r.ask('POST', at(undefined, TF, 'two'), example(TF, 'd'));
    await r.ask('POST', at(undefined, KINDS[1]), example(KINDS[1] as Kind, 'd'));
    await r.clock.sleep(1);
    expect(describeEvents(w.lines)).toEqual(['ADDED a', 'ADDED b', 'MODIFIED a', 'DELETED b']);
    w.stop();
    await w.ended;
  });

  it('from a version tells what came after it, as often as asked', async () => {
    const r = rig();
    const from = version((await r.ask('POST', at(), example(TF, 'a'))).json);
    await r.ask('PATCH', at('a'), { metadata: { labels: { x: 'y' } } });
    const deleted = r.watch(path(`&resourceVersion=${from}`));
    await r.ask('DELETE', at('a'));
    await r.clock.sleep(1);
    const again = r.watch(path(`&resourceVersion=${from}`));
    await r.clock.sleep(1);
    expect(describeEvents(deleted.lines)).toEqual(['MODIFIED a', 'DELETED a']);
    expect(again.lines).toEqual(deleted.lines);
    expect(version(deleted.lines[1]?.['object'] as JsonObject)).not.toBe(
      version(deleted.lines[0]?.['object'] as JsonObject),
    );
  });

  it('with a selector tells who enters and who leaves', async () => {
    const r = rig();
    const w = r.watch(path('&labelSelector=in%3Dyes'));
    await r.ask('POST', at(), example(TF, 'a'));
    const changes: JsonObject[] = [{ in: 'yes' }, { more: '1' }, { in: null }, { other: '2' }];
    for (const labels of changes) await r.ask('PATCH', at('a'), { metadata: { labels } });
    await r.clock.sleep(1);
    expect(describeEvents(w.lines)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
    expect(metadataOf(w.lines[2]?.['object'])['labels']).toEqual({ in: 'yes', more: '1' });
  });

  it('shows what leaves a selection as it is now where the variant says so', async () => {
    const r = rig({ variants: ['leaving-as-it-is'] });
    const w = r.watch(path('&labelSelector=in%3Dyes'));
    await r.ask('POST', at(), example(TF, 'a'));
    const changes: JsonObject[] = [{ in: 'yes' }, { in: null, more: '1' }];
    for (const labels of changes) await r.ask('PATCH', at('a'), { metadata: { labels } });
    await r.clock.sleep(1);
    expect(describeEvents(w.lines)).toEqual(['ADDED a', 'DELETED a']);
    expect(metadataOf(w.lines[1]?.['object'])['labels']).toEqual({ more: '1' });
  });

  it('keeps what nobody reads, or ends after a few events where the variant says so', async () => {
    const unread = async (variants: string[]): Promise<number> => {
      const r = rig({ variants });
      const headers: [string, string][] = [['authorization', 'Bearer full-token']];
      const { body } = await r.server.handle({ method: 'GET', path: path('&timeoutSeconds=1'), headers });
      await r.ask('POST', at(), example(TF, 'a'));
      for (let i = 0; i < 40; i++) await r.ask('PATCH', at('a'), { metadata: { labels: { i: String(i) } } });
      let lines = 0;
      for await (const _ of body) lines += 1;
      return lines;
    };
    expect(await unread(['controller-absent'])).toBe(41);
    expect(await unread(['slow-readers-ended'])).toBe(12);
  });

  it('ends when its time is up', async () => {
    const r = rig();
    const start = r.clock.now();
    await r.watch(path('&timeoutSeconds=2')).ended;
    expect(r.clock.now() - start).toBe(2000);
  });

  it('ends when the server stops', async () => {
    const r = rig();
    const w = r.watch(path(''));
    await r.clock.sleep(1);
    r.server.stop();
    await w.ended;
  });

  it('sends bookmarks to who asks for them alone', async () => {
    const r = rig();
    const asked = r.watch(path('&allowWatchBookmarks=true&timeoutSeconds=5'));
    const not = r.watch(path('&timeoutSeconds=5'));
    await Promise.all([asked.ended, not.ended]);
    expect(asked.lines[0]).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'TFJob', metadata: { resourceVersion: '72000000' } },
    });
    expect(not.lines).toEqual([]);
    const never = rig({ variants: ['bookmarks-never'] });
    const w = never.watch(path('&allowWatchBookmarks=true&timeoutSeconds=5'));
    await w.ended;
    expect(w.lines).toEqual([]);
  });

  it('tells expiry by an event where the variant says so, and types as in the table', async () => {
    const r = rig({ variants: ['expiry-error-event', 'events-title'] });
    const w = r.watch(path('&resourceVersion=1'));
    await w.ended;
    expect(w.lines).toMatchObject([{ type: 'Error', object: { kind: 'Status', code: 410, reason: 'Expired' } }]);
  });

  it('tells the deletion that finalizers delay', async () => {
    const r = rig();
    const w = r.watch(path(''));
    await r.ask('POST', at(), example(TF, 'a', { finalizers: ['example.com/hold'] }));
    await r.ask('DELETE', at('a'));
    await r.ask('PATCH', at('a'), { metadata: { finalizers: null } });
    await r.clock.sleep(1);
    expect(describeEvents(w.lines)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
  });
});

describe('controller', () => {
  it.each(KINDS.map((kind) => [kind.kind, kind] as const))('moves a %s to its end', async (_, kind) => {
    const r = rig({ variants: [] });
    const w = r.watch(`${at(undefined, kind)}?watch=true`);
    await r.ask('POST', at(undefined, kind), example(kind, 'a'));
    await r.clock.sleep(5000);
    const end = (await r.ask('GET', at('a', kind))).json;
    const types = ((end['status'] as JsonObject)['conditions'] as JsonObject[]).map(
      (c) => `${String(c['type'])} ${String(c['status'])} ${String(c['reason'])}`,
    );
    expect(types).toEqual([
      `Created True ${kind.kind}Created`,
      `Running False ${kind.kind}Running`,
      expect.stringMatching(new RegExp(`^(Succeeded|Failed) True ${kind.kind}(Succeeded|Failed)$`)),
    ]);
    expect(end['status']).toMatchObject({
      startTime: expect.any(String),
      completionTime: expect.any(String),
      [kind.statusMap]: expect.any(Object),
    });
    expect(
      Object.keys((end['status'] as JsonObject)[kind.statusMap] as object).every((type) =>
        kind.replicaTypes.some((t) => t.name === type),
      ),
    ).toBe(true);
    expect(metadataOf(end)['generation']).toBe(1);
    expect(describeEvents(w.lines)).toEqual(['ADDED a', 'MODIFIED a', 'MODIFIED a', 'MODIFIED a']);
    w.stop();
    r.server.stop();
  });

  it('some jobs fail', async () => {
    const r = rig({ variants: [] });
    for (let i = 0; i < 40; i++) await r.ask('POST', at(), example(TF, `j${i}`));
    await r.clock.sleep(5000);
    const ends = r.server
      .objects()
      .map((job) => ((job['status'] as JsonObject)['conditions'] as JsonObject[])[2]?.['type']);
    expect(new Set(ends)).toEqual(new Set(['Succeeded', 'Failed']));
    r.server.stop();
  });
});
