/** What may be written to, what is noted of it, and how the whole of a collection is seen. */
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Json } from '../../contract/json.ts';
import { createClient } from './client.ts';
import { Inconclusive } from '../errors/endings.ts';
import { RUN_LABEL } from '../ownership/journal.ts';
import { createTarget, listEach } from './target.ts';
import { fakeContext, fakeTarget, reply, TFJOB, tokens } from '../testing/fake.ts';
import type { Target } from '../model/target.ts';

const TFJOBS = '/apis/kubeflow.org/v1/namespaces/ns/tfjobs';

function on(fake: ReturnType<typeof fakeTarget>, more: Parameters<typeof fakeContext>[1] = {}) {
  const context = fakeContext(fake.send, more);
  return {
    journal: context.journal,
    target: createTarget({ ...context, settle: 30_000, client: createClient(context), trialId: 't1' }, TFJOB),
  };
}

test('the journal, which is a file, has no secret that a target gives as a uid or in a name that it chooses', async () => {
  const token = 'the-token-of-a-run';
  const answering = (metadata: object) => () =>
    reply(201, { metadata: { labels: { [RUN_LABEL]: 'rtest' }, ...metadata } });
  for (const [asked, said] of [
    [{ name: 'plain' }, { name: 'plain', uid: `x-${token}` }],
    [{ generateName: 'rtest-' }, { name: `rtest-${token}`, uid: 'u' }],
  ] as const) {
    const { target, journal } = on(fakeTarget(answering(said)), {
      connection: { credentials: tokens({ full: token }) },
    });
    await target.create({ metadata: asked });
    expect(journal.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(journal.lines)).not.toContain(token);
    expect(journal.lines[0]).toMatchObject(asked);
  }
});

describe('writes', () => {
  test("reach what this run made, whatever its name, and what bears the run's name", async () => {
    const { target } = on(fakeTarget());
    await target.create({ metadata: { name: 'plain' } });
    expect((await target.patch({ name: 'plain' }, {})).status).toBe(200);
    expect((await target.delete({ name: 'plain' })).status).toBe(200);
    expect((await target.delete({ name: 'rtest-never-made' })).status).toBe(404);
  });

  test.each<[string, (target: Target) => Promise<unknown>, string]>([
    [
      'an object',
      (t) => t.delete({ name: 'foreign' }),
      'the suite must not delete tfjobs/foreign: this run did not make it',
    ],
    [
      'an object of another namespace',
      (t) => t.replace({ name: 'plain', namespace: 'other' }, {}),
      'the suite must not replace tfjobs/plain: this run did not make it',
    ],
    [
      'an object of another kind',
      (t) => t.for(KINDS[1]!).patch({ name: 'plain' }, {}),
      'the suite must not patch mxjobs/plain: this run did not make it',
    ],
    [
      'what is no job',
      (t) => t.send('DELETE', '/api/v1/namespaces/ns'),
      'the suite must not send DELETE /api/v1/namespaces/ns',
    ],
  ])('never reach what others made: %s', async (_, act, message) => {
    const fake = fakeTarget();
    const { target } = on(fake);
    await target.create({ metadata: { name: 'plain' } });
    await expect(act(target)).rejects.toEqual(new Error(message));
    expect(fake.requests).toHaveLength(1);
  });

  test("elsewhere are kept from nothing but deletes of what is not the run's", async () => {
    const { target } = on(fakeTarget(() => reply(404, {})));
    for (const [method, path] of [
      ['GET', '/version'],
      ['POST', '/apis/x/v1/y'],
      ['DELETE', '/apis/x/v1/y/rtest-z'],
    ] as const)
      expect(await target.send(method, path)).toMatchObject({ method, path, status: 404 });
  });

  test("of a collection spare it where anything is another's", async () => {
    const fake = fakeTarget();
    const { journal, target } = on(fake);
    await target.create({ metadata: { name: 'known-by-name' } });
    fake.objects.set(`${TFJOBS}/rtest-named`, { metadata: { name: 'rtest-named' } });
    await target.deleteCollection();
    expect(fake.requests.at(-1)!.method).toBe('DELETE');
    const [uid] = journal.lines.flatMap((line) => line.uid ?? []);
    fake.objects.set(`${TFJOBS}/one`, { metadata: { name: 'one', labels: { [RUN_LABEL]: 'rtest' } } });
    fake.objects.set(`${TFJOBS}/two`, { metadata: { name: 'two', ...(uid !== undefined && { uid }) } });
    await expect(target.deleteCollection()).rejects.toEqual(
      new Inconclusive('namespace ns holds 2 tfjobs that this run did not make: no collection is deleted there'),
    );
    expect(fake.requests.at(-1)!.method).toBe('GET');
  });
});

