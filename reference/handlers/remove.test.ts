import { describe, expect, it } from 'vitest';
import { apiVersionOf } from '../../contract/operations.ts';
import { KINDS } from '../../contract/kinds.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { metadataOf } from '../state/model.ts';
import { at, example, rig, TF, type Rig } from '../testing/client.ts';

const HELD = { finalizers: ['example.com/hold'] };
const stocked = async (names: string[], metadata: JsonObject = {}): Promise<Rig> => {
  const r = rig();
  for (const name of names) await r.ask('POST', at(), example(TF, name, { labels: { n: name }, ...metadata }));
  return r;
};
const names = (r: Rig): unknown[] => r.server.objects().map((job) => metadataOf(job)['name']);
const options = (more: JsonObject): Json => ({ kind: 'DeleteOptions', apiVersion: 'v1', ...more });

describe('delete', () => {
  it('answers a Status that names what is gone', async () => {
    const r = await stocked(['a', 'ab']);
    const uid = metadataOf((await r.ask('GET', at('a'))).json)['uid'] as string;
    expect((await r.ask('DELETE', at('a'))).json).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'a', group: 'kubeflow.org', kind: 'tfjobs', uid },
    });
    expect(names(r)).toEqual(['ab']);
    expect((await r.ask('DELETE', at('a'))).status).toBe(404);
  });
  it.each([
    '?gracePeriodSeconds=0',
    '?gracePeriodSeconds=30',
    '?propagationPolicy=Background',
    '?orphanDependents=false',
    '?pretty=true',
  ])('%s goes at once', async (query) => {
    const r = await stocked(['a']);
    expect((await r.ask('DELETE', at('a') + query)).status).toBe(200);
    expect(names(r)).toEqual([]);
  });
  it.each(['?propagationPolicy=Foreground', '?propagationPolicy=Orphan', '?orphanDependents=true'])(
    '%s is finished by the server as garbage collector',
    async (query) => {
      const r = await stocked(['a']);
      expect((await r.ask('DELETE', at('a') + query)).json).toMatchObject({
        kind: 'TFJob',
        metadata: { deletionTimestamp: expect.any(String), generation: 2 },
      });
      await r.clock.sleep(100);
      expect(names(r)).toEqual([]);
    },
  );
  it('dry: nothing goes', async () => {
    const r = await stocked(['a']);
    expect((await r.ask('DELETE', `${at('a')}?dryRun=All`)).status).toBe(200);
    expect((await r.ask('DELETE', at('a'), options({ dryRun: ['All'] }))).status).toBe(200);
    expect(names(r)).toEqual(['a']);
  });
  it('with a body heeds no query', async () => {
    const r = await stocked(['a']);
    expect((await r.ask('DELETE', `${at('a')}?dryRun=All`, {})).status).toBe(200);
    expect(names(r)).toEqual([]);
  });
  it('with preconditions that hold', async () => {
    const r = await stocked(['a']);
    const { uid, resourceVersion } = metadataOf((await r.ask('GET', at('a'))).json);
    expect(
      (
        await r.ask(
          'DELETE',
          at('a'),
          options({ preconditions: { uid: uid ?? '', resourceVersion: resourceVersion ?? '' } }),
        )
      ).status,
    ).toBe(200);
  });
  it('waits for finalizers', async () => {
    const r = await stocked(['a'], HELD);
    expect((await r.ask('DELETE', at('a'))).json).toMatchObject({
      metadata: { generation: 2, deletionTimestamp: expect.any(String), ...HELD },
    });
    await r.clock.sleep(1000);
    expect((await r.ask('DELETE', at('a'))).status).toBe(200);
    expect((await r.ask('POST', at(), example(TF, 'a'))).status).toBe(409);
    expect(
      (await r.ask('PATCH', at('a'), { metadata: { finalizers: ['example.com/hold', 'example.com/more'] } })).status,
    ).toBe(422);
    expect((await r.ask('PATCH', at('a'), { metadata: { labels: { n: 'x' } } })).status).toBe(200);
    expect((await r.ask('PATCH', at('a'), { metadata: { finalizers: null } })).status).toBe(200);
    expect(names(r)).toEqual([]);
  });
  it('makes room for another object of the name', async () => {
    const r = await stocked(['a']);
    const old = (await r.ask('GET', at('a'))).json;
    await r.ask('DELETE', at('a'));
    const next = (await r.ask('POST', at(), example(TF, 'a'))).json;
    expect(metadataOf(next)['uid']).not.toBe(metadataOf(old)['uid']);
    expect((await r.ask('PUT', at('a'), old)).status).toBe(409);
  });
});

describe('delete collection', () => {
  it('answers the list of what goes', async () => {
    const r = await stocked(['a', 'b', 'c']);
    const answer = await r.ask('DELETE', `${at()}?labelSelector=${encodeURIComponent('n in (a,c)')}`);
    expect(answer.json).toMatchObject({
      kind: 'TFJobList',
      items: [{ metadata: { name: 'a' } }, { metadata: { name: 'c' } }],
    });
    expect(names(r)).toEqual(['b']);
    expect((await r.ask('DELETE', `${at()}?fieldSelector=metadata.name%3Dx`)).json['items']).toEqual([]);
    expect((await r.ask('DELETE', `${at()}?fieldSelector=metadata.name%3Db`)).json['items']).toHaveLength(1);
  });
  it('deletes one page, then the next', async () => {
    const r = await stocked(['a', 'b', 'c']);
    const first = (await r.ask('DELETE', `${at()}?limit=2`)).json;
    expect(names(r)).toEqual(['c']);
    await r.ask('DELETE', `${at()}?limit=2&continue=${String(metadataOf(first)['continue'])}`);
    expect(names(r)).toEqual([]);
  });
  it('dry: nothing goes; other kinds and namespaces stay', async () => {
    const r = await stocked(['a']);
    const mx = KINDS[1] as Kind;
    await r.ask('POST', at(undefined, mx), example(mx, 'a'));
    await r.ask('POST', at(undefined, TF, 'two'), example(TF, 'a'));
    expect((await r.ask('DELETE', `${at()}?dryRun=All`)).json['items']).toHaveLength(1);
    expect(r.server.objects()).toHaveLength(3);
    await r.ask('DELETE', at());
    expect(r.server.objects().map((job) => [job['apiVersion'], job['kind'], metadataOf(job)['namespace']])).toEqual([
      [apiVersionOf(TF), 'TFJob', 'two'],
      [apiVersionOf(mx), 'MXJob', 'one'],
    ]);
  });
  it('marks what finalizers hold, and shows it as it was', async () => {
    const r = await stocked(['a'], HELD);
    const { json } = await r.ask('DELETE', at());
    expect(JSON.stringify(json)).not.toContain('deletionTimestamp');
    expect(metadataOf(r.server.objects()[0])).toHaveProperty('deletionTimestamp');
  });
});
