import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { metadataOf } from '../state/model.ts';
import { at, example, rig, TF, type Rig } from '../testing/client.ts';

const LABELS: Record<string, JsonObject> = {
  a: { t: 'x' },
  'a-1': {},
  'a-b': { t: 'y' },
  a0: { n: '10' },
  ab: { t: 'x', n: '5' },
  b: { t: 'x' },
  zz: { t: '' },
};
const stocked = async (variants: string[] = []): Promise<Rig> => {
  const r = rig({ variants: ['controller-absent', ...variants] });
  for (const [name, labels] of Object.entries(LABELS).reverse())
    await r.ask('POST', at(), example(TF, name, { labels }));
  return r;
};
const names = (list: JsonObject): unknown[] => (list['items'] as JsonObject[]).map((job) => metadataOf(job)['name']);

/** Follows the pages to the end. */
async function pages(
  { ask }: Rig,
  query: string,
  between: () => Promise<unknown> = async () => undefined,
): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for (let token = ''; all.length < 20;) {
    const page = (await ask('GET', `${at()}?${query}${token === '' ? '' : `&continue=${encodeURIComponent(token)}`}`))
      .json;
    all.push(page);
    token = String(metadataOf(page)['continue']);
    if (token === '') return all;
    await between();
  }
  throw new Error('the list does not end');
}