describe('the journal', () => {
  const X = { name: 'rtest-x' };
  test.each<[string, boolean, number, (target: Target) => Promise<unknown>]>([
    ['not found by a read', true, 404, (t) => t.read(X)],
    ['not found by a delete', true, 404, (t) => t.delete(X)],
    ['not found by a patch', false, 404, (t) => t.patch(X, {})],
    ['read', false, 200, (t) => t.read(X)],
    ['deleted, which may take a while', false, 200, (t) => t.delete(X)],
    ['another that is not found', false, 404, (t) => t.read({ name: 'rtest-y' })],
    ['in a collection that is not found', false, 404, (t) => t.list()],
  ])('says whether what was made is gone: %s: %s', async (_, gone, status, act) => {
    const { journal, target } = on(
      fakeTarget((request) => (request.method === 'POST' ? undefined : reply(status, {}))),
    );
    await target.create({ metadata: X });
    await act(target);
    expect(journal.lines.filter((line) => line.gone)).toEqual(
      gone
        ? [
            {
              run: 'rtest',
              target: 'memory',
              time: expect.any(String),
              kind: 'TFJob',
              namespace: 'ns',
              name: 'rtest-x',
              gone: true,
            },
          ]
        : [],
    );
  });
});

describe('the whole of a collection', () => {
  async function listed(pages: (page: number) => readonly [number, Json]) {
    let page = 0;
    const { send, requests } = fakeTarget(() => reply(...pages(page++)));
    const items: unknown[] = [];
    const visited = listEach(createClient(fakeContext(send)), TFJOB, 'ns', (some) => {
      items.push(...some);
      return !items.includes('enough');
    });
    const outcome = await visited.then(
      () => items,
      (error: unknown) => error,
    );
    return [outcome, requests.map(({ path }) => path)];
  }

  test('is all of its pages', async () => {
    const pages: Json[] = [
      { items: [1, 2], metadata: { continue: 'a&b' } },
      { items: [], metadata: { continue: 'c' } },
      { items: [3], metadata: { continue: '' } },
    ];
    expect(await listed((page) => [200, pages[page]!])).toEqual([
      [1, 2, 3],
      [`${TFJOBS}?limit=500`, `${TFJOBS}?limit=500&continue=a%26b`, `${TFJOBS}?limit=500&continue=c`],
    ]);
  });

  test('is no more than what is asked for', async () => {
    const pages: Json[] = [{ items: ['enough'], metadata: { continue: 'a' } }];
    expect(await listed((page) => [200, pages[page]!])).toEqual([['enough'], [`${TFJOBS}?limit=500`]]);
  });

  test.each<[string, Json]>([
    ['no metadata', { items: [1] }],
    ['no token', { items: [1], metadata: {} }],
    ['a token that is none', { items: [1], metadata: { continue: 5 } }],
  ])('ends with %s', async (_, list) => {
    expect(await listed(() => [200, list])).toEqual([[1], [`${TFJOBS}?limit=500`]]);
  });

  test.each<[string, number, Json]>([
    ['refused', 403, { items: [] }],
    ['no list', 200, { kind: 'Status' }],
    ['no object', 200, []],
  ])('is not known where the answer is %s', async (_, status, body) => {
    expect(await listed(() => [status, body])).toEqual([
      new Inconclusive(`tfjobs in ns cannot be listed: answered ${status} (exchange 1)`),
      [`${TFJOBS}?limit=500`],
    ]);
  });

  test('is not known where it has no end', async () => {
    const [outcome, paths] = await listed(() => [200, { items: [1], metadata: { continue: 'more' } }]);
    expect(outcome).toEqual(new Inconclusive('the list of tfjobs in ns has no end'));
    expect(paths).toHaveLength(201);
  });
});
