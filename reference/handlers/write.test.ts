import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { APPENDIX_A } from '../../contract/merge-patch.fixture.ts';
import { metadataOf } from '../state/model.ts';
import { at, example, NS, rig, TF, type Rig } from '../testing/client.ts';

const stocked = async (metadata: JsonObject = {}): Promise<Rig & { first: JsonObject }> => {
  const r = rig();
  const first = (await r.ask('POST', at(), example(TF, 'a', metadata))).json;
  return { ...r, first };
};
const version = (job: JsonObject): unknown => metadataOf(job)['resourceVersion'];

describe('create', () => {
  it('sets its own metadata, whatever was sent', async () => {
    const { first } = await stocked({
      uid: 'mine',
      resourceVersion: '5',
      generation: 9,
      selfLink: '/x',
      creationTimestamp: '2001-01-01T00:00:00Z',
      deletionTimestamp: '2001-01-01T00:00:00Z',
      odd: 1,
      labels: { a: null },
    });
    expect(metadataOf(first)).toEqual({
      name: 'a',
      namespace: NS,
      labels: { a: '' },
      generation: 1,
      selfLink: at('a'),
      creationTimestamp: '2026-01-01T00:00:00Z',
      uid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      resourceVersion: '72000001',
    });
  });
  it('completes a prefix to a name', async () => {
    const { ask } = rig();
    const body = example(TF, 'a');
    expect(metadataOf((await ask('POST', at(), { ...body, metadata: { generateName: 'job-' } })).json)['name']).toMatch(
      /^job-[a-z0-9]{5}$/,
    );
    expect(
      metadataOf((await ask('POST', at(), { ...body, metadata: { generateName: 'a'.repeat(253) } })).json)['name'],
    ).toHaveLength(63);
  });
  it('prunes what nobody documents and drops nulls', async () => {
    const { ask } = rig();
    const body = example(TF, 'a');
    const answer = await ask('POST', at(), {
      ...body,
      odd: 1,
      status: { x: 1 },
      spec: { ...(body['spec'] as JsonObject), odd: 1, cleanPodPolicy: null },
    });
    expect(answer.json).toMatchObject({ spec: body['spec'], status: {} });
    expect(answer.json).not.toHaveProperty('odd');
    expect(answer.json).not.toHaveProperty('spec.odd');
    expect(answer.json).not.toHaveProperty('spec.cleanPodPolicy');
  });
  it('dry: answers and stores nothing', async () => {
    const { ask, server } = rig();
    const answer = await ask('POST', `${at()}?dryRun=All`, example(TF, 'a'));
    expect(answer).toMatchObject({ status: 201, json: { metadata: { uid: expect.any(String) } } });
    expect(server.objects()).toEqual([]);
  });
  it('lets one of many take a name', async () => {
    const { ask } = rig();
    const codes = (await Promise.all(Array.from({ length: 8 }, () => ask('POST', at(), example(TF, 'a'))))).map(
      (a) => a.status,
    );
    expect(codes.sort((a, b) => a - b)).toEqual([201, ...Array<number>(7).fill(409)]);
  });
});