describe('list', () => {
  it('is ordered by name, bytewise', async () => {
    const { ask } = await stocked();
    expect(names((await ask('GET', at())).json)).toEqual(['a', 'a-1', 'a-b', 'a0', 'ab', 'b', 'zz']);
  });
  it('of a namespace that does not exist is empty', async () => {
    const { ask } = rig();
    expect((await ask('GET', at(undefined, TF, 'nowhere'))).json).toMatchObject({ kind: 'TFJobList', items: [] });
  });
  it('ranges over all namespaces', async () => {
    const r = await stocked();
    await r.ask('POST', at(undefined, TF, 'two'), example(TF, 'a'));
    expect(names((await r.ask('GET', '/apis/kubeflow.org/v1/tfjobs')).json)).toHaveLength(8);
  });
  it('is indented when asked to', async () => {
    const { ask } = await stocked();
    expect((await ask('GET', `${at()}?pretty=true`)).text).toMatch(/^\{\n {2}"apiVersion"/);
  });

  it.each<[string, string[]]>([
    ['t=x', ['a', 'ab', 'b']],
    ['t==x', ['a', 'ab', 'b']],
    ['t!=x', ['a-1', 'a-b', 'a0', 'zz']],
    ['t in (x,y)', ['a', 'a-b', 'ab', 'b']],
    ['t notin (x)', ['a-1', 'a-b', 'a0', 'zz']],
    ['t', ['a', 'a-b', 'ab', 'b', 'zz']],
    ['!t', ['a-1', 'a0']],
    ['n>7', ['a0']],
    ['n<7', ['ab']],
    ['n>5', ['a0']],
    ['t=x,n', ['ab']],
    ['t=', ['zz']],
    ['', Object.keys(LABELS)],
    [' t = x ', ['a', 'ab', 'b']],
    ['t=x,t=y', []],
    ['t in (,x)', ['a', 'ab', 'b', 'zz']],
    ['in', []],
    ['none=1', []],
  ])('labelSelector %j', async (selector, expected) => {
    const { ask } = await stocked();
    expect(names((await ask('GET', `${at()}?labelSelector=${encodeURIComponent(selector)}`)).json)).toEqual(
      [...expected].sort(),
    );
  });
  it.each<[string, string[]]>([
    ['metadata.name=a', ['a']],
    ['metadata.name==a', ['a']],
    ['metadata.name!=a', ['a-1', 'a-b', 'a0', 'ab', 'b', 'zz']],
    ['metadata.namespace=one', Object.keys(LABELS)],
    ['metadata.namespace=two', []],
    ['metadata.name=a,metadata.namespace=one', ['a']],
    ['metadata.name=a,metadata.name=b', []],
    ['metadata.name=', []],
    ['', Object.keys(LABELS)],
  ])('fieldSelector %j', async (selector, expected) => {
    const { ask } = await stocked();
    expect(names((await ask('GET', `${at()}?fieldSelector=${encodeURIComponent(selector)}`)).json)).toEqual(
      [...expected].sort(),
    );
  });
});

describe('pages', () => {
  it.each([1, 3, 6, 7, 8])('of %i hold everything once', async (limit) => {
    const all = await pages(await stocked(), `limit=${limit}`);
    expect(all.flatMap(names)).toEqual(Object.keys(LABELS).sort());
    expect(
      all
        .map((page) => names(page).length)
        .slice(0, -1)
        .every((n) => n === limit),
    ).toBe(true);
    expect(all.map((page) => metadataOf(page)['remainingItemCount'] ?? 0)).toEqual(
      all.map((_, i) => Math.max(0, 7 - (i + 1) * limit)),
    );
  });
  it.each(['order-by-creation', 'order-reversed', 'order-shuffled'])('%s: hold everything once', async (variant) => {
    const all = (await pages(await stocked([variant]), 'limit=2')).flatMap(names);
    expect(all).not.toEqual(Object.keys(LABELS).sort());
    expect(new Set(all)).toEqual(new Set(Object.keys(LABELS)));
    expect(all).toHaveLength(Object.keys(LABELS).length);
  });
  it('show one moment, whatever is written meanwhile', async () => {
    const r = await stocked();
    let round = 0;
    const all = await pages(r, 'limit=2', async () => {
      round += 1;
      await r.ask('POST', at(), example(TF, `aa${round}`));
      await r.ask('DELETE', at('zz'));
      await r.ask('PATCH', at('b'), { metadata: { labels: { round: `${round}` } } });
    });
    expect(all.flatMap(names)).toEqual(Object.keys(LABELS).sort());
    expect(new Set(all.map((page) => metadataOf(page)['resourceVersion'])).size).toBe(1);
    expect(JSON.stringify(all)).not.toContain('round');
  });
  it('with selectors tell no count', async () => {
    const all = await pages(await stocked(), 'limit=1&labelSelector=t%3Dx');
    expect(all.flatMap(names)).toEqual(['a', 'ab', 'b']);
    expect(all.some((page) => 'remainingItemCount' in metadataOf(page))).toBe(false);
  });
  it('come to an end: a token grows old', async () => {
    const r = await stocked();
    const token = String(metadataOf((await r.ask('GET', `${at()}?limit=1`)).json)['continue']);
    expect((await r.ask('GET', `${at()}?continue=${token}`)).status).toBe(200);
    await r.clock.sleep(6 * 60_000);
    expect((await r.ask('GET', `${at()}?continue=${token}`)).json).toMatchObject({ code: 410, reason: 'Expired' });
  });
  it('may refuse the token of another query', async () => {
    const r = await stocked(['foreign-token-refused']);
    const token = String(metadataOf((await r.ask('GET', `${at()}?limit=1`)).json)['continue']);
    expect((await r.ask('GET', `${at(undefined, TF, 'two')}?continue=${token}`)).status).toBe(400);
    expect((await r.ask('GET', `${at()}?continue=${token}&labelSelector=t`)).status).toBe(400);
    expect((await r.ask('GET', `${at()}?continue=${token}`)).status).toBe(200);
  });
  it('are not had where limit is ignored', async () => {
    expect(await pages(await stocked(['limit-ignored']), 'limit=1')).toHaveLength(1);
  });
  it('at an earlier version show what was', async () => {
    const r = await stocked();
    const version = String(metadataOf((await r.ask('GET', at())).json)['resourceVersion']);
    await r.ask('DELETE', at('a'));
    expect(names((await r.ask('GET', `${at()}?resourceVersionMatch=Exact&resourceVersion=${version}`)).json)).toContain(
      'a',
    );
    expect(names((await r.ask('GET', `${at()}?resourceVersion=${version}`)).json)).not.toContain('a');
  });
});
