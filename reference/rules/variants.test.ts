import { describe, expect, it } from 'vitest';
import { FREEDOMS } from '../../contract/freedoms/index.ts';
import type { JsonObject } from '../../contract/json.ts';
import { successCodes } from '../../contract/operations.ts';
import { at, example, NS, rig, TF, type Answer, type Rig } from '../testing/client.ts';
import { chosen, VARIANTS } from './variants.ts';

/** Asks again while it is turned away for now. */
const patiently = async ({ ask }: Rig, ...request: Parameters<Rig['ask']>): Promise<Answer> => {
  for (;;) {
    const answer = await ask(...request);
    if (answer.headers.get('retry-after') === undefined) return answer;
  }
};

describe('variants', () => {
  it('are the options of the freedoms that are no defaults', () => {
    expect(VARIANTS.map((v) => v.id)).toEqual(FREEDOMS.flatMap((f) => f.options.slice(1).map((o) => o.id)));
  });

  for (const { id } of VARIANTS) {
    it(`${id}: a job is created, read and deleted`, async () => {
      const r = rig({ variants: [id] });
      expect((await patiently(r, 'POST', at(), example(TF, 'a'))).status).toBeOneOf(successCodes('create'));
      expect(await patiently(r, 'GET', at('a'))).toMatchObject({ status: 200, json: { kind: 'TFJob' } });
      expect((await patiently(r, 'GET', at())).json['items']).toHaveLength(1);
      expect((await patiently(r, 'DELETE', at('a'))).status).toBeOneOf(successCodes('delete'));
      await r.clock.sleep(3000);
      expect((await patiently(r, 'GET', at('a'))).status).toBe(404);
      r.server.stop();
      r.clock.stop();
    });
  }

  it('refuses names that it does not know, naming those it knows', () => {
    expect(() => chosen(['create-200', 'nonsense'])).toThrow(/unknown variant "nonsense".*create-202/);
  });
  it('refuses two options of one freedom', () => {
    expect(() => chosen(['create-200', 'create-202'])).toThrow(/exclude each other/);
  });
});

const created = async (variant: string, change: (body: JsonObject) => JsonObject = (b) => b): Promise<JsonObject> => {
  const { ask } = rig({ variants: [variant, ...(variant.startsWith('controller') ? [] : ['controller-absent'])] });
  return (await ask('POST', at(), change(example(TF, 'a')))).json;
};
const metadata = async (variant: string): Promise<JsonObject> => (await created(variant))['metadata'] as JsonObject;
const spec = async (variant: string, more: JsonObject): Promise<JsonObject> =>
  (await created(variant, (b) => ({ ...b, spec: { ...(b['spec'] as JsonObject), ...more } })))['spec'] as JsonObject;

describe('variants show', () => {
  it('objects otherwise', async () => {
    expect(await metadata('rv-opaque')).toMatchObject({ resourceVersion: expect.stringMatching(/^r~/) });
    expect(await metadata('selflink-absent')).not.toHaveProperty('selfLink');
    expect(await metadata('managed-fields-present')).toHaveProperty('managedFields');
    expect(await metadata('finalizer-added')).toHaveProperty('finalizers');
    expect(await metadata('annotations-added')).toHaveProperty('annotations');
    expect(await metadata('milliseconds')).toMatchObject({ creationTimestamp: expect.stringMatching(/\.\d{3}Z$/) });
    expect(await created('status-absent')).not.toHaveProperty('status');
    expect(await created('status-filled')).toMatchObject({ status: { conditions: [{ type: 'Created' }] } });
    expect(await spec('defaults-written', {})).toMatchObject({ cleanPodPolicy: 'Running' });
    expect(await spec('unknown-fields-kept', { odd: 1 })).toHaveProperty('odd');
    expect(await spec('fields-added', {})).toHaveProperty('referenceNote');
    expect(await spec('ps-canonical', {})).toHaveProperty('tfReplicaSpecs.PS');
    expect(await created('unknown-fields-refused', (b) => ({ ...b, odd: 1 }))).toMatchObject({ code: 400 });
    expect(await created('assigned-refused', (b) => ({ ...b, metadata: { name: 'a', uid: 'x' } }))).toMatchObject({
      code: 422,
    });
    expect(await created('invalid-400', (b) => ({ ...b, spec: {} }))).toMatchObject({
      code: 400,
      reason: 'BadRequest',
    });
  });

  it('canonical quantities', async () => {
    const template = {
      spec: {
        containers: [
          {
            name: 'tensorflow',
            image: 'i',
            resources: { limits: { cpu: '1000m', memory: '1024Mi' }, requests: { cpu: '1000m', memory: '1024Mi' } },
          },
        ],
      },
    };
    const shown = await spec('quantities-canonical', { tfReplicaSpecs: { Worker: { template } } });
    expect(shown).toHaveProperty('tfReplicaSpecs.Worker.template.spec.containers.0.resources.limits', {
      cpu: '1',
      memory: '1Gi',
    });
  });

  it('fields that are not supported, kept, dropped or refused', async () => {
    const body = (b: JsonObject): JsonObject => {
      const copy = structuredClone(b) as { spec: { tfReplicaSpecs: { Worker: { template: { spec: JsonObject } } } } };
      copy.spec.tfReplicaSpecs.Worker.template.spec['hostNetwork'] = true;
      return copy;
    };
    const path = 'spec.tfReplicaSpecs.Worker.template.spec.hostNetwork';
    expect(await created('controller-absent', body)).toHaveProperty(path, true);
    expect(await created('unsupported-dropped', body)).not.toHaveProperty(path);
    expect(await created('unsupported-refused', body)).toMatchObject({ code: 400 });
  });

  it('a status that never rests', async () => {
    const { ask, clock, server } = rig({ variants: ['controller-busy'] });
    const first = (await ask('POST', at(), example(TF, 'a'))).json;
    await clock.sleep(40);
    const later = (await ask('GET', at('a'))).json;
    expect((later['metadata'] as JsonObject)['resourceVersion']).not.toBe(
      (first['metadata'] as JsonObject)['resourceVersion'],
    );
    expect((later['metadata'] as JsonObject)['generation']).toBe(1);
    server.stop();
    clock.stop();
  });

  it('a deletion that takes a while', async () => {
    const { ask, clock } = rig({ variants: ['delete-graceful', 'controller-absent'] });
    await ask('POST', at(), example(TF, 'a'));
    expect((await ask('DELETE', at('a'))).json).toMatchObject({
      kind: 'TFJob',
      metadata: { deletionTimestamp: expect.any(String) },
    });
    expect((await ask('GET', at('a'))).status).toBe(200);
    expect((await ask('DELETE', at('a'))).status).toBe(200);
    await clock.sleep(1100);
    expect((await ask('GET', at('a'))).status).toBe(404);
  });

  it('immutable changes that are ignored', async () => {
    const { ask } = rig({ variants: ['immutable-ignored', 'controller-absent'] });
    await ask('POST', at(), example(TF, 'a'));
    const answer = await ask('PATCH', at('a'), { spec: { backoffLimit: 9, cleanPodPolicy: 'All' } });
    expect(answer.json).toMatchObject({
      kind: 'TFJob',
      spec: { backoffLimit: 6, cleanPodPolicy: 'All' },
      metadata: { namespace: NS },
    });
  });
});