describe('replace', () => {
  it('by what was read changes nothing', async () => {
    const { ask, first } = await stocked();
    expect(await ask('PUT', at('a'), first)).toMatchObject({ status: 200, json: first });
  });
  it("drops what the body leaves out, and keeps the server's own", async () => {
    const { ask, first } = await stocked({ labels: { a: '1' }, annotations: { b: '2' } });
    const spec = { ...(first['spec'] as JsonObject), cleanPodPolicy: 'All' };
    const next = (
      await ask('PUT', at('a'), { ...example(TF, 'a', { labels: { c: '3' } }), spec, status: { mine: true } })
    ).json;
    expect(metadataOf(next)).toEqual({
      ...metadataOf(first),
      labels: { c: '3' },
      annotations: undefined,
      generation: 2,
      resourceVersion: '72000002',
    });
    expect(next['status']).toEqual({});
    expect((await ask('GET', at('a'))).json).toEqual(next);
  });
  it('of labels alone moves resourceVersion, not generation', async () => {
    const { ask, first } = await stocked();
    const next = (await ask('PUT', at('a'), { ...first, metadata: { ...metadataOf(first), labels: { a: 'b' } } })).json;
    expect(metadataOf(next)).toMatchObject({ generation: 1, resourceVersion: '72000002' });
  });
  it('dry: stores nothing', async () => {
    const { ask, first } = await stocked();
    expect((await ask('PUT', `${at('a')}?dryRun=All`, example(TF, 'a', { labels: { x: 'y' } }))).json).toMatchObject({
      metadata: { labels: { x: 'y' } },
    });
    expect((await ask('GET', at('a'))).json).toEqual(first);
  });
  it('lets one of two win who read the same', async () => {
    const { ask, first } = await stocked();
    const by = (name: string) =>
      ask('PUT', at('a'), { ...first, metadata: { ...metadataOf(first), labels: { by: name } } });
    expect((await Promise.all([by('x'), by('y')])).map((a) => a.status)).toEqual([200, 409]);
  });
});

describe('merge patch', () => {
  it('follows the examples of RFC 7386', async () => {
    const { conforming } = await import('../rules/behaviour.ts');
    const { committedSet } = await import('../../schemas/validate.ts');
    const behaviour = conforming({
      kinds: [],
      namespaces: new Set(),
      has: () => false,
      now: () => 0,
      random: () => 0,
      schemas: committedSet,
      token: undefined,
      readOnlyToken: undefined,
      foreignToken: undefined,
    });
    for (const [target, patch, result] of APPENDIX_A)
      expect(behaviour.mergePatch(structuredClone(target), patch)).toEqual(result);
    expect(Object.keys(behaviour.mergePatch({}, JSON.parse('{"__proto__":{"a":1}}')) as object)).toEqual(['__proto__']);
  });
  it('changes what it names', async () => {
    const { ask } = await stocked({ labels: { keep: '1', drop: '2' } });
    const next = (
      await ask('PATCH', at('a'), {
        metadata: { labels: { drop: null, add: '3' } },
        spec: { ttlSecondsAfterFinished: 5 },
        status: { mine: 1 },
      })
    ).json;
    expect(next).toMatchObject({
      metadata: { labels: { keep: '1', add: '3' }, generation: 2 },
      spec: { ttlSecondsAfterFinished: 5, backoffLimit: 6 },
      status: {},
    });
    expect(metadataOf(next)['labels']).not.toHaveProperty('drop');
  });
  it('without effect keeps the resourceVersion', async () => {
    const { ask, first } = await stocked();
    expect((await ask('PATCH', at('a'), {})).json).toEqual(first);
    expect((await ask('PATCH', at('a'), { metadata: { labels: null, generation: 9 } })).json).toEqual(first);
  });
  it('with a content type parameter is one', async () => {
    const { ask } = await stocked();
    expect(
      (await ask('PATCH', at('a'), {}, { 'content-type': 'application/merge-patch+json; charset=utf-8' })).status,
    ).toBe(200);
  });
  it('loses no change of another without a version', async () => {
    const { ask } = await stocked();
    const codes = await Promise.all(
      Array.from({ length: 10 }, (_, i) => ask('PATCH', at('a'), { metadata: { labels: { [`l${i}`]: 'x' } } })),
    );
    expect(codes.every((a) => a.status === 200)).toBe(true);
    expect(Object.keys(metadataOf((await ask('GET', at('a'))).json)['labels'] as object)).toHaveLength(10);
  });
  it('dry: stores nothing', async () => {
    const { ask, first } = await stocked();
    expect((await ask('PATCH', `${at('a')}?dryRun=All`, { metadata: { labels: { x: 'y' } } })).status).toBe(200);
    expect(version((await ask('GET', at('a'))).json)).toBe(version(first));
  });
});
