import { describe, expect, it } from 'vitest';
import { KINDS } from '../contract/kinds.ts';
import { at, example, NS, rig, TF } from './testing/client.ts';

describe('create, read and list', () => {
  for (const kind of KINDS) {
    it(`serves a ${kind.kind}`, async () => {
      const { ask } = rig();
      const sent = example(kind, 'a');
      const created = await ask('POST', at(undefined, kind), sent);
      expect(created.status).toBe(201);
      expect(created.json).toMatchObject({
        apiVersion: sent['apiVersion'],
        kind: kind.kind,
        spec: sent['spec'],
        status: {},
      });
      expect(created.json['metadata']).toMatchObject({
        name: 'a',
        namespace: NS,
        generation: 1,
        selfLink: at('a', kind),
      });
      expect((await ask('GET', at('a', kind))).json).toEqual(created.json);
      const list = await ask('GET', at(undefined, kind));
      expect(list.json).toMatchObject({ kind: `${kind.kind}List`, items: [created.json], metadata: { continue: '' } });
      expect((await ask('GET', at('b', kind))).json).toMatchObject({
        code: 404,
        reason: 'NotFound',
        details: { name: 'b', kind: kind.plural },
      });
    });
  }

  it('refuses a taken name', async () => {
    const { ask } = rig();
    await ask('POST', at(), example(TF, 'a'));
    expect((await ask('POST', at(), example(TF, 'a'))).json).toMatchObject({ code: 409, reason: 'AlreadyExists' });
  });
});
