import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { apiVersionOf } from '../../contract/operations.ts';
import { metadataOf } from '../state/model.ts';
import { at, example, rig, TF, type Rig } from '../testing/client.ts';

const HOLD = 'example.com/hold';

/** Owners `a` and `b`, and a dependent `d` of those that are named. */
async function family(owners: string[], more: JsonObject = {}, ofDependent: JsonObject = {}): Promise<Rig> {
  const r = rig();
  const references: JsonObject[] = [];
  for (const name of ['a', 'b']) {
    const { json } = await r.ask('POST', at(), example(TF, name));
    const reference = {
      apiVersion: apiVersionOf(TF),
      kind: TF.kind,
      name,
      uid: metadataOf(json)['uid'] ?? '',
      ...more,
    };
    if (owners.includes(name)) references.push(reference);
  }
  await r.ask('POST', at(), example(TF, 'd', { ...ofDependent, ownerReferences: references }));
  return r;
}

async function left(r: Rig): Promise<unknown[]> {
  await r.clock.sleep(500);
  return r.server.objects().map((job) => metadataOf(job)['name']);
}

describe('the garbage collector', () => {
  it('removes a dependent when the last of its owners is gone', async () => {
    const r = await family(['a', 'b']);
    await r.ask('DELETE', at('a'));
    expect(await left(r)).toEqual(['b', 'd']);
    expect(metadataOf((await r.ask('GET', at('d'))).json)['ownerReferences']).toMatchObject([{ name: 'b' }]);
    await r.ask('DELETE', at('b'));
    expect(await left(r)).toEqual([]);
  });
  it('removes what is made for an owner that is not there', async () => {
    expect(await left(await family(['a'], { uid: 'another' }))).toEqual(['a', 'b']);
  });
  it('minds no owner of a kind that is not known', async () => {
    expect(await left(await family(['a'], { kind: 'Pod', apiVersion: 'v1', uid: 'another' }))).toEqual(['a', 'b', 'd']);
  });
  it('orphans a dependent', async () => {
    const r = await family(['a']);
    await r.ask('DELETE', `${at('a')}?propagationPolicy=Orphan`);
    expect(await left(r)).toEqual(['b', 'd']);
    expect(metadataOf((await r.ask('GET', at('d'))).json)['ownerReferences']).toBeUndefined();
  });
  it('has an owner wait for what blocks it, and not for others', async () => {
    for (const blockOwnerDeletion of [true, false]) {
      const r = await family(['a'], { blockOwnerDeletion }, { finalizers: [HOLD] });
      await r.ask('DELETE', `${at('a')}?propagationPolicy=Foreground`);
      expect(await left(r)).toEqual(blockOwnerDeletion ? ['a', 'b', 'd'] : ['b', 'd']);
      expect(metadataOf((await r.ask('GET', at('d'))).json)['deletionTimestamp']).toBeDefined();
      await r.ask('PATCH', at('d'), { metadata: { finalizers: null } });
      expect(await left(r)).toEqual(['b']);
    }
  });
});
