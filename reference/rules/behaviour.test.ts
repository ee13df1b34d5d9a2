/** That one behaviour can be replaced, and that kinds are data. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { IMAGINARY, ONE_MORE } from '../../contract/kinds.fixture.ts';
import { apiVersionOf } from '../../contract/operations.ts';
import { schemaDocuments } from '../../generators/schemas/schema.ts';
import { schemaSet } from '../../schemas/validate.ts';
import { metadataOf } from '../state/model.ts';
import { at, example, rig, TF } from '../testing/client.ts';

describe('a replaced behaviour', () => {
  it('is the only thing that differs', async () => {
    const { ask } = rig({ behaviour: (behaviour) => ({ ...behaviour, createCode: () => 299 }) });
    expect((await ask('POST', at(), example(TF, 'a'))).status).toBe(299);
    expect((await ask('GET', at('a'))).status).toBe(200);
  });
  it('is asked wherever it matters: without the comparison, updates get lost', async () => {
    const { ask } = rig({ behaviour: (behaviour) => ({ ...behaviour, mayCommit: () => true }) });
    await ask('POST', at(), example(TF, 'a'));
    await Promise.all(['x', 'y'].map((key) => ask('PATCH', at('a'), { metadata: { labels: { [key]: '1' } } })));
    expect(Object.keys(metadataOf((await ask('GET', at('a'))).json)['labels'] as object)).toHaveLength(1);
  });
  it('may make every generated name the same: the client is asked to try again', async () => {
    const { ask } = rig({ behaviour: (behaviour) => ({ ...behaviour, generatedName: (prefix) => `${prefix}same` }) });
    const body = { ...example(TF, 'a'), metadata: { generateName: 'job-' } };
    expect((await ask('POST', at(), body)).status).toBe(201);
    expect((await ask('POST', at(), body)).json).toMatchObject({
      code: 500,
      reason: 'ServerTimeout',
      details: { retryAfterSeconds: 1 },
    });
  });
});

describe('a further kind', () => {
  it('is one more entry', async () => {
    const { ask, clock, server } = rig({
      kinds: ONE_MORE,
      schemas: schemaSet([...schemaDocuments(ONE_MORE).values()]),
      variants: [],
    });
    const replica = { replicas: 2, template: { spec: { containers: [{ name: IMAGINARY.container, image: 'i' }] } } };
    const job = (type: string): JsonObject => ({
      apiVersion: apiVersionOf(IMAGINARY),
      kind: IMAGINARY.kind,
      metadata: { name: 'a' },
      spec: { [IMAGINARY.replicaMap]: { [type]: replica } },
    });
    expect((await ask('POST', at(undefined, IMAGINARY), job('Stranger'))).status).toBe(422);
    expect((await ask('POST', at(undefined, IMAGINARY), job('Coordinator'))).status).toBe(201);
    await clock.sleep(500);
    expect((await ask('GET', at('a', IMAGINARY))).json).toMatchObject({
      status: { [IMAGINARY.statusMap]: { Coordinator: { active: 2 } } },
    });
    expect((await ask('GET', '/apis/kubeflow.org/v2')).json).toMatchObject({ resources: [{ name: IMAGINARY.plural }] });
    server.stop();
  });
});
